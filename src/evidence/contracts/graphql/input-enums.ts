import type { GraphQLSchema } from 'graphql';
import { loadGraphql } from './load-graphql.ts';

/** The enums that operations can name a value of: those of arguments and of fields of inputs. */
export function inputEnums(schema: GraphQLSchema): Set<string> {
  const { getNamedType, isEnumType, isInputObjectType, isInterfaceType, isObjectType } = loadGraphql();
  const found = new Set<string>();
  const take = (values: Iterable<{ type: Parameters<typeof getNamedType>[0] }>) => {
    for (const { type } of values) {
      const named = getNamedType(type);
      if (isEnumType(named)) found.add(named.name);
    }
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) take(Object.values(type.getFields()));
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const { args } of Object.values(type.getFields())) take(args);
    }
  }
  for (const { args } of schema.getDirectives()) take(args);
  return found;
}
