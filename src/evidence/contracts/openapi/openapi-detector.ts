import type { ChangedFile } from '../../../source/change.ts';
import type { Detector, DetectorContext } from '../../detector.ts';
import type { Fact, Skipped } from '../../evidence.ts';
import { contractRules } from '../contract-fact.ts';
import { type Signs, sniffDocuments } from '../sniff-documents.ts';
import { compareDocuments, type DocumentChange } from './compare-documents.ts';
import { addedFact, factOf, placer, removedFact, touchedLines, withoutCopies } from './document-facts.ts';
import { isChangedContract, isDocumentName, isFragmentName } from './document-names.ts';
import { loadSide, type Side, titleOf } from './document-side.ts';
import { basePath, hasBase, hasHead } from './file-sides.ts';
import { findOasdiff } from './find-oasdiff.ts';
import { findRoots } from './find-roots.ts';
import { type DocumentFiles, documentFiles } from './load-document.ts';
import { matchMoved, withoutTwins } from './match-documents.ts';
import type { DocumentReading } from './read-document.ts';
import { openOasdiff } from './run-oasdiff.ts';

/** Documents compared of one change. */
const mostDocuments = 30;
/** Characters parsed for all of them together; what is parsed takes some twenty times as much memory. */
const mostCharacters = 32 * 1024 * 1024;

/** A document at both sides, by its path at each; null where it is not. */
interface Pair {
  base: string | null;
  head: string | null;
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
