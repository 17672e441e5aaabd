import type { ChangedFile } from '../../../source/change.ts';
import { isVendored } from '../../../source/generated.ts';
import { isTestPath } from '../../../source/test-files.ts';
import type { Tree } from '../../../source/tree.ts';
import type { Detector } from '../../detector.ts';
import type { Fact, Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import { capFacts } from '../cap-facts.ts';
import { contractFact, contractRules } from '../contract-fact.ts';
import { checks } from './checks.ts';
import { compareProtoFiles, type FilePair } from './compare-files.ts';
import { parseProto } from './parse-proto.ts';
import type { ProtoChange } from './proto-change.ts';
import type { ProtoFile } from './proto-file.ts';
import { type ProtoSide, protoSide } from './proto-side.ts';

/** googleapis' largest file has 3 MiB. */
const largest = 4 * 1024 * 1024;
/** Imported files read to know what types are: one per import of a changed file is plenty. */
const mostImports = 500;
/** buf's `ignore_unstable_packages`: a component of the package says that it is not stable. */
const unstable = /(?:^|\.)v\d+(?:p\d+)?(?:(?:alpha|beta)\d*|test\w*)(?:\.|$)/;

/** Breaks and additions of protobuf contracts, by the rules and names of buf. Test files are no contracts. */
export const protobufDetector: Detector = {
  name: 'protobuf contracts',
  rules: contractRules('protobuf', 'A protobuf contract'),
  wants: isContract,
  async detect({ change, base, head }) {
    const changed = change.files.filter(concerns);
    if (changed.length === 0) return { facts: [], coverage: { read: 0, skipped: [] } };
    const skipped: Skipped[] = [];
    const olds = new Map<string, ProtoFile>();
    const news = new Map<string, ProtoFile>();
    const beforePath = (file: ChangedFile) =>
      file.status === 'added' || file.status === 'copied' ? null : (file.previousPath ?? file.path);
    await parseInto(
      olds,
      base,
      changed.flatMap((file) => beforePath(file) ?? []),
      skipped,
    );
    await parseInto(
      news,
      head,
      changed.flatMap(({ status, path }) => (status === 'removed' ? [] : path)),
      skipped,
    );
    const pairs: FilePair[] = [];
    for (const file of changed) {
      const old = beforePath(file);
      const before = old === null ? null : (olds.get(old) ?? undefined);
      const after = file.status === 'removed' ? null : (news.get(file.path) ?? undefined);
      // One that cannot be read says nothing, least of all that its declarations are gone.
      if (before !== undefined && after !== undefined) pairs.push({ before, after });
    }
    const { changes, unsure } = compareProtoFiles(
      pairs,
      await withImports(olds, base),
      await withImports(news, head),
    );
    for (const { path, element } of unsure) {
      skipped.push({
        path,
        reason: `the type of ${element} was not compared: its file is not in the tree`,
        partial: true,
      });
    }
    const packages = new Map([...olds, ...news].map(([path, file]) => [path, file.package]));
    const facts = changes.map((one) => factOf(one, unstable.test(packages.get(one.path) ?? '')));
    return { facts: capFacts(facts), coverage: { read: news.size, skipped } };
  },
};

function isContract(path: string): boolean {
  return path.endsWith('.proto') && !isVendored(path) && !isTestPath(path);
}

function concerns({ path, previousPath, binary, status, oldBlob, newBlob }: ChangedFile): boolean {
  if (binary || status === 'changed' || (oldBlob === newBlob && previousPath === null)) return false;
  return isContract(path) || (previousPath !== null && status === 'renamed' && isContract(previousPath));
}

async function parseInto(
  files: Map<string, ProtoFile>,
  tree: Tree,
  paths: readonly string[],
  skipped: Skipped[],
): Promise<void> {
  for (const [path, text] of await readTexts(tree, paths, skipped, largest)) {
    try {
      files.set(path, parseProto(path, text));
    } catch (error) {
      const isTemplate = /\{\{|<%|\{%/.test(text);
      const reason = error instanceof Error ? error.message : String(error);
      skipped.push({ path, reason: `${isTemplate ? 'templated' : 'not readable as protobuf'}: ${reason}` });
    }
  }
}

/** The side with the files that the changed ones import, so that their types' names can be found. */
async function withImports(files: ReadonlyMap<string, ProtoFile>, tree: Tree): Promise<ProtoSide> {
  const wanted = new Set([...files.values()].flatMap(({ imports }) => imports));
  const endings = new Map([...wanted].map((path) => [path.slice(path.lastIndexOf('/') + 1), [] as string[]]));
  for (const path of wanted) endings.get(path.slice(path.lastIndexOf('/') + 1))!.push(path);
  const found: string[] = [];
  for (const path of tree.entries.keys()) {
    if (!path.endsWith('.proto') || files.has(path)) continue;
    const imports = endings.get(path.slice(path.lastIndexOf('/') + 1)) ?? [];
    if (imports.some((one) => path === one || path.endsWith(`/${one}`))) found.push(path);
  }
  const all = new Map<string, ProtoFile>();
  // An import that cannot be read leaves types unknown, and that is told where a comparison needs them.
  await parseInto(all, tree, found.slice(0, mostImports), []);
  for (const [path, file] of files) all.set(path, file);
  return protoSide(all);
}

function factOf(change: ProtoChange, isUnstable: boolean): Fact {
  const { element, message, path, line, side } = change;
  const place = { format: 'protobuf', element, message, path, line, side } as const;
  if (change.kind === 'addition') {
    return contractFact({ ...place, breaking: false, check: change.check, consumer: '', wayOut: '' });
  }
  const { severity, consumer, wayOut } = checks[change.check];
  return contractFact({
    ...place,
    breaking: true,
    check: change.name ?? change.check,
    severity: isUnstable ? 'note' : (change.severity ?? severity),
    consumer,
    wayOut,
  });
}
