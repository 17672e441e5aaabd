import { isTestPath } from '../../../source/test-files.ts';
import { isRecord } from './values.ts';

/** Configuration and locks whose form is their tool's, whatever they say of themselves. */
const others =
  /(?:^|\/)(?:package(?:-lock)?|composer|tsconfig[^/]*|jsconfig[^/]*|deno|turbo|nx|project|lerna|renovate|biome|components|angular|vercel|app|manifest|npm-shrinkwrap)\.jsonc?$|(?:^|\/)\.[^/]+\/|(?:^|\/)\.[^/]+$|-lock\.(?:json|ya?ml)$/i;

const schemaKeywords = [
  'type',
  'properties',
  'patternProperties',
  'additionalProperties',
  'items',
  'prefixItems',
  'allOf',
  'anyOf',
  'oneOf',
  'enum',
  'const',
  '$ref',
  'definitions',
  '$defs',
];

/** Whether a path names a JSON Schema by itself: `order.schema.json`, or a JSON or YAML file in a folder of schemas. */
export function isNamedAsSchema(path: string): boolean {
  if (!mayBeContract(path)) return false;
  return /\.schema\.(?:json|ya?ml)$/i.test(path) || inSchemaFolder(path);
}

/** Whether a JSON or YAML file may be somebody's contract: no manifest, no lock, no editor's settings, no test. */
export function mayBeContract(path: string): boolean {
  return /\.(?:json|ya?ml)$/i.test(path) && !others.test(path) && !isTestPath(path);
}

/** What a text shows of being a JSON Schema. */
export interface SchemaSigns {
  /** Has a `$schema` or an `$id`. */
  hasDialect: boolean;
  /** Names json-schema.org near its start. */
  namesJsonSchema: boolean;
}

/** The signs of a JSON or YAML text, before it is parsed. */
export function schemaSigns(text: string): SchemaSigns {
  return {
    hasDialect: /["']?\$(?:schema|id)["']?\s{0,9}:/.test(text),
    namesJsonSchema: text.slice(0, 20_000).includes('json-schema.org'),
  };
}

/** Before parsing: whether a file of that path and those signs (null where it was not read) can be a JSON Schema at all. */
export function mayBeSchema(path: string, signs: SchemaSigns | null): boolean {
  if (!mayBeContract(path)) return false;
  if (/\.schema\.(?:json|ya?ml)$/i.test(path)) return true;
  if (signs === null) return false;
  return signs.namesJsonSchema || (signs.hasDialect && inSchemaFolder(path));
}

/** Whether the content of a file is a JSON Schema: see the rule's page for what counts. */
export function isSchema(path: string, value: unknown): boolean {
  if (!isRecord(value)) return false;
  if (['openapi', 'swagger', 'asyncapi'].some((key) => typeof value[key] === 'string')) return false;
  if (!schemaKeywords.some((keyword) => isSchemaKeyword(keyword, value[keyword]))) return false;
  const dialect = value['$schema'];
  if (typeof dialect === 'string') return /json-schema\.org/.test(dialect);
  if (/\.schema\.(?:json|ya?ml)$/i.test(path)) return true;
  const id = value['$id'] ?? value['id'];
  return inSchemaFolder(path) && typeof id === 'string' && /[/:.]/.test(id);
}

/** `type: deployment` and `items: 3` stand in other files too. */
function isSchemaKeyword(keyword: string, value: unknown): boolean {
  if (keyword === 'type') {
    const types = /^(?:object|array|string|number|integer|boolean|null)$/;
    return Array.isArray(value)
      ? value.every((one) => typeof one === 'string' && types.test(one))
      : typeof value === 'string' && types.test(value);
  }
  if (keyword === '$ref') return typeof value === 'string';
  if (keyword === 'const') return value !== undefined;
  return typeof value === 'object' && value !== null;
}

function inSchemaFolder(path: string): boolean {
  return /(?:^|\/)(?:json[-_]?)?schemas?\/(?:.*\/)?[^/]+\.(?:json|ya?ml)$/i.test(path);
}

/**
 * What a schema is used for, as far as its path says it: one of events or messages is read by others, one of settings
 * is written by them; otherwise not known.
 */
export function useOfSchema(path: string): 'read' | 'written' | 'unknown' {
  const words = path.toLowerCase().split(/[^a-z0-9]+/);
  if (words.some((word) => /^(?:settings?|config|configs|configuration|options|manifest)$/.test(word)))
    return 'written';
  if (words.some((word) => /^(?:events?|messages?|topics?|responses?|notifications?)$/.test(word)))
    return 'read';
  return 'unknown';
}
