import type { Comparison, Inner, Tell } from './comparison.ts';
import type { DocumentNode, DocumentStore } from './document-store.ts';
import { keysOfMember, throughReferences } from './fold-union.ts';
import { childrenOf, type SchemaShape, typesOf } from './schema-shape.ts';
import { isRecord } from './values.ts';

/** Two schemas on their way through a comparison. */
interface Pair {
  old: SchemaShape;
  now: SchemaShape;
  before: readonly DocumentNode[];
  after: readonly DocumentNode[];
  element: string;
  comparison: Comparison;
  tell: Tell;
  inner: Inner;
}

/**
 * Compares the choices (`oneOf`, `anyOf`) of two schemas: members that belong together by their discriminating
 * constants, names or titles with each other, those left over as added and removed. Answers whether the rest of the
 * two schemas is still to be compared: not when one of them is nothing but a choice of which the other is a member.
 */
export function compareUnions(pair: Pair): boolean {
  const { old, now } = pair;
  if (old.unions.length === 0 && now.unions.length === 0) return true;
  if (old.unions.length === 1 && now.unions.length === 1) {
    compareMembers(pair, old.unions[0]!.members, now.unions[0]!.members);
    return true;
  }
  // A schema is a choice of one: `A` becomes `A or B`.
  if (old.unions.length === 0 && now.unions.length === 1 && isOnlyUnion(now) && pair.before.length === 1) {
    compareMembers(pair, [pair.before[0]!], now.unions[0]!.members);
    return false;
  }
  if (now.unions.length === 0 && old.unions.length === 1 && isOnlyUnion(old) && pair.after.length === 1) {
    compareMembers(pair, old.unions[0]!.members, [pair.after[0]!]);
    return false;
  }
  compareManyUnions(pair);
  return true;
}

/** Several choices that hold together (`allOf`): those that read the same belong together, one left over on each side does too. */
function compareManyUnions(pair: Pair): void {
  const { old, now, element, comparison, tell } = pair;
  const keyOf = (store: DocumentStore, members: readonly DocumentNode[]) =>
    members.map((node) => keysOfMember(store, node).find((key) => key.startsWith('same ')) ?? '').join('\n');
  const open = now.unions.map((union) => ({ union, key: keyOf(comparison.head, union.members) }));
  const lost = old.unions.filter(({ members }) => {
    const key = keyOf(comparison.base, members);
    const at = open.findIndex((one) => one.key === key);
    const [same] = at < 0 ? [] : open.splice(at, 1);
    // They can lead to what changed.
    if (same !== undefined) compareMembers(pair, members, same.union.members);
    return same === undefined;
  });
  const [before, after] = [lost[0], open[0]?.union];
  if (before === undefined && after === undefined) return;
  if (before !== undefined && after !== undefined && lost.length === 1 && open.length === 1) {
    compareMembers(pair, before.members, after.members);
    return;
  }
  const at = { base: before?.at ?? old.unions[0]?.at ?? null, head: after?.at ?? now.unions[0]?.at ?? null };
  tell('union-changed', element, 'changes its choices', unsure, at);
}

function isOnlyUnion(shape: SchemaShape): boolean {
  const { properties, required, values, items, tuple, bounds, additional } = shape;
  const sizes = [properties.size, required.size, items.length, tuple.length, bounds.size];
  return sizes.every((size) => size === 0) && values === null && additional === null;
}

function compareMembers(pair: Pair, before: readonly DocumentNode[], after: readonly DocumentNode[]): void {
  const { element, comparison, tell, inner } = pair;
  const gone = before.map((node) => ({ node, keys: keysOfMember(comparison.base, node) }));
  const fresh = after.map((node) => ({ node, keys: keysOfMember(comparison.head, node) }));
  const matched = new Map<DocumentNode, DocumentNode>();
  const taken = new Set<DocumentNode>();
  // The surest names first: `same` members must not be taken by others of their type.
  for (const kind of ['same ', 'const ', 'ref ', 'title ', 'type ']) {
    const open = byKey(
      fresh.filter(({ node }) => !taken.has(node)),
      kind,
    );
    for (const [key, nodes] of byKey(
      gone.filter(({ node }) => !matched.has(node)),
      kind,
    )) {
      const others = open.get(key) ?? [];
      // Of several objects without a name nobody knows which became which.
      if (kind === 'type ' && (nodes.length > 1 || others.length > 1)) continue;
      for (const [at, other] of others.slice(0, nodes.length).entries()) {
        matched.set(nodes[at]!, other);
        taken.add(other);
      }
    }
  }
  const lost = gone.filter(({ node }) => !matched.has(node));
  const gained = fresh.filter(({ node }) => !taken.has(node));
  for (const { node, keys } of gone) {
    const other = matched.get(node);
    if (other === undefined) continue;
    // What one choice refuses another may take, unless a constant tells them apart.
    const doubtful = before.length > 1 && !keys.some((key) => key.startsWith('const '));
    inner([node], [other], nameIn(element, keys, before.length), doubtful);
  }
  if (lost.length === 0 && gained.length === 0) return;
  if (lost.length > 0 && gained.length > 0) {
    compareLoosely(pair, before, after);
    return;
  }
  for (const { node, keys } of lost) {
    const at = { base: node, head: null };
    if (isCovered(comparison.base, node, comparison.head, after)) {
      tell('union-changed', element, `has no choice of its own for ${shown(keys)} any more`, unsure, at);
    } else {
      const what = `no longer allows ${shown(keys)}`;
      tell('union-member-removed', element, what, { writers: 'likely', readers: 'none' }, at);
    }
  }
  for (const { node, keys } of gained) {
    const at = { base: null, head: node };
    if (isCovered(comparison.head, node, comparison.base, before)) {
      tell('union-changed', element, `has a choice of its own for ${shown(keys)} now`, unsure, at);
    } else {
      const what = `allows ${shown(keys)} too`;
      tell('union-member-added', element, what, { writers: 'none', readers: 'likely' }, at);
    }
  }
}

function byKey(members: readonly Member[], kind: string): Map<string, DocumentNode[]> {
  const nodes = new Map<string, DocumentNode[]>();
  for (const { node, keys } of members) {
    const key = keys.find((one) => one.startsWith(kind));
    if (key === undefined) continue;
    const known = nodes.get(key);
    if (known === undefined) nodes.set(key, [node]);
    else known.push(node);
  }
  return nodes;
}

interface Member {
  node: DocumentNode;
  keys: string[];
}

const unsure = { writers: 'possible', readers: 'possible' } as const;

/** Whether a choice that went, or came, is a plain value of which others on the other side take the type. */
function isCovered(
  store: DocumentStore,
  member: DocumentNode,
  otherStore: DocumentStore,
  others: readonly DocumentNode[],
): boolean {
  const types = typesOfAny(store, [member]);
  if (types?.has('object') === true || keysOfMember(store, member).some((key) => key.startsWith('const '))) {
    return false;
  }
  const allowed = typesOfAny(otherStore, others);
  return types === null || allowed === null || [...types].every((type) => allowed.has(type));
}

/** Choices that were written anew: only what types they take together is sure. */
function compareLoosely(pair: Pair, before: readonly DocumentNode[], after: readonly DocumentNode[]): void {
  const { old, now, element, comparison, tell } = pair;
  const at = { base: old.unions[0]?.at ?? old.at, head: now.unions[0]?.at ?? now.at };
  const olds = typesOfAny(comparison.base, before);
  const news = typesOfAny(comparison.head, after);
  if (old.nullable) olds?.add('null');
  if (now.nullable) news?.add('null');
  if (olds !== null && news !== null) {
    const lost = [...olds].filter((type) => !news.has(type)).sort();
    const gained = [...news].filter((type) => !olds.has(type)).sort();
    if (lost.length > 0) {
      const what = `is no longer ${lost.join(' or ')}`;
      tell('type-narrowed', element, what, { writers: 'likely', readers: 'none' }, at);
    }
    if (gained.length > 0) {
      const what = `may be ${gained.join(' or ')} too`;
      tell('type-widened', element, what, { writers: 'none', readers: 'likely' }, at);
    }
    if (lost.length > 0 || gained.length > 0) return;
  }
  tell('union-changed', element, 'changes its choices', unsure, at);
}

/** The types that any of some schemas takes, integers as numbers; null where one does not say. */
function typesOfAny(store: DocumentStore, nodes: readonly DocumentNode[], depth = 0): Set<string> | null {
  const all = new Set<string>();
  for (const node of nodes) {
    const through = throughReferences(store, node);
    if (!isRecord(through.value)) return null;
    const { value } = through;
    const members = ['oneOf', 'anyOf'].flatMap((keyword) => childrenOf(through, keyword));
    let types = typesOf(value);
    if (types === null && members.length > 0 && depth < 8) types = typesOfAny(store, members, depth + 1);
    if (types === null && Object.hasOwn(value, 'const')) types = new Set([typeOfValue(value['const'])]);
    if (types === null && Array.isArray(value['enum'])) types = new Set(value['enum'].map(typeOfValue));
    if (types === null && isRecord(value['properties'])) types = new Set(['object']);
    if (types === null) return null;
    for (const type of types) all.add(type === 'integer' ? 'number' : type);
  }
  return all;
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function nameIn(element: string, keys: readonly string[], members: number): string {
  const name = keys.find((key) => /^(?:ref|title|const) /.test(key));
  if (members < 2 || name === undefined) return element;
  const short = name.slice(name.indexOf(' ') + 1);
  return `${element}<${short.length > 60 ? `${short.slice(0, 60)}…` : short}>`;
}

function shown(keys: readonly string[]): string {
  const name = keys.find((key) => !key.startsWith('same '));
  if (name === undefined) return 'another schema';
  const short = name.replace(/^(?:ref|title|const) /, '');
  return short.length > 60 ? `${short.slice(0, 60)}…` : short;
}

/** Whether a choice of a schema asks for a property anyway (all members do), or knows it (any member does). */
export function unionsSay(
  store: DocumentStore,
  shape: SchemaShape,
  keyword: 'required' | 'properties',
  name: string,
): boolean {
  const says = (member: DocumentNode): boolean => {
    const { value } = throughReferences(store, member);
    if (!isRecord(value)) return false;
    const listed = value[keyword];
    return Array.isArray(listed) ? listed.includes(name) : isRecord(listed) && Object.hasOwn(listed, name);
  };
  return shape.unions.some(({ members }) =>
    keyword === 'required' ? members.every(says) : members.some(says),
  );
}
