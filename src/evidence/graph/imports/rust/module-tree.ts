import { below, folderOf, joinPath } from '../../paths.ts';
import type { CargoPackage, Crates } from './crates.ts';

/** A module, in a file of its own or inline in its parent's. */
export interface Module {
  file: string;
  parent: Module | null;
  root: Module;
  children: Map<string, Module>;
  owner: CargoPackage | null;
}

export interface ModuleTree {
  /** The module that a file is; the first where several crates include it: a library's before a program's. */
  ofFile(file: string): Module | undefined;
  /** The file of `mod x;` in a file, by the notation of its declaration (`a::b`, `a::b=c.rs`). */
  declared(file: string, notation: string): string | null;
}

/**
 * Builds the modules of a tree from the roots of its crates by what files declare. A file that no declaration reaches
 * (it stands in a macro) belongs to the module of its folder; where there is none, it is a crate of its own.
 */
export function buildModuleTree(
  crates: Crates,
  sources: ReadonlySet<string>,
  declares: ReadonlyMap<string, readonly string[]>,
): ModuleTree {
  const byFile = new Map<string, Module>();
  const declarations = new Map<string, string>();

  /** Makes the module of a file and those below it. `isOwner`: its children stand beside it, not in a folder of its name. */
  function grow(file: string, parent: Module | null, owner: CargoPackage | null, isOwner: boolean): Module {
    const isKnown = byFile.has(file);
    const top = fileModule(file, parent, owner);
    if (isKnown) return top;
    const waiting = [{ module: top, isOwner }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { module } = next;
      for (const notation of declares.get(module.file) ?? []) {
        const [path = '', attribute] = notation.split(';');
        const names = path.split('::');
        const name = names.pop()!;
        const within = inlineModule(module, names);
        if (attribute === undefined) {
          if (!within.children.has(name)) addInline(within, name);
          continue;
        }
        const found = fileOf(module.file, names, name, attribute, next.isOwner);
        if (found === null) continue;
        const key = `${module.file}\0${path}${attribute === '' ? '' : `=${attribute}`}`;
        if (!declarations.has(key)) declarations.set(key, found.file);
        const known = byFile.get(found.file);
        const child = fileModule(found.file, within, owner);
        if (!within.children.has(name)) within.children.set(name, child);
        if (known === undefined) waiting.push({ module: child, isOwner: found.isOwner });
      }
    }
    return top;
  }

  /** A file that is a module in several places is read for the first of them; the others share what is below it. */
  function fileModule(file: string, parent: Module | null, owner: CargoPackage | null): Module {
    const module = makeModule(file, parent, owner);
    const known = byFile.get(file);
    if (known === undefined) byFile.set(file, module);
    else module.children = known.children;
    return module;
  }

  function makeModule(file: string, parent: Module | null, owner: CargoPackage | null): Module {
    const module: Module = {
      file,
      parent,
      root: parent?.root ?? (null as never),
      children: new Map(),
      owner,
    };
    module.root ??= module;
    return module;
  }

  function inlineModule(module: Module, names: readonly string[]): Module {
    let at = module;
    for (const name of names) at = at.children.get(name) ?? addInline(at, name);
    return at;
  }

  function addInline(parent: Module, name: string): Module {
    const module = makeModule(parent.file, parent, parent.owner);
    parent.children.set(name, module);
    return module;
  }

  /** Where the file of `mod name;` is: https://doc.rust-lang.org/reference/items/modules.html#module-source-filenames */
  function fileOf(
    file: string,
    inline: readonly string[],
    name: string,
    attribute: string,
    isOwner: boolean,
  ): { file: string; isOwner: boolean } | null {
    const folder = folderOf(file);
    const own = isOwner ? folder : file.slice(0, -'.rs'.length);
    const place = inline.reduce(below, own);
    if (attribute !== '') {
      const path = joinPath(inline.length === 0 ? folder : place, attribute);
      if (path !== null && sources.has(path)) return { file: path, isOwner: true };
    }
    const plain = below(place, `${name}.rs`);
    if (sources.has(plain)) return { file: plain, isOwner: false };
    const index = below(place, `${name}/mod.rs`);
    return sources.has(index) ? { file: index, isOwner: true } : null;
  }

  for (const { file, owner } of crates.roots) grow(file, null, owner, true);
  // Parents come before what stands in their folders.
  const rest = [...sources]
    .filter((file) => !byFile.has(file))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  for (const file of rest) {
    if (byFile.has(file)) continue;
    const isIndex = file.endsWith('/mod.rs');
    const stem = isIndex ? folderOf(file) : file.slice(0, -'.rs'.length);
    const folder = folderOf(stem);
    const parent = [`${folder}/mod.rs`, `${folder}.rs`, below(folder, 'lib.rs'), below(folder, 'main.rs')]
      .map((path) => byFile.get(path))
      .find((module) => module !== undefined);
    const owner = parent?.owner ?? crates.ownerOf(file);
    const module = grow(file, parent ?? null, owner, isIndex || parent === undefined);
    const name = stem.slice(stem.lastIndexOf('/') + 1);
    if (parent !== undefined && !parent.children.has(name)) parent.children.set(name, module);
  }

  return {
    ofFile: (file) => byFile.get(file),
    declared: (file, notation) => declarations.get(`${file}\0${notation}`) ?? null,
  };
}
