import { childOf, type DocumentNode, type DocumentStore } from './document-store.ts';
import { canonical, isRecord } from './values.ts';

type FoldedUnion =
  | { kind: 'types'; types: Set<string> }
  | { kind: 'values'; values: Map<string, DocumentNode> }
  /** One schema, or null besides. */
  | { kind: 'single'; member: DocumentNode; orNull: boolean }
  | { kind: 'union' };

/** Keywords that ask for nothing. */
const annotations = new Set(
  '$comment $id $anchor $schema id title description default example examples deprecated readOnly writeOnly markdownDescription'.split(
    ' ',
  ),
);
const mostHops = 16;

/**
 * What a `oneOf` or an `anyOf` says in simpler words, where it does: a list of types, of values, or one schema that may
 * be null as well. Members are looked at as they stand, through plain references.
 */
export function foldUnion(store: DocumentStore, members: readonly DocumentNode[]): FoldedUnion {
  const values = new Map<string, DocumentNode>();
  const types = new Set<string>();
  const others: DocumentNode[] = [];
  let simple: 'types' | 'values' | null | undefined;
  let nullable = false;
  for (const member of members) {
    const kind = kindOf(throughReferences(store, member).value);
    if (kind !== null && kind.types?.size === 1 && kind.types.has('null')) {
      nullable = true;
      continue;
    }
    others.push(member);
    const here = kind === null ? null : kind.types === null ? 'values' : 'types';
    simple = simple === undefined || simple === here ? here : null;
    for (const type of kind?.types ?? []) types.add(type);
    for (const key of kind?.values ?? []) values.set(key, member);
  }
  if (simple === 'types') {
    if (nullable) types.add('null');
    if (types.has('number')) types.delete('integer');
    return { kind: 'types', types };
  }
  if (simple === 'values') {
    if (nullable) values.set('null', members[0]!);
    return { kind: 'values', values };
  }
  if (others.length === 1) return { kind: 'single', member: others[0]!, orNull: nullable };
  return { kind: 'union' };
}

/** The schema that plain references lead to; the last one that could be read. */
export function throughReferences(store: DocumentStore, from: DocumentNode): DocumentNode {
  let node = from;
  for (let hop = 0; hop < mostHops; hop++) {
    if (!isRecord(node.value) || typeof node.value['$ref'] !== 'string') return node;
    if (Object.keys(node.value).some((key) => key !== '$ref' && !annotations.has(key))) return node;
    const next = store.resolve(node, node.value['$ref']);
    if (next === null) return node;
    node = next;
  }
  return node;
}

/** Types when a schema says nothing but them, values when it says nothing but those; null otherwise. */
function kindOf(value: unknown): { types: Set<string> | null; values: Set<string> } | null {
  if (!isRecord(value)) return null;
  const keys = Object.keys(value).filter((key) => !annotations.has(key) && !key.startsWith('x-'));
  if (keys.length === 1 && keys[0] === 'type') {
    const type = value['type'];
    const listed = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string');
    return { types: new Set(listed), values: new Set() };
  }
  if (!keys.every((key) => key === 'const' || key === 'enum' || key === 'type')) return null;
  if (Object.hasOwn(value, 'const')) return { types: null, values: new Set([canonical(value['const'])]) };
  const listed = value['enum'];
  if (!Array.isArray(listed)) return null;
  return { types: null, values: new Set(listed.map(canonical)) };
}

/** A condition without what asks for nothing: a new description in it changes nothing. Bounded in depth. */
export function namesOnly(value: unknown, depth = 0): unknown {
  if (depth > 40) return null;
  if (Array.isArray(value)) return value.map((one) => namesOnly(one, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, one]) => !(annotations.has(key) && (typeof one !== 'object' || one === null)))
      .map(([key, one]) => [key, namesOnly(one, depth + 1)]),
  );
}

/** How people would name a member of a union: its discriminating constants, the name it is referred by, its title, its type. */
export function keysOfMember(store: DocumentStore, member: DocumentNode): string[] {
  const keys: string[] = [];
  const reference = isRecord(member.value) ? member.value['$ref'] : undefined;
  if (typeof reference === 'string') keys.push(`ref ${reference.slice(reference.lastIndexOf('/') + 1)}`);
  const { value, ...node } = throughReferences(store, member);
  if (!isRecord(value)) return keys;
  const constants: string[] = [];
  const properties = childOf({ ...node, value }, 'properties')?.value;
  if (isRecord(properties)) {
    for (const name of Object.keys(properties).sort()) {
      const property = properties[name];
      if (!isRecord(property)) continue;
      const { enum: listed } = property;
      if (Object.hasOwn(property, 'const')) constants.push(`${name}=${canonical(property['const'])}`);
      else if (Array.isArray(listed) && listed.length === 1)
        constants.push(`${name}=${canonical(listed[0])}`);
    }
  }
  if (constants.length > 0) keys.push(`const ${constants.join(' ')}`);
  if (typeof value['title'] === 'string') keys.push(`title ${value['title']}`);
  keys.push(`same ${canonical(namesOnly(value))}`);
  if (typeof value['type'] === 'string') keys.push(`type ${value['type']}`);
  return keys;
}
