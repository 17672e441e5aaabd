import type { ChangedFile } from '../../../source/change.ts';
import { isTestPath } from '../../../source/test-files.ts';
import { majorVersion } from '../../dependencies/major-version.ts';
import type { Detector, DetectorContext } from '../../detector.ts';
import type { Fact, Skipped } from '../../evidence.ts';
import { typescript } from '../../graph/imports/typescript/typescript.ts';
import { readTexts } from '../../read-texts.ts';
import { contractFact, contractRules } from '../contract-fact.ts';
import { compareDeclarations, type Difference } from './compare-declarations.ts';
import type { Declaration } from './declaration.ts';
import { listEntries, type PackageListing, type PublishedPackage } from './list-entries.ts';
import { splitTop } from './read-declaration.ts';
import { type ExportedName, moduleReader, readSurface, type Surface } from './read-surface.ts';
import { wayOutOf } from './way-out.ts';

/** Breaks told of one package; the rest is counted in one more. */
const mostOfPackage = 15;
const mostNamed = 5;
/** Names that a list of exports leaves out, told one by one. */
const mostUnlisted = 8;

/**
 * What the packages of the tree export to those who install them, base against head. Consumers are outside of the tree,
 * so nothing here can be certain: breaks are warnings, and notes where a new major version announces them.
 */
export const typescriptDetector: Detector = {
  name: 'exported TypeScript',
  rules: contractRules('typescript', "A package's exported TypeScript", 'warning'),
  async detect(context) {
    const none = { facts: [], coverage: { read: 0, skipped: [] } };
    const changed = context.change.files.filter(isConcerned);
    if (changed.length === 0) return none;
    const skipped: Skipped[] = [];
    const base = await listPackages(context.base, skipped);
    // Nobody can depend on what is not published, and all of a new package is new.
    const touched = base.packages.filter(({ folder }) => changed.some((file) => isIn(file, folder)));
    if (touched.length === 0) return none;
    const head = await listPackages(context.head, skipped);
    const readBase = moduleReader(context.base, context.cache, skipped);
    const readHead = moduleReader(context.head, context.cache, skipped);
    const renames = new Map(
      context.change.files.map(({ path, previousPath }) => [previousPath ?? path, path]),
    );
    const found: PackageFacts[] = [];
    let read = 0;
    for (const before of touched) {
      const after = head.packages.find(({ name }) => name === before.name);
      // A package that is gone, or private from now on, is told by what becomes of its manifest.
      if (after === undefined) continue;
      const surfaces = {
        base: await readSurface(before, base.resolver, readBase),
        head: await readSurface(after, head.resolver, readHead),
      };
      read += surfaces.head.names.size === 0 ? 0 : 1;
      found.push(await comparePackage(before, after, surfaces, context, renames));
    }
    const facts = toldOnce(found).flatMap((one) => [
      ...capped(unlisted(one.breaking), one.owner),
      ...together(one.harmless, one.owner),
    ]);
    return { facts, coverage: { read, skipped: ofChange(skipped, context) } };
  },
};

function isConcerned({ path, previousPath, status, generated }: ChangedFile): boolean {
  if (generated || isTestPath(path)) return false;
  if (/(?:^|\/)package\.json$/.test(path)) return status === 'modified';
  // What is new can be exported only by a file that stood there before.
  return status !== 'added' && status !== 'copied' && /\.[cm]?tsx?$/.test(previousPath ?? path);
}

function isIn({ path, previousPath }: ChangedFile, folder: string): boolean {
  return folder === '' || [path, previousPath ?? path].some((one) => one.startsWith(`${folder}/`));
}

async function listPackages(tree: DetectorContext['base'], skipped: Skipped[]): Promise<PackageListing> {
  const manifests = [...tree.entries.keys()].filter(
    (path) => typescript.isManifest(path) && !/(?:^|\/)node_modules\//.test(path),
  );
  return listEntries(tree, await readTexts(tree, manifests, skipped));
}

/** What was not read and is not part of the change concerns the names that lead there, not the review. */
function ofChange(skipped: readonly Skipped[], { change }: DetectorContext): Skipped[] {
  const paths = new Set(change.files.map(({ path }) => path));
  return skipped.filter(({ path }) => paths.has(path));
}

/** What changed in the exports of one package, before it is cut to what can be read. */
interface PackageFacts {
  owner: PublishedPackage;
  breaking: Fact[];
  harmless: Fact[];
}

/** What a package exports of another one of the tree is told of that one, where the declaration stands. */
function toldOnce(found: readonly PackageFacts[]): PackageFacts[] {
  const keyOf = ({ path, side, line, data }: Fact): string | null =>
    line === null
      ? null
      : JSON.stringify([path, side, line, data['check'], String(data['element']).replace(/^.*: /, '')]);
  const owners = new Map<string, string>();
  for (const { owner, breaking, harmless } of found) {
    for (const fact of [...breaking, ...harmless]) {
      const key = keyOf(fact);
      if (key === null) continue;
      const isOwn = owner.folder === '' || fact.path.startsWith(`${owner.folder}/`);
      if (isOwn || !owners.has(key)) owners.set(key, owner.name);
    }
  }
  return found.map(({ owner, breaking, harmless }) => {
    const isItsOwn = (fact: Fact) => {
      const key = keyOf(fact);
      return key === null || owners.get(key) === owner.name;
    };
    return { owner, breaking: breaking.filter(isItsOwn), harmless: harmless.filter(isItsOwn) };
  });
}

/** One fact for the names that a changed list of exports leaves out, when they are many. */
function unlisted(facts: readonly Fact[]): Fact[] {
  const isUnlisted = ({ line, severity, data }: Fact) =>
    line === null && severity === 'warning' && data['check'] === 'export-removed';
  const gone = facts.filter(isUnlisted);
  const [first] = gone;
  if (first === undefined || gone.length <= mostUnlisted) return [...facts];
  const names = gone.map(({ data }) => String(data['element']).replace(/^.*: /, ''));
  const specifier = String(first.data['element']).replace(/: .*$/, '');
  const one: Fact = {
    ...first,
    message: `${specifier} no longer exports ${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`,
    data: {
      ...first.data,
      element: specifier,
      consumer: `Code that imports one of them from ${specifier} no longer compiles, or fails when it runs`,
      count: names.length,
    },
  };
  return [one, ...facts.filter((fact) => !isUnlisted(fact))];
}

interface Surfaces {
  base: Surface;
  head: Surface;
}

async function comparePackage(
  before: PublishedPackage,
  after: PublishedPackage,
  surfaces: Surfaces,
  { change }: DetectorContext,
  renames: ReadonlyMap<string, string>,
): Promise<PackageFacts> {
  const announced = majorVersion(before.version) !== majorVersion(after.version);
  const breaking: Fact[] = [];
  const harmless: Fact[] = [];
  const told = new Set<string>();
  const changedPaths = new Set(
    change.files.flatMap(({ path, previousPath }) => [path, previousPath ?? path]),
  );
  const push = (specifier: string, exported: ExportedName, difference: Difference, isPromise: boolean) => {
    const changed = changedPaths.has(exported.path);
    const now = difference.side === 'LEFT' ? (renames.get(exported.path) ?? exported.path) : exported.path;
    // What a changed list of exports does to an unchanged module is told where users enter.
    const path = changed ? now : (after.entries.get(specifier) ?? now);
    const element = `${specifier}: ${[exported.name, difference.part].filter((part) => part !== '').join('.')}`;
    // A name that several entries export is told once.
    const key = [
      path,
      difference.side,
      difference.line,
      exported.name,
      difference.check,
      difference.part,
    ].join(' ');
    if (told.has(key)) return;
    told.add(key);
    const lower = announced || !isPromise;
    const fact = contractFact({
      format: 'typescript',
      breaking: difference.breaking,
      severity: difference.breaking && !lower ? 'warning' : 'note',
      check: difference.check,
      element,
      path,
      line: changed ? difference.line : null,
      side: changed ? difference.side : 'RIGHT',
      message: `${exported.name} of ${specifier} ${difference.what}${announced && difference.breaking ? ', which its new major version announces' : ''}`,
      consumer: difference.breaking
        ? `Code that imports ${exported.name} from ${specifier} no longer compiles, or fails when it runs`
        : '',
      wayOut: difference.breaking ? wayOutOf(difference.check) : '',
    });
    (difference.breaking ? breaking : harmless).push(fact);
  };

  for (const [key, old] of surfaces.base.names) {
    const specifier = key.slice(0, key.lastIndexOf('#'));
    // Whose source is not found any more may be built in another way; the manifest alone says what is gone.
    if (!after.entries.has(specifier)) continue;
    const now = surfaces.head.names.get(key);
    const isPromise = !(old.declaration?.internal || old.declaration?.deprecated || /^_/.test(old.name));
    if (now === undefined) {
      // Where not all could be read it may have come from there.
      if (surfaces.head.partial.has(specifier) || old.declaration === null) continue;
      const line = old.declaration.line;
      push(
        specifier,
        old,
        {
          check: 'export-removed',
          part: '',
          what: 'is no longer exported',
          breaking: true,
          line,
          side: 'LEFT',
        },
        isPromise,
      );
      continue;
    }
    if (old.declaration === null || now.declaration === null) continue;
    if (!changedPaths.has(now.path) && !changedPaths.has(old.path)) continue;
    for (const difference of compareDeclarations(
      now.name,
      old.declaration,
      now.declaration,
      heirOf(now.declaration, surfaces.head, specifier),
    )) {
      push(specifier, difference.side === 'LEFT' ? old : now, difference, isPromise);
    }
  }
  for (const [key, now] of surfaces.head.names) {
    const specifier = key.slice(0, key.lastIndexOf('#'));
    if (surfaces.base.names.has(key) || now.declaration === null || surfaces.base.partial.has(specifier))
      continue;
    const added = {
      check: 'export-added',
      part: '',
      what: 'is exported',
      breaking: false,
      side: 'RIGHT' as const,
    };
    push(specifier, now, { ...added, line: now.declaration.line }, true);
  }
  for (const [specifier, path] of before.entries) {
    if (after.specifiers.has(specifier)) continue;
    breaking.push(goneEntry(specifier, after, path, announced));
  }
  return { owner: after, breaking, harmless };
}

/** Generations looked through. */
const mostParents = 10;

/** Whether a declaration has a member from what it extends; also where that is not known. */
function heirOf(declaration: Declaration, surface: Surface, specifier: string): (member: string) => boolean {
  return (member) => {
    let parents = parentsOf(declaration);
    for (let generation = 0; parents.length > 0; generation++) {
      if (generation === mostParents) return true;
      const found = parents.map((name) => surface.names.get(`${specifier}#${name}`)?.declaration ?? null);
      const above: string[] = [];
      for (const parent of found) {
        if (parent === null || (parent.kind !== 'class' && parent.kind !== 'object')) return true;
        if (parent.members.some(({ name }) => name === member)) return true;
        above.push(...parentsOf(parent));
      }
      parents = above;
    }
    return false;
  };
}

/** Names of what it extends; what a class implements gives it nothing. */
function parentsOf(declaration: Declaration): string[] {
  if (declaration.kind !== 'class' && declaration.kind !== 'object') return [];
  const extended = /\bextends (.*?)(?: implements |$)/.exec(declaration.heritage)?.[1] ?? '';
  return splitTop(extended).map((name) => name.replace(/ <.*$/, '').trim());
}

function goneEntry(specifier: string, { folder }: PublishedPackage, entry: string, announced: boolean): Fact {
  return contractFact({
    format: 'typescript',
    breaking: true,
    severity: announced ? 'note' : 'warning',
    check: 'entry-removed',
    element: specifier,
    path: folder === '' ? 'package.json' : `${folder}/package.json`,
    line: null,
    side: 'RIGHT',
    message: `${specifier} can no longer be imported (it led to ${entry})`,
    consumer: `Code that imports ${specifier} no longer compiles, or fails when it runs`,
    wayOut: wayOutOf('entry-removed'),
  });
}

/** One fact for all additions to a package: each by itself is no news. */
function together(facts: readonly Fact[], { name }: PublishedPackage): Fact[] {
  const [first] = facts;
  if (first === undefined || facts.length === 1) return [...facts];
  const elements = facts.map(({ data }) => String(data['element']).replace(/^.*: /, ''));
  const named = elements.slice(0, mostNamed).join(', ');
  const more = elements.length > mostNamed ? ` and ${elements.length - mostNamed} more` : '';
  return [
    {
      ...first,
      message: `What ${name} exports grows by ${named}${more}`,
      data: { ...first.data, element: name, check: 'additions', count: facts.length },
    },
  ];
}

/** The first of them, and one that counts the rest. */
function capped(facts: readonly Fact[], { name }: PublishedPackage): Fact[] {
  const [first] = facts.slice(mostOfPackage);
  if (first === undefined) return [...facts];
  const rest = facts.length - mostOfPackage;
  return [
    ...facts.slice(0, mostOfPackage),
    {
      ...first,
      line: null,
      message: `${rest} more breaking changes in what ${name} exports`,
      data: { ...first.data, element: name, count: rest },
    },
  ];
}
