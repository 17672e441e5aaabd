import {
  type DocumentNode,
  isTrue,
  itemsOf,
  listNode,
  type MapNode,
  mapNode,
  member,
  membersOf,
  moved,
  scalarNode,
  textOf,
} from './document-node.ts';
import { type Kind, kindOfMember } from './grammar.ts';

/** What the schemas under an `allOf` may hold to be written as one object. */
const mergeable = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'nullable',
  'discriminator',
]);
const deepest = 30;

/**
 * Writes what means the same in the same way, so that only differences in meaning are compared: 3.1's `[X, null]` as
 * `nullable`, 3.0's flags of exclusive limits as limits, `const` as an `enum` of one, an `allOf` of plain objects as one
 * object. The document is one bundled by `bundle`; a new one is returned.
 */
export function normalise(document: MapNode): MapNode {
  const schemas = member(document, 'components', 'schemas');
  return rewrite(document, 'document', 0) as MapNode;

  function rewrite(node: DocumentNode, kind: Kind | null, depth: number): DocumentNode {
    if (node.kind === 'scalar' || kind === null) return node;
    if (node.kind === 'list') {
      const inner = kind === 'schema' ? 'schema' : kindOfMember(kind, '*');
      return listNode(
        node.items.map((item) => rewrite(item, inner, depth + 1)),
        node.at,
      );
    }
    const plain = kind === 'schema' ? plainSchema(node) : node;
    return mapNode(
      membersOf(plain).map(([name, child]) => [name, rewrite(child, kindOfMember(kind, name), depth + 1)]),
      plain.at,
    );
  }

  function plainSchema(node: MapNode): MapNode {
    const merged = mergeAllOf(node, 0) ?? node;
    const entries = new Map(merged.entries);
    const out: MapNode = { ...merged, entries };
    if (entries.has('$ref')) return mapNode([['$ref', entries.get('$ref')!]], node.at);
    const nullableExtension = entries.get('x-nullable');
    if (nullableExtension !== undefined) {
      entries.delete('x-nullable');
      entries.set('nullable', nullableExtension);
    }
    const nullable = entries.get('nullable');
    if (nullable !== undefined && !isTrue(nullable)) entries.delete('nullable');
    typeOf(out);
    limits(out, 'minimum', 'exclusiveMinimum');
    limits(out, 'maximum', 'exclusiveMaximum');
    const constant = entries.get('const');
    if (constant !== undefined && !entries.has('enum')) {
      entries.delete('const');
      entries.set('enum', listNode([constant], constant.at));
    }
    return withoutNullBranch(out);
  }

  /** The one object that an `allOf` of plain objects means; null when it is not one. */
  function mergeAllOf(node: MapNode, depth: number): MapNode | null {
    const all = node.entries.get('allOf');
    if (all === undefined || all.kind !== 'list' || depth > deepest) return null;
    const rest = [...node.entries].filter(([name]) => name !== 'allOf');
    const own = rest.filter(([name]) => name !== 'nullable' && name !== 'x-nullable');
    const [only] = all.items;
    // One schema, wrapped to stand beside prose, or to be nullable.
    if (all.items.length === 1 && only?.kind === 'map' && own.length === 0) {
      if (rest.length === 0) return mergeAllOf(only, depth + 1) ?? only;
      if (!only.entries.has('$ref')) return mapNode([...only.entries, ...rest], only.at);
    }
    const parts = [...all.items.map((item) => expanded(item, depth)), mapNode(rest, node.at)];
    const out = mapNode([['type', scalarNode('object', node.at)]], node.at);
    const properties = mapNode([], node.at);
    const required = new Map<string, DocumentNode>();
    for (const part of parts) {
      if (part === null) return null;
      for (const [name, child] of part.entries) {
        if (!mergeable.has(name)) return null;
        if (name === 'type' && textOf(child) !== 'object') return null;
        if (name === 'additionalProperties' && out.entries.has(name)) return null;
        if (name === 'additionalProperties' || (name === 'nullable' && part.at === node.at)) {
          out.entries.set(name, child);
        }
        if (name === 'required') for (const each of itemsOf(child)) required.set(textOf(each) ?? '', each);
      }
      for (const [name, child] of membersOf(part.entries.get('properties'))) {
        // The same property twice holds under both: no single schema says that.
        if (properties.entries.has(name)) return null;
        properties.entries.set(name, child);
      }
    }
    out.entries.set('properties', properties);
    if (required.size > 0) out.entries.set('required', listNode([...required.values()], node.at));
    return out;
  }

  function expanded(node: DocumentNode, depth: number): MapNode | null {
    if (node.kind !== 'map') return null;
    const reference = textOf(node.entries.get('$ref'));
    const target =
      reference === null ? node : member(schemas, reference.slice('#/components/schemas/'.length));
    if (target?.kind !== 'map' || (reference !== null && target.entries.has('$ref'))) return null;
    return target.entries.has('allOf') ? mergeAllOf(target, depth + 1) : target;
  }
}

/** `[string, null]` as a nullable string, a list of one type as that type. */
function typeOf({ entries }: MapNode): void {
  const type = entries.get('type');
  if (type?.kind !== 'list') return;
  const others = type.items.filter((item) => textOf(item) !== 'null');
  if (others.length !== 1) return;
  entries.set('type', moved(others[0]!, type.at));
  if (others.length < type.items.length) entries.set('nullable', scalarNode(true, type.at));
}

/** OpenAPI 3.0 flags a limit as exclusive, 3.1 has another limit. */
function limits({ entries }: MapNode, limit: string, exclusive: string): void {
  const flag = entries.get(exclusive);
  if (flag?.kind !== 'scalar' || typeof flag.value !== 'boolean') return;
  entries.delete(exclusive);
  const value = entries.get(limit);
  if (!flag.value || value === undefined) return;
  entries.delete(limit);
  entries.set(exclusive, moved(value, flag.at));
}

/** `anyOf: [X, null]` as X that may be null. */
function withoutNullBranch(node: MapNode): MapNode {
  for (const key of ['anyOf', 'oneOf']) {
    const branches = itemsOf(node.entries.get(key));
    const others = branches.filter((branch) => textOf(member(branch, 'type')) !== 'null');
    if (branches.length === 0 || others.length !== 1 || others.length === branches.length) continue;
    const [only] = others;
    if (only?.kind !== 'map') continue;
    const rest = [...node.entries].filter(([name]) => name !== key);
    const nullable = scalarNode(true, only.at);
    if (only.entries.has('$ref')) {
      return mapNode([...rest, ['allOf', listNode([only], only.at)], ['nullable', nullable]], node.at);
    }
    return mapNode([...rest, ...only.entries, ['nullable', nullable]], node.at);
  }
  return node;
}
