import { below, folderOf } from '../../paths.ts';
import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { distributionOf } from './distributions.ts';
import { indexModules } from './module-files.ts';
import { readProjects } from './projects.ts';
import { createSourceRoots } from './source-roots.ts';
import { isStandardLibrary } from './standard-library.ts';

/**
 * Resolves Python's imports over a tree's listing and its manifests. `a.b` is the deepest module of the path;
 * `a.b:c` is the submodule `c` of it where there is one, else `a.b` itself; leading dots are relative. An absolute
 * import is looked for, in this order:
 * 1. in the source roots of the file's projects, a namespace package only if no declared distribution has its name;
 * 2. among Python's own library; 3. among the declared distributions;
 * 4. from the folders above the file that are no packages, nearest first (the script's own folder is the first);
 * 5. in the one other source root of the tree that has a package of that name.
 * A name that is a package of the tree, but has no such module, is unresolved; any other is a third party's.
 */
export function createPythonResolver({ paths, sources, manifests }: ResolverInput): Resolver {
  const modules = indexModules(paths);
  const projects = readProjects(manifests);
  const roots = createSourceRoots(modules, projects);
  const declaredAnywhere = new Set(projects.all.flatMap(({ dependencies }) => [...dependencies]));
  const known = new Map<string, Map<string, Resolution>>();

  function resolve(from: string, specifier: string): Resolution {
    const folder = folderOf(from);
    const answers = known.get(folder) ?? new Map<string, Resolution>();
    known.set(folder, answers);
    const answer = answers.get(specifier) ?? resolveFrom(folder, specifier);
    answers.set(specifier, answer);
    return answer;
  }

  function resolveFrom(folder: string, specifier: string): Resolution {
    const colon = specifier.indexOf(':');
    const module = colon === -1 ? specifier : specifier.slice(0, colon);
    const imported = colon === -1 ? '*' : specifier.slice(colon + 1);
    const name = imported === '*' ? null : imported;
    return module.startsWith('.')
      ? relative(folder, module, name)
      : absolute(folder, module.split('.'), name);
  }

  function relative(folder: string, module: string, name: string | null): Resolution {
    const named = module.replace(/^\.+/, '');
    let base = folder;
    for (let up = module.length - named.length; up > 1; up--) {
      if (base === '') return { kind: 'unresolved' };
      base = folderOf(base);
    }
    const path = named === '' ? base : below(base, named.replaceAll('.', '/'));
    return at(path, name) ?? nothingAt(path, name) ?? { kind: 'unresolved' };
  }

  function absolute(folder: string, parts: readonly string[], name: string | null): Resolution {
    const [top = ''] = parts;
    const path = parts.join('/');
    const dotted = name === null ? parts : [...parts, name];
    const isOwn = isStandardLibrary(top);
    const near = projects.around(folder);
    const distribution = isOwn
      ? null
      : (distributionOf(dotted, (one) => near.some(({ dependencies }) => dependencies.has(one))) ??
        distributionOf(dotted, (one) => declaredAnywhere.has(one)));

    const explicit = roots.of(folder);
    let isLocal = false;
    for (const root of explicit) {
      const isRegular = modules.find(below(root, top)) !== null;
      if (!isRegular && (isOwn || distribution !== null)) continue;
      const found = at(below(root, path), name);
      if (found !== null) return found;
      isLocal ||= isRegular || modules.isNamespace(below(root, top));
    }
    if (isOwn) return { kind: 'builtin', imported: dotted.join('.') };
    const outside = { kind: 'package', name: distribution ?? top, imported: dotted.join('.') } as const;
    if (distribution !== null && !isLocal) return outside;

    const around = roots.above(folder);
    for (const root of around) {
      const found = at(below(root, path), name);
      if (found !== null) return found;
      isLocal ||= modules.isPackage(below(root, top));
    }
    const other = roots.elsewhere(top);
    const found = other === null ? null : at(below(other, path), name);
    if (found !== null) return found;
    for (const root of [...explicit, ...around]) {
      const nothing = nothingAt(below(root, path), name);
      if (nothing !== null) return nothing;
    }
    return isLocal ? { kind: 'unresolved' } : outside;
  }

  /** The submodule `name` of what is at a path, or that itself; null when nothing is there. */
  function at(path: string, name: string | null): Resolution | null {
    const isFolder = name !== null && (modules.isPackage(path) || modules.isNamespace(path));
    const file = (isFolder ? modules.find(below(path, name)) : null) ?? modules.find(path);
    if (file === null) return null;
    // A file that is found and no source is generated: there is nothing to draw.
    return sources.has(file) ? { kind: 'file', path: file } : { kind: 'ignored' };
  }

  /** A namespace package itself is no file, a compiled module no source; `six` makes modules that are no files. */
  function nothingAt(path: string, name: string | null): Resolution | null {
    const shim = `${path}/`.indexOf('six/moves/');
    if (shim === 0 || path[shim - 1] === '/') return at(path.slice(0, shim + 'six'.length), null);
    const member = name === null ? path : below(path, name);
    const isThere = modules.isNamespace(member) || modules.isCompiled(member) || modules.isCompiled(path);
    return isThere ? { kind: 'ignored' } : null;
  }

  return { resolve };
}
