import { folderOf } from '../../paths.ts';
import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { isBuiltin, isBuiltinModule } from './builtins.ts';
import { gatherDeclarations } from './declarations.ts';
import { readModules } from './modules.ts';
import { createPicker } from './pick.ts';

/** No compiler takes a longer name, and each of its prefixes is looked up. */
const longestSpecifier = 1_000;

type Found =
  | { kind: 'files'; candidates: readonly string[]; name: string }
  | { kind: 'folders'; candidates: readonly string[] }
  | { kind: 'settled'; resolution: Resolution };

/**
 * Resolves imports of Java and Kotlin by what the files of the tree declare: the longest declared prefix of what is
 * imported names the file, a package imported by `.*` its folder. Where several declare it, Maven's and Gradle's modules
 * and the source sets decide.
 */
export function createJvmResolver(input: ResolverInput): Resolver {
  const { names, packages, elsewhere } = gatherDeclarations(input);
  const modules = readModules(input.manifests);
  const pick = createPicker(modules);
  const known = new Map<string, Found>();

  function resolve(from: string, specifier: string): Resolution {
    let found = known.get(specifier);
    if (found === undefined) {
      found = find(specifier);
      known.set(specifier, found);
    }
    if (found.kind === 'settled') return found.resolution;
    const folder = folderOf(from);
    if (found.kind === 'files')
      return { kind: 'file', path: pick.file(folder, found.candidates, found.name) };
    const path = pick.folder(folder, found.candidates);
    // A file says nothing by importing its own package.
    return path === folder ? { kind: 'ignored' } : { kind: 'folder', path };
  }

  function find(specifier: string): Found {
    if (specifier.length > longestSpecifier) return settled({ kind: 'unresolved' });
    if (specifier.startsWith('module ')) return findModule(specifier);
    const isAll = specifier.endsWith('.*');
    const name = isAll ? specifier.slice(0, -2) : specifier;
    const folders = isAll ? packages.get(name) : undefined;
    if (folders !== undefined) return { kind: 'folders', candidates: folders };
    let declared = '';
    for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
      const prefix = name.slice(0, end);
      const isWhole = end === name.length;
      // A package below a function's name is no member of the function.
      const isPackage = packages.has(prefix) && !isWhole;
      const files = isPackage ? undefined : names.get(prefix);
      if (files !== undefined) return { kind: 'files', candidates: files, name: prefix };
      if (elsewhere.has(prefix)) return settled({ kind: 'ignored' });
      if (isPackage) {
        declared = prefix;
        break;
      }
    }
    return settled(outside(name, isAll, declared));
  }

  /** What the tree does not declare; `declared` is the longest package of the tree that it begins with, or ''. */
  function outside(name: string, isAll: boolean, declared: string): Resolution {
    if (isBuiltin(name)) return { kind: 'builtin', imported: name };
    const group = modules.groupOf(name);
    const segments = packageSegments(name, isAll);
    if (group === null || group.length <= declared.length) {
      const own = segments.join('.');
      if (declared !== own && elsewhere.has(`${own}.*`)) return { kind: 'ignored' };
      const above = segments.slice(0, -1).join('.');
      // Without a dot there is no package that it could come from.
      if ((!isAll && !name.includes('.')) || (declared !== '' && (declared === own || declared === above))) {
        return { kind: 'unresolved' };
      }
    }
    return { kind: 'package', name: group ?? segments.slice(0, 3).join('.'), imported: name };
  }

  function findModule(specifier: string): Found {
    const files = names.get(specifier);
    if (files !== undefined) return { kind: 'files', candidates: files, name: specifier };
    const imported = specifier.slice('module '.length);
    if (isBuiltinModule(imported)) return settled({ kind: 'builtin', imported });
    return settled({ kind: 'package', name: modules.groupOf(imported) ?? imported, imported });
  }

  return { resolve };
}

function settled(resolution: Resolution): Found {
  return { kind: 'settled', resolution };
}

/** The segments that name a package: those before the first that begins as types do, and not the member that ends it. */
function packageSegments(name: string, isAll: boolean): string[] {
  const segments = name.split('.');
  const type = segments.findIndex((segment) => /^\p{Lu}/u.test(segment));
  if (type !== -1) return segments.slice(0, Math.max(1, type));
  return isAll ? segments : segments.slice(0, Math.max(1, segments.length - 1));
}
