import type { Side } from '../source/change.ts';
import type { Tree } from '../source/tree.ts';

/** Lines of the files that were asked for, by side and path. */
export interface FileLines {
  /** Null when the file is not text or could not be read; undefined when the tree has no such path. */
  get(side: Side, path: string): readonly string[] | null | undefined;
}

/** Reads files of both trees in one batch each. `base` is the tree at the merge base. */
export async function readLines(
  wanted: Iterable<{ side: Side; path: string }>,
  trees: { base: Tree; head: Tree },
): Promise<FileLines> {
  const paths = { LEFT: new Set<string>(), RIGHT: new Set<string>() };
  for (const { side, path } of wanted) paths[side].add(path);
  const [LEFT, RIGHT] = await Promise.all([
    readTree(trees.base, paths.LEFT),
    readTree(trees.head, paths.RIGHT),
  ]);
  const read = { LEFT, RIGHT };
  return { get: (side, path) => read[side].get(path) };
}

async function readTree(tree: Tree, paths: Iterable<string>): Promise<Map<string, readonly string[] | null>> {
  const known = [...paths].filter((path) => tree.entries.has(path));
  const lines = new Map<string, readonly string[] | null>();
  if (known.length === 0) return lines;
  const readings = await tree.readMany(known);
  for (const path of known) {
    const reading = readings.get(path);
    const text =
      reading?.found === true && !reading.bytes.includes(0) ? reading.bytes.toString('utf8') : null;
    // The line feed at the end begins no line.
    lines.set(path, text === null ? null : text.replace(/\n$/, '').split('\n'));
  }
  return lines;
}
