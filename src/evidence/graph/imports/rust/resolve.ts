import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { readCrates } from './crates.ts';
import { buildModuleTree, type Module } from './module-tree.ts';

const builtins = new Set(['std', 'core', 'alloc', 'proc_macro', 'test']);

/**
 * Resolves Rust's imports over a tree's Cargo.toml files and the modules that its files declare. A path leads to the
 * file of the deepest module on it; what a module only passes on by `pub use` is that module's. The first segment of
 * a plain path is a module beside, else a crate of the package's manifest, else the standard library.
 */
export function createRustResolver({ sources, manifests, declares }: ResolverInput): Resolver {
  const crates = readCrates(manifests, sources);
  const modules = buildModuleTree(crates, sources, declares);
  const known = new Map<string, Map<string, Resolution>>();

  function resolve(from: string, specifier: string): Resolution {
    const answers = known.get(from) ?? new Map<string, Resolution>();
    known.set(from, answers);
    const answer = answers.get(specifier) ?? resolveFrom(from, specifier);
    answers.set(specifier, answer);
    return answer;
  }

  function resolveFrom(from: string, specifier: string): Resolution {
    if (specifier.startsWith('mod ')) {
      const path = modules.declared(from, specifier.slice('mod '.length));
      return path === null ? { kind: 'unresolved' } : { kind: 'file', path };
    }
    const module = modules.ofFile(from);
    if (module === undefined) return { kind: 'unresolved' };
    const isGlobal = specifier.startsWith('::');
    const segments = (isGlobal ? specifier.slice(2) : specifier).split('::');
    const first = segments[0]!;
    if (!isGlobal) {
      if (first === 'crate') return walk(module.root, segments, 1);
      if (first === 'self') return walk(module, segments, 1);
      if (first === 'super') return above(module, segments);
      if (module.children.has(first)) return walk(module, segments, 0);
    }
    const isOld = module.owner?.manifest.isOld === true;
    // In the 2015 edition paths of `use` are seen from the crate's root.
    if (isOld && module.root.children.has(first)) return walk(module.root, segments, 0);
    const imported = segments.filter((segment) => segment !== '*').join('::');
    const external = module.owner === null ? null : crates.external(first, module.owner);
    if (external?.kind === 'library') {
      const root = modules.ofFile(external.root);
      return root === undefined ? { kind: 'unresolved' } : walk(root, segments, 1);
    }
    if (external !== null) return { kind: 'package', name: external.name, imported };
    if (builtins.has(first)) return { kind: 'builtin', imported };
    // `use Shape::*`: a type of this file, or one that another `use` brings.
    if (!isGlobal && /^\p{Lu}/u.test(first)) return { kind: 'ignored' };
    if (module.owner === null || isGlobal) return { kind: 'package', name: first, imported };
    return { kind: 'unresolved' };
  }

  function above(module: Module, segments: readonly string[]): Resolution {
    let at = module;
    let from = 0;
    for (; segments[from] === 'super'; from++) {
      if (at.parent === null) return { kind: 'unresolved' };
      at = at.parent;
    }
    return walk(at, segments, from);
  }

  /** The file of the deepest module on a path; the rest of it are items there. */
  function walk(module: Module, segments: readonly string[], from: number): Resolution {
    let at = module;
    for (let index = from; index < segments.length; index++) {
      const child = at.children.get(segments[index]!);
      if (child === undefined) break;
      at = child;
    }
    return { kind: 'file', path: at.file };
  }

  return { resolve };
}
