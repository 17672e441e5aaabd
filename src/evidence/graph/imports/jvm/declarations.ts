import { folderOf } from '../../paths.ts';
import type { ResolverInput } from '../language.ts';

/** Who declares what in a tree; lists are sorted. */
export interface Declarations {
  /** Files by qualified name: `a.b.C`, `a.b.topLevelFunction`, `a.b.FileKt`, `module a.b`. */
  names: ReadonlyMap<string, readonly string[]>;
  /** Folders by package. */
  packages: ReadonlyMap<string, readonly string[]>;
  /** Types and packages (`a.b.*`) that the paths of files tell that are no sources of the graph: Scala, Groovy, generated. */
  elsewhere: ReadonlySet<string>;
}

const extension = /\.(?:java|kt|scala|groovy|aj)$/;

/** Gathers what the files of a tree declare. A file that could not be read declares what its path says. */
export function gatherDeclarations({ paths, sources, declares }: ResolverInput): Declarations {
  const names = new Map<string, string[]>();
  const folders = new Map<string, Set<string>>();
  function add(name: string, path: string): void {
    const files = names.get(name);
    if (files === undefined) names.set(name, [path]);
    else if (files.at(-1) !== path) files.push(path);
  }
  for (const path of sources) {
    const declared = declares.get(path);
    if (declared === undefined) {
      const name = extension.test(path) ? nameByPath(path) : null;
      if (name !== null) add(name, path);
      continue;
    }
    const folder = folderOf(path);
    let packageName = '';
    for (const name of declared) {
      if (!name.endsWith('.*')) add(name, path);
      else {
        packageName = name.slice(0, -2);
        const known = folders.get(packageName) ?? new Set<string>();
        folders.set(packageName, known.add(folder));
      }
    }
    if (path.endsWith('.kt')) add(facadeOf(path, packageName), path);
  }
  const elsewhere = new Set<string>();
  for (const path of paths) {
    const name = extension.test(path) && !sources.has(path) ? nameByPath(path) : null;
    if (name === null) continue;
    elsewhere.add(name);
    elsewhere.add(`${name.slice(0, Math.max(0, name.lastIndexOf('.')))}.*`);
  }
  const packages = new Map([...folders].map(([name, found]) => [name, [...found].sort()]));
  return { names, packages, elsewhere };
}

/** The class as which Java sees the functions of a Kotlin file: `a.b.OrdersKt` for `orders.kt`. */
function facadeOf(path: string, packageName: string): string {
  const stem = path.slice(path.lastIndexOf('/') + 1, -'.kt'.length).replace(/[^\p{L}\p{N}_$]/gu, '_');
  const name = `${stem.charAt(0).toUpperCase()}${stem.slice(1)}Kt`;
  return packageName === '' ? name : `${packageName}.${name}`;
}

/** `a.b.C` for `…/src/main/java/a/b/C.java`. */
function nameByPath(path: string): string | null {
  const parts = path.replace(extension, '').split('/');
  const root = parts.lastIndexOf('src');
  if (root === -1) return null;
  const isNamed = /^(?:java|kotlin|scala|groovy|aspectj)\d*$/.test(parts[root + 2] ?? '');
  return parts.slice(root + (isNamed ? 3 : 1)).join('.') || null;
}
