import { z } from 'zod';
import { type Architecture, architectureSchema, type NestedArchitecture } from './architecture.ts';
import { type ArchitectureIssue, checkArchitecture } from './check-architecture.ts';
import { isMapping, valueAt, withoutEntries } from './drop-wrong.ts';
import { type FileReading, readSettingsFile, type SettingsFile } from './read-settings-file.ts';
import { type SettingsProblem, type SettingsReading, settingsSchema } from './settings.ts';

export type { SettingsFile } from './read-settings-file.ts';

/**
 * Reads settings files, farthest first (the organisation's, then the repository's): objects are merged key by
 * key, lists and plain values are replaced by the nearer file. Whatever is wrong is reported with line and
 * column and left out; the rest is in force. Never throws for what a file says.
 */
export function parseSettings(files: readonly SettingsFile[]): SettingsReading {
  const readings = files.map((file) => readSettingsFile(file, settingsSchema));
  const { data, problems } = mergeReadings(readings);
  return {
    settings: { ...settingsSchema.parse(data), nested: [] },
    problems: inOrder([...readings.flatMap((reading) => reading.problems), ...problems], files),
    sources: files.map(({ file }) => file),
  };
}

/** What the settings file of a folder may say. */
export const folderSettingsSchema = z.strictObject({ architecture: architectureSchema.prefault({}) });

/**
 * Reads the settings files of folders (`services/billing/architect.yml`), each by itself: nothing is inherited. Sorted
 * by folder. A file that is wrong governs its folder all the same, with what of it is right.
 */
export function parseNestedSettings(files: readonly SettingsFile[]): {
  nested: NestedArchitecture[];
  problems: SettingsProblem[];
} {
  const nested: NestedArchitecture[] = [];
  const problems: SettingsProblem[] = [];
  for (const file of files) {
    const reading = readSettingsFile(file, folderSettingsSchema, describeUnknown);
    const merged = mergeReadings([reading]);
    problems.push(...reading.problems, ...merged.problems);
    const folder = file.file.slice(0, Math.max(0, file.file.lastIndexOf('/')));
    nested.push({
      folder,
      file: file.file,
      architecture: folderSettingsSchema.parse(merged.data).architecture,
    });
  }
  return {
    nested: nested.sort((a, b) => (a.folder < b.folder ? -1 : 1)),
    problems: inOrder(problems, files),
  };
}

/** As one reads: by file, line and column. */
function inOrder(problems: readonly SettingsProblem[], files: readonly SettingsFile[]): SettingsProblem[] {
  const order = new Map(files.map(({ file }, at) => [file, at]));
  const place = ({ file }: SettingsProblem) => order.get(file) ?? 0;
  return [...problems].sort((a, b) => place(a) - place(b) || a.line - b.line || a.column - b.column);
}

function describeUnknown(path: PropertyKey[]): string | null {
  const [key] = path;
  if (path.length !== 1 || !Object.hasOwn(settingsSchema.shape, key!)) return null;
  return `\`${String(key)}\` holds for the whole repository: move it to .github/architect.yml; a folder's file says \`architecture\` only`;
}

/** The files as one, without what the parts of their architecture do not allow one another. */
function mergeReadings(readings: readonly FileReading[]): { data: unknown; problems: SettingsProblem[] } {
  let data: unknown = {};
  for (const reading of readings) data = merge(data, reading.data);
  const problems: SettingsProblem[] = [];
  const architecture: Architecture = architectureSchema.parse(valueAt(data, ['architecture']) ?? {});
  const wrong = {
    modules: new Set(readings.flatMap((reading) => [...reading.wrong.modules])),
    rules: new Set(readings.flatMap((reading) => [...reading.wrong.rules])),
  };
  const issues = checkArchitecture(architecture, wrong);
  for (const issue of issues) problems.push(problemOf(issue, readings));
  return { data: withoutIssues(data, issues), problems };
}

/** The problem in the file that the part comes from: the nearest that says it. */
function problemOf({ path, message }: ArchitectureIssue, readings: readonly FileReading[]): SettingsProblem {
  const part = ['architecture', ...path.slice(0, path[0] === 'modules' ? 2 : 1)];
  const reading = readings.findLast(({ data }) => valueAt(data, part) !== undefined) ?? readings[0]!;
  return reading.problemAt(['architecture', ...path], message);
}

function withoutIssues(data: unknown, issues: readonly ArchitectureIssue[]): unknown {
  const entries = new Map<string, Set<number>>();
  const modules = new Set<string>();
  for (const { path } of issues) {
    const [part, name] = path;
    if (part === 'modules') modules.add(String(name));
    else entries.set(String(part), (entries.get(String(part)) ?? new Set()).add(Number(name)));
  }
  const rest = { data, places: new Map<string, number[]>() };
  for (const [list, numbers] of entries) rest.data = withoutEntries(rest, ['architecture', list], numbers);
  if (modules.size === 0) return rest.data;
  const root = rest.data as { architecture: { modules: Record<string, unknown> } };
  const kept = Object.entries(root.architecture.modules).filter(([name]) => !modules.has(name));
  return { ...root, architecture: { ...root.architecture, modules: Object.fromEntries(kept) } };
}

function merge(far: unknown, near: unknown): unknown {
  if (!isMapping(far) || !isMapping(near)) return near;
  const merged: Record<string, unknown> = { ...far };
  for (const [key, value] of Object.entries(near)) {
    merged[key] = Object.hasOwn(far, key) ? merge(far[key], value) : value;
  }
  return merged;
}
