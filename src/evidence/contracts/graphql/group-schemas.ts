import type { SchemaFile } from './schema-file.ts';

/** Files by the path that they have at head, or had at base if they are gone. */
export interface SchemaSides {
  base: ReadonlyMap<string, SchemaFile>;
  head: ReadonlyMap<string, SchemaFile>;
}

/**
 * Which files make up one schema: all below a folder, unless two of them define the same type; then each folder in it
 * stands for itself, and so on (a dump beside its sources, subgraphs beside each other). Sorted paths, sorted groups.
 */
export function groupSchemas(paths: Iterable<string>, sides: SchemaSides, folder: string): string[][] {
  const all = [...paths].sort();
  if (all.length < 2 || !collide(all, sides)) return all.length === 0 ? [] : [all];
  const prefix = folder === '' ? 0 : folder.length + 1;
  const own: string[] = [];
  const folders = new Map<string, string[]>();
  for (const path of all) {
    const slash = path.indexOf('/', prefix);
    if (slash === -1) {
      own.push(path);
      continue;
    }
    const inner = path.slice(0, slash);
    const known = folders.get(inner);
    if (known === undefined) folders.set(inner, [path]);
    else known.push(path);
  }
  const groups = [...folders].flatMap(([inner, members]) => groupSchemas(members, sides, inner));
  if (own.length > 0 && collide(own, sides)) groups.push(...own.map((path) => [path]));
  else if (own.length > 0) groups.push(own);
  return groups;
}

function collide(paths: readonly string[], { base, head }: SchemaSides): boolean {
  return [base, head].some((side) => {
    const defined = new Set<string>();
    for (const path of paths) {
      for (const name of side.get(path)?.defines ?? []) {
        if (defined.has(name)) return true;
        defined.add(name);
      }
    }
    return false;
  });
}

const manifests =
  /^(?:package\.json|pom\.xml|build\.gradle(?:\.kts)?|go\.mod|pyproject\.toml|setup\.py|cargo\.toml|composer\.json|gemfile|mix\.exs|.*\.csproj)$/i;

/** Folders of a tree with a package's manifest: a schema does not reach over their borders. */
export function packageFolders(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    if (manifests.test(path.slice(slash + 1))) folders.add(path.slice(0, Math.max(slash, 0)));
  }
  return folders;
}

/** The package's folder that a path lies in; '' for the whole tree. */
export function packageOf(path: string, folders: ReadonlySet<string>): string {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    if (folders.has(path.slice(0, slash))) return path.slice(0, slash);
  }
  return '';
}
