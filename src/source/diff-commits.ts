import { spawn } from 'node:child_process';
import { gitEnvironment } from './git-environment.ts';
import { createIsolatedDirectory, type ObjectStore } from './isolated-directory.ts';
import type { ObjectReader } from './object-reader.ts';
import { createDiffParser, type DiffEntry } from './parse-diff.ts';
import { runGit } from './run-git.ts';

/** A file that differs, still with git's own words, and why its content was not compared, or null. */
export interface ComparedEntry extends DiffEntry {
  unread: string | null;
}

export interface DiffContext {
  store: ObjectStore;
  /** Environment of the isolated directory. */
  env: NodeJS.ProcessEnv;
  reader: ObjectReader;
  where: string;
  signal: AbortSignal | undefined;
}

const SUBMODULE = '160000';
const NONE = '000000';
const MEBIBYTE = 1024 * 1024;
/** Larger files are compared by id only: git would hold several of them in memory to find renames. */
const MAX_COMPARED = 16 * MEBIBYTE;
/** Ours: a file with a longer diff is not reviewed line by line, and all together must fit in memory (about 150 MB). */
const LIMITS = { linesPerFile: 100_000, lines: 1_000_000 };
/** Git looks at so many bytes to tell binary from text (`FIRST_FEW_BYTES` in its xdiff-interface.c). */
const SNIFFED = 8000;
/** Large files whose first bytes are looked at; further ones count as unread text. */
const MAX_SNIFFS = 64;

/** Arguments that make the diff ours, whatever version of git; the limit of renames is git's own default. */
const DIFF = [
  'diff-tree',
  '-r',
  '--raw',
  '--patch',
  '--no-abbrev',
  '--full-index',
  '--unified=3',
  '--inter-hunk-context=0',
  '--diff-algorithm=myers',
  '--indent-heuristic',
  '--find-renames=50%',
  '-l1000',
  '--submodule=short',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
];

/**
 * The files that differ between two commits, in git's order, with the hunks of `git diff -U3`.
 * Files that cannot be compared (not fetched, too large) come with `unread` in place of hunks.
 * Throws {@link GitError} when a commit is not there.
 */
export async function diffCommits(context: DiffContext, from: string, to: string): Promise<ComparedEntry[]> {
  const blobs = await changedBlobs(context, from, to);
  const unreadable = await unreadableBlobs(context, blobs);
  // Only then a directory of its own: in the shared one the stand-ins would outlive this comparison.
  const apart = unreadable.size > 0 ? await createIsolatedDirectory(context.store, unreadable.keys()) : null;
  try {
    const entries = await runDiff(context, apart?.path ?? null, from, to);
    return entries.map((entry) => withReasons(entry, unreadable));
  } finally {
    await apart?.remove();
  }
}

/** Ids of the blobs on either side of what differs, submodules left out. Costs no content. */
export async function changedBlobs(
  context: Pick<DiffContext, 'env' | 'where' | 'signal'>,
  from: string,
  to: string,
): Promise<Set<string>> {
  const { output } = await runGit({
    what: `Comparing ${from} with ${to}`,
    where: context.where,
    args: ['diff-tree', '-r', '--raw', '-z', '--no-abbrev', '--no-renames', '--end-of-options', from, to],
    env: context.env,
    signal: context.signal,
  });
  const blobs = new Set<string>();
  for (let at = 0; at < output.length; ) {
    const meta = output.indexOf(0, at);
    const [oldMode, newMode, oldId = '', newId = ''] = output.toString('latin1', at + 1, meta).split(' ');
    if (oldMode !== NONE && oldMode !== SUBMODULE) blobs.add(oldId);
    if (newMode !== NONE && newMode !== SUBMODULE) blobs.add(newId);
    at = output.indexOf(0, meta + 1) + 1;
  }
  return blobs;
}

interface Unreadable {
  reason: string;
  binary: boolean;
}

async function unreadableBlobs(context: DiffContext, blobs: Set<string>): Promise<Map<string, Unreadable>> {
  const unreadable = new Map<string, Unreadable>();
  let sniffs = 0;
  for (const [id, found] of await context.reader.info(blobs)) {
    if (found === null) unreadable.set(id, { reason: 'its content is not in this clone', binary: false });
    else if (found.size > MAX_COMPARED) {
      sniffs += 1;
      const binary = sniffs <= MAX_SNIFFS && (await isBinary(context.env, id));
      unreadable.set(id, { reason: `larger than ${MAX_COMPARED / MEBIBYTE} MiB`, binary });
    }
  }
  return unreadable;
}

/** Git's own rule, over the first bytes alone. */
function isBinary(env: NodeJS.ProcessEnv, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('git', ['cat-file', 'blob', id], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let looked = 0;
    let binary = false;
    child.stdout.on('data', (chunk: Buffer) => {
      if (looked >= SNIFFED) return;
      binary ||= chunk.subarray(0, SNIFFED - looked).includes(0);
      looked += chunk.length;
      if (binary || looked >= SNIFFED) child.kill('SIGKILL');
    });
    child.on('error', () => resolve(false));
    child.on('close', () => resolve(binary));
  });
}

async function runDiff(
  context: DiffContext,
  apart: string | null,
  from: string,
  to: string,
): Promise<DiffEntry[]> {
  const parser = createDiffParser(LIMITS);
  let env = context.env;
  if (apart !== null) {
    env = gitEnvironment({ gitDirectory: apart });
    // The stand-ins are replaced objects, and those of the isolated directory are ours alone.
    delete env['GIT_NO_REPLACE_OBJECTS'];
  }
  await runGit({
    what: `Comparing ${from} with ${to}`,
    where: context.where,
    args: [...DIFF, '--end-of-options', from, to],
    env,
    signal: context.signal,
    onOutput: (chunk) => parser.take(chunk),
    // Lines beyond the limits are counted, not kept, so this is only against a diff without end.
    maxOutput: 8 * 1024 * MEBIBYTE,
  });
  return parser.end();
}

function withReasons(entry: DiffEntry, unreadable: Map<string, Unreadable>): ComparedEntry {
  const sides = [unreadable.get(entry.oldBlob), unreadable.get(entry.newBlob)].filter(
    (side) => side !== undefined,
  );
  if (sides.length === 0) return { ...entry, unread: entry.dropped };
  if (entry.oldBlob === entry.newBlob)
    return { ...entry, binary: sides.some((side) => side.binary), unread: null };
  const binary = sides.some((side) => side.binary);
  return { ...entry, hunks: [], binary, unread: binary ? null : sides[0]!.reason };
}
