import { posix } from 'node:path';
import type { Tree } from '../../../source/tree.ts';
import type { Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import { type ContractDocument, escapeToken, parseDocument, tokensOf } from './parse-document.ts';
import { isRecord } from './values.ts';

/** Bytes of one file; larger ones are coverage. */
const largestDocument = 4 * 1024 * 1024;
/** Files that references may lead to, per tree: bounds time and memory. */
const mostDocuments = 1_000;
/** Characters parsed per tree: bounds memory, and what stands in it before it is known to be too much. */
const mostCharacters = 32 * 1024 * 1024;
const readAtOnce = 10;
/** References that lead to a reference, and so on. */
const mostHops = 32;

/** A value in a document: what a reference leads to. */
export interface DocumentNode {
  document: ContractDocument;
  /** JSON pointer, `''` for the root. */
  pointer: string;
  value: unknown;
}

/** The documents of one tree that have been read, and the references between them. */
export interface DocumentStore {
  /**
   * Reads files and, over their references, all that they need. What cannot be read is kept as a reason.
   */
  load(paths: Iterable<string>): Promise<void>;
  document(path: string): ContractDocument | undefined;
  /** Why a file was not read; undefined when it was, or when nobody wanted it. */
  reasonOf(path: string): string | undefined;
  /** What the `$ref` of a node leads to; null (and a note in `unresolved`) when it leads out of the tree or nowhere. */
  resolve(from: DocumentNode, reference: string): DocumentNode | null;
  /** Paths that a document needs, itself included. */
  closure(path: string): Set<string>;
  /** References that were followed and led nowhere: reasons by path of the document that has them. */
  readonly unresolved: ReadonlyMap<string, ReadonlySet<string>>;
  /** Distinct files that were read. */
  readonly read: number;
}

/** An empty store over a tree. References are followed over files of the tree only; nothing is ever fetched. */
export function openDocuments(tree: Tree): DocumentStore {
  const documents = new Map<string, ContractDocument>();
  const reasons = new Map<string, string>();
  const unresolved = new Map<string, Set<string>>();

  function keep(path: string, text: string): void {
    const reading = parseDocument(path, text);
    if ('reason' in reading) reasons.set(path, reading.reason);
    else documents.set(path, reading.document);
  }

  function fail(from: ContractDocument, reason: string): null {
    const known = unresolved.get(from.path) ?? new Set();
    unresolved.set(from.path, known.add(reason));
    return null;
  }

  function resolve(node: DocumentNode, reference: string, hops = 0): DocumentNode | null {
    const from = node.document;
    const target = embeddedTarget(node, reference) ?? targetOf(from, reference);
    if (target.kind === 'external') {
      return isMetaSchema(reference) ? null : fail(from, `external $ref not followed: ${brief(reference)}`);
    }
    const document = target.path === from.path ? from : documents.get(target.path);
    if (document === undefined) {
      const why = reasons.get(target.path);
      if (why !== undefined) return fail(from, `$ref to ${brief(target.path)}, which was not read: ${why}`);
      const where = tree.entries.has(target.path) ? 'was not read' : 'is not in the tree';
      return fail(from, `$ref to ${brief(target.path)}, which ${where}`);
    }
    const found = follow(document, target.pointer, hops);
    return found ?? fail(from, `$ref leads nowhere: ${brief(reference)}`);
  }

  /** Goes down a pointer; where it meets a reference on its way, through that. */
  function follow(document: ContractDocument, pointer: string, hops: number): DocumentNode | null {
    let node: DocumentNode = { document, pointer: '', value: document.value };
    for (const token of tokensOf(pointer)) {
      const through = isRecord(node.value) ? node.value['$ref'] : undefined;
      if (typeof through === 'string' && !Object.hasOwn(node.value as object, token)) {
        const next = hops < mostHops ? resolve(node, through, hops + 1) : null;
        if (next === null) return null;
        node = next;
      }
      const child = childOf(node, token);
      if (child === null) return null;
      node = child;
    }
    return node;
  }

  let size = 0;

  async function load(paths: Iterable<string>): Promise<void> {
    let wanted = [...new Set(paths)];
    while (wanted.length > 0) {
      const fresh = [...new Set(wanted)].filter((path) => !documents.has(path) && !reasons.has(path));
      const room = Math.max(0, mostDocuments - documents.size);
      for (const path of fresh.slice(room)) {
        if (tree.entries.has(path)) reasons.set(path, `more than ${mostDocuments} files of schemas`);
      }
      const readable = fresh.slice(0, room);
      for (let at = 0; at < readable.length; at += readAtOnce)
        await read(readable.slice(at, at + readAtOnce));
      wanted = readable.flatMap((path) => neededBy(documents.get(path)));
    }
  }

  async function read(paths: readonly string[]): Promise<void> {
    const skipped: Skipped[] = [];
    const texts = await readTexts(tree, paths, skipped, largestDocument);
    for (const { path, reason } of skipped) reasons.set(path, reason);
    for (const [path, text] of texts) {
      size += text.length;
      if (size > mostCharacters) reasons.set(path, 'more than 32 MiB of schemas together');
      else keep(path, text);
    }
  }

  return {
    unresolved,
    get read() {
      return documents.size;
    },
    load,
    document: (path) => documents.get(path),
    reasonOf: (path) => reasons.get(path),
    resolve: (from, reference) => resolve(from, reference),
    closure(path) {
      const reached = new Set([path]);
      for (const one of reached) for (const next of neededBy(documents.get(one))) reached.add(next);
      return reached;
    },
  };
}

/** The value under a key of a value, null when there is none. */
export function childOf(node: DocumentNode, key: string | number): DocumentNode | null {
  const { value, document, pointer } = node;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  const child = (value as Record<string | number, unknown>)[key];
  return { document, pointer: `${pointer}/${escapeToken(String(key))}`, value: child };
}

function neededBy(document: ContractDocument | undefined): string[] {
  if (document === undefined) return [];
  return document.references.flatMap((reference) => {
    const target = targetOf(document, reference);
    return target.kind === 'file' && target.path !== document.path ? [target.path] : [];
  });
}

/** Inside a schema that is embedded with an `$id` of its own, references are relative to that; null where they are not. */
function embeddedTarget({ document, pointer }: DocumentNode, reference: string): Target | null {
  const { embedded, identified, path } = document;
  if (embedded.size === 0) return null;
  let at = pointer;
  while (at !== '' && !embedded.has(at)) at = at.slice(0, at.lastIndexOf('/'));
  const id = embedded.get(at);
  if (id === undefined) return null;
  const hash = reference.indexOf('#');
  const fragment = hash < 0 ? '' : decode(reference.slice(hash + 1));
  const file = hash < 0 ? reference : reference.slice(0, hash);
  const target = file === '' ? at : identified.get(absolute(file, id));
  if (target === undefined) return null;
  const inner =
    fragment === '' || fragment.startsWith('/') ? target + fragment : identified.get(`#${fragment}`);
  return inner === undefined ? null : { kind: 'file', path, pointer: inner };
}

function absolute(reference: string, base: string): string {
  return URL.canParse(reference, base) ? new URL(reference, base).href.replace(/#$/, '') : reference;
}

type Target = { kind: 'file'; path: string; pointer: string } | { kind: 'external' };

function targetOf(from: ContractDocument, reference: string): Target {
  const hash = reference.indexOf('#');
  const file = hash < 0 ? reference : reference.slice(0, hash);
  const fragment = hash < 0 ? '' : decode(reference.slice(hash + 1));
  const here = from.identified.get(file);
  if (file !== '' && here !== undefined) {
    return { kind: 'file', path: from.path, pointer: here + pointerOf(from, fragment) };
  }
  if (file === '') return { kind: 'file', path: from.path, pointer: pointerOf(from, fragment) };
  const relative = /^[A-Za-z][A-Za-z0-9+.-]*:|^\/\//.test(file) ? besideId(from, file) : file;
  if (relative === null) return { kind: 'external' };
  const path = relative.startsWith('/')
    ? posix.normalize(relative).slice(1)
    : posix.join(posix.dirname(from.path), decode(relative));
  if (path === '..' || path.startsWith('../')) return { kind: 'external' };
  return { kind: 'file', path, pointer: fragment.startsWith('/') ? fragment : '' };
}

function pointerOf(from: ContractDocument, fragment: string): string {
  if (fragment === '' || fragment.startsWith('/')) return fragment;
  return from.identified.get(`#${fragment}`) ?? `/${escapeToken(fragment)}`;
}

/** An absolute address under the folder of the document's own `$id` is the file beside it. */
function besideId(from: ContractDocument, address: string): string | null {
  if (!isRecord(from.value)) return null;
  const id = from.value['$id'] ?? from.value['id'];
  if (typeof id !== 'string') return null;
  const folder = id.slice(0, id.lastIndexOf('/') + 1);
  if (!/^[a-z]+:\/\/[^/]+\//.test(folder) || !address.startsWith(folder)) return null;
  return address.slice(folder.length) || null;
}

function isMetaSchema(reference: string): boolean {
  return /^https?:\/\/json-schema\.org\//.test(reference);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function brief(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
