import type { Tree } from '../../../source/tree.ts';
import { readTexts } from '../../read-texts.ts';
import type { Sniffed } from '../sniff-documents.ts';
import { erasePath } from './route-path.ts';

/** Paths described by all documents of one side: bounds time and memory. */
const mostPaths = 100_000;

const key = /^[ \t]*["']?(\/[^"'\s:]*)["']?[ \t]*:/gm;

/**
 * The paths that the OpenAPI documents of one side of a change describe, parameters without their names: each key that
 * starts with a slash, by a look at the text. Null when none of the files is such a document.
 */
export async function describedPaths(tree: Tree, sniffed: Sniffed): Promise<Set<string> | null> {
  let paths: Set<string> | null = null;
  // What cannot be read is the OpenAPI detector's to tell.
  for (const [path, signs] of sniffed) {
    if ('reason' in signs || !signs.namesOpenapi) continue;
    paths ??= new Set();
    const text = (await readTexts(tree, [path], [], 4 * 1024 * 1024)).get(path) ?? '';
    for (const match of text.matchAll(key)) paths.add(erasePath(match[1]!));
    if (paths.size > mostPaths) break;
  }
  return paths;
}

/** Whether one of the described paths is the address, or its end below a server's base path. */
export function describes(paths: ReadonlySet<string> | null, address: string): boolean {
  if (paths === null) return false;
  const own = erasePath(address);
  for (let at = 0; at !== -1; at = own.indexOf('/', at + 1)) {
    if (paths.has(own.slice(at)) || paths.has(`${own.slice(at)}/`)) return true;
  }
  return false;
}
