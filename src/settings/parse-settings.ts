import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { nearestName } from './nearest-name.ts';
import { type SettingsProblem, type SettingsReading, settingsSchema } from './settings.ts';

/** A settings file as it stands at a commit. `file` names it for people: `.github/architect.yml`. */
export interface SettingsFile {
  file: string;
  text: string;
}

/** Larger files are refused unread: a settings file is a page, not a book. */
const maxCharacters = 65_536;

/** Each round drops at least one wrong key; more than this is not a settings file. */
const maxProblems = 50;

/**
 * Reads settings files, farthest first (the organisation's, then the repository's): objects are merged key by
 * key, lists and plain values are replaced by the nearer file. Whatever is wrong is reported with line and
 * column and left out; the rest is in force. Never throws for what a file says.
 */
export function parseSettings(files: readonly SettingsFile[]): SettingsReading {
  const problems: SettingsProblem[] = [];
  let merged: unknown = {};
  for (const file of files) merged = merge(merged, readFile(file, problems));
  return {
    settings: { ...settingsSchema.parse(merged), nested: [] },
    problems,
    sources: files.map(({ file }) => file),
  };
}

/** The valid part of one file as plain data; what is wrong goes to `problems`. */
function readFile({ file, text }: SettingsFile, problems: SettingsProblem[]): unknown {
  if (text.length > maxCharacters) {
    problems.push({ file, line: 1, column: 1, message: `larger than ${maxCharacters} characters: not read` });
    return {};
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      const { line, col } = lines.linePos(error.pos[0]);
      // Past the first line the library's message only draws the source.
      problems.push({ file, line, column: col, message: `not valid YAML: ${firstLine(error.message)}` });
    }
    return {};
  }
  const data = toPlainData(document, file, problems);
  if (data === null || data === undefined) return {};
  if (typeof data !== 'object' || Array.isArray(data)) {
    problems.push({ file, line: 1, column: 1, message: 'must be a mapping of keys, such as `reviews:`' });
    return {};
  }
  return dropWrong(data, (path, message, atKey) => {
    problems.push({ file, ...positionOf(document, lines, path, atKey), message });
  });
}

function toPlainData(document: Document, file: string, problems: SettingsProblem[]): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    problems.push({ file, line: 1, column: 1, message: `not valid YAML: ${firstLine(String(error))}` });
    return {};
  }
}

/** Validates, removes what is wrong, and validates again until the rest is right. */
function dropWrong(
  data: object,
  report: (path: PropertyKey[], message: string, atKey: boolean) => void,
): unknown {
  let rest: unknown = data;
  for (let round = 0; round < maxProblems; round++) {
    const parsed = settingsSchema.safeParse(rest);
    // The data itself, not the parsed value: defaults filled in here would hide the farther file's keys.
    if (parsed.success) return rest;
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) {
          const path = [...issue.path, key];
          report(path, unknownKeyMessage(issue.path, key), true);
          rest = without(rest, path);
        }
        continue;
      }
      report(issue.path, `\`${issue.path.join('.')}\`: ${describeIssue(issue)}`, false);
      rest = without(rest, issue.path);
    }
  }
  return {};
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') return 'must be a text or a list of texts';
  return issue.message.replace(/^Invalid (input|option): /, '');
}

function unknownKeyMessage(parent: readonly PropertyKey[], key: string): string {
  const known = keysAt(settingsSchema, parent);
  const nearest = nearestName(key, known);
  const hint = nearest === null ? `known here: ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
  return `unknown key \`${[...parent, key].join('.')}\`; ${hint}`;
}

/** The keys that the schema knows under a path. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType = unwrap(schema);
  for (const key of path) {
    if (!(at instanceof z.ZodObject)) return [];
    const next: z.core.$ZodType | undefined = at.shape[String(key)];
    if (next === undefined) return [];
    at = unwrap(next);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape).sort() : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.def.innerType);
  return schema;
}

/** Where a value stands, or its key when the key itself is wrong; the nearest parent when it stands nowhere. */
function positionOf(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  atKey: boolean,
): { line: number; column: number } {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetAt(document, path.slice(0, length), atKey && length === path.length);
    if (offset === null) continue;
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}

function offsetAt(document: Document, path: readonly PropertyKey[], atKey: boolean): number | null {
  const parent = document.getIn(path.slice(0, -1), true) as { items?: unknown[] } | undefined;
  const last = path.at(-1);
  if (atKey) {
    for (const item of parent?.items ?? []) {
      const key = (item as { key?: { value?: unknown; range?: number[] } }).key;
      if (key?.value === last) return key?.range?.[0] ?? null;
    }
    return null;
  }
  const node = document.getIn(path, true) as { range?: number[] } | undefined;
  return node?.range?.[0] ?? null;
}

function merge(far: unknown, near: unknown): unknown {
  if (!isMapping(far) || !isMapping(near)) return near;
  const merged: Record<string, unknown> = { ...far };
  for (const [key, value] of Object.entries(near)) {
    merged[key] = key in far ? merge(far[key], value) : value;
  }
  return merged;
}

function without(data: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return {};
  if (Array.isArray(data)) {
    // One wrong entry must not let a list mean less than it says, so the whole list goes.
    return undefined;
  }
  if (!isMapping(data)) return undefined;
  const copy = { ...data };
  const inner = rest.length === 0 ? undefined : without(copy[String(key)], rest);
  if (inner === undefined) delete copy[String(key)];
  else copy[String(key)] = inner;
  return copy;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.replace(/ at line \d+, column \d+:?$/, '');
}
