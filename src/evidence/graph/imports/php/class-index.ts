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
  declares: ResolverInput['declares'],
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

  /** Where the autoloader would look, longest prefix first. PSR-0 knows those of names before namespaces: `Old_`. */
  function* candidates(name: string): Generator<string> {
    const last = name.lastIndexOf('\\') + 1;
    const whole = name.slice(0, last).replaceAll('\\', '/') + name.slice(last).replaceAll('_', '/');
    for (let end = name.length; end >= 0; end--) {
      const code = name.charCodeAt(end);
      const isNamespace = end === 0 || code === 92;
      if (isNamespace) {
        const rest = name.slice(end === 0 ? 0 : end + 1).replaceAll('\\', '/');
        for (const folder of psr4.get(name.slice(0, end)) ?? []) yield below(folder, `${rest}.php`);
      }
      if (!isNamespace && code !== 95 && end < name.length) continue;
      for (const prefix of code === 95
        ? [name.slice(0, end + 1), name.slice(0, end)]
        : [name.slice(0, end)]) {
        for (const folder of psr0.get(prefix) ?? []) yield below(folder, `${whole}.php`);
      }
    }
  }

  function find(name: string, folder: string): string | null {
    const files = declaring.get(name);
    if (files === undefined) return null;
    if (files.length === 1) return files[0]!;
    const declared = new Set(files);
    const own = packageOf(folder);
    const isNear = (path: string) => packageOf(folderOf(path)) === own;
    const fitting = name.includes(' ') ? [] : [...candidates(name)].filter((path) => declared.has(path));
    const some = fitting.length > 0 ? fitting : files;
    return (
      some.find((path) => isNear(path) && isListed(path)) ??
      some.find(isNear) ??
      some.find(isListed) ??
      some[0]!
    );
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
