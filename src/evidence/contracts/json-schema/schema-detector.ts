import type { ChangedFile } from '../../../source/change.ts';
import { isVendored } from '../../../source/generated.ts';
import type { Detected, Detector, DetectorContext } from '../../detector.ts';
import type { Fact, Skipped } from '../../evidence.ts';
import { documentsOfAsyncapi } from '../asyncapi/read-asyncapi-change.ts';
import { contractRules } from '../contract-fact.ts';
import { type Sniffed, sniffDocuments } from '../sniff-documents.ts';
import { adviceFor } from './advice.ts';
import { compareSchemas, startComparison } from './compare-schemas.ts';
import type { Comparison } from './comparison.ts';
import { childOf, type DocumentNode, type DocumentStore, openDocuments } from './document-store.ts';
import { type GroupedChange, groupChanges } from './group-changes.ts';
import { isNamedAsSchema, isSchema, mayBeContract, mayBeSchema, useOfSchema } from './is-schema-file.ts';
import { type FactPlace, placesIn, withoutUntouchedLine } from './place-of.ts';
import { type Harm, harmOf, type SchemaDifference } from './schema-difference.ts';
import { unresolvedIn } from './unresolved.ts';
import { isRecord } from './values.ts';

/** JSON Schema files: what changes for those who write documents by them and for those who read such documents. */
export const jsonSchemaDetector: Detector = {
  name: 'json schema',
  rules: contractRules('json-schema', 'A JSON Schema file', 'warning'),
  wants: (path) => isNamedAsSchema(path) && !isVendored(path),
  async detect(context) {
    const files = context.change.files.filter(mayConcern);
    if (files.length === 0) return { facts: [], coverage: { read: 0, skipped: [] } };
    return compareFiles(context, files);
  },
};

function mayConcern({ path, previousPath, status, binary, unread }: ChangedFile): boolean {
  if (binary || unread !== undefined || status === 'changed' || isVendored(path)) return false;
  return mayBeContract(path) || (previousPath !== null && mayBeContract(previousPath));
}

async function compareFiles(context: DetectorContext, files: readonly ChangedFile[]): Promise<Detected> {
  const base = openDocuments(context.base);
  const head = openDocuments(context.head);
  const isOld = ({ status }: ChangedFile) => status !== 'added' && status !== 'copied';
  const sniffed = await sniffDocuments(context);
  const isCandidate = (side: Sniffed) => (path: string) => {
    const signs = side.get(path) ?? { reason: '' };
    return mayBeSchema(path, 'reason' in signs ? null : signs);
  };
  const present = files.filter(({ status }) => status !== 'removed').map(({ path }) => path);
  await head.load(present.filter(isCandidate(sniffed.head)));
  const past = files.filter(isOld).map(({ path, previousPath }) => previousPath ?? path);
  await base.load(past.filter(isCandidate(sniffed.base)));

  const ofAsyncapi = await documentsOfAsyncapi(context);
  const olds = new Map<string, DocumentNode>();
  const news = new Map<string, DocumentNode>();
  const skipped: Skipped[] = [];
  for (const file of files) {
    if (ofAsyncapi.has(file.path)) continue;
    const before = isOld(file) ? schemaAt(base, file.previousPath ?? file.path) : null;
    const after = file.status === 'removed' ? null : schemaAt(head, file.path);
    const reason = file.status === 'removed' ? undefined : head.reasonOf(file.path);
    if (reason !== undefined) {
      if (concernsReader(file.path, reason)) skipped.push({ path: file.path, reason });
      continue;
    }
    if (before !== null) olds.set(file.path, before);
    if (after !== null) news.set(file.path, after);
  }
  pairMoved(olds, news);

  const comparison = startComparison(base, head);
  const place = placesIn(context.change);
  const facts: Fact[] = [];
  const changes: GroupedChange[] = [];
  for (const path of [...new Set([...olds.keys(), ...news.keys()])].sort()) {
    const before = olds.get(path);
    const after = news.get(path);
    if (before === undefined && after !== undefined) changes.push(fileAdded(path));
    else if (before !== undefined && after === undefined) {
      // A file that is another kind of document now is no schema that went.
      if (!context.head.entries.has(path)) changes.push(fileRemoved(path));
    } else if (before !== undefined && after !== undefined) {
      changes.push(...compareFile(before, after, comparison, place));
    }
  }
  facts.push(...groupChanges(changes).map(withoutUntouchedLine(context.change)));
  if (comparison.work.cut) {
    const path = [...news.keys()].sort()[0] ?? files[0]!.path;
    skipped.push({ path, reason: 'too large or nested too deeply to be compared whole' });
  }
  skipped.push(...unresolvedIn(head, news.keys()));
  return { facts, coverage: { read: head.read, skipped } };
}

/** What was parsed passed as a schema by its text; of the others only those count whose name says schema. */
function concernsReader(path: string, reason: string): boolean {
  return /^(?:cannot be parsed|templated|more than)/.test(reason) || /\.schema\.(?:json|ya?ml)$/i.test(path);
}

function schemaAt(store: DocumentStore, path: string): DocumentNode | null {
  const document = store.document(path);
  if (document === undefined || !isSchema(path, document.value)) return null;
  return { document, pointer: '', value: document.value };
}

/** A schema that went and one that came with the same id, or the same name, are one that moved. */
function pairMoved(olds: Map<string, DocumentNode>, news: Map<string, DocumentNode>): void {
  const gone = [...olds.keys()].filter((path) => !news.has(path));
  for (const path of [...news.keys()]) {
    if (olds.has(path)) continue;
    const [id, name] = [idOf(news.get(path)!), nameOf(path)];
    const from =
      gone.find((old) => id !== null && idOf(olds.get(old)!) === id) ??
      gone.find((old) => nameOf(old) === name);
    if (from === undefined) continue;
    gone.splice(gone.indexOf(from), 1);
    olds.set(path, olds.get(from)!);
    olds.delete(from);
  }
}

function idOf({ value }: DocumentNode): string | null {
  const id = isRecord(value) ? (value['$id'] ?? value['id']) : null;
  return typeof id === 'string' ? id : null;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function compareFile(
  before: DocumentNode,
  after: DocumentNode,
  comparison: Comparison,
  place: ReturnType<typeof placesIn>,
): GroupedChange[] {
  const { path } = after.document;
  const subject = nameOf(path);
  const changes = compareSchemas(before, after, comparison).map((one) =>
    schemaChange(one, path, subject, place(one)),
  );
  for (const keyword of ['definitions', '$defs']) {
    const [olds, news] = [childOf(before, keyword), childOf(after, keyword)];
    if (!isRecord(olds?.value) || !isRecord(news?.value)) continue;
    for (const name of Object.keys(olds.value)) {
      const [old, now] = [childOf(olds, name)!, childOf(news, name)];
      if (now !== null) {
        const differences = compareSchemas(old, now, comparison, name);
        changes.push(...differences.map((one) => schemaChange(one, path, subject, place(one))));
      } else if (isLibrary(after)) {
        changes.push({ ...definitionRemoved(name, subject), ...place({ base: old, head: null }) });
      }
    }
  }
  return changes;
}

/** A file that describes nothing itself: its definitions are there for others. */
function isLibrary({ value }: DocumentNode): boolean {
  const own = /^(?:type|properties|\$ref|allOf|anyOf|oneOf|items|enum|const)$/;
  return isRecord(value) && !Object.keys(value).some((key) => own.test(key));
}

function schemaChange(
  difference: SchemaDifference,
  path: string,
  subject: string,
  place: FactPlace,
): GroupedChange {
  const harm = harmIn(difference, useOfSchema(path));
  const { check, element, what, writers } = difference;
  const breaking = harm === 'certain' || harm === 'likely';
  const whom = rank(writers) >= rank(harm) ? 'writers' : 'readers';
  const { consumer, wayOut } = harm === 'none' ? { consumer: '', wayOut: '' } : adviceFor(check, whom);
  return {
    format: 'json-schema',
    breaking,
    severity: breaking ? 'warning' : 'note',
    check,
    element,
    subject,
    what,
    consumer,
    wayOut,
    ...place,
  };
}

/**
 * How sure a difference hurts by what the schema is used for. Where that is not known, documents are taken to be written
 * by people: what allows more than before hurts nobody then, unless something is gone that was always there.
 */
function harmIn(difference: SchemaDifference, use: ReturnType<typeof useOfSchema>): Harm {
  if (use === 'written') return harmOf(difference, 'producer-writes');
  if (use === 'read') return harmOf(difference, 'both');
  if (difference.writers !== 'none' || difference.check !== 'property-removed') return difference.writers;
  return difference.readers === 'certain' ? 'likely' : 'possible';
}

function rank(harm: Harm): number {
  return ['none', 'possible', 'likely', 'certain'].indexOf(harm);
}

function fileAdded(path: string): GroupedChange {
  return {
    format: 'json-schema',
    breaking: false,
    check: 'schema-added',
    element: nameOf(path),
    subject: nameOf(path),
    what: 'is a new schema',
    consumer: '',
    wayOut: '',
    path,
    line: null,
    side: 'RIGHT',
  };
}

function fileRemoved(path: string): GroupedChange {
  return {
    format: 'json-schema',
    breaking: true,
    severity: 'warning',
    check: 'schema-removed',
    element: nameOf(path),
    subject: nameOf(path),
    what: 'is removed',
    consumer: 'Who validates by it or refers to it finds no schema there any more',
    wayOut: 'Keep the file until nobody refers to it, and say in it what takes its place',
    path,
    line: null,
    side: 'LEFT',
  };
}

function definitionRemoved(name: string, subject: string): Omit<GroupedChange, 'path' | 'line' | 'side'> {
  return {
    format: 'json-schema',
    breaking: true,
    severity: 'warning',
    check: 'definition-removed',
    element: name,
    subject,
    what: 'is removed',
    consumer: 'Schemas of others that refer to it lead nowhere',
    wayOut: 'Keep the definition until no schema refers to it',
  };
}
