import type { Tree } from '../../../source/tree.ts';
import type { Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import { type DocumentNode, itemsOf, membersOf } from './document-node.ts';
import { type DocumentReading, readDocument } from './read-document.ts';
import { fileOfReference, referenceOf } from './reference.ts';

/** Bytes of one file, and files and bytes of one document with what its references reach. */
export const largestFile = 8 * 1024 * 1024;
const mostFiles = 4_000;
const mostBytes = 32 * 1024 * 1024;

/** Files of one tree read so far, by path; both trees share what is read of equal content. */
export interface DocumentFiles {
  /** The file, read once; null when it is not there or cannot be read (`skipped` says why). */
  read(paths: readonly string[]): Promise<Map<string, { node: DocumentNode; size: number } | null>>;
  skipped: Skipped[];
  /** Characters of the files read so far. */
  size(): number;
}

/** Opens a tree for reading documents; `byBlob` keeps what was parsed, and is shared between the trees of a change. */
export function documentFiles(tree: Tree, byBlob: Map<string, DocumentReading>): DocumentFiles {
  const known = new Map<string, { node: DocumentNode; size: number } | null>();
  const skipped: Skipped[] = [];
  let size = 0;
  return {
    skipped,
    size: () => size,
    async read(paths) {
      // A symlink's content is a path: text like any other, and no document.
      const missing = paths.filter((path) => !known.has(path) && tree.entries.get(path)?.mode !== '120000');
      const texts = await readTexts(tree, missing, skipped, largestFile);
      for (const [path, text] of texts) {
        const key = `${path}\0${tree.entries.get(path)?.blob}`;
        const reading = byBlob.get(key) ?? readDocument(path, text);
        byBlob.set(key, reading);
        size += text.length;
        if (!reading.ok) skipped.push({ path, reason: reading.reason });
        known.set(path, reading.ok ? { node: reading.node, size: text.length } : null);
      }
      return new Map(paths.map((path) => [path, known.get(path) ?? null]));
    },
  };
}

export type LoadedDocument = { ok: true; files: Map<string, DocumentNode> } | { ok: false; reason: string };

/** A root and the files of the tree that its references reach, by path; references out of the tree are left alone. */
export async function loadDocument(files: DocumentFiles, root: string): Promise<LoadedDocument> {
  const loaded = new Map<string, DocumentNode>();
  const asked = new Set([root]);
  let wanted = [root];
  let bytes = 0;
  while (wanted.length > 0) {
    const read = await files.read(wanted);
    const next = new Set<string>();
    for (const path of wanted) {
      const file = read.get(path);
      if (!file) continue;
      bytes += file.size;
      loaded.set(path, file.node);
      collectFiles(file.node, path, next);
    }
    wanted = [...next].filter((path) => !asked.has(path)).sort();
    for (const path of wanted) asked.add(path);
    if (asked.size > mostFiles || bytes > mostBytes) {
      return { ok: false, reason: 'its references reach too many files: not compared' };
    }
  }
  return loaded.has(root) ? { ok: true, files: loaded } : { ok: false, reason: '' };
}

/** The files that references in a node name; those in examples are not followed. */
function collectFiles(node: DocumentNode, path: string, into: Set<string>, parent = ''): void {
  if (node.kind === 'list') for (const item of itemsOf(node)) collectFiles(item, path, into, parent);
  const reference = referenceOf(node);
  if (reference !== null && !reference.startsWith('#')) {
    const file = fileOfReference(reference, path);
    if (file !== null && file !== '' && isData(file)) into.add(file);
  }
  for (const [name, child] of membersOf(node)) {
    if (parent !== 'properties' && (name === 'example' || name === 'examples')) continue;
    collectFiles(child, path, into, name);
  }
}

/** Whether a path has the ending of JSON or YAML. */
function isData(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}
