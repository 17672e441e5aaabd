import { isUtf8 } from 'node:buffer';
import { decodePaths, isCleanPath } from './decode-paths.ts';
import { runGit } from './run-git.ts';
import type { TreeEntry } from './tree.ts';

/** The files of a commit, and how the paths that are not UTF-8 were named. */
export interface TreeListing {
  /** Sorted by the bytes of the paths. */
  entries: Map<string, TreeEntry>;
  /** Name by the path's bytes as `latin1`, only for paths whose bytes the name does not tell. */
  lossyNames: Map<string, string>;
}

/**
 * Lists every file of a commit with one `git ls-tree -r -z`. Never `--long`: in a partial clone it would ask for
 * the size, and so the content, of every file. Throws {@link GitError} when the commit is not there.
 */
export async function listTree(
  git: { env: NodeJS.ProcessEnv; where: string; signal?: AbortSignal | undefined },
  commit: string,
): Promise<TreeListing> {
  const { output } = await runGit({
    what: `Listing the files of ${commit}`,
    where: git.where,
    args: ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit],
    env: git.env,
    signal: git.signal,
  });
  // Different bytes that are UTF-8 are different names: nothing is lost, and no byte has to be looked at again.
  return isUtf8(output) ? readNames(output.toString('utf8')) : readBytes(output);
}

function readNames(output: string): TreeListing {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < output.length; ) {
    const tab = output.indexOf('\t', at);
    const end = output.indexOf('\0', tab);
    const path = output.slice(tab + 1, end);
    // `100644 blob <id>`
    const mode = output.startsWith('100644', at) ? '100644' : output.slice(at, at + 6);
    entries.set(path, { path, mode, blob: output.slice(output.lastIndexOf(' ', tab) + 1, tab) });
    at = end + 1;
  }
  return { entries, lossyNames: new Map() };
}

function readBytes(output: Buffer): TreeListing {
  const paths: Buffer[] = [];
  const heads: [mode: string, id: string][] = [];
  for (let at = 0; at < output.length; ) {
    const tab = output.indexOf(9, at);
    const end = output.indexOf(0, tab);
    const [mode = '', , id = ''] = output.toString('latin1', at, tab).split(' ');
    heads.push([mode, id]);
    paths.push(output.subarray(tab + 1, end));
    at = end + 1;
  }
  const entries = new Map<string, TreeEntry>();
  const lossyNames = new Map<string, string>();
  for (const [index, path] of decodePaths(paths).entries()) {
    const [mode, blob] = heads[index]!;
    entries.set(path, { path, mode, blob });
    const bytes = paths[index]!;
    if (!isCleanPath(bytes, path)) lossyNames.set(bytes.toString('latin1'), path);
  }
  return { entries, lossyNames };
}
