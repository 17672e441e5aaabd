import type { ChangedFile } from '../../source/change.ts';
import { isVendored } from '../../source/generated.ts';
import { isTestPath } from '../../source/test-files.ts';
import type { Tree } from '../../source/tree.ts';
import type { Skipped } from '../evidence.ts';
import { readTexts } from '../read-texts.ts';
import type { MigrationFormat, MigrationPart } from './migration.ts';

/** One side of a changed file of migrations. */
export interface ReadSide {
  text: string;
  /** Those it holds: one for most formats. */
  parts: MigrationPart[];
  byId: ReadonlyMap<string, readonly MigrationPart[]>;
}

/** A changed file of migrations as both trees have it. */
export interface ReadMigration {
  file: ChangedFile;
  format: MigrationFormat;
  base: ReadSide | null;
  head: ReadSide | null;
}

const examples =
  /(?:^|\/)(?:examples?|samples?|fixtures?|templates?|generators?|demos?|docs?|benchmarks?|snapshots?)\//i;

/** Whether a path may be a migration that runs where data is: not a test's, an example's, a snapshot for new ones, or other people's. */
export function mayRun(path: string): boolean {
  return !isTestPath(path) && !examples.test(path) && !isVendored(path);
}

/** Whether a path stands in a folder that shows how it is done: no data is there, but perhaps somebody's after all. */
export function isExample(path: string): boolean {
  return shown.test(path) && !isTestPath(path) && !isVendored(path);
}

const shown = /(?:^|\/)(?:examples?|samples?|templates?|demos?)\//i;

/** Changed files that one of the formats claims, by path alone. */
export function claimedFiles(
  files: readonly ChangedFile[],
  formats: readonly MigrationFormat[],
): ChangedFile[] {
  return files.filter(({ path, previousPath, status, binary }) => {
    if (binary || status === 'changed') return false;
    const paths = status === 'renamed' && previousPath !== null ? [path, previousPath] : [path];
    return paths.every(mayRun) && paths.some((one) => formats.some((format) => format.claims(one)));
  });
}

/**
 * Reads claimed files at head and at base, each by the first format that takes its text; one that none takes is left
 * out. What cannot be read goes to `skipped`. A format that throws costs that file alone.
 */
export async function readMigrations(
  files: readonly ChangedFile[],
  formats: readonly MigrationFormat[],
  trees: { base: Tree; head: Tree },
  skipped: Skipped[],
): Promise<ReadMigration[]> {
  const atHead = files.filter(({ status }) => status !== 'removed');
  const atBase = files.filter(({ status }) => status !== 'added' && status !== 'copied');
  const headTexts = await readTexts(
    trees.head,
    atHead.map(({ path }) => path),
    skipped,
  );
  const baseTexts = await readTexts(trees.base, atBase.map(basePath), skipped);
  const read: ReadMigration[] = [];
  for (const file of files) {
    const head = headTexts.get(file.path);
    const before = basePath(file);
    const base = atBase.includes(file) ? baseTexts.get(before) : undefined;
    for (const format of formats) {
      const headSide = await readSide(format, file.path, head, trees.head, skipped);
      const baseSide = await readSide(format, before, base, trees.base, skipped);
      if (headSide === null && baseSide === null) continue;
      // What could not be read on one side must not look as if it were not there.
      if (head === undefined && file.status !== 'removed') break;
      if (base === undefined && atBase.includes(file)) break;
      read.push({ file, format, base: baseSide, head: headSide });
      break;
    }
  }
  return read;
}

function basePath({ path, previousPath }: ChangedFile): string {
  return previousPath ?? path;
}

async function readSide(
  format: MigrationFormat,
  path: string,
  text: string | undefined,
  tree: Tree,
  skipped: Skipped[],
): Promise<ReadSide | null> {
  if (text === undefined || !format.claims(path)) return null;
  try {
    const input = { path, text, tree };
    if (format.readParts !== undefined) {
      const parts = await format.readParts(input);
      return parts === null ? null : sideOf(text, parts);
    }
    const reading = await format.read(input);
    if (reading === null) return null;
    const part = {
      id: '',
      when: '',
      line: 1,
      content: '',
      mayChange: false,
      isElsewhere: false,
      reading,
    };
    return sideOf(text, [part]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    skipped.push({ path, reason: `not read as ${format.name} migration: ${message.slice(0, 200)}` });
    return null;
  }
}

function sideOf(text: string, parts: MigrationPart[]): ReadSide {
  const byId = new Map<string, MigrationPart[]>();
  for (const part of parts) {
    const known = byId.get(part.id);
    if (known === undefined) byId.set(part.id, [part]);
    else known.push(part);
  }
  return { text, parts, byId };
}
