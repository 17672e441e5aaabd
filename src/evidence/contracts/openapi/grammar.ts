/**
 * What the parts of an OpenAPI document are, as far as a `$ref` may stand in them: each kind with what its members are.
 * `*` stands for every other member, and for the items of a list. What has no kind is copied as it is. Swagger 2's
 * members stand among OpenAPI 3's.
 */
export type Kind = keyof typeof members;

const schemaMembers = {
  properties: 'schemas',
  patternProperties: 'schemas',
  dependentSchemas: 'schemas',
  $defs: 'schemas',
  definitions: 'schemas',
  items: 'schema',
  additionalItems: 'schema',
  additionalProperties: 'schema',
  not: 'schema',
  if: 'schema',
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's word; the object is no promise and is never awaited.
  then: 'schema',
  else: 'schema',
  contains: 'schema',
  contentSchema: 'schema',
  propertyNames: 'schema',
  unevaluatedItems: 'schema',
  unevaluatedProperties: 'schema',
  allOf: 'schemaList',
  anyOf: 'schemaList',
  oneOf: 'schemaList',
  prefixItems: 'schemaList',
} as const;

const members = {
  document: {
    paths: 'paths',
    webhooks: 'paths',
    components: 'components',
    definitions: 'schemas',
    parameters: 'parameters',
    responses: 'responses',
    securityDefinitions: 'securitySchemes',
  },
  components: {
    schemas: 'schemas',
    parameters: 'parameters',
    responses: 'responses',
    requestBodies: 'requestBodies',
    headers: 'headers',
    callbacks: 'callbacks',
    pathItems: 'paths',
    securitySchemes: 'securitySchemes',
  },
  paths: { '*': 'pathItem' },
  pathItem: {
    parameters: 'parameters',
    get: 'operation',
    put: 'operation',
    post: 'operation',
    delete: 'operation',
    options: 'operation',
    head: 'operation',
    patch: 'operation',
    trace: 'operation',
    query: 'operation',
  },
  operation: {
    parameters: 'parameters',
    requestBody: 'requestBody',
    responses: 'responses',
    callbacks: 'callbacks',
  },
  parameters: { '*': 'parameter' },
  parameter: { schema: 'schema', content: 'content' },
  requestBodies: { '*': 'requestBody' },
  requestBody: { content: 'content' },
  content: { '*': 'mediaType' },
  mediaType: { schema: 'schema', encoding: 'encodings' },
  encodings: { '*': 'encoding' },
  encoding: { headers: 'headers' },
  responses: { '*': 'response' },
  response: { headers: 'headers', content: 'content', schema: 'schema' },
  headers: { '*': 'header' },
  header: { schema: 'schema', content: 'content' },
  callbacks: { '*': 'callback' },
  callback: { '*': 'pathItem' },
  securitySchemes: { '*': 'securityScheme' },
  securityScheme: {},
  schemas: { '*': 'schema' },
  schemaList: { '*': 'schema' },
  schema: schemaMembers,
} as const;

/** What a member of a part is; null when no `$ref` of ours can stand in it. */
export function kindOfMember(kind: Kind, name: string): Kind | null {
  const table: Readonly<Record<string, Kind>> = members[kind];
  if (Object.hasOwn(table, name)) return table[name] ?? null;
  return table['*'] ?? null;
}

/** Where a referenced part of a kind is kept among the components; kinds that are not listed are copied in place. */
export const componentOf: Readonly<Partial<Record<Kind, string>>> = {
  schema: 'schemas',
  parameter: 'parameters',
  response: 'responses',
  requestBody: 'requestBodies',
  header: 'headers',
  securityScheme: 'securitySchemes',
};

/** Swagger 2 keeps its components at the top. */
const swaggerComponents: ReadonlyMap<string, string> = new Map([
  ['definitions', 'schemas'],
  ['parameters', 'parameters'],
  ['responses', 'responses'],
  ['securityDefinitions', 'securitySchemes'],
]);

/** The component that a pointer into a root names, as [section, name]; null when it points elsewhere. */
export function componentAt(pointer: readonly string[]): [string, string] | null {
  const [first, second, third] = pointer;
  if (pointer.length === 3 && first === 'components') return [second!, third!];
  const section = pointer.length === 2 ? swaggerComponents.get(first!) : undefined;
  return section === undefined ? null : [section, second!];
}

const prose = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'tags',
  'links',
  'title',
]);
const extensions = new Set([
  'x-extensible-enum',
  'x-sunset',
  'x-stability-level',
  'x-internal',
  'x-nullable',
]);
/** Kinds whose members have names of the author's choice. */
const named = new Set<Kind>(
  'paths schemas parameters responses requestBodies headers callbacks callback content encodings securitySchemes'.split(
    ' ',
  ) as Kind[],
);

/** Whether a member says nothing about compatibility: prose, examples and extensions nobody compares. */
export function isProse(kind: Kind, name: string): boolean {
  if (named.has(kind)) return name.startsWith('x-') && kind !== 'headers' && kind !== 'schemas';
  return prose.has(name) || (name.startsWith('x-') && !extensions.has(name));
}

/** HTTP methods in the order in which OpenAPI lists them. */
export const methods = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
] as const;
