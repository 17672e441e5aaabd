import type { z } from 'zod';
import { knownKeys } from './known-keys.ts';
import { nearestName } from './nearest-name.ts';

/** One thing that the schema refuses. `atKey`: the key itself is wrong, not its value. */
export interface SchemaIssue {
  path: PropertyKey[];
  message: string;
  atKey: boolean;
}

/** Data that the schema takes, and what was taken out of it. */
export interface Valid {
  data: unknown;
  issues: SchemaIssue[];
  /** By list, where its entries stood before some were taken out. */
  places: ReadonlyMap<string, readonly number[]>;
  /** Names of rules and modules that were taken out; `*` for all modules. */
  wrong: { modules: Set<string>; rules: Set<string> };
}

/** Each round drops at least one wrong key; more than this is not a settings file. */
const mostRounds = 50;

/** Lists of entries that each stand alone: one wrong entry goes, the others hold. Any other list goes as a whole. */
const listsOfRules = new Set(['architecture.boundaries', 'architecture.layers', 'architecture.exceptions']);

/** Validates, takes out what is wrong, and validates again until the rest is right. `message` words unknown keys. */
export function dropWrong(
  schema: z.ZodObject,
  data: object,
  describeUnknown: (path: PropertyKey[]) => string | null = () => null,
): Valid {
  const valid = {
    data: data as unknown,
    issues: [] as SchemaIssue[],
    places: new Map<string, number[]>(),
    wrong: { modules: new Set<string>(), rules: new Set<string>() },
  };
  for (let round = 0; round < mostRounds; round++) {
    const parsed = schema.safeParse(valid.data);
    // The data itself, not the parsed value: defaults filled in here would hide the farther file's keys.
    if (parsed.success) return valid;
    const before = valid.data;
    const entries = new Map<string, Set<number>>();
    for (const issue of parsed.error.issues.flatMap(narrow)) {
      const shown = { ...issue, path: inDocument(issue.path, valid.places) };
      valid.issues.push(...issuesOf(schema, shown, describeUnknown));
      for (const { path } of issuesOf(schema, issue, describeUnknown)) {
        const list = path.slice(0, 2).join('.');
        if (listsOfRules.has(list) && typeof path[2] === 'number') {
          entries.set(list, (entries.get(list) ?? new Set()).add(path[2]));
          const name = valueAt(before, [...path.slice(0, 3), 'name']);
          if (typeof name === 'string') valid.wrong.rules.add(name);
        } else if (list === 'architecture.modules') {
          // A module that means less than it says would let pass what rules on it forbid.
          valid.wrong.modules.add(String(path[2] ?? '*'));
          valid.data = without(valid.data, path.slice(0, 3));
        } else valid.data = without(valid.data, path);
      }
    }
    for (const [list, numbers] of entries) valid.data = withoutEntries(valid, list.split('.'), numbers);
  }
  return { ...valid, data: {} };
}

/** A path as it is in the document: entries before it may be gone. */
export function inDocument(
  path: readonly PropertyKey[],
  places: ReadonlyMap<string, readonly number[]>,
): PropertyKey[] {
  const [first, list, at, ...rest] = path;
  const place = typeof at === 'number' ? places.get(`${String(first)}.${String(list)}`)?.[at] : undefined;
  return place === undefined ? [...path] : [first!, list!, place, ...rest];
}

/** Takes entries out of a list and keeps in mind where the others stood. */
export function withoutEntries(
  valid: Pick<Valid, 'data'> & { places: Map<string, number[]> },
  path: readonly string[],
  numbers: ReadonlySet<number>,
): unknown {
  const list = valueAt(valid.data, path);
  if (!Array.isArray(list)) return valid.data;
  const key = path.join('.');
  const places = valid.places.get(key) ?? list.map((_, at) => at);
  const stay = (_: unknown, at: number) => !numbers.has(at);
  valid.places.set(key, places.filter(stay));
  return replaced(valid.data, path, list.filter(stay));
}

function replaced(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  return isMapping(data) ? { ...data, [key]: replaced(data[key], rest, value) } : data;
}

/** A union's issue as those of the one form that the value has, where it has one. */
function narrow(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const forms = issue.errors.filter(
    ([first]) => !(first?.code === 'invalid_type' && first.path.length === 0),
  );
  const [form] = forms;
  if (form === undefined || forms.length > 1) return [issue];
  return form.flatMap((one) => narrow({ ...one, path: [...issue.path, ...one.path] }));
}

function issuesOf(
  schema: z.ZodObject,
  issue: z.core.$ZodIssue,
  describeUnknown: (path: PropertyKey[]) => string | null,
): SchemaIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return {
        path,
        message: describeUnknown(path) ?? unknownKeyMessage(schema, issue.path, key),
        atKey: true,
      };
    });
  }
  const atKey = issue.code === 'invalid_key';
  return [{ path: issue.path, message: `\`${issue.path.join('.')}\`: ${describe(issue)}`, atKey }];
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'is no name';
  const [first] = issue.code === 'invalid_union' ? (issue.errors[0] ?? []) : [issue];
  if (first?.code === 'invalid_type' && first.message.endsWith('received undefined')) return 'is missing';
  if (issue.code !== 'invalid_union') return issue.message.replace(/^Invalid (input|option): /, '');
  const takesMapping = issue.errors.some(
    ([first]) => first?.code === 'invalid_type' && first.expected === 'object',
  );
  return takesMapping ? 'must be a text, a list of texts, or a mapping' : 'must be a text or a list of texts';
}

function unknownKeyMessage(schema: z.ZodObject, parent: readonly PropertyKey[], key: string): string {
  const known = knownKeys(schema, parent);
  const nearest = nearestName(key, known);
  const hint = nearest === null ? `known here: ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
  return `unknown key \`${[...parent, key].join('.')}\`; ${hint}`;
}

function without(data: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return {};
  // One wrong entry must not let a list mean less than it says, so the whole list goes.
  if (!isMapping(data)) return undefined;
  const copy = { ...data };
  const inner = rest.length === 0 ? undefined : without(copy[String(key)], rest);
  if (inner === undefined) delete copy[String(key)];
  else copy[String(key)] = inner;
  return copy;
}

export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let at = data;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
