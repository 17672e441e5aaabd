import { languageOf } from '../../source/languages.ts';
import { isTestPath } from '../../source/test-files.ts';
import { folderOf } from './paths.ts';

/** Languages whose files make a folder a part of the system. */
const sources: ReadonlySet<string> = new Set(
  'typescript javascript vue svelte python go java kotlin csharp ruby php rust'.split(' '),
);
/** Files that make their folder a package of its own: by name, and by ending. */
const manifests: ReadonlySet<string> = new Set(
  'package.json pyproject.toml setup.py go.mod pom.xml build.gradle build.gradle.kts Cargo.toml composer.json'.split(
    ' ',
  ),
);
const manifestEndings = ['.csproj', '.fsproj', '.vbproj', '.gemspec'];
/** What stands in these is shown or tried out, no part of the system: one module each, whatever packages they hold. */
const aside: ReadonlySet<string> = new Set(
  'examples example samples sample templates docs doc website demo demos playground playgrounds fixtures benchmarks'.split(
    ' ',
  ),
);

/** Folders below this depth say nothing new about a system; a hostile tree has thousands of levels. */
const deepest = 24;

/** The folders of a tree as parts of a system, with how many source files that are no tests stand below each. */
export interface Layout {
  /** Folder of a path, as it counts here: Java's and Kotlin's packages without `src/main/java` and their common part. */
  folderOf(path: string): string;
  /** Folders with a manifest that hold sources, and the root; sorted. */
  packages: readonly string[];
  /** How many packages lie right below a folder. */
  packagesIn(folder: string): number;
  /** The nearest folder with a manifest at or above a folder, '' for the root. */
  packageOf(folder: string): string;
  /** Sources in a folder and below it, those of packages within it left out. */
  filesBelow(folder: string): number;
  /** Sources in the folder itself. */
  filesIn(folder: string): number;
  /** Folders right below that hold sources of the same package, sorted. */
  foldersIn(folder: string): readonly string[];
}

/** Reads a layout from the paths of a tree; time is linear in their length. */
export function readLayout(paths: Iterable<string>): Layout {
  const packages = new Set<string>(['']);
  const bySourceRoot = new Map<string, string[]>();
  const files: string[] = [];
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folder = shallow(folderOf(path));
    if (manifests.has(name) || manifestEndings.some((ending) => name.endsWith(ending))) {
      if (!isAside(folder)) packages.add(folder);
    }
    if (!sources.has(languageOf(path) ?? '') || isTestPath(path)) continue;
    files.push(path);
    const jvm = jvmPackage(folder);
    if (jvm === null) continue;
    const known = bySourceRoot.get(jvm.root);
    const parts = jvm.parts;
    bySourceRoot.set(jvm.root, known === undefined ? parts : parts.slice(0, commonLength(known, parts)));
  }

  const folders = new Map<string, string>();
  const nameOf = (path: string) => {
    const folder = shallow(folderOf(path));
    let name = folders.get(folder);
    if (name === undefined) {
      const jvm = jvmPackage(folder);
      name =
        jvm === null ? folder : join(jvm.root, withoutPrefix(jvm.parts, bySourceRoot.get(jvm.root) ?? []));
      folders.set(folder, name);
    }
    return name;
  };
  const owners = new Map<string, string>([['', '']]);
  const packageOf = (folder: string): string => {
    const known = owners.get(folder);
    if (known !== undefined) return known;
    const owner = packages.has(folder) ? folder : packageOf(folderOf(folder));
    owners.set(folder, owner);
    return owner;
  };

  const packagesIn = new Map<string, number>();
  for (const folder of packages)
    packagesIn.set(folderOf(folder), (packagesIn.get(folderOf(folder)) ?? 0) + 1);
  const own = new Map<string, number>();
  for (const path of files) own.set(nameOf(path), (own.get(nameOf(path)) ?? 0) + 1);
  const below = new Map<string, number>();
  const children = new Map<string, Set<string>>();
  for (const [folder, count] of own) {
    const owner = packageOf(folder);
    for (let at = folder; ; at = folderOf(at)) {
      below.set(at, (below.get(at) ?? 0) + count);
      if (at === owner) break;
      const parent = folderOf(at);
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, new Set([at]));
      else siblings.add(at);
    }
  }
  return {
    folderOf: nameOf,
    packages: [...packages].filter((folder) => folder === '' || below.has(folder)).sort(),
    packagesIn: (folder) => packagesIn.get(folder) ?? 0,
    packageOf,
    filesBelow: (folder) => below.get(folder) ?? 0,
    filesIn: (folder) => own.get(folder) ?? 0,
    foldersIn: (folder) => [...(children.get(folder) ?? [])].sort(),
  };
}

function shallow(folder: string): string {
  let end = -1;
  for (let depth = 0; depth < deepest; depth++) {
    end = folder.indexOf('/', end + 1);
    if (end === -1) return folder;
  }
  return folder.slice(0, end);
}

/** Whether a path is of tests, examples, documentation or the like, by its folders: no part of the system itself. */
export function isAside(folder: string): boolean {
  if (folder === '') return false;
  return isTestPath(`${folder}/x`) || folder.split('/').some((name) => aside.has(name.toLowerCase()));
}

/** `core/src/main/java/com/acme` parted into the folder that holds `src` and the package's names. */
function jvmPackage(folder: string): { root: string; parts: string[] } | null {
  const parts = folder.split('/');
  for (let at = 0; at + 2 < parts.length; at++) {
    if (parts[at] !== 'src' || !/^(?:java|kotlin|scala|groovy)$/.test(parts[at + 2]!)) continue;
    return { root: parts.slice(0, at).join('/'), parts: parts.slice(at + 3) };
  }
  return null;
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function withoutPrefix(parts: readonly string[], prefix: readonly string[]): string[] {
  return parts.slice(commonLength(parts, prefix));
}

function join(folder: string, parts: readonly string[]): string {
  return [...(folder === '' ? [] : [folder]), ...parts].join('/');
}
