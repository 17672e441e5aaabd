import type { GraphQLNamedType, GraphQLSchema, GraphQLType } from 'graphql';
import { loadGraphql } from './load-graphql.ts';

/**
 * Types that consumers can get at from the roots and from the given types on, over fields and arguments that `stays` lets pass by
 * their names and types;
 * null when the schema has no query type, as a part of one: then nothing is known.
 */
export function reachableTypes(
  schema: GraphQLSchema,
  from: Iterable<string>,
  stays: (element: string, type: string) => boolean,
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
  const follow = (element: string, type: GraphQLType) => {
    const named = getNamedType(type);
    if (stays(element, named.name)) visit(named);
  };
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    visit(root);
  for (const name of from) visit(schema.getType(name));
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (isUnionType(type)) for (const member of type.getTypes()) visit(member);
    if (isInterfaceType(type)) for (const member of schema.getPossibleTypes(type)) visit(member);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) follow(`${type.name}.${field.name}`, field.type);
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const one of type.getInterfaces()) visit(one);
    for (const field of Object.values(type.getFields())) {
      const element = `${type.name}.${field.name}`;
      follow(element, field.type);
      for (const argument of field.args) follow(`${element}.${argument.name}`, argument.type);
    }
  }
  return seen;
}
