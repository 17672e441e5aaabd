import { compareUnions, unionsSay } from './compare-unions.ts';
import { compareUnread, compareValues } from './compare-values.ts';
import type { Comparison, Inner, Tell } from './comparison.ts';
import type { DocumentNode, DocumentStore } from './document-store.ts';
import { throughReferences } from './fold-union.ts';
import type { Harm, SchemaDifference } from './schema-difference.ts';
import { type SchemaShape, shapeOf } from './schema-shape.ts';
import { isRecord } from './values.ts';

/** Units of work (schemas, properties, values) of one comparison: more than any real file has. */
const mostWork = 2_000_000;
/** Levels of properties in properties: recursive schemas end by being known, hostile ones by this. */
const deepest = 80;
/** Differences that are told. */
const mostDifferences = 5_000;

/** A comparison of schemas of two trees, with nothing compared yet. */
export function startComparison(base: DocumentStore, head: DocumentStore): Comparison {
  return { base, head, compared: new Set(), work: { left: mostWork, cut: false } };
}

/**
 * What changed between two schemas, references followed over both stores. Each difference says how sure it hurts those
 * who write documents (`producer-writes`) and those who read them (`consumer-reads`): see harmOf. Recursive schemas are
 * fine; pairs that the comparison has met before give nothing. `element` names what the schemas describe.
 */
export function compareSchemas(
  base: DocumentNode,
  head: DocumentNode,
  comparison: Comparison,
  element = '',
): SchemaDifference[] {
  const differences: SchemaDifference[] = [];
  const { work } = comparison;
  function spend(units: number): boolean {
    work.left -= units;
    if (work.left < 0) work.cut = true;
    return !work.cut;
  }
  const tellSurely: Tell = (check, element, what, harm, at) => {
    // What several parents ask for together is met on several ways.
    const key = `${check} ${what} ${placeKey(at.base)} ${placeKey(at.head)}`;
    if (comparison.compared.has(key)) return;
    comparison.compared.add(key);
    if (differences.length < mostDifferences) differences.push({ check, element, what, ...harm, ...at });
    else work.cut = true;
  };
  const tellDoubtfully: Tell = (check, element, what, { writers, readers }, at) => {
    tellSurely(check, element, what, { writers: atMostLikely(writers), readers: atMostLikely(readers) }, at);
  };

  function compare(
    before: readonly DocumentNode[],
    after: readonly DocumentNode[],
    element: string,
    depth: number,
    tell: Tell,
  ): void {
    const olds = before.map((node) => throughReferences(comparison.base, node));
    const news = after.map((node) => throughReferences(comparison.head, node));
    const pair = `${keyOf(olds)}|${keyOf(news)}`;
    if (comparison.compared.has(pair)) return;
    comparison.compared.add(pair);
    if (depth > deepest) work.cut = true;
    if (depth > deepest || !spend(1)) return;
    const old = shapeOf(comparison.base, olds, spend);
    const now = shapeOf(comparison.head, news, spend);
    const inner: Inner = (one, other, name, doubtful = false) =>
      compare(one, other, name, depth + 1, doubtful ? tellDoubtfully : tell);
    // What stands behind a reference that cannot be read may be what the other side says in full.
    if (!compareUnread(old, now, element, tell)) return;
    if (!compareUnions({ old, now, element, comparison, tell, inner, before, after })) return;
    // Of another type altogether: what else is asked of it is no second change.
    if (!compareValues(old, now, element, tell)) return;
    compareProperties(old, now, element, tell, inner, comparison);
    compareItems(old, now, element, tell, inner);
  }

  compare([base], [head], element, 0, tellSurely);
  return differences;
}

function compareProperties(
  old: SchemaShape,
  now: SchemaShape,
  element: string,
  tell: Tell,
  inner: Inner,
  comparison: Comparison,
): void {
  const closed = now.additional?.closed === true;
  for (const [name, before] of old.properties) {
    const after = now.properties.get(name);
    const path = join(element, name);
    if (after !== undefined && !(isForbidden(after) && !isForbidden(before))) {
      inner(before, after, path);
      continue;
    }
    if (isForbidden(before)) continue;
    // What a pattern describes or the head still asks for is not gone.
    if (after === undefined && (now.required.has(name) || isDescribed(now, name))) continue;
    const required = old.required.has(name);
    const refused = closed || after !== undefined;
    if (!refused && unionsSay(comparison.head, now, 'properties', name)) continue;
    tell(
      'property-removed',
      path,
      refused ? 'is removed and no longer allowed' : 'is removed',
      { writers: refused ? 'certain' : 'none', readers: required ? 'certain' : 'likely' },
      { base: before[0]!, head: null },
    );
  }
  for (const [name, after] of now.properties) {
    if (old.properties.has(name) || isForbidden(after)) continue;
    if (now.required.has(name) && !old.required.has(name)) {
      tell('required-property-added', join(element, name), 'is added and required', demanded(after), {
        base: null,
        head: after[0]!,
      });
    } else if (!old.required.has(name)) {
      tell('property-added', join(element, name), 'is added', harmless, { base: null, head: after[0]! });
    }
  }
  for (const [name, head] of now.required) {
    if (old.required.has(name) || (now.properties.has(name) && !old.properties.has(name))) continue;
    if (unionsSay(comparison.base, old, 'required', name)) continue;
    tell(
      'property-made-required',
      join(element, name),
      'becomes required',
      demanded(now.properties.get(name) ?? []),
      {
        base: null,
        head,
      },
    );
  }
  for (const [name, base] of old.required) {
    if (now.required.has(name) || (old.properties.has(name) && !now.properties.has(name))) continue;
    if (unionsSay(comparison.head, now, 'required', name)) continue;
    tell('property-no-longer-required', join(element, name), 'is no longer required', certainFor('readers'), {
      base,
      head: null,
    });
  }
  comparePatternProperties(old, now, element, tell, inner);
  compareAdditional(old, now, element, tell, inner);
}

function comparePatternProperties(
  old: SchemaShape,
  now: SchemaShape,
  element: string,
  tell: Tell,
  inner: Inner,
): void {
  const gone = [...old.patternProperties].filter(([pattern]) => !now.patternProperties.has(pattern));
  const fresh = [...now.patternProperties].filter(([pattern]) => !old.patternProperties.has(pattern));
  for (const [pattern, before] of old.patternProperties) {
    const after = now.patternProperties.get(pattern);
    if (after !== undefined) inner(before, after, join(element, `/${pattern}/`));
  }
  const [lost, gained] = [gone[0], fresh[0]];
  if (lost !== undefined && gained !== undefined && gone.length === 1 && fresh.length === 1) {
    const path = join(element, `/${gained[0]}/`);
    const unsure = { writers: 'possible', readers: 'possible' } as const;
    const at = { base: lost[1][0]!, head: gained[1][0]! };
    tell('pattern-changed', path, `stands in the place of /${lost[0]}/`, unsure, at);
    inner(lost[1], gained[1], path);
    return;
  }
  const closed = now.additional?.closed === true && fresh.length === 0;
  for (const [pattern, before] of gone) {
    const harm = { writers: closed ? 'likely' : 'none', readers: 'possible' } as const;
    const at = { base: before[0]!, head: null };
    tell('property-removed', join(element, `/${pattern}/`), 'is removed', harm, at);
  }
}

function compareAdditional(
  old: SchemaShape,
  now: SchemaShape,
  element: string,
  tell: Tell,
  inner: Inner,
): void {
  const [before, after] = [old.additional, now.additional];
  const at = { base: before?.at ?? null, head: after?.at ?? null };
  const path = join(element, '*');
  if (after?.closed === true) {
    if (before?.closed === true) return;
    // A schema that listed no property and now does was nobody's contract before.
    const harm: Harm = mayHaveProperties(old) ? 'certain' : 'possible';
    tell(
      'additional-properties-closed',
      path,
      'is no longer allowed',
      { writers: harm, readers: 'none' },
      at,
    );
  } else if (before?.closed === true) {
    tell('additional-properties-opened', path, 'is allowed', harmless, at);
  } else if (before !== null && after !== null && before.schemas.length > 0 && after.schemas.length > 0) {
    inner(before.schemas, after.schemas, path);
  } else if (after !== null && after.schemas.length > 0) {
    const what = 'has a schema now';
    tell('additional-properties-typed', path, what, { writers: 'likely', readers: 'none' }, at);
  }
}

function compareItems(old: SchemaShape, now: SchemaShape, element: string, tell: Tell, inner: Inner): void {
  const path = `${element}[]`;
  if (old.items.length > 0 && now.items.length > 0) inner(old.items, now.items, path);
  else if (now.items.length > 0 && old.tuple.length === 0) {
    const at = { base: null, head: now.items[0]! };
    tell('items-constrained', path, 'has a schema now', { writers: 'likely', readers: 'none' }, at);
  } else if (old.items.length > 0 && now.tuple.length === 0) {
    const at = { base: old.items[0]!, head: null };
    tell('items-freed', path, 'has no schema any more', { writers: 'none', readers: 'likely' }, at);
  }
  for (let at = 0; at < Math.max(old.tuple.length, now.tuple.length); at++) {
    const before = old.tuple[at] ?? nonEmpty(old.items);
    const after = now.tuple[at] ?? nonEmpty(now.items);
    if (before !== null && after !== null) inner(before, after, `${element}[${at}]`);
  }
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

/** A schema that speaks of objects at all. */
function mayHaveProperties({ properties, types, required, additional }: SchemaShape): boolean {
  return properties.size > 0 || required.size > 0 || additional !== null || types?.has('object') === true;
}

function isForbidden(nodes: readonly DocumentNode[]): boolean {
  return nodes.some(({ value }) => value === false);
}

/** Whether a pattern or the schema of other properties takes a property that is not listed any more. */
function isDescribed(shape: SchemaShape, name: string): boolean {
  if ((shape.additional?.schemas.length ?? 0) > 0) return true;
  // Patterns of a repository are never run: only the plain ones are tried.
  for (const pattern of shape.patternProperties.keys()) {
    if (pattern === '.*' || pattern === '^.*$' || pattern === '.+' || pattern === '^.+$') return true;
    if (/^\^[\w-]+$/.test(pattern) && name.startsWith(pattern.slice(1))) return true;
  }
  return false;
}

function atMostLikely(harm: Harm): Harm {
  return harm === 'certain' ? 'likely' : harm;
}

const harmless: { writers: Harm; readers: Harm } = { writers: 'none', readers: 'none' };

/** Who accepts documents may fill in a default that the schema names: then the demand is no certain break. */
function demanded(nodes: readonly DocumentNode[]): { writers: Harm; readers: Harm } {
  const hasDefault = nodes.some(({ value }) => isRecord(value) && Object.hasOwn(value, 'default'));
  return { ...harmless, writers: hasDefault ? 'likely' : 'certain' };
}

function certainFor(whom: 'writers' | 'readers'): { writers: Harm; readers: Harm } {
  return { ...harmless, [whom]: 'certain' };
}

function join(element: string, name: string): string {
  const shown = /[.[\]\s]/.test(name) && !name.startsWith('/') ? `'${name}'` : name;
  return element === '' ? shown : `${element}.${shown}`;
}

function placeKey(node: DocumentNode | null): string {
  return node === null ? '' : `${node.document.path}#${node.pointer}`;
}

const ids = new WeakMap<object, number>();
let lastId = 0;

/** Equal for the same schemas only: objects by identity, so that shared and recursive ones are known again. */
function keyOf(nodes: readonly DocumentNode[]): string {
  return nodes
    .map(({ value }) => {
      if (typeof value !== 'object' || value === null) return String(value);
      let id = ids.get(value);
      if (id === undefined) {
        id = ++lastId;
        ids.set(value, id);
      }
      return id;
    })
    .join(',');
}
