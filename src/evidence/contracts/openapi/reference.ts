import { posix } from 'node:path';
import { type DocumentNode, type MapNode, textOf } from './document-node.ts';

/** A place in a file of the tree that a reference leads to. */
export interface Target {
  path: string;
  pointer: string[];
  node: DocumentNode;
}

const longestChain = 20;

/** The text of a map's `$ref`; null when the node is none. */
export function referenceOf(node: DocumentNode): string | null {
  return node.kind === 'map' ? textOf(node.entries.get('$ref')) : null;
}

/**
 * The file that a reference in `from` names, as a path of the tree, '' for the same file; null when it leads out of the
 * tree: another scheme or host, an absolute path, or more `..` than there are folders.
 */
export function fileOfReference(reference: string, from: string): string | null {
  const hash = reference.indexOf('#');
  const file = decode(hash < 0 ? reference : reference.slice(0, hash));
  if (file === '') return '';
  if (/^[a-z][a-z0-9+.-]*:|^[/\\]/i.test(file) || file.includes('\0')) return null;
  const path = posix.normalize(posix.join(posix.dirname(from), file));
  return path === '..' || path.startsWith('../') || path.startsWith('/') ? null : path;
}

/**
 * Follows a reference written in `from` over the files of the tree to what it means in the end, other references on the
 * way included; null when it leads nowhere, out of the tree, or in a circle. A pointer that a fragment means of itself
 * but does not hold is looked for in the root, as bundlers do.
 */
export function resolveReference(
  files: ReadonlyMap<string, DocumentNode>,
  root: string,
  reference: string,
  from: string,
): Target | null {
  let target = follow(files, root, reference, from, 0);
  for (let step = 0; target !== null && step < longestChain; step++) {
    const next = referenceOf(target.node);
    if (next === null) return target;
    target = follow(files, root, next, target.path, step);
  }
  return null;
}

function follow(
  files: ReadonlyMap<string, DocumentNode>,
  root: string,
  reference: string,
  from: string,
  depth: number,
): Target | null {
  if (depth > longestChain) return null;
  const file = fileOfReference(reference, from);
  if (file === null) return null;
  const pointer = pointerOf(reference);
  if (pointer === null) return null;
  const path = file === '' ? from : file;
  const found = walk(files, root, path, pointer, depth);
  return found === null && file === '' && from !== root ? walk(files, root, root, pointer, depth) : found;
}

function walk(
  files: ReadonlyMap<string, DocumentNode>,
  root: string,
  start: string,
  pointer: readonly string[],
  depth: number,
): Target | null {
  const top = files.get(start);
  if (top === undefined) return null;
  let at: Target = { path: start, pointer: [], node: top };
  for (const token of pointer) {
    const reference = referenceOf(at.node);
    if (reference !== null && (at.node as MapNode).entries.get(token) === undefined) {
      const next = follow(files, root, reference, at.path, depth + 1);
      if (next === null) return null;
      at = next;
    }
    const child = childOf(at.node, token);
    if (child === undefined) return null;
    at = { path: at.path, pointer: [...at.pointer, token], node: child };
  }
  return at;
}

function childOf(node: DocumentNode, token: string): DocumentNode | undefined {
  if (node.kind === 'map') return node.entries.get(token);
  return node.kind === 'list' && /^\d{1,6}$/.test(token) ? node.items[Number(token)] : undefined;
}

/** The tokens of a reference's JSON pointer; null when it is a name and no pointer. */
function pointerOf(reference: string): string[] | null {
  const hash = reference.indexOf('#');
  const text = hash < 0 ? '' : reference.slice(hash + 1);
  if (text === '' || text === '/') return [];
  if (!text.startsWith('/')) return null;
  return text
    .slice(1)
    .split('/')
    .map((token) => decode(token).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
