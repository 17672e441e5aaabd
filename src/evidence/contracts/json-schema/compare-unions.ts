import type { Comparison, Inner, Tell } from './comparison.ts';
import type { DocumentNode } from './document-store.ts';
import { keysOfMember } from './fold-union.ts';
import type { SchemaShape } from './schema-shape.ts';

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
  const { old, now, element, tell } = pair;
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
  const at = { base: old.unions[0]?.at ?? null, head: now.unions[0]?.at ?? null };
  tell('union-changed', element, 'changes its choices', { writers: 'possible', readers: 'possible' }, at);
  return true;
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
    const open = new Map<string, DocumentNode>();
    const doubled = new Set<string>();
    for (const { node, keys } of fresh) {
      const key = taken.has(node) ? undefined : keys.find((one) => one.startsWith(kind));
      if (key === undefined) continue;
      if (open.has(key)) doubled.add(key);
      else open.set(key, node);
    }
    // Of several objects without a name nobody knows which became which.
    if (kind === 'type ') for (const key of doubled) open.delete(key);
    for (const { node, keys } of gone) {
      const key = matched.has(node) ? undefined : keys.find((one) => one.startsWith(kind));
      const other = key === undefined ? undefined : open.get(key);
      if (other === undefined) continue;
      open.delete(key!);
      matched.set(node, other);
      taken.add(other);
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
  if (lost.length === 1 && gained.length === 1) {
    // Probably the same one under another name; whether it is nobody can say for sure.
    const at = { base: lost[0]!.node, head: gained[0]!.node };
    const what = `changes one of its choices (${shown(lost[0]!.keys)} to ${shown(gained[0]!.keys)})`;
    tell('union-changed', element, what, { writers: 'possible', readers: 'possible' }, at);
    return;
  }
  for (const { node, keys } of lost) {
    const what = `no longer allows ${shown(keys)}`;
    tell(
      'union-member-removed',
      element,
      what,
      { writers: 'likely', readers: 'none' },
      { base: node, head: null },
    );
  }
  for (const { node, keys } of gained) {
    const what = `allows ${shown(keys)} too`;
    tell(
      'union-member-added',
      element,
      what,
      { writers: 'none', readers: 'likely' },
      { base: null, head: node },
    );
  }
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
