import type { Skipped } from '../../evidence.ts';
import { BundleTooLargeError, bundle } from './bundle.ts';
import { type MapNode, member, textOf } from './document-node.ts';
import { type DocumentFiles, loadDocument } from './load-document.ts';

/** One side of a document, its references followed. */
export interface Side {
  path: string;
  document: MapNode;
  unresolved: string[];
}

/** Reads one side of a document; null where there is none or it cannot be read, with the reason in `skipped`. `read` gains its files. */
export async function loadSide(
  files: DocumentFiles,
  path: string | null,
  skipped: Skipped[],
  read?: Set<string>,
): Promise<Side | null> {
  if (path === null) return null;
  const loaded = await loadDocument(files, path);
  if (!loaded.ok) {
    if (loaded.reason !== '') skipped.push({ path, reason: loaded.reason });
    return null;
  }
  for (const each of loaded.files.keys()) read?.add(each);
  try {
    const { document, unresolved } = bundle(loaded.files, path);
    const version = member(document, 'openapi') ?? member(document, 'swagger');
    return version === undefined ? null : { path, document, unresolved };
  } catch (error) {
    if (!(error instanceof BundleTooLargeError)) throw error;
    skipped.push({ path, reason: 'too large once its references are followed: not compared' });
    return null;
  }
}

/** What a document calls its API; empty where it does not. */
export function titleOf(document: MapNode): string {
  return textOf(member(document, 'info', 'title')) ?? '';
}

/** Least for the document that is the source of the others by its place. */
export function preference(path: string): string {
  const made = /(?:^|\/)(?:clients?|sdks?|gen|generated|build|out|target|public|static)\//i.test(path);
  return `${made ? 1 : 0} ${String(path.split('/').length).padStart(3, '0')} ${path}`;
}
