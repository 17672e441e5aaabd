import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { loadGraphql } from './load-graphql.ts';

/**
 * Types that consumers can get at from the roots and from the given types on, over fields that `stays` lets pass;
 * null when the schema has no query type, as a part of one: then nothing is known.
 */
export function reachableTypes(
  schema: GraphQLSchema,
  from: Iterable<string>,
  stays: (type: string, field: string) => boolean,
): Set<string> | null {
  if (!schema.getQueryType()) return null;
  const { getNamedType, isInputObjectType, isInterfaceType, isObjectType, isUnionType } = loadGraphql();
  const seen = new Set<string>();
  const open: GraphQLNamedType[] = [];
  const visit = (type: GraphQLNamedType | null | undefined) => {
    if (type == null || seen.has(type.name)) return;
    seen.add(type.name);
    open.push(type);
  };
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    visit(root);
  for (const name of from) visit(schema.getType(name));
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (isUnionType(type)) for (const member of type.getTypes()) visit(member);
    if (isInterfaceType(type)) for (const member of schema.getPossibleTypes(type)) visit(member);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) visit(getNamedType(field.type));
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const one of type.getInterfaces()) visit(one);
    for (const field of Object.values(type.getFields())) {
      if (!stays(type.name, field.name)) continue;
      visit(getNamedType(field.type));
      for (const argument of field.args) visit(getNamedType(argument.type));
    }
  }
  return seen;
}
