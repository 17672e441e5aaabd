import { folderOf } from './paths.ts';

/** Folders that hold parts of a system side by side: the part is the folder below. */
const containers = new Set(
  'packages apps services libs modules components plugins projects features domains contexts cmd internal pkg'.split(
    ' ',
  ),
);
const sourceFolders = new Set(['src', 'source', 'app', 'lib', 'server', 'client']);

/**
 * Names the part of the system that a file belongs to, from the layout alone:
 * 1. the nearest package below the root (a folder with a package.json): `packages/core`;
 * 2. else the folder below a container at the top: `services/billing`;
 * 3. else the folder below a source folder, with a container in it counted: `src/orders`, `src/modules/orders`;
 * 4. else the top folder: `test`; files beside them are of `src` or of `.`, the root.
 */
export function moduleNamer(paths: Iterable<string>): (path: string) => string {
  const packages = new Set<string>();
  for (const path of paths) {
    if (path.endsWith('/package.json')) packages.add(folderOf(path));
  }
  const known = new Map<string, string>();
  return (path) => {
    const folder = folderOf(path);
    let name = known.get(folder);
    if (name === undefined) {
      name = nameOf(folder, packages);
      known.set(folder, name);
    }
    return name;
  };
}

function nameOf(folder: string, packages: ReadonlySet<string>): string {
  for (let at = folder; at !== ''; at = folderOf(at)) if (packages.has(at)) return at;
  const parts = folder === '' ? [] : folder.split('/');
  let depth = 1;
  if (sourceFolders.has(parts[0] ?? '')) depth++;
  if (containers.has(parts[depth - 1] ?? '')) depth++;
  return parts.slice(0, depth).join('/') || '.';
}
