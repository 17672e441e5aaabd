import type { DefinitionNode, GraphQLSchema, TypeNode } from 'graphql';
import { loadGraphql } from './load-graphql.ts';
import type { SchemaFile } from './schema-file.ts';

/** Where an element (`User`, `User.email`, `User.email.format`, `@auth`) stands. */
export interface Place {
  path: string;
  line: number;
  deprecated: boolean;
  /** Of a field or argument: its type's name without lists and marks. */
  type: string | null;
}

export interface BuiltSchema {
  schema: GraphQLSchema;
  places: ReadonlyMap<string, Place>;
  /** Types that are used and defined in none of the files: taken as scalars, or what their place asks for. */
  placeholders: ReadonlySet<string>;
  /** Types that other subgraphs reach by their key. */
  entities: ReadonlySet<string>;
}

const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
const definitionKinds: Readonly<Record<string, string>> = {
  ObjectTypeExtension: 'ObjectTypeDefinition',
  InterfaceTypeExtension: 'InterfaceTypeDefinition',
  UnionTypeExtension: 'UnionTypeDefinition',
  EnumTypeExtension: 'EnumTypeDefinition',
  InputObjectTypeExtension: 'InputObjectTypeDefinition',
  ScalarTypeExtension: 'ScalarTypeDefinition',
};

type AnyNode = DefinitionNode & {
  name?: { value: string };
  interfaces?: readonly { name: { value: string } }[];
  types?: readonly { name: { value: string } }[];
  fields?: readonly FieldNode[];
  values?: readonly FieldNode[];
  arguments?: readonly FieldNode[];
  directives?: readonly { name: { value: string } }[];
  operationTypes?: readonly { type: { name: { value: string } } }[];
};
interface FieldNode {
  name: { value: string };
  type?: TypeNode;
  arguments?: readonly FieldNode[];
  directives?: readonly { name: { value: string } }[];
  loc?: { startToken: { line: number } };
}

/**
 * One schema of many files. Nothing is validated: directives may be unknown, a type may be only extended, and types
 * that no file defines get placeholders, so that what is known can be compared. Throws what graphql throws.
 */
export function buildSchema(files: readonly SchemaFile[]): BuiltSchema {
  const places = placesOf(files);
  const entities = new Set<string>();
  const defined = new Set<string>();
  for (const { definitions } of files) {
    for (const node of definitions as AnyNode[]) {
      if (node.kind.endsWith('TypeDefinition')) defined.add(node.name!.value);
    }
  }
  const nodes: DefinitionNode[] = [];
  const wanted = new Map<string, string>();
  for (const { definitions } of files) {
    for (const original of definitions as AnyNode[]) {
      const node = asDefinition(original, defined);
      if (node.directives?.some(({ name }) => name.value === 'key')) entities.add(node.name!.value);
      collectNames(node, wanted);
      nodes.push(withoutDirectives(node) as DefinitionNode);
    }
  }
  const placeholders = new Set([...wanted.keys()].filter((name) => !defined.has(name) && !builtIn.has(name)));
  for (const name of placeholders) nodes.push(placeholder(name, wanted.get(name)!));
  const { buildASTSchema, Kind } = loadGraphql();
  const schema = buildASTSchema(
    { kind: Kind.DOCUMENT, definitions: nodes },
    { assumeValid: true, assumeValidSDL: true },
  );
  return { schema, places, placeholders, entities };
}

/** Where the elements of files stand, without building a schema of them. */
export function placesOf(files: readonly SchemaFile[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { path, definitions } of files) {
    for (const node of definitions as AnyNode[]) collectPlaces(node, path, places);
  }
  return places;
}

/** The first extension of a type that no file defines stands for its definition. */
function asDefinition(node: AnyNode, defined: Set<string>): AnyNode {
  const kind = definitionKinds[node.kind];
  if (kind === undefined || defined.has(node.name!.value)) return node;
  defined.add(node.name!.value);
  return { ...node, kind } as AnyNode;
}

function collectPlaces(node: AnyNode, path: string, places: Map<string, Place>): void {
  const isDirective = node.kind === 'DirectiveDefinition';
  const owner = isDirective ? `@${node.name!.value}` : (node.name?.value ?? 'schema');
  const add = (element: string, at: FieldNode | AnyNode) => {
    if (places.has(element)) return;
    const deprecated = at.directives?.some(({ name }) => name.value === 'deprecated') ?? false;
    // A definition begins with its description; what is meant is its name.
    const line = nameLine(at);
    const type = 'type' in at && at.type !== undefined ? namedType(at.type as TypeNode) : null;
    places.set(element, { path, line, deprecated, type });
  };
  add(owner, node);
  for (const field of [...(node.fields ?? []), ...(node.values ?? []), ...(node.arguments ?? [])]) {
    add(`${owner}.${field.name.value}`, field);
    for (const argument of field.arguments ?? []) {
      add(`${owner}.${field.name.value}.${argument.name.value}`, argument);
    }
  }
  for (const type of node.types ?? []) add(`${owner}.${type.name.value}`, type as FieldNode);
}

function nameLine(node: FieldNode | AnyNode): number {
  const name = (node as { name?: { loc?: { startToken: { line: number } } } }).name;
  return name?.loc?.startToken.line ?? (node as FieldNode).loc?.startToken.line ?? 1;
}

function collectNames(node: AnyNode, wanted: Map<string, string>): void {
  for (const { name } of node.interfaces ?? []) wanted.set(name.value, 'interface');
  for (const { name } of node.types ?? []) wanted.set(name.value, 'object');
  for (const { type } of node.operationTypes ?? []) wanted.set(type.name.value, 'object');
  for (const field of [...(node.fields ?? []), ...(node.arguments ?? [])]) {
    for (const { type } of [field, ...(field.arguments ?? [])]) {
      if (type === undefined) continue;
      const name = namedType(type);
      if (!wanted.has(name)) wanted.set(name, 'scalar');
    }
  }
}

function namedType(type: TypeNode): string {
  let inner = type;
  while (inner.kind !== 'NamedType') inner = inner.type;
  return inner.name.value;
}

function placeholder(value: string, kind: string): DefinitionNode {
  const { Kind } = loadGraphql();
  const name = { kind: Kind.NAME, value } as const;
  if (kind === 'interface') return { kind: Kind.INTERFACE_TYPE_DEFINITION, name };
  return kind === 'object'
    ? { kind: Kind.OBJECT_TYPE_DEFINITION, name }
    : { kind: Kind.SCALAR_TYPE_DEFINITION, name };
}

/** Uses of directives are no contract but for `@deprecated`, and comparing them costs most of the time. */
function withoutDirectives(node: AnyNode): AnyNode {
  const strip = (one: FieldNode): FieldNode => ({
    ...one,
    directives: (one.directives ?? []).filter(({ name }) => name.value === 'deprecated'),
    ...(one.arguments === undefined ? {} : { arguments: one.arguments.map(strip) }),
  });
  return {
    ...node,
    directives: [],
    ...(node.fields === undefined ? {} : { fields: node.fields.map(strip) }),
    ...(node.values === undefined ? {} : { values: node.values.map(strip) }),
    ...(node.arguments === undefined ? {} : { arguments: node.arguments.map(strip) }),
  } as AnyNode;
}
