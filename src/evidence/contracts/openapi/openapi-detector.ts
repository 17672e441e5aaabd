import type { ChangedFile } from '../../../source/change.ts';
import type { Tree } from '../../../source/tree.ts';
import type { Detector, DetectorContext } from '../../detector.ts';
import type { Fact, Skipped } from '../../evidence.ts';
import { contractFact, contractRules } from '../contract-fact.ts';
import { type Signs, sniffDocuments } from '../sniff-documents.ts';
import { BundleTooLargeError, bundle } from './bundle.ts';
import { familyOf } from './check-families.ts';
import { compareDocuments, type DocumentChange, type IsTouched } from './compare-documents.ts';
import { isChangedContract, isDocumentName, isFragmentName } from './document-names.ts';
import { type MapNode, member, type Origin, textOf } from './document-node.ts';
import { findOasdiff } from './find-oasdiff.ts';
import { findRoots } from './find-roots.ts';
import { type DocumentFiles, documentFiles, loadDocument } from './load-document.ts';
import type { DocumentReading } from './read-document.ts';
import { openOasdiff } from './run-oasdiff.ts';
import { operationsOf } from './security.ts';

/** Documents compared of one change. */
const mostDocuments = 30;
/** Characters parsed for all of them together; what is parsed takes some twenty times as much memory. */
const mostCharacters = 32 * 1024 * 1024;

/** A document at both sides, by its path at each; null where it is not. */
interface Pair {
  base: string | null;
  head: string | null;
}

/** One side of a document, its references followed. */
interface Side {
  path: string;
  document: MapNode;
  unresolved: string[];
}

/** OpenAPI 3 and Swagger 2 documents that a change edits, adds, removes, or whose parts it edits. */
export const openapiDetector: Detector = {
  name: 'openapi',
  rules: contractRules('openapi', 'An API described by OpenAPI or Swagger'),
  wants: (path) => isDocumentName(path) || isFragmentName(path),
  async detect(context) {
    const changed = context.change.files.filter(isChangedContract);
    if (changed.length === 0) return nothing();
    const found = await findPairs(context, changed);
    if (found.pairs.length === 0) return { facts: [], coverage: { read: 0, skipped: found.skipped } };
    return compareAll(context, found);
  },
};

function nothing() {
  return { facts: [], coverage: { read: 0, skipped: [] } };
}

interface Found {
  pairs: Pair[];
  /** Changed files at head that are parts of documents. */
  parts: string[];
  skipped: Skipped[];
  files: { base: DocumentFiles; head: DocumentFiles };
}

/** The documents that the changed files are, or are parts of. */
async function findPairs(context: DetectorContext, changed: readonly ChangedFile[]): Promise<Found> {
  const { base, head } = context;
  const sniffed = await sniffDocuments(context);
  const pairs: Pair[] = [];
  const parts: ChangedFile[] = [];
  const skipped: Skipped[] = [];
  for (const file of changed) {
    const old = hasBase(file) ? sniffed.base.get(basePath(file)) : undefined;
    const now = hasHead(file) ? sniffed.head.get(file.path) : undefined;
    const sides: [Signs | { reason: string } | undefined, string][] = [
      [old, basePath(file)],
      [now, file.path],
    ];
    for (const [one, path] of sides) {
      // What could not be read matters only where its name says that it is a contract.
      if (one !== undefined && 'reason' in one && isDocumentName(path))
        skipped.push({ path, reason: one.reason });
    }
    const shows = (signs: typeof old, sign: 'isDocument' | 'isPart') =>
      signs !== undefined && sign in signs && (signs as Signs)[sign];
    const pair = {
      base: shows(old, 'isDocument') ? basePath(file) : null,
      head: shows(now, 'isDocument') ? file.path : null,
    };
    // A side that is there and was not read says nothing, least of all that the document is gone.
    const isRead = (signs: typeof old) => signs !== undefined && !('reason' in signs);
    const isKnown = (!hasBase(file) || isRead(old)) && (!hasHead(file) || isRead(now));
    if (pair.base !== null || pair.head !== null) {
      if (isKnown) pairs.push(pair);
    } else if (shows(old, 'isPart') || shows(now, 'isPart')) parts.push(file);
  }
  const byBlob = new Map<string, DocumentReading>();
  const files = { base: documentFiles(base, byBlob), head: documentFiles(head, byBlob) };
  if (parts.length > 0) {
    const known = new Set(pairs.map((pair) => pair.head ?? pair.base));
    const roots = await findRoots({
      base: { tree: base, files: files.base, changed: new Set(parts.filter(hasBase).map(basePath)) },
      head: {
        tree: head,
        files: files.head,
        changed: new Set(parts.filter(hasHead).map(({ path }) => path)),
      },
    });
    for (const root of roots) if (!known.has(root)) pairs.push({ base: root, head: root });
  }
  return { pairs, parts: parts.map(({ path }) => path), skipped, files };
}

async function compareAll(context: DetectorContext, { pairs, parts, skipped, files }: Found) {
  const loaded: { base: Side | null; head: Side | null }[] = [];
  const read = new Set<string>();
  const ordered = standingFirst(pairs);
  for (const pair of ordered.slice(mostDocuments)) {
    leaveOut((pair.head ?? pair.base)!, `more than ${mostDocuments} OpenAPI documents changed: not compared`);
  }
  for (const pair of ordered.slice(0, mostDocuments)) {
    if (files.base.size() + files.head.size() > mostCharacters) {
      leaveOut((pair.head ?? pair.base)!, 'the documents that changed are too large together: not compared');
      continue;
    }
    const base = await loadSide(files.base, pair.base, skipped);
    const head = await loadSide(files.head, pair.head, skipped, read);
    if ((pair.base !== null && base === null) || (pair.head !== null && head === null)) continue;
    loaded.push({ base, head });
  }
  const facts: { title: string; root: string; fact: Fact }[] = [];
  const place = placer(context.change.files);
  const isTouched = touchedLines(context.change.files);
  const program = findOasdiff();
  const oasdiff = program === null ? null : openOasdiff(program);
  for (const { base, head } of withoutTwins(await matchMoved(loaded, context.head, files.head))) {
    const root = (head ?? base)!.path;
    const add = (title: string, made: Fact[]) => facts.push(...made.map((fact) => ({ title, root, fact })));
    if (base === null && head !== null) add(titleOf(head.document), [addedFact(head)]);
    else if (head === null && base !== null) add(titleOf(base.document), [removedFact(base)]);
    else if (base !== null && head !== null) {
      const reason = await compare(base, head);
      if (typeof reason === 'string') leaveOut(root, reason);
      else
        add(
          titleOf(head.document),
          reason.map((change) => factOf(change, root, place)),
        );
    }
  }
  skipped.push(...files.base.skipped, ...files.head.skipped);
  return {
    facts: withoutCopies(facts),
    coverage: { read: read.size, skipped },
  };

  /** A document that only its changed parts bring here stands for them: what is named is a file of the change. */
  function leaveOut(path: string, reason: string): void {
    const isChanged = context.change.files.some((file) => file.path === path);
    const part = isChanged ? undefined : parts[0];
    skipped.push(
      part === undefined ? { path, reason } : { path: part, reason: `part of ${path}: ${reason}` },
    );
  }

  async function compare(base: Side, head: Side): Promise<DocumentChange[] | string> {
    const outside = [...new Set([...base.unresolved, ...head.unresolved])].sort();
    if (outside.length > 0) {
      const [first] = outside;
      const same = base.unresolved.join('\n') === head.unresolved.join('\n');
      const reason = `${outside.length} $ref lead nowhere in the tree (${first!.slice(0, 120)})`;
      // What a side lacks would look like a change of what the other has.
      if (!same) return `${reason}: not compared`;
      skipped.push({ path: head.path, reason: `${reason}: what they name was not compared`, partial: true });
    }
    if (oasdiff === null) return 'no oasdiff for this platform: not compared';
    const result = await compareDocuments(oasdiff, base.document, head.document, isTouched);
    return result.ok ? result.changes : result.reason;
  }
}

/** What others may rely on comes before what is new, so that no number of new documents pushes it out. */
function standingFirst(pairs: readonly Pair[]): Pair[] {
  const rankOf = ({ base, head }: Pair) => (base === null ? 2 : head === null ? 1 : 0);
  return [...pairs].sort((a, b) => rankOf(a) - rankOf(b));
}

async function loadSide(
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

/** A document that left one file and came up in another, in JSON and not in YAML perhaps, is one that moved. */
async function matchMoved(
  sides: readonly { base: Side | null; head: Side | null }[],
  tree: Tree,
  files: DocumentFiles,
): Promise<{ base: Side | null; head: Side | null }[]> {
  const added = sides.flatMap(({ base, head }) => (base === null && head !== null ? [head] : []));
  const out = sides.filter(({ base, head }) => base !== null && head !== null);
  const taken = new Set<Side>();
  for (const { base, head } of sides) {
    if (base === null || head !== null) continue;
    const next = added.find((each) => !taken.has(each) && isSameApi(base, each));
    if (next !== undefined) {
      taken.add(next);
      out.push({ base, head: next });
    } else if (!(await isCoveredElsewhere(base))) out.push({ base, head: null });
  }
  for (const head of added) if (!taken.has(head)) out.push({ base: null, head });
  return out;

  /** Whether a document that stays holds all operations of one that goes. */
  async function isCoveredElsewhere(side: Side): Promise<boolean> {
    const keys = operationsOf(side.document).map(({ key }) => key);
    const kept = [...tree.entries.keys()].filter(isDocumentName).slice(0, mostDocuments);
    for (const path of kept) {
      const other = await loadSide(files, path, []);
      if (other === null) continue;
      const held = new Set(operationsOf(other.document).map(({ key }) => key));
      if (keys.every((key) => held.has(key))) return true;
    }
    return false;
  }
}

/** Operations that two documents of different titles must have in common to be one API. */
const sureTwins = 10;

/** Of documents that describe the same operations on both sides (in two versions, or packed with a client) the best. */
function withoutTwins(
  pairs: readonly { base: Side | null; head: Side | null }[],
): { base: Side | null; head: Side | null }[] {
  const keyOf = ({ base, head }: { base: Side | null; head: Side | null }): string | null => {
    if (base === null || head === null) return null;
    const [old, now] = [base, head].map(({ document }) =>
      operationsOf(document)
        .map(({ key }) => key)
        .sort(),
    );
    if (old!.length === 0) return null;
    return JSON.stringify([now!.length < sureTwins ? titleOf(head.document) : '', old, now]);
  };
  const rank = ({ head }: { head: Side | null }) =>
    `${member(head!.document, 'swagger') === undefined ? 0 : 1} ${preference(head!.path)}`;
  const best = new Map<string, { base: Side | null; head: Side | null }>();
  const keys = pairs.map(keyOf);
  for (const [at, pair] of pairs.entries()) {
    const key = keys[at];
    if (key === null || key === undefined) continue;
    const known = best.get(key);
    if (known === undefined || rank(pair) < rank(known)) best.set(key, pair);
  }
  return pairs.filter((pair, at) => {
    const key = keys[at];
    return key === null || key === undefined || best.get(key) === pair;
  });
}

function isSameApi(base: Side, head: Side): boolean {
  const keys = operationsOf(base.document).map(({ key }) => key);
  const others = new Set(operationsOf(head.document).map(({ key }) => key));
  const shared = keys.filter((key) => others.has(key)).length;
  const sameTitle = titleOf(base.document) === titleOf(head.document);
  return (
    shared > 0 && shared * 2 >= Math.min(keys.length, others.size) && (sameTitle || shared === keys.length)
  );
}

function titleOf(document: MapNode): string {
  return textOf(member(document, 'info', 'title')) ?? '';
}

function addedFact({ path, document }: Side): Fact {
  const title = titleOf(document);
  return contractFact({
    format: 'openapi',
    breaking: false,
    check: 'contract-added',
    element: title === '' ? path : title,
    path,
    line: null,
    side: 'RIGHT',
    message: `${path} is added, the contract of ${describe(document)}`,
    consumer: '',
    wayOut: '',
  });
}

function removedFact({ path, document }: Side): Fact {
  const title = titleOf(document);
  const { consumer, wayOut } = familyOf('contract-removed');
  return contractFact({
    format: 'openapi',
    breaking: true,
    // Whether the API goes with its document is not known.
    severity: 'warning',
    check: 'contract-removed',
    element: title === '' ? path : title,
    path,
    line: null,
    side: 'LEFT',
    message: `${path} is removed, the contract of ${describe(document)}`,
    consumer,
    wayOut,
  });
}

function describe(document: MapNode): string {
  const count = operationsOf(document).length;
  return `${titleOf(document) || 'an API'} with ${count} operation${count === 1 ? '' : 's'}`;
}

type Place = (at: Origin | null, on: 'base' | 'head') => Pick<Fact, 'path' | 'line' | 'side'> | null;

/** Where a reviewer sees a place: in a changed file, else where that refers to what did not change. */
function placer(files: readonly ChangedFile[]): Place {
  const heads = new Set(files.filter(hasHead).map(({ path }) => path));
  const bases = new Map(files.filter(hasBase).map((file) => [basePath(file), file.path]));
  return (at, on) => {
    for (let each = at; each !== null; each = each.from) {
      const path = on === 'head' ? (heads.has(each.path) ? each.path : undefined) : bases.get(each.path);
      if (path !== undefined) return { path, line: each.line, side: on === 'head' ? 'RIGHT' : 'LEFT' };
    }
    return null;
  };
}

/** Whether a line of a place, or of what refers there, is one that the change adds or takes away. */
function touchedLines(files: readonly ChangedFile[]): IsTouched {
  const lines = { base: new Map<string, Set<number>>(), head: new Map<string, Set<number>>() };
  for (const file of files) {
    const [old, now] = [new Set<number>(), new Set<number>()];
    for (const { oldLine, newLine, kind } of file.hunks.flatMap((hunk) => hunk.lines)) {
      if (kind === 'removed' && oldLine !== null) old.add(oldLine);
      if (kind === 'added' && newLine !== null) now.add(newLine);
    }
    lines.base.set(basePath(file), old);
    lines.head.set(file.path, now);
  }
  return (at, on) => {
    for (let each: Origin | null = at; each !== null; each = each.from)
      if (lines[on].get(each.path)?.has(each.line) === true) return true;
    return false;
  };
}

function factOf(change: DocumentChange, root: string, place: Place): Fact {
  const { at, on, operations, ...rest } = change;
  const found = place(at, on) ?? {
    path: at?.path ?? root,
    line: at?.line ?? null,
    side: on === 'head' ? 'RIGHT' : 'LEFT',
  };
  const fact = contractFact({ ...rest, format: 'openapi', ...found });
  const { wayOut, ...data } = fact.data;
  return operations.length > 1
    ? { ...fact, data: { ...data, operations: operations.slice(0, 20), wayOut } }
    : fact;
}

/** The same change of the same API in a copy of its document (bundled, or packed with a client) is told once. */
function withoutCopies(facts: readonly { title: string; root: string; fact: Fact }[]): Fact[] {
  const kept = new Map<string, { root: string; fact: Fact }>();
  for (const { title, root, fact } of facts) {
    const { check, element } = fact.data;
    const key = JSON.stringify([title === '' ? root : title, check, element, fact.message]);
    const known = kept.get(key);
    if (known === undefined || preference(root) < preference(known.root)) kept.set(key, { root, fact });
  }
  return [...kept.values()].map(({ fact }) => fact);
}

/** Least for the document that is the source of the others by its place. */
function preference(path: string): string {
  const made = /(?:^|\/)(?:clients?|sdks?|gen|generated|build|out|target|public|static)\//i.test(path);
  return `${made ? 1 : 0} ${String(path.split('/').length).padStart(3, '0')} ${path}`;
}

function hasBase({ status }: ChangedFile): boolean {
  return status !== 'added' && status !== 'copied';
}

function hasHead({ status }: ChangedFile): boolean {
  return status !== 'removed';
}

function basePath({ path, previousPath }: ChangedFile): string {
  return previousPath ?? path;
}
