import { isVendored } from '../../../source/generated.ts';
import type { DetectorContext } from '../../detector.ts';
import type { Skipped } from '../../evidence.ts';
import { type DocumentNode, type DocumentStore, openDocuments } from '../json-schema/document-store.ts';
import { mayBeContract } from '../json-schema/is-schema-file.ts';
import { isRecord } from '../json-schema/values.ts';
import { type Sniffed, sniffDocuments } from '../sniff-documents.ts';

/** One AsyncAPI document before and after; null on the side where it does not stand. */
export interface DocumentPair {
  /** At head; of a removed one at base. */
  path: string;
  before: DocumentNode | null;
  after: DocumentNode | null;
}

export interface AsyncapiChange {
  base: DocumentStore;
  head: DocumentStore;
  /** Sorted by path. */
  pairs: DocumentPair[];
  skipped: Skipped[];
}

/** Documents that did not change themselves and are read for what they refer to. */
const mostUnchanged = 200;

const readings = new WeakMap<DetectorContext, Promise<AsyncapiChange | null>>();

/** The AsyncAPI documents that a change touches, themselves or over their references; null when there are none. Read once per context. */
export function readAsyncapiChange(context: DetectorContext): Promise<AsyncapiChange | null> {
  const known = readings.get(context) ?? read(context);
  readings.set(context, known);
  return known;
}

/** Paths at head that AsyncAPI documents refer to or are: their schemas are compared with the direction of their messages. */
export async function documentsOfAsyncapi(context: DetectorContext): Promise<ReadonlySet<string>> {
  const change = await readAsyncapiChange(context);
  const paths = new Set<string>();
  for (const { path, before, after } of change?.pairs ?? []) {
    if (before === null || after === null) continue;
    for (const one of change!.head.closure(path)) paths.add(one);
  }
  return paths;
}

/** Whether a path names an AsyncAPI document by itself. */
export function isNamedAsAsyncapi(path: string): boolean {
  return (
    /(?:^|[/._-])async-?api[^/]*\.(?:json|ya?ml)$/i.test(path) && mayBeContract(path) && !isVendored(path)
  );
}

async function read(context: DetectorContext): Promise<AsyncapiChange | null> {
  const files = context.change.files.filter(
    ({ path, previousPath, binary, unread, status }) =>
      !binary &&
      unread === undefined &&
      status !== 'changed' &&
      !isVendored(path) &&
      (mayBeContract(path) || (previousPath !== null && mayBeContract(previousPath))),
  );
  if (files.length === 0) return null;
  const [base, head] = [openDocuments(context.base), openDocuments(context.head)];
  const changed = new Set(files.map(({ path }) => path));
  const unchanged = [...context.head.entries.keys()]
    .filter((path) => isNamedAsAsyncapi(path) && !changed.has(path))
    .slice(0, mostUnchanged);
  const olds = new Map(
    files.flatMap(({ path, previousPath, status }) =>
      status === 'added' || status === 'copied' ? [] : [[path, previousPath ?? path] as const],
    ),
  );
  const present = files.filter(({ status }) => status !== 'removed').map(({ path }) => path);
  const sniffed = await sniffDocuments(context);
  const isCandidate = (side: Sniffed) => (path: string) => {
    const signs = side.get(path);
    if (!mayBeContract(path) || signs === undefined) return false;
    return 'reason' in signs ? isNamedAsAsyncapi(path) : signs.namesAsyncapi;
  };
  await head.load([...present.filter(isCandidate(sniffed.head)), ...unchanged]);
  const touched = unchanged.filter(
    (path) => documentAt(head, path) !== null && [...head.closure(path)].some((one) => changed.has(one)),
  );
  await base.load([...[...olds.values()].filter(isCandidate(sniffed.base)), ...touched]);

  const skipped: Skipped[] = [];
  const pairs: DocumentPair[] = [];
  for (const path of [...changed, ...touched].sort()) {
    const old = touched.includes(path) ? path : olds.get(path);
    const reason = head.reasonOf(path);
    if (reason !== undefined) {
      if (isNamedAsAsyncapi(path) || /^(?:cannot be parsed|templated|more than)/.test(reason))
        skipped.push({ path, reason });
      continue;
    }
    const before = old === undefined ? null : documentAt(base, old);
    const after = documentAt(head, path);
    if (before === null && after === null) continue;
    // A file that is another kind of document now, or whose base cannot be read, says nothing.
    if (after === null && context.head.entries.has(path)) continue;
    if (before === null && old !== undefined && base.reasonOf(old) !== undefined) continue;
    pairs.push({ path, before, after });
  }
  if (pairs.length === 0 && skipped.length === 0) return null;
  return { base, head, pairs: pairMoved(pairs), skipped };
}

function documentAt(store: DocumentStore, path: string): DocumentNode | null {
  const document = store.document(path);
  if (document === undefined || !isRecord(document.value)) return null;
  const version = document.value['asyncapi'];
  // A version without quotes and patch is a number in YAML.
  if (!/^[23](?:\.|$)/.test(String(version ?? ''))) return null;
  return { document, pointer: '', value: document.value };
}

/** A document that went and one that came with the same title are one that moved. */
function pairMoved(pairs: readonly DocumentPair[]): DocumentPair[] {
  const gone = pairs.filter(({ after }) => after === null);
  const moved = new Set<DocumentPair>();
  const all = pairs.map((pair) => {
    if (pair.before !== null) return pair;
    const title = titleOf(pair.after);
    const from = gone.find((one) => !moved.has(one) && title !== null && titleOf(one.before) === title);
    if (from === undefined) return pair;
    moved.add(from);
    return { ...pair, before: from.before };
  });
  return all.filter((pair) => !moved.has(pair));
}

function titleOf(node: DocumentNode | null): string | null {
  const info = isRecord(node?.value) ? node.value['info'] : null;
  return isRecord(info) && typeof info['title'] === 'string' ? info['title'] : null;
}
