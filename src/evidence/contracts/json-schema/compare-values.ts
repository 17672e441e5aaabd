import type { Tell } from './comparison.ts';
import type { DocumentNode } from './document-store.ts';
import type { Harm } from './schema-difference.ts';
import type { SchemaShape } from './schema-shape.ts';

type At = { base: DocumentNode | null; head: DocumentNode | null };

/**
 * Tells what changed in the types, values, bounds, patterns, formats and conditions of two schemas. Answers whether the
 * types have anything in common, so that the rest is worth comparing.
 */
export function compareValues(old: SchemaShape, now: SchemaShape, element: string, tell: Tell): boolean {
  if (compareTypes(old, now, element, tell)) return false;
  compareEnumerations(old, now, element, tell);
  compareBounds(old, now, element, tell);
  compareTexts('pattern', old, now, element, tell);
  compareTexts('format', old, now, element, tell);
  for (const [text, head] of now.restrictions) {
    if (old.restrictions.has(text)) continue;
    tell('restriction-added', element, `must ${text} now`, writers('certain'), { base: null, head });
  }
  for (const [text, base] of old.restrictions) {
    if (now.restrictions.has(text)) continue;
    tell('restriction-removed', element, `need not ${text} any more`, readers('possible'), {
      base,
      head: null,
    });
  }
  compareConditions(old, now, element, tell);
  return true;
}

/** Answers whether the types have nothing in common any more. */
function compareTypes(old: SchemaShape, now: SchemaShape, element: string, tell: Tell): boolean {
  if (now.never && !old.never) {
    tell('type-narrowed', element, 'allows nothing any more', writers('certain'), placed(old.at, now.at));
    return true;
  }
  const before = old.types ?? implied(old);
  const after = now.types ?? implied(now);
  const at = placed(old.typesAt ?? old.at, now.typesAt ?? now.at);
  if (before === null && after === null) return false;
  if (before === null) {
    // Values that were listed before had their types.
    if (old.values === null && old.unread.size === 0 && old.unions.length === 0) {
      tell('type-narrowed', element, `must be ${named(after!)} now`, writers('likely'), at);
    }
    return false;
  }
  if (after === null) {
    if (now.values === null && now.unread.size === 0 && now.unions.length === 0 && old.types !== null) {
      tell('type-widened', element, `may be of any type, not only ${named(before)}`, readers('likely'), at);
    }
    return false;
  }
  const lost = [...before].filter((type) => !allows(after, type));
  const gained = [...after].filter((type) => !allows(before, type));
  if (lost.length === 0 && gained.length === 0) return false;
  const what = `changes its type from ${named(before)} to ${named(after)}`;
  // A type that is only implied is no promise.
  const sure: Harm = old.types === null || now.types === null ? 'likely' : 'certain';
  if (lost.length === 0) tell('type-widened', element, what, readers(sure), at);
  else if (gained.length === 0) tell('type-narrowed', element, what, writers(sure), at);
  else tell('type-changed', element, what, { writers: sure, readers: sure }, at);
  return lost.length === before.size;
}

function implied({ implied: type }: SchemaShape): Set<string> | null {
  return type === null ? null : new Set([type]);
}

function allows(types: ReadonlySet<string>, type: string): boolean {
  return types.has(type) || (type === 'integer' && types.has('number'));
}

function named(types: ReadonlySet<string>): string {
  return types.size === 0 ? 'nothing' : [...types].sort().join(' or ');
}

function compareEnumerations(old: SchemaShape, now: SchemaShape, element: string, tell: Tell): void {
  const at = placed(old.valuesAt ?? old.at, now.valuesAt ?? now.at);
  if (old.values === null && now.values === null) return;
  if (old.values === null) {
    if (now.values!.size === 0) return;
    const what = `allows ${listed(now.values!.keys())} only now`;
    tell('enum-added', element, what, writers('certain'), { base: null, head: at.head });
    return;
  }
  if (now.values === null) {
    const what = `allows other values than ${listed(old.values.keys())} now`;
    tell('enum-dropped', element, what, readers('likely'), at);
    return;
  }
  const lost = [...old.values].filter(([key]) => !now.values!.has(key) && key !== 'null');
  const gained = [...now.values].filter(([key]) => !old.values!.has(key) && key !== 'null');
  if (lost.length > 0) {
    const what = `no longer allows ${listed(lost.map(([key]) => key))}`;
    tell('enum-value-removed', element, what, writers('certain'), { base: lost[0]![1], head: null });
  }
  if (gained.length > 0) {
    const what = `allows ${listed(gained.map(([key]) => key))} too`;
    tell('enum-value-added', element, what, readers('likely'), { base: null, head: gained[0]![1] });
  }
}

const mostListed = 5;

function listed(keys: Iterable<string>): string {
  const all = [...keys].map((key) => (key.length > 60 ? `${key.slice(0, 60)}…` : key));
  const more = all.length - mostListed;
  return more > 0 ? `${all.slice(0, mostListed).join(', ')} and ${more} more` : all.join(', ');
}

function compareBounds(old: SchemaShape, now: SchemaShape, element: string, tell: Tell): void {
  for (const keyword of [...new Set([...old.bounds.keys(), ...now.bounds.keys()])].sort()) {
    const before = old.bounds.get(keyword);
    const after = now.bounds.get(keyword);
    const sign = keyword.startsWith('min') ? 1 : -1;
    const at = placed(before?.at ?? null, after?.at ?? null);
    let by = 0;
    if (before === undefined) by = 1;
    else if (after === undefined) by = -1;
    else by = sign * (after.value - before.value) || Number(after.exclusive) - Number(before.exclusive);
    if (by === 0) continue;
    const from = before === undefined ? 'none' : shown(before);
    const what = `changes its ${keyword} from ${from} to ${after === undefined ? 'none' : shown(after)}`;
    if (by > 0) tell('bound-tightened', element, what, writers('certain'), at);
    else tell('bound-loosened', element, what, readers('likely'), at);
  }
}

function shown({ value, exclusive }: { value: number; exclusive: boolean }): string {
  return exclusive ? `${value} (exclusive)` : String(value);
}

function compareTexts(
  kind: 'pattern' | 'format',
  old: SchemaShape,
  now: SchemaShape,
  element: string,
  tell: Tell,
): void {
  const [before, after] = kind === 'pattern' ? [old.patterns, now.patterns] : [old.formats, now.formats];
  const lost = [...before].filter(([text]) => !after.has(text));
  const gained = [...after].filter(([text]) => !before.has(text));
  if (lost.length === 0 && gained.length === 0) return;
  const at = placed(lost[0]?.[1] ?? null, gained[0]?.[1] ?? null);
  const from = listed(lost.map(([text]) => text));
  const to = listed(gained.map(([text]) => text));
  const pattern = kind === 'pattern';
  if (lost.length === 0) {
    tell(
      `${kind}-added`,
      element,
      `has the ${kind} ${to} now`,
      writers(pattern ? 'certain' : 'possible'),
      at,
    );
  } else if (gained.length === 0) {
    tell(`${kind}-removed`, element, `has the ${kind} ${from} no more`, readers('possible'), at);
  } else {
    // Of two patterns nobody knows which allows more.
    const harm: Harm = pattern ? 'possible' : 'likely';
    tell(
      `${kind}-changed`,
      element,
      `changes its ${kind} from ${from} to ${to}`,
      { writers: harm, readers: harm },
      at,
    );
  }
}

function compareConditions(old: SchemaShape, now: SchemaShape, element: string, tell: Tell): void {
  const either: { writers: Harm; readers: Harm } = { writers: 'possible', readers: 'possible' };
  const changed = [...new Set([...old.conditions.keys(), ...now.conditions.keys()])]
    .sort()
    .filter((keyword) => old.conditions.get(keyword)?.text !== now.conditions.get(keyword)?.text);
  const first = changed[0];
  if (first !== undefined) {
    const at = placed(old.conditions.get(first)?.at ?? null, now.conditions.get(first)?.at ?? null);
    tell('condition-changed', element, `changes its conditions (${changed.join(', ')})`, either, at);
  }
}

/** Tells when references come or go that cannot be read. Answers whether both sides are known, or unknown alike. */
export function compareUnread(old: SchemaShape, now: SchemaShape, element: string, tell: Tell): boolean {
  const either: { writers: Harm; readers: Harm } = { writers: 'possible', readers: 'possible' };
  const lost = [...old.unread].filter(([reference]) => !now.unread.has(reference));
  const gained = [...now.unread].filter(([reference]) => !old.unread.has(reference));
  if (lost.length === 0 && gained.length === 0) return true;
  const at = placed(lost[0]?.[1] ?? null, gained[0]?.[1] ?? null);
  const names = listed((gained.length > 0 ? gained : lost).map(([reference]) => reference));
  const what = gained.length > 0 ? `refers to ${names} now` : `refers to ${names} no more`;
  tell('reference-changed', element, what, either, at);
  return false;
}

function placed(base: DocumentNode | null, head: DocumentNode | null): At {
  return { base, head };
}

function writers(harm: Harm): { writers: Harm; readers: Harm } {
  return { writers: harm, readers: 'none' };
}

function readers(harm: Harm): { writers: Harm; readers: Harm } {
  return { writers: 'none', readers: harm };
}
