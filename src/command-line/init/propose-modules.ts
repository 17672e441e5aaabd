import type { GraphFile } from '../../evidence/graph/module-graph.ts';
import { folderOf } from '../../evidence/graph/paths.ts';
import { matchGlobs } from '../../evidence/match-globs.ts';
import { isTestPath } from '../../source/test-files.ts';

/** A module as it will stand in the settings. */
export interface ProposedModule {
  name: string;
  paths: string[];
}

/** The name of the module that holds the tests: what tests import is no architecture. */
export const testsModule = 'tests';

/** Forms in which projects keep tests; those are taken that fit files here, and tests only. */
const testGlobs = [
  '**/{__tests__,__mocks__,__fixtures__,testdata}/**',
  '**/{test,tests}/**',
  '**/*{Tests,.Tests}/**',
  '**/{spec,specs,e2e}/**',
  '**/*.{test,spec}.*',
  '**/*_test.go',
  '**/{test_*,*_test,conftest}.py',
  '**/*{Test,Tests,TestCase}.{java,kt,cs,php}',
  '**/*_{spec,test}.rb',
];

/** A person reads a proposal of this many modules; the settings take more. */
const mostModules = 120;
/** Fewer say nothing of a system that large. */
const fewestModules = 10;
/** More folders than these for one module are better said by the one that holds them all. */
const mostFolders = 6;

/**
 * Modules with globs for the parts that the layout shows, deepest first, since a file belongs to the first that fits;
 * before them one that holds the tests.
 */
export function proposeModules(files: readonly GraphFile[]): ProposedModule[] {
  const testPaths = globsOfTests(files);
  const isTest = matchGlobs(testPaths);
  const named = gather(files.filter(({ path }) => !isTest(path) && isNameable(path)));
  const names = nameModules([...named.keys()]);
  const modules = [...named].map(([module, own]) => ({
    name: names.get(module)!,
    paths: globsOf(
      module,
      own.map(({ path }) => path),
    ),
  }));
  const depth = ({ paths }: ProposedModule) => Math.max(...paths.map((path) => path.split('/').length));
  modules.sort((a, b) => depth(b) - depth(a) || (a.name < b.name ? -1 : 1));
  return testPaths.length === 0 ? modules : [{ name: testsModule, paths: testPaths }, ...modules];
}

/**
 * Files by module. Where there are too many modules, those of the deepest folders are taken together, folder by folder;
 * where that leaves hardly any, the largest are kept instead.
 */
function gather(files: readonly GraphFile[]): Map<string, GraphFile[]> {
  let named = Map.groupBy(files, ({ module }) => module);
  while (named.size > mostModules) {
    const deepest = Math.max(...[...named.keys()].map((module) => module.split('/').length));
    const above = (module: string) => (module.split('/').length < deepest ? module : folderOf(module));
    const merged = new Map<string, GraphFile[]>();
    for (const [module, own] of named)
      merged.set(above(module), [...(merged.get(above(module)) ?? []), ...own]);
    if (deepest === 1 || merged.size < fewestModules) {
      const largest = [...named].sort(([, a], [, b]) => b.length - a.length);
      return new Map(largest.slice(0, mostModules));
    }
    named = merged;
  }
  return named;
}

/** Names with control characters can be written in no settings file that a person reads. */
function isNameable(path: string): boolean {
  return !/\p{Cc}/u.test(path);
}

function globsOfTests(files: readonly GraphFile[]): string[] {
  const covered = new Set<string>();
  return testGlobs.filter((glob) => {
    const fits = matchGlobs([glob]);
    const held = files.filter(({ path }) => fits(path));
    if (held.some(({ path }) => !isTestPath(path))) return false;
    const before = covered.size;
    for (const { path } of held) covered.add(path);
    return covered.size > before;
  });
}

/** The module's folder where its name is one, else the folders that hold the files, without those within another. */
function globsOf(module: string, paths: readonly string[]): string[] {
  if (paths.every((path) => path.startsWith(`${module}/`))) return [inFolder(module)];
  const folders = [...new Set(paths.map(folderOf))].sort();
  const top = folders.filter((folder) => !folders.some((other) => isWithin(folder, other)));
  if (top.length > mostFolders) return [inFolder(commonFolder(top))];
  return top.map(inFolder);
}

function isWithin(folder: string, other: string): boolean {
  return folder !== other && other !== '' && folder.startsWith(`${other}/`);
}

function inFolder(folder: string): string {
  return folder === '' ? '*' : `${folder.replace(/[*?[\]{}\\]/g, '\\$&')}/**`;
}

function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? '';
  for (const folder of folders) {
    while (common !== '' && folder !== common && !folder.startsWith(`${common}/`)) common = folderOf(common);
  }
  return common;
}

/** The last part of each name where that tells them apart, else more of it: `packages/core` is `core`; short ones first. */
function nameModules(modules: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set([testsModule]);
  const depth = (module: string) => module.split('/').length;
  for (const module of [...modules].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))) {
    const parts = module === '.' ? ['root'] : module.split('/');
    let name = '';
    for (let length = 1; length <= parts.length; length++) {
      name = slugOf(parts.slice(-length).join('-'));
      if (!taken.has(name)) break;
    }
    for (let number = 2; taken.has(name); number++) {
      const numbered = `${slugOf(parts.join('-')).slice(0, 50)}-${number}`;
      if (!taken.has(numbered)) name = numbered;
    }
    taken.add(name);
    names.set(module, name);
  }
  return names;
}

/** As names of modules may be: a letter first, then letters, digits, `-` and `_`. */
function slugOf(text: string): string {
  const slug = text.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^[^A-Za-z]+|-+$/g, '');
  return slug.slice(0, 60) || 'module';
}
