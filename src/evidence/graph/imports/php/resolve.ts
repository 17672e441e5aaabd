import { folderOf, joinPath } from '../../paths.ts';
import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { indexClasses } from './class-index.ts';
import { readComposerManifests, readInstalledNamespaces } from './composer-manifests.ts';
import { createPackageNamer, isBuiltinNamespace, type PackageNamer } from './package-names.ts';

/** What is known of a folder by the composer.json files in it and above it. */
interface Surroundings {
  requires: readonly string[];
  nameOf: PackageNamer;
  /** Where those files stand, nearest first. */
  roots: readonly string[];
}

/**
 * Resolves what PHP files use over what the files of the tree declare and its composer.json files: nothing is installed
 * or run. A name that is a namespace of the tree (for `use App\Models;`) leads to no file and is ignored.
 */
export function createPhpResolver({ paths, sources, manifests: texts, declares }: ResolverInput): Resolver {
  const manifests = readComposerManifests(texts);
  const installed = readInstalledNamespaces(texts);
  const classes = indexClasses(declares, manifests);
  const surroundings = new Map<string, Surroundings>();
  const known = new Map<string, Map<string, Resolution>>();

  function around(folder: string): Surroundings {
    const found = surroundings.get(folder);
    if (found !== undefined) return found;
    const above = folder === '' ? null : around(folderOf(folder));
    const own = manifests.get(folder);
    if (own === undefined && above !== null) {
      surroundings.set(folder, above);
      return above;
    }
    const requires = [...(own?.requires ?? []), ...(above?.requires ?? [])];
    const made = {
      requires,
      nameOf: createPackageNamer(requires, installed),
      roots: [folder, ...(above?.roots ?? [])],
    };
    surroundings.set(folder, made);
    return made;
  }

  function resolve(from: string, specifier: string): Resolution {
    const folder = folderOf(from);
    const answers = known.get(folder) ?? new Map<string, Resolution>();
    known.set(folder, answers);
    const answer = answers.get(specifier) ?? resolveFrom(folder, specifier);
    answers.set(specifier, answer);
    return answer;
  }

  function resolveFrom(folder: string, specifier: string): Resolution {
    if (/[./]/.test(specifier)) return ofInclude(folder, specifier);
    const path = declaringFile(folder, specifier);
    if (path !== null) return { kind: 'file', path };
    const name = specifier.slice(specifier.indexOf(' ') + 1);
    if (classes.isNamespace(name)) return { kind: 'ignored' };
    const segments = name.split('\\');
    const { nameOf } = around(folder);
    if (segments.length === 1) {
      const found = nameOf(segments);
      // A class without a namespace is PHP's, unless a package is called like it.
      return found.includes('/') && specifier === name
        ? { kind: 'package', name: found, imported: name }
        : { kind: 'builtin', imported: name };
    }
    if (isBuiltinNamespace(segments)) return { kind: 'builtin', imported: name };
    const isInstalled = segments.some((_, count) =>
      installed.has(`${segments.slice(0, count).join('\\')}\\`),
    );
    if (classes.isClaimed(segments) && !isInstalled) return { kind: 'unresolved' };
    return { kind: 'package', name: nameOf(segments), imported: name };
  }

  /** Names written in full may be of functions and constants, too. */
  function declaringFile(folder: string, specifier: string): string | null {
    const found = classes.find(specifier, folder);
    if (found !== null || specifier.includes(' ')) return found;
    return classes.find(`function ${specifier}`, folder) ?? classes.find(`const ${specifier}`, folder);
  }

  function ofInclude(folder: string, specifier: string): Resolution {
    if (specifier.startsWith('/')) return { kind: 'ignored' };
    const bases = /^\.\.?\//.test(specifier) ? [folder] : [folder, ...around(folder).roots];
    for (const base of bases) {
      const path = joinPath(base, specifier);
      if (path === null) continue;
      if (sources.has(path)) return { kind: 'file', path };
      if (paths.has(path)) return { kind: 'ignored' };
    }
    // What composer installs is not in the tree.
    return { kind: /(?:^|\/)vendor\//.test(specifier) ? 'ignored' : 'unresolved' };
  }

  return { resolve };
}
