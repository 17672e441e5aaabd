import { folderOf } from '../../paths.ts';
import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { declaredNamespaces, indexNamespaces, parentOf } from './namespaces.ts';
import { type Project, readProjects } from './projects.ts';

// Above the runtime's limit of 1,023 for a name; it keeps looking through a name's parents cheap.
const longestName = 2000;
const frameworkLibraries = ['Microsoft.CSharp', 'Microsoft.VisualBasic', 'Microsoft.Win32'];

/**
 * Resolves directives of C# and references of project files over a tree's listing, its project files and what its
 * files declare.
 *
 * A namespace may be declared by many files of many projects. A directive that names one leads to one folder: of the
 * file's own project if that declares it, else of the nearest project that it references, directly or through others,
 * else of the first by path; and in it the deepest folder that all files declaring the namespace have in common, or,
 * when no source stands in that one itself, the one that has the most of them. No edge when that folder is the file's own or one above it: it would say that a file depends on all around it. Nor for
 * the file's own namespaces and their parents, which C# looks into anyway.
 *
 * Files also put types into namespaces of others (`Microsoft.Extensions.DependencyInjection` for what extends it). A
 * namespace of `System`, of `Microsoft` or of a referenced package is the tree's only when a project of the tree goes
 * by a name with the same first two segments.
 */
export function createCsharpResolver({ paths, sources, manifests, declares }: ResolverInput): Resolver {
  const projects = readProjects(manifests, paths);
  const namespaces = indexNamespaces(sources, declares, (folder) => projects.of(folder)?.folder ?? '');
  const heads = new Set([...projects.names].map(headOf));
  const chosen = new Map<string, string>();
  /** By name, the first by path of the projects that declare it. */
  const leading = new Map<string, string>();
  let last: { from: string; namespaces: ReadonlySet<string> } | null = null;

  function resolve(from: string, specifier: string): Resolution {
    if (specifier.startsWith('project '))
      return toProject(folderOf(from), specifier.slice('project '.length));
    if (specifier.startsWith('package ')) {
      const name = specifier.slice('package '.length);
      return name.includes('$(') ? { kind: 'ignored' } : { kind: 'package', name, imported: name };
    }
    if (specifier.length > longestName) return { kind: 'unresolved' };
    const [name = '', within = ''] = specifier.split(' in ');
    const project = projects.of(folderOf(from));
    for (let outer = within; outer !== ''; outer = parentOf(outer)) {
      const found = inTree(from, project, `${outer}.${name}`);
      if (found !== null) return found;
    }
    return inTree(from, project, name) ?? outside(project, name);
  }

  function toProject(folder: string, reference: string): Resolution {
    const path = projects.referenced(folder, reference);
    if (path === null) return { kind: 'unresolved' };
    // Projects of other languages have no node.
    return sources.has(path) ? { kind: 'file', path } : { kind: 'ignored' };
  }

  /** What a full name means in the tree; null when the tree has no such name. */
  function inTree(from: string, project: Project | null, name: string): Resolution | null {
    if (isBorrowed(project, name)) return null;
    const held = namespaces.folders(name);
    if (held !== undefined) {
      const folder = held.get(choose(project, name, held))!;
      const own = folderOf(from);
      const isAround = folder === '' || own === folder || own.startsWith(`${folder}/`);
      return isAround || isWithin(from, name) ? { kind: 'ignored' } : { kind: 'folder', path: folder };
    }
    // A type, or one nested in it.
    for (let type = name; type !== '' && namespaces.folders(type) === undefined; type = parentOf(type)) {
      const files = namespaces.types(type);
      if (files !== undefined)
        return { kind: 'file', path: fileOf(type, files.get(choose(project, type, files))!) };
    }
    return namespaces.isParent(name) ? { kind: 'ignored' } : null;
  }

  /** Which of the projects that declare a name is meant. */
  function choose(project: Project | null, name: string, held: ReadonlyMap<string, unknown>): string {
    const key = `${project?.folder ?? ''}\0${name}`;
    const known = chosen.get(key);
    if (known !== undefined) return known;
    const best = nearest(project, held) ?? firstOfProjects(name, held);
    chosen.set(key, best);
    return best;
  }

  /** The nearest project of those that declare it: goes through these or through those reached, the fewer. */
  function nearest(project: Project | null, held: ReadonlyMap<string, unknown>): string | null {
    const ranks = project === null ? new Map([['', 0]]) : projects.reachable(project);
    // They stand in the order of their ranks.
    if (ranks.size <= held.size) return ranks.keys().find((folder) => held.has(folder)) ?? null;
    let best: string | null = null;
    for (const folder of held.keys()) {
      if (ranks.has(folder) && (best === null || ranks.get(folder)! < ranks.get(best)!)) best = folder;
    }
    return best;
  }

  function firstOfProjects(name: string, held: ReadonlyMap<string, unknown>): string {
    const known = leading.get(name);
    if (known !== undefined) return known;
    const least = [...held.keys()].reduce((one, other) => (other < one ? other : one));
    leading.set(name, least);
    return least;
  }

  /** Whether a namespace is one of the file's own, or a parent of one. */
  function isWithin(from: string, name: string): boolean {
    if (last?.from !== from) {
      last = { from, namespaces: withParents(declaredNamespaces(declares.get(from) ?? [])) };
    }
    return last.namespaces.has(name);
  }

  function isBorrowed(project: Project | null, name: string): boolean {
    const first = firstOf(name);
    const isFrameworks = first === 'System' || first === 'Microsoft';
    if (!isFrameworks && packageOf(project, name) === null) return false;
    return !heads.has(headOf(name)) && !heads.has(first);
  }

  /** The package with the longest name that begins the namespace: of the project's own, else of any project's. */
  function packageOf(project: Project | null, name: string): string | null {
    const own = project === null ? null : longestPrefix(project.packages, name);
    return own ?? (firstOf(name) === 'System' ? null : longestPrefix(projects.packages, name));
  }

  function outside(project: Project | null, name: string): Resolution {
    const declared = packageOf(project, name);
    if (declared !== null) return { kind: 'package', name: declared, imported: name };
    const first = firstOf(name);
    const isLibrary = frameworkLibraries.some(
      (library) => name === library || name.startsWith(`${library}.`),
    );
    if (first === 'System' || isLibrary) return { kind: 'builtin', imported: name };
    if (first !== 'Microsoft' && namespaces.isRoot(first)) return { kind: 'unresolved' };
    const length = first === 'Microsoft' ? 3 : 2;
    return { kind: 'package', name: name.split('.', length).join('.'), imported: name };
  }

  return { resolve };
}

/** Names too long to be asked for are left out: each has as many parents as dots. */
function withParents(names: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const name of names) {
    if (name.length > longestName) continue;
    for (let at = name; at !== '' && !all.has(at); at = parentOf(at)) all.add(at);
  }
  return all;
}

/** Of several files with parts of a type, the one that is called as the type, else the first. */
function fileOf(type: string, files: readonly string[]): string {
  const name = `${type.slice(type.lastIndexOf('.') + 1)}.cs`;
  return files.find((path) => path.endsWith(`/${name}`) || path === name) ?? files[0]!;
}

function longestPrefix(packages: ReadonlyMap<string, string>, name: string): string | null {
  for (let prefix = name.toLowerCase(); prefix !== ''; prefix = parentOf(prefix)) {
    const found = packages.get(prefix);
    if (found !== undefined) return found;
  }
  return null;
}

function firstOf(name: string): string {
  return name.split('.', 1)[0]!;
}

/** The first two segments of a name. */
function headOf(name: string): string {
  return name.split('.', 2).join('.');
}
