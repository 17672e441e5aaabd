import { below, folderOf } from '../../paths.ts';
import type { ResolverInput } from '../language.ts';
import type { ComposerManifest } from './composer-manifests.ts';

/** Finds what files of the tree declare. */
export interface ClassIndex {
  /** The file that declares a class (`A\B`), function (`function A\b`) or constant, seen from a folder; null for none. */
  find(name: string, folder: string): string | null;
  /** Whether something is declared in a namespace or below it. */
  isNamespace(name: string): boolean;
  /** Whether the tree's own composer.json files claim a class's namespace. */
  isClaimed(segments: readonly string[]): boolean;
}

/**
 * A class is where PSR-4 or PSR-0 of the tree's composer.json files puts it, if the file there declares it; else in the one
 * file that declares it. Among several, one of the same composer package comes first, then one that a classmap
 * names, then the first by path.
 */
export function indexClasses(
  { sources, declares }: Pick<ResolverInput, 'sources' | 'declares'>,
  manifests: ReadonlyMap<string, ComposerManifest>,
): ClassIndex {
  const declaring = new Map<string, string[]>();
  const namespaces = new Set<string>();
  for (const [path, names] of declares) {
    for (const name of names) {
      const known = declaring.get(name);
      if (known === undefined) declaring.set(name, [path]);
      else known.push(path);
      const full = name.slice(name.indexOf(' ') + 1);
      for (let at = full.lastIndexOf('\\'); at > 0; at = full.lastIndexOf('\\', at - 1)) {
        const namespace = full.slice(0, at);
        if (namespaces.has(namespace)) break;
        namespaces.add(namespace);
      }
    }
  }

  const psr4 = new Map<string, string[]>();
  const psr0 = new Map<string, string[]>();
  const listed = new Set<string>();
  for (const manifest of manifests.values()) {
    for (const [prefix, folder] of manifest.psr4) push(psr4, prefix.replace(/\\$/, ''), folder);
    for (const [prefix, folder] of manifest.psr0) push(psr0, prefix.replace(/\\$/, ''), folder);
    for (const path of manifest.listed) listed.add(path);
  }

  const nearest = new Map<string, string | null>();
  function packageOf(folder: string): string | null {
    const known = nearest.get(folder);
    if (known !== undefined) return known;
    const found = manifests.has(folder) ? folder : folder === '' ? null : packageOf(folderOf(folder));
    nearest.set(folder, found);
    return found;
  }

  function isListed(path: string): boolean {
    if (listed.has(path)) return true;
    for (let at = folderOf(path); at !== ''; at = folderOf(at)) if (listed.has(at)) return true;
    return false;
  }

  /** Where the autoloader would look, longest namespace first. */
  function* candidates(name: string): Generator<string> {
    for (
      let end = name.length;
      end >= 0;
      end = end === 0 ? -1 : Math.max(name.lastIndexOf('\\', end - 1), 0)
    ) {
      const prefix = name.slice(0, end);
      const rest = name.slice(end === 0 ? 0 : end + 1).replaceAll('\\', '/');
      if (rest !== '') for (const folder of psr4.get(prefix) ?? []) yield below(folder, `${rest}.php`);
      const whole = name.replace(/[^\\]*$/, (last) => last.replaceAll('_', '/')).replaceAll('\\', '/');
      for (const folder of psr0.get(prefix) ?? []) yield below(folder, `${whole}.php`);
      if (end === 0) return;
    }
  }

  function find(name: string, folder: string): string | null {
    const files = declaring.get(name);
    if (files === undefined) return null;
    if (files.length === 1) return files[0]!;
    const declared = new Set(files);
    const own = packageOf(folder);
    const fitting = name.includes(' ')
      ? []
      : [...candidates(name)].filter((path) => declared.has(path) && sources.has(path));
    for (const some of [fitting, files]) {
      const near = some.find((path) => packageOf(folderOf(path)) === own);
      const found = near ?? some.find(isListed) ?? some[0];
      if (found !== undefined) return found;
    }
    return null;
  }

  return {
    find,
    isNamespace: (name) => namespaces.has(name),
    isClaimed(segments) {
      for (let count = segments.length; count > 0; count--) {
        const prefix = segments.slice(0, count).join('\\');
        if (psr4.has(prefix) || psr0.has(prefix)) return true;
      }
      return false;
    },
  };
}

function push(map: Map<string, string[]>, key: string, value: string) {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
