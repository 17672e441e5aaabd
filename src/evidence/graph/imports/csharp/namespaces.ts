import { folderOf } from '../../paths.ts';

/** What the files of a tree declare. Projects are named by their folders, '' where no project is. */
interface Namespaces {
  /**
   * The folder that holds a namespace in each project: the deepest that all files declaring it have in common, or, when
   * no source stands in that one itself, the one with the most of these files, the first of equals.
   */
  folders(name: string): ReadonlyMap<string, string> | undefined;
  /** Files that declare a type in each project, sorted. */
  types(name: string): ReadonlyMap<string, readonly string[]> | undefined;
  /** Whether it is a namespace with others in it, though none of its own types. */
  isParent(name: string): boolean;
  /** Whether a namespace of the tree begins with this segment. */
  isRoot(segment: string): boolean;
}

/** Indexes what the sources declare. `projectOf` gives the folder of the project that compiles a folder. */
export function indexNamespaces(
  sources: ReadonlySet<string>,
  declares: ReadonlyMap<string, readonly string[]>,
  projectOf: (folder: string) => string,
): Namespaces {
  const counts = new Map<string, Map<string, Map<string, number>>>();
  const types = new Map<string, Map<string, string[]>>();
  const parents = new Set<string>();
  const roots = new Set<string>();
  for (const [path, declared] of declares) {
    const folder = folderOf(path);
    const project = projectOf(folder);
    const own = declaredNamespaces(declared);
    for (const name of own) {
      const held = counts.get(name) ?? new Map<string, Map<string, number>>();
      counts.set(name, held);
      const files = held.get(project) ?? new Map<string, number>();
      held.set(project, files.set(folder, (files.get(folder) ?? 0) + 1));
    }
    for (const name of declared) {
      if (own.has(name)) continue;
      const held = types.get(name) ?? new Map<string, string[]>();
      types.set(name, held);
      const files = held.get(project);
      if (files === undefined) held.set(project, [path]);
      else files.push(path);
    }
  }
  const withSources = new Set([...sources].map(folderOf));
  const folders = new Map<string, Map<string, string>>();
  for (const [name, held] of counts) {
    const chosen = [...held].map(([project, files]) => [project, holder(files, withSources)] as const);
    folders.set(name, new Map(chosen));
    roots.add(name.split('.', 1)[0]!);
    for (let at = parentOf(name); at !== '' && !parents.has(at); at = parentOf(at)) parents.add(at);
  }
  return {
    folders: (name) => folders.get(name),
    types: (name) => types.get(name),
    isParent: (name) => parents.has(name),
    isRoot: (segment) => roots.has(segment),
  };
}

/** The namespaces among what one file declares: what holds one of the other names. */
export function declaredNamespaces(declared: readonly string[]): Set<string> {
  const all = new Set(declared);
  const found = new Set<string>();
  for (const name of declared) {
    const parent = parentOf(name);
    if (parent !== '' && all.has(parent)) found.add(parent);
  }
  return found;
}

/** The namespace that a name is in, '' when it is in none. */
export function parentOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(0, dot);
}

function holder(files: ReadonlyMap<string, number>, withSources: ReadonlySet<string>): string {
  const common = [...files.keys()].reduce(commonFolder);
  if (withSources.has(common)) return common;
  const [first] = [...files].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return first![0];
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (folder !== '' && b !== folder && !b.startsWith(`${folder}/`)) folder = folderOf(folder);
  return folder;
}
