import type { Tree } from '../../../source/tree.ts';
import { readTexts } from '../../read-texts.ts';
import { canBeContract, isDocumentName, looksLikeDocument } from './document-names.ts';
import { type DocumentFiles, largestFile, loadDocument } from './load-document.ts';

/** One side of the search: changed parts by their path at that side. */
interface SideOfParts {
  tree: Tree;
  files: DocumentFiles;
  changed: ReadonlySet<string>;
}

/** Files read for being a document that reaches a changed part, and those of them followed. */
const mostCandidates = 60;
const mostFollowed = 12;
/** A folder of more data files holds parts, and a root in it has a document's name. */
const mostBesideRoot = 20;

/**
 * The documents of the tree, standing at both sides, whose references reach a changed part. Looked for by name, and in
 * the folders that the parts lie in; nearest first, and no more than a bounded number. Sorted.
 */
export async function findRoots({ base, head }: { base: SideOfParts; head: SideOfParts }): Promise<string[]> {
  const parts = [...new Set([...head.changed, ...base.changed])];
  const folders = new Set(parts.flatMap(foldersOf));
  const possible = [...head.tree.entries.keys()].filter(
    (path) => !head.changed.has(path) && base.tree.entries.has(path) && canBeContract(path),
  );
  const crowds = new Map<string, number>();
  for (const path of possible) crowds.set(folderOf(path), (crowds.get(folderOf(path)) ?? 0) + 1);
  const candidates = possible
    .filter(
      (path) =>
        isDocumentName(path) ||
        (folders.has(folderOf(path)) && (crowds.get(folderOf(path)) ?? 0) <= mostBesideRoot),
    )
    .map((path) => ({ path, near: nearness(path, parts) }))
    .sort((a, b) => b.near - a.near || (a.path < b.path ? -1 : 1))
    .slice(0, mostCandidates)
    .map(({ path }) => path);
  const roots: string[] = [];
  let followed = 0;
  for (const path of candidates) {
    // One at a time: together they may be more than memory holds.
    const text = (await readTexts(head.tree, [path], [], largestFile)).get(path);
    if (text === undefined || !looksLikeDocument(text) || !refersToFiles(text)) continue;
    if (++followed > mostFollowed) break;
    if ((await reaches(head, path)) || (await reaches(base, path))) roots.push(path);
  }
  return roots.sort();
}

async function reaches({ files, changed }: SideOfParts, root: string): Promise<boolean> {
  const loaded = await loadDocument(files, root);
  return loaded.ok && [...loaded.files.keys()].some((path) => changed.has(path));
}

/** Whether a `$ref` of a text names another file. */
function refersToFiles(text: string): boolean {
  return /\$ref["']?\s{0,20}:\s{0,20}["']?[^#"'\s]/.test(text);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return ['', ...names.map((_, at) => `${names.slice(0, at + 1).join('/')}/`)];
}

/** Folders that a path shares with the nearest of the parts. */
function nearness(path: string, parts: readonly string[]): number {
  const own = new Set(foldersOf(path));
  return Math.max(...parts.map((part) => foldersOf(part).filter((folder) => own.has(folder)).length));
}
