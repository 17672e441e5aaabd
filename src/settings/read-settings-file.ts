import { type Document, isMap, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { dropWrong, inDocument, isMapping, type SchemaIssue, type Valid } from './drop-wrong.ts';
import type { SettingsProblem } from './settings.ts';

/** A settings file as it stands at a commit. `file` names it for people: `.github/architect.yml`. */
export interface SettingsFile {
  file: string;
  text: string;
}

/** The valid part of one file, and where things stand in it. */
export interface FileReading extends Omit<Valid, 'issues'> {
  problems: SettingsProblem[];
  /** A problem at a path of the valid data; the message begins with the path as it is in the document. */
  problemAt(path: readonly PropertyKey[], message: string): SettingsProblem;
}

/** Larger files are refused unread: a settings file is a page, not a book. */
const maxCharacters = 65_536;

/** Problems of one file that are told one by one. */
const mostProblems = 100;

/** Reads one file. Whatever is wrong is reported with line and column and left out. Never throws for what it says. */
export function readSettingsFile(
  { file, text }: SettingsFile,
  schema: z.ZodObject,
  describeUnknown?: (path: PropertyKey[]) => string | null,
): FileReading {
  const at = (line: number, column: number, message: string) => ({ file, line, column, message });
  const nothing = (problems: SettingsProblem[]): FileReading => ({
    data: {},
    problems,
    places: new Map(),
    wrong: { modules: new Set(), rules: new Set() },
    problemAt: (_, message) => at(1, 1, message),
  });
  if (text.length > maxCharacters) {
    return nothing([at(1, 1, `larger than ${maxCharacters} characters: not read`)]);
  }
  const lines = new LineCounter();
  const problems: SettingsProblem[] = [];
  let document: Document;
  let data: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
    for (const error of document.errors.slice(0, mostProblems)) {
      const { line, col } = lines.linePos(error.pos[0]);
      // Past the first line the library's message only draws the source.
      problems.push(at(line, col, `not valid YAML: ${firstLine(error.message)}`));
    }
    if (problems.length > 0) return nothing(problems);
    for (const offset of takePrototypes(document)) {
      const { line, col } = lines.linePos(offset);
      problems.push(at(line, col, 'unknown key `__proto__`; remove it'));
    }
    data = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return nothing([at(1, 1, `not valid YAML: ${firstLine(String(error))}`)]);
  }
  if (data === null || data === undefined) return nothing(problems);
  if (!isMapping(data)) return nothing([at(1, 1, 'must be a mapping of keys, such as `reviews:`')]);
  const { issues, ...valid } = dropWrong(schema, data, describeUnknown);
  const locate = ({ path, message, atKey }: SchemaIssue) => {
    const { line, column } = positionOf(document, lines, path, atKey);
    return at(line, column, message);
  };
  problems.push(...issues.slice(0, mostProblems).map(locate));
  if (issues.length > mostProblems) {
    problems.push(at(1, 1, `${issues.length - mostProblems} more problems: mend the first ones`));
  }
  return {
    ...valid,
    problems,
    problemAt(path, message) {
      const place = inDocument(path, valid.places);
      return locate({ path: place, message: `\`${place.join('.')}\`: ${message}`, atKey: false });
    },
  };
}

/** Takes out keys that objects have a meaning for, and gives their offsets. */
function takePrototypes(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, {
    Pair(_, pair) {
      const key = pair.key as { value?: unknown; range?: number[] } | null;
      if (key?.value !== '__proto__') return undefined;
      offsets.push(key.range?.[0] ?? 0);
      return visit.REMOVE;
    },
  });
  return offsets;
}

/** Where a value stands, or its key when the key itself is wrong; the nearest parent when it stands nowhere. */
function positionOf(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  atKey: boolean,
): { line: number; column: number } {
  // `paths` may be left out of a module that is a glob or a list of them.
  const short = path.filter((key, at) => !(at === 3 && key === 'paths' && path[1] === 'modules'));
  for (const keys of [path, short]) {
    const offset = offsetAt(document, keys, atKey);
    if (offset !== null) return toPosition(lines, offset);
  }
  for (let length = short.length - 1; length > 0; length--) {
    const offset = offsetAt(document, short.slice(0, length), false);
    if (offset !== null) return toPosition(lines, offset);
  }
  return { line: 1, column: 1 };
}

function toPosition(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function offsetAt(document: Document, path: readonly PropertyKey[], atKey: boolean): number | null {
  const parent = document.getIn(path.slice(0, -1), true);
  if (atKey) {
    for (const item of isMap(parent) ? parent.items : []) {
      const key = item.key as { value?: unknown; range?: number[] } | null;
      if (String(key?.value) === String(path.at(-1))) return key?.range?.[0] ?? null;
    }
    return null;
  }
  const node = document.getIn(path, true) as { range?: number[] } | undefined;
  return node?.range?.[0] ?? null;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.replace(/ at line \d+, column \d+:?$/, '');
}
