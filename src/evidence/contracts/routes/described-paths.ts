import type { ChangedFile } from '../../../source/change.ts';
import type { Tree } from '../../../source/tree.ts';
import { readTexts } from '../../read-texts.ts';
import { erasePath } from './route-path.ts';

const key = /^[ \t]*["']?(\/[^"'\s:]*)["']?[ \t]*:/gm;

/** The key that every document has, with the version it goes by: a manifest names packages so, by other versions. */
const version = /(?:^|[{,])[ \t]*["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[23]\.\d/m;

/** Changed files that may be OpenAPI documents, by name. */
export function mayBeDocument({ path }: ChangedFile): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/**
 * The paths that OpenAPI documents among the files describe, parameters without their names: each key that starts with
 * a slash, by a look at the text. Null when none of the files is such a document.
 */
export async function describedPaths(tree: Tree, files: readonly string[]): Promise<Set<string> | null> {
  let paths: Set<string> | null = null;
  // What cannot be read is the OpenAPI detector's to tell.
  for (const text of (await readTexts(tree, files, [], 4 * 1024 * 1024)).values()) {
    if (!version.test(text.slice(0, 4096))) continue;
    paths ??= new Set();
    for (const match of text.matchAll(key)) paths.add(erasePath(match[1]!));
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
