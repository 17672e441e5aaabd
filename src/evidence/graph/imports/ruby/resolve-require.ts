import { below, folderOf, joinPath } from '../../paths.ts';
import type { Resolution, ResolverInput } from '../language.ts';
import { isBuiltin } from './builtins.ts';
import { type DeclaredGems, indexDeclaredGems, undeclaredGem } from './declared-gems.ts';
import type { GemManifest } from './gem-manifests.ts';

const testFolder = /(?:^|\/)(?:spec|specs|test|tests|features)$/;
const helper = /^(?:spec_helper|rails_helper|test_helper|helper)(?:\.rb)?$/;
const builtExtension = /\.(?:so|o|dll|bundle|jar)$/;

/** Resolves what `require` and `load` name, and what gem a name is of, from a folder of the tree. */
export interface Requires {
  resolve(folder: string, specifier: string): Resolution;
  gemsAround(folder: string): DeclaredGems;
}

/** What is known of a folder by the manifests in it and above it. */
interface Surroundings {
  /** Folders that are searched first, nearest first. */
  roots: readonly string[];
  /** Projects around the folder, nearest first: where a program is started. */
  projects: readonly string[];
  gems: DeclaredGems;
  declared: readonly string[];
}

/**
 * Prepares the load path of a tree. Searched in this order: the load roots of the projects around a file, nearest
 * first (`lib`, what a gemspec says, and the autoload roots of a Rails application), the folders called `spec` or
 * `test` above it, then Ruby's own library, then those gems of the tree that the file's manifests declare or that no
 * declared gem stands against.
 */
export function createRequires(
  { paths, sources }: Pick<ResolverInput, 'paths' | 'sources'>,
  manifests: ReadonlyMap<string, GemManifest>,
  autoloadRoots: ReadonlyMap<string, readonly string[]>,
): Requires {
  const known = new Map<string, Surroundings>();
  const heads = headsOf(sources);
  // What a build makes of `ext/a/b/extconf.rb` is required as `b` or `a/b`.
  const built = new Set<string>();
  for (const path of sources) {
    if (path.endsWith('/extconf.rb')) built.add(path.slice(0, -'/extconf.rb'.length).replace(/^.*\//, ''));
  }
  /** Files below the load roots of the tree's gems by what one requires to get them. */
  const provided = new Map<string, { path: string; gems: readonly string[] }>();
  const rootOwners = new Map<string, readonly string[]>();
  for (const { defines, loadRoots } of manifests.values()) {
    for (const root of loadRoots) if (!rootOwners.has(root)) rootOwners.set(root, defines);
  }
  for (const path of sources) {
    for (let root = folderOf(path); root !== ''; root = folderOf(root)) {
      const gems = rootOwners.get(root);
      if (gems === undefined) continue;
      const name = path.slice(root.length + 1);
      if (!provided.has(name)) provided.set(name, { path, gems });
    }
  }

  function around(folder: string): Surroundings {
    const found = known.get(folder);
    if (found !== undefined) return found;
    const above = folder === '' ? null : around(folderOf(folder));
    const manifest = manifests.get(folder);
    const own: string[] = [];
    if (folder === '' || manifest !== undefined || autoloadRoots.has(folder)) {
      const inside = folder === '' ? '' : `${folder}/`;
      own.push(...(manifest?.loadRoots ?? []).filter((root) => root.startsWith(inside)));
      own.push(below(folder, 'lib'), ...(autoloadRoots.get(folder) ?? []));
    }
    if (testFolder.test(folder)) own.push(folder);
    const isProject = folder === '' || manifest !== undefined;
    const declared =
      manifest === undefined ? (above?.declared ?? []) : [...manifest.declares, ...(above?.declared ?? [])];
    const made: Surroundings = {
      roots:
        own.length === 0 && above !== null ? above.roots : [...new Set([...own, ...(above?.roots ?? [])])],
      projects: isProject ? [folder, ...(above?.projects ?? [])] : (above?.projects ?? []),
      gems: manifest === undefined && above !== null ? above.gems : indexDeclaredGems(declared),
      declared,
    };
    known.set(folder, made);
    return made;
  }

  /** The source at a path with or without its extension. */
  function fileAt(path: string): string | null {
    if (sources.has(`${path}.rb`)) return `${path}.rb`;
    return sources.has(path) ? path : null;
  }

  function found(path: string): Resolution | null {
    const file = fileAt(path);
    if (file !== null) return { kind: 'file', path: file };
    return paths.has(path) || paths.has(`${path}.rb`) ? { kind: 'ignored' } : null;
  }

  function resolve(folder: string, specifier: string): Resolution {
    if (specifier.startsWith('./') || specifier.startsWith('../')) {
      const path = joinPath(folder, specifier);
      return (path === null ? null : found(path)) ?? missing(specifier);
    }
    const { roots, projects, gems } = around(folder);
    if (specifier.startsWith('$PWD/')) return fromFolders(projects, specifier.slice(5)) ?? missing(specifier);
    if (specifier.startsWith('/') || specifier.startsWith('~')) return { kind: 'ignored' };
    const name = specifier.replace(/\/{2,}/g, '/');
    const own = fromFolders(roots, name);
    if (own !== null) return own;
    // `load 'tasks/a.rake'` is looked for where the program runs.
    const started = /\.\w+$|^[A-Z]\w*file$/.test(name) ? fromFolders(projects, name) : null;
    if (started !== null) return started;
    const segments = name.split('/');
    const exact = gems.findExact(segments);
    if (exact === null && isBuiltin(name)) return { kind: 'builtin', imported: name };
    const provider = provided.get(`${name}.rb`) ?? provided.get(name);
    const declared = exact ?? gems.find(segments);
    if (provider !== undefined && (declared === null || provider.gems.includes(declared.gem))) {
      return { kind: 'file', path: provider.path };
    }
    if (builtExtension.test(name)) return { kind: 'ignored' };
    const isBuilt = declared === null && built.has(segments.at(-1)!);
    if (isBuilt && looksLocal(roots, segments[0]!, name)) return { kind: 'ignored' };
    if (declared === null && looksLocal(roots, segments[0]!, name)) return { kind: 'unresolved' };
    const imported = name.replace(/\.rb$/, '');
    return { kind: 'package', name: declared?.gem ?? undeclaredGem(imported.split('/', 1)[0]!), imported };
  }

  function fromFolders(folders: readonly string[], name: string): Resolution | null {
    for (const folder of folders) {
      const path = joinPath(folder, name);
      const one = path === null ? null : found(path);
      if (one !== null) return one;
    }
    return null;
  }

  /** Whether a name begins as something that a load root has. */
  function looksLocal(roots: readonly string[], first: string, name: string): boolean {
    return helper.test(name) || roots.some((root) => heads.has(below(root, first)));
  }

  return { resolve, gemsAround: (folder) => around(folder).gems };
}

function missing(specifier: string): Resolution {
  return { kind: builtExtension.test(specifier) ? 'ignored' : 'unresolved' };
}

/** Every folder of the sources, and every source without its extension. */
function headsOf(sources: ReadonlySet<string>): Set<string> {
  const heads = new Set<string>();
  for (const path of sources) {
    if (path.endsWith('.rb')) heads.add(path.slice(0, -3));
    for (let at = folderOf(path); at !== '' && !heads.has(at); at = folderOf(at)) heads.add(at);
  }
  return heads;
}
