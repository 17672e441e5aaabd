import type { Tree } from '../../../source/tree.ts';
import type { Resolver } from '../../graph/imports/language.ts';
import { asObject, parseJsonc } from '../../graph/imports/typescript/parse-jsonc.ts';
import { createTypescriptResolver } from '../../graph/imports/typescript/resolve.ts';
import { typescript } from '../../graph/imports/typescript/typescript.ts';
import { folderOf } from '../../graph/paths.ts';

/** A package that others can install, and the modules by which they import it. */
export interface PublishedPackage {
  /** Folder of its package.json, '' for the root. */
  folder: string;
  name: string;
  version: string;
  /** Every specifier that the manifest offers, whether its source was found or not. */
  specifiers: Set<string>;
  /** Source files by the specifier that leads to them: `name`, `name/sub`. */
  entries: Map<string, string>;
}

export interface PackageListing {
  packages: PublishedPackage[];
  resolver: Resolver;
}

/** Subpaths of one package that are followed. */
const mostEntries = 60;

/**
 * The packages of a tree that can be published (a name, a version, not `private`) and have sources in TypeScript as
 * their entries. `texts` are the package.json and tsconfig files of the tree.
 */
export function listEntries(tree: Tree, texts: ReadonlyMap<string, string>): PackageListing {
  const paths = new Set(tree.entries.keys());
  const sources = new Set([...paths].filter((path) => typescript.classify(path) !== null));
  const resolver = createTypescriptResolver({ paths, sources, manifests: texts, declares: new Map() });
  const packages = [...texts].flatMap(([path, text]): PublishedPackage[] => {
    if (!/(?:^|\/)package\.json$/.test(path)) return [];
    const content = parseJsonc(text);
    const { name, version } = content ?? {};
    if (content?.['private'] === true || typeof name !== 'string' || typeof version !== 'string') return [];
    const folder = folderOf(path);
    const entries = new Map<string, string>();
    const specifiers = new Set(specifiersOf(name, content?.['exports']));
    for (const specifier of specifiers) {
      const resolution = resolver.resolve(`${folder === '' ? '' : `${folder}/`}package.json`, specifier);
      if (resolution.kind === 'file' && /\.[cm]?tsx?$/.test(resolution.path)) {
        entries.set(specifier, resolution.path);
      }
    }
    return entries.size === 0 ? [] : [{ folder, name, version, specifiers, entries }];
  });
  return { packages, resolver };
}

function specifiersOf(name: string, exports: unknown): string[] {
  const keys = Object.keys(asObject(exports) ?? {}).filter(
    (key) => key.startsWith('./') && !key.includes('*'),
  );
  return [name, ...keys.slice(0, mostEntries).map((key) => name + key.slice(1))];
}
