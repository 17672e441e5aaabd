import type { ChangedFile } from '../../source/change.ts';
import { isGenerated } from '../../source/generated.ts';
import type { Tree } from '../../source/tree.ts';
import type { Detector, DetectorContext } from '../detector.ts';
import type { Fact, Skipped } from '../evidence.ts';
import { kindOfPackage } from './kinds.ts';
import { majorVersion } from './major-version.ts';
import { type Manifest, type ManifestEntry, readManifest } from './read-manifest.ts';

/** package.json files read at base to know what the repository already uses. */
const mostManifests = 2_000;
const largestManifest = 1024 * 1024;

/** Dependencies that package.json files gain, lose or take in a new major version. Development tools are left out. */
export const dependencyDetector: Detector = {
  name: 'dependencies',
  rules: [
    { id: 'dependency/added', severity: 'note', description: 'A package becomes a dependency' },
    { id: 'dependency/removed', severity: 'note', description: 'A package is no dependency any more' },
    { id: 'dependency/major', severity: 'note', description: 'A dependency changes its major version' },
  ],
  async detect(context) {
    const changed = context.change.files.filter(isChangedManifest);
    if (changed.length === 0) return { facts: [], coverage: { read: 0, skipped: [] } };
    const skipped: Skipped[] = [];
    const base = await readManifests(context.base, skipped);
    const facts: Fact[] = [];
    const head = await readSome(
      context.head,
      changed.filter(({ status }) => status !== 'removed').map(({ path }) => path),
      skipped,
    );
    const baseUses = usesAt(base);
    for (const file of changed) {
      const before = base.get(file.previousPath ?? file.path);
      const after = head.get(file.path);
      // A manifest that cannot be read says nothing, least of all that its dependencies are gone.
      if (file.status !== 'removed' && after === undefined) continue;
      if (file.status !== 'added' && file.status !== 'copied' && before === undefined) continue;
      const isNew = file.status === 'added' || file.status === 'copied';
      facts.push(...compareManifests(file.path, isNew ? undefined : before, after, baseUses));
    }
    const own = new Set([...base.values(), ...head.values()].map(({ name }) => name));
    return { facts: groupMajors(facts, own), coverage: { read: head.size, skipped } };
  },
};

/**
 * One fact for each package that changes its major version, however many manifests say so; none for packages of the
 * repository itself, which a release lifts all at once.
 */
function groupMajors(facts: readonly Fact[], own: ReadonlySet<string | null>): Fact[] {
  const grouped = new Map<string, Fact>();
  const others: Fact[] = [];
  for (const fact of facts) {
    const { package: name, from, version } = fact.data;
    if (fact.rule !== 'dependency/major') others.push(fact);
    else if (!own.has(String(name))) {
      const key = [name, majorVersion(String(from)), majorVersion(String(version))].join(' ');
      const known = grouped.get(key);
      if (known === undefined) grouped.set(key, { ...fact, data: { ...fact.data, manifests: [fact.path] } });
      else (known.data['manifests'] as string[]).push(fact.path);
    }
  }
  return [...others, ...grouped.values()];
}

function isChangedManifest(file: ChangedFile): boolean {
  return /(?:^|\/)package\.json$/.test(file.path) && !file.generated && !file.binary;
}

/** Who uses what at base: packages by kind, and every package, development tools left out. */
interface Uses {
  packages: Set<string>;
  byKind: Map<string, Set<string>>;
}

function usesAt(manifests: ReadonlyMap<string, Manifest>): Uses {
  const uses: Uses = { packages: new Set(), byKind: new Map() };
  for (const manifest of manifests.values()) {
    for (const { name, dev } of manifest.entries.values()) {
      if (dev) continue;
      uses.packages.add(name);
      const kind = kindOfPackage(name)?.id;
      if (kind === undefined) continue;
      uses.byKind.set(kind, (uses.byKind.get(kind) ?? new Set()).add(name));
    }
  }
  return uses;
}

function compareManifests(
  path: string,
  before: Manifest | undefined,
  after: Manifest | undefined,
  uses: Uses,
): Fact[] {
  const facts: Fact[] = [];
  for (const entry of after?.entries.values() ?? []) {
    const old = before?.entries.get(entry.name);
    const known = uses.packages.has(entry.name);
    if (entry.dev) continue;
    if (old === undefined || old.dev) {
      // A package of the repository itself is an edge of the graph, not a dependency on others.
      if (/^(?:workspace|file|link|portal):/.test(entry.version)) continue;
      // What a new package of the repository takes from the others is no news.
      if (before === undefined && known) continue;
      facts.push(addedFact(path, entry, known, uses));
    } else {
      const [from, to] = [majorVersion(old.version), majorVersion(entry.version)];
      if (from === null || to === null || from === to) continue;
      facts.push({
        rule: 'dependency/major',
        severity: 'note',
        path,
        line: entry.line,
        side: 'RIGHT',
        message: `${entry.name} goes from major version ${from} to ${to} (${old.version} to ${entry.version})`,
        data: { ...dataOf(path, entry), from: old.version },
      });
    }
  }
  // With the whole manifest goes the whole package; that is said once by the file.
  if (after === undefined) return facts;
  for (const entry of before?.entries.values() ?? []) {
    const now = after.entries.get(entry.name);
    if (entry.dev || (now !== undefined && !now.dev)) continue;
    facts.push({
      rule: 'dependency/removed',
      severity: 'note',
      path,
      line: entry.line,
      side: 'LEFT',
      message:
        now === undefined
          ? `${entry.name} is no dependency any more`
          : `${entry.name} is a dependency for development only now`,
      data: dataOf(path, entry),
    });
  }
  return facts;
}

function addedFact(path: string, entry: ManifestEntry, known: boolean, uses: Uses): Fact {
  const kind = kindOfPackage(entry.name);
  const sameKind = kind === null ? [] : [...(uses.byKind.get(kind.id) ?? [])].sort();
  return {
    rule: 'dependency/added',
    severity: 'note',
    path,
    line: entry.line,
    side: 'RIGHT',
    message: `${entry.name} ${entry.version} becomes a dependency${kind === null ? '' : ` (for ${kind.name})`}`,
    data: { ...dataOf(path, entry), known, sameKind },
  };
}

function dataOf(manifest: string, { name, version, dev }: ManifestEntry): Record<string, unknown> {
  return { dev, kind: kindOfPackage(name)?.id ?? null, manifest, package: name, version };
}

async function readManifests(
  tree: DetectorContext['base'],
  skipped: Skipped[],
): Promise<Map<string, Manifest>> {
  const paths = [...tree.entries.keys()].filter(
    (path) => /(?:^|\/)package\.json$/.test(path) && !isGenerated(path),
  );
  if (paths.length > mostManifests) {
    skipped.push({
      path: '',
      reason: `more than ${mostManifests} package.json files: the rest was not compared`,
    });
  }
  return readSome(tree, paths.slice(0, mostManifests), skipped);
}

async function readSome(
  tree: Tree,
  paths: readonly string[],
  skipped: Skipped[],
): Promise<Map<string, Manifest>> {
  const manifests = new Map<string, Manifest>();
  for (let at = 0; at < paths.length; at += 100) {
    const part = paths.slice(at, at + 100);
    const readings = await tree.readMany(part);
    for (const path of part) {
      const reading = readings.get(path);
      if (!reading?.found) skipped.push({ path, reason: `not read: ${reading?.reason ?? 'missing'}` });
      else if (reading.bytes.length > largestManifest) skipped.push({ path, reason: 'larger than 1 MiB' });
      else {
        const manifest = readManifest(reading.bytes.toString('utf8'));
        if (manifest === null) skipped.push({ path, reason: 'malformed JSON' });
        else manifests.set(path, manifest);
      }
    }
  }
  return manifests;
}
