import { folderOf, joinPath } from '../../paths.ts';
import { readProject } from './read-project.ts';

/** All projects of one folder, taken as one: a file does not say which of them compiles it. */
export interface Project {
  folder: string;
  /** Packages it references, in its own file or one for all below a folder, by lower-case name. */
  packages: ReadonlyMap<string, string>;
}

interface Projects {
  /** The project that compiles the files of a folder: that of the nearest folder above with a project file. */
  of(folder: string): Project | null;
  /** Rank by folder of the projects it references, directly or through others: its own is 0, the nearest come next. */
  reachable(project: Project): ReadonlyMap<string, number>;
  /** The project file that a reference leads to, null when the tree has none there. */
  referenced(fromFolder: string, reference: string): string | null;
  /** Every package that any project references, by lower-case name. */
  packages: ReadonlyMap<string, string>;
  /** The names of all projects, as their assemblies and root namespaces go: `Acme.Orders`. */
  names: ReadonlySet<string>;
}

// A system of more projects has no use for the farthest of them.
const mostReached = 2000;

/** Reads the project files of a tree and the Directory.Build files above them. */
export function readProjects(texts: ReadonlyMap<string, string>, paths: ReadonlySet<string>): Projects {
  const files = indexProjectFiles(paths);
  const packages = new Map<string, string>();
  const names = new Set<string>();
  const shared = new Map<string, Map<string, string>>();
  const own = new Map<string, Map<string, string>>();
  const references = new Map<string, Set<string>>();
  /** Equal texts are read once: Directory.Build files and fixtures are copied. */
  const read = new Map<string, ReturnType<typeof readProject>>();
  for (const [path, text] of texts) {
    const folder = folderOf(path);
    const isProject = /\.csproj$/i.test(path);
    const project = read.get(text) ?? readProject(text);
    read.set(text, project);
    const target = isProject ? own : shared;
    const listed = target.get(folder) ?? new Map<string, string>();
    target.set(folder, listed);
    if (isProject) {
      names.add(path.slice(folder === '' ? 0 : folder.length + 1, -'.csproj'.length));
      for (const name of project.names) names.add(name);
    }
    for (const { kind, name } of project.items) {
      const key = name.toLowerCase();
      if (kind === 'package') {
        if (!listed.has(key)) listed.set(key, name);
        if (!packages.has(key)) packages.set(key, name);
      } else if (kind === 'project' && isProject) {
        const to = referenced(folder, name);
        const known = references.get(folder) ?? new Set<string>();
        if (to !== null) references.set(folder, known.add(folderOf(to)));
      }
    }
  }

  const inherited = new Map<string, ReadonlyMap<string, string>>();
  function sharedAbove(folder: string): ReadonlyMap<string, string> {
    const known = inherited.get(folder);
    if (known !== undefined) return known;
    const above = folder === '' ? new Map<string, string>() : sharedAbove(folderOf(folder));
    const here = shared.get(folder);
    const all = here === undefined ? above : new Map([...above, ...here]);
    inherited.set(folder, all);
    return all;
  }

  const byFolder = new Map<string, Project | null>();
  function of(folder: string): Project | null {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const listed = own.get(folder);
    let project: Project | null = null;
    if (listed !== undefined) project = { folder, packages: new Map([...sharedAbove(folder), ...listed]) };
    else if (folder !== '') project = of(folderOf(folder));
    byFolder.set(folder, project);
    return project;
  }

  let last: { folder: string; ranks: ReadonlyMap<string, number> } | null = null;
  function reachable({ folder }: Project): ReadonlyMap<string, number> {
    // Files are asked for in the order of their paths, so those of one project follow one another.
    if (last?.folder === folder) return last.ranks;
    const ranks = new Map([[folder, 0]]);
    for (const at of ranks.keys()) {
      for (const next of [...(references.get(at) ?? [])].sort()) {
        if (ranks.size < mostReached && !ranks.has(next)) ranks.set(next, ranks.size);
      }
    }
    last = { folder, ranks };
    return ranks;
  }

  function referenced(fromFolder: string, reference: string): string | null {
    // What a property stands for is not known; most stand for a folder above, so the rest must name one file.
    const written = reference.replaceAll('\\', '/');
    const rest = written.replace(/^(?:\$\([^()]*\)\/*)+/, '');
    if (rest.includes('$(') || rest.includes('*')) return null;
    if (rest !== written && !/^\$\(MSBuild(?:ThisFile|Project)Directory\)/i.test(written))
      return files.endingIn(rest);
    const path = joinPath(fromFolder, rest);
    return path === null ? null : files.at(path);
  }

  return { of, reachable, referenced, packages, names };
}

/** Project files by path, whatever the case, as the file systems do that most of them were written on. */
function indexProjectFiles(paths: ReadonlySet<string>) {
  const byPath = new Map<string, string>();
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    if (!/\.\w+proj$/i.test(path)) continue;
    const lower = path.toLowerCase();
    if (!byPath.has(lower)) byPath.set(lower, path);
    const name = lower.slice(lower.lastIndexOf('/') + 1);
    const known = byName.get(name) ?? [];
    byName.set(name, known);
    known.push(path);
  }
  return {
    at: (path: string) => (paths.has(path) ? path : (byPath.get(path.toLowerCase()) ?? null)),
    /** The only one whose path ends in these segments; null when there are several. */
    endingIn(rest: string): string | null {
      const lower = rest.toLowerCase().replace(/^(?:\.\.?\/)+/, '');
      const all = byName.get(lower.slice(lower.lastIndexOf('/') + 1)) ?? [];
      const fitting = all.filter((path) => `/${path.toLowerCase()}`.endsWith(`/${lower}`));
      return fitting.length === 1 ? fitting[0]! : null;
    },
  };
}
