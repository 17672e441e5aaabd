import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonObject } from './types.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: JsonObject;
  'x-multi-segment'?: boolean;
}

interface Operation {
  /** `POST /repos/{owner}/{repo}/issues`. */
  name: string;
  segments: string[];
  parameters: Parameter[];
  body: { required: boolean; schema: JsonObject | null } | null;
  check: { query: ValidateFunction; body: ValidateFunction | null } | null;
}

interface Description {
  paths: Record<string, Record<string, JsonObject>>;
  components: JsonObject;
}

// GitHub marks only some path parameters as able to hold a slash; its server takes one in these too.
const MULTI_SEGMENT = new Set(['path', 'ref', 'basehead', 'dir', 'branch', 'tree_sha', 'tag']);

let loaded: { description: Description; operations: Map<string, Operation[]>; ajv: Ajv } | null = null;

/** Reads GitHub's own OpenAPI description once per process (about 150 ms); schemas are compiled when first used. */
function load(): NonNullable<typeof loaded> {
  if (loaded) return loaded;
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
  const operations = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const method of Object.keys(methods)) {
      const list = operations.get(method.toUpperCase()) ?? [];
      operations.set(method.toUpperCase(), list);
      const name = `${method.toUpperCase()} ${path}`;
      list.push({ name, segments: path.slice(1).split('/'), parameters: [], body: null, check: null });
    }
  }
  loaded = { description, operations, ajv: new Ajv({ strict: false, allErrors: true, coerceTypes: false }) };
  return loaded;
}

/** The operation of GitHub's description that a request asks for, with its path parameters, or null. */
export function matchOperation(
  method: string,
  path: string,
): { operation: string; params: Record<string, string> } | null {
  const segments = path.slice(1).split('/');
  let best: { operation: string; params: Record<string, string>; score: number } | null = null;
  for (const candidate of load().operations.get(method) ?? []) {
    const match = matchSegments(candidate.segments, segments);
    if (match && (!best || match.score > best.score)) best = { operation: candidate.name, ...match };
  }
  return best && { operation: best.operation, params: best.params };
}

/** Literal segments count more the further left they stand; a parameter over several segments takes what is left. */
function matchSegments(
  template: string[],
  segments: string[],
): { params: Record<string, string>; score: number } | null {
  const params: Record<string, string> = {};
  let score = 0;
  let position = 0;
  for (const [index, part] of template.entries()) {
    const name = part.startsWith('{') ? part.slice(1, -1) : null;
    if (name === null) {
      if (segments[position] !== part) return null;
      score += 1;
      position += 1;
      continue;
    }
    const after = template.length - index - 1;
    const take = MULTI_SEGMENT.has(name) ? segments.length - position - after : 1;
    if (take < 1 || position + take > segments.length) return null;
    const value = segments.slice(position, position + take).join('/');
    if (value === '' && name !== 'path') return null;
    try {
      params[name] = decodeURIComponent(value);
    } catch {
      return null;
    }
    position += take;
  }
  return position === segments.length ? { params, score } : null;
}

/** What GitHub's description has against a request's query and body; an empty list when nothing. */
export function describeViolations(operation: string, query: URLSearchParams, body: unknown): string[] {
  const { operations } = load();
  const [method = '', path = ''] = operation.split(' ');
  const found = operations.get(method)?.find((candidate) => candidate.name === operation);
  if (!found) return [`unknown operation ${operation}`];
  found.check ??= compile(found, method.toLowerCase(), path);
  const problems: string[] = [];
  if (!found.check.query(readQuery(found.parameters, query))) {
    problems.push(...explain('query', found.check.query));
  }
  const hasBody = body !== undefined;
  if (!found.check.body) {
    if (hasBody && !isEmptyObject(body)) problems.push('this operation takes no body');
  } else if (!hasBody) {
    if (found.body?.required) problems.push('the body is missing');
  } else if (!found.check.body(body)) problems.push(...explain('body', found.check.body));
  return problems;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function explain(place: string, validate: ValidateFunction): string[] {
  return (validate.errors ?? []).map((error) => {
    const extra = error.params as { additionalProperty?: string; allowedValues?: unknown[] };
    const detail = extra.additionalProperty ?? extra.allowedValues?.join(', ') ?? '';
    return `${place}${error.instancePath} ${error.message ?? 'is wrong'}${detail ? ` (${detail})` : ''}`;
  });
}

function compile(operation: Operation, method: string, path: string): NonNullable<Operation['check']> {
  const { description, ajv } = load();
  const source = description.paths[path]![method]! as {
    parameters?: JsonObject[];
    requestBody?: { required?: boolean; content?: Record<string, { schema?: JsonObject }> };
  };
  operation.parameters = (source.parameters ?? []).map((one) => dereference(one) as unknown as Parameter);
  const query = operation.parameters.filter((parameter) => parameter.in === 'query');
  const content = source.requestBody?.content ?? {};
  const schema = (content['application/json'] ?? Object.values(content)[0])?.schema ?? null;
  operation.body = source.requestBody ? { required: source.requestBody.required === true, schema } : null;
  return {
    query: ajv.compile({
      type: 'object',
      properties: Object.fromEntries(query.map((parameter) => [parameter.name, translate(parameter.schema)])),
      required: query.filter((parameter) => parameter.required).map((parameter) => parameter.name),
      additionalProperties: false,
    }),
    body: schema ? ajv.compile(translate(schema)) : null,
  };
}

/** Query values arrive as text: numbers and booleans are read as the schema says, so that it can judge them. */
function readQuery(parameters: Parameter[], query: URLSearchParams): JsonObject {
  const values: JsonObject = {};
  for (const [name, text] of query) {
    const schema = parameters.find(
      (parameter) => parameter.in === 'query' && parameter.name === name,
    )?.schema;
    const type = schema ? (dereference(schema)['type'] as string | undefined) : undefined;
    if (type === 'integer' && /^-?\d+$/.test(text)) values[name] = Number(text);
    else if (type === 'boolean' && /^(true|false)$/.test(text)) values[name] = text === 'true';
    else if (type === 'array') values[name] = text.split(',');
    else values[name] = text;
  }
  return values;
}

function dereference(node: JsonObject): JsonObject {
  const reference = node['$ref'];
  if (typeof reference !== 'string') return node;
  let target: unknown = load().description;
  for (const key of reference.slice(2).split('/')) target = (target as JsonObject)[key];
  return dereference(target as JsonObject);
}

/**
 * Turns an OpenAPI 3.0 schema into JSON Schema: references inlined, `nullable` into a type, formats and examples
 * left out, and every object that names its properties closed, so that an unknown key is caught.
 */
function translate(node: JsonObject, depth = 0): JsonObject {
  if (depth > 30) return {};
  const source = dereference(node);
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(source)) {
    if (key === 'properties') {
      result[key] = mapValues(value as Record<string, JsonObject>, (schema) => translate(schema, depth + 1));
    } else if (key === 'items') result[key] = translate(value as JsonObject, depth + 1);
    else if (key === 'additionalProperties' && typeof value === 'object') {
      result[key] = translate(value as JsonObject, depth + 1);
    } else if (key === 'oneOf') {
      // Branches overlap in places (a name or an object of optional fields): one that fits is enough.
      result['anyOf'] = (value as JsonObject[]).map((schema) => translate(schema, depth + 1));
    } else if (key === 'anyOf' || key === 'allOf') {
      result[key] = (value as JsonObject[]).map((schema) => translate(schema, depth + 1));
    } else if (KEPT.has(key)) result[key] = value;
  }
  if (result['properties'] && result['additionalProperties'] === undefined) {
    result['additionalProperties'] = false;
  }
  if (source['nullable'] !== true) return result;
  return { anyOf: [result, { type: 'null' }] };
}

const KEPT = new Set(
  'type enum required minimum maximum minLength maxLength minItems maxItems pattern additionalProperties'.split(
    ' ',
  ),
);

function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
