import { below } from '../../paths.ts';

/** Best first: what a path without an extension means when several files fit. Declarations come last. */
const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.d.mts', '.d.cts'];
const declaration = /\.d\.[cm]?ts$/;
const script = /\.[cm]?[jt]sx?$/;
const otherEndings = ['.json', '.vue', '.svelte', '.node'];
/** Folders that builds write: what stands in them came from `src`, or from the folder above. */
const output = new Set(['dist', 'build', 'lib', 'out', 'esm', 'cjs', 'es', 'types', 'typings']);

/** Finds the source that a path in an import or a manifest means, in one or two look-ups. */
export interface SourceFiles {
  /**
   * The file of the tree at `path`: the very file, the same with a TypeScript extension, with an extension added,
   * or the index of a folder. Null when there is none.
   */
  find(path: string): string | null;
  /** As `find`, and else the source from which the build would write that path (`dist/a.js` from `src/a.ts`). */
  findSource(path: string): string | null;
}

/** `sources` are the files of the graph, `paths` all of the tree (an asset is found, but is no source). */
export function indexSources(sources: ReadonlySet<string>, paths: ReadonlySet<string>): SourceFiles {
  const byStem = new Map<string, string>();
  for (const path of sources) {
    const stem = path.replace(declaration, '').replace(script, '');
    const known = byStem.get(stem);
    if (known === undefined || rank(path) < rank(known)) byStem.set(stem, path);
    if (declaration.test(path)) byStem.set(`${stem}.d`, path);
  }

  function find(path: string): string | null {
    if (sources.has(path)) return path;
    const found = byStem.get(path) ?? (script.test(path) ? byStem.get(path.replace(script, '')) : undefined);
    if (found !== undefined) return found;
    const index = byStem.get(below(path, 'index'));
    if (index !== undefined) return index;
    if (paths.has(path)) return path;
    for (const ending of otherEndings) if (paths.has(path + ending)) return path + ending;
    return null;
  }

  function findSource(path: string): string | null {
    const direct = find(path);
    if (direct !== null && sources.has(direct)) return direct;
    const parts = path.split('/');
    const first = parts.findIndex((part) => output.has(part));
    if (first === -1) return direct;
    let rest = first + 1;
    while (rest < parts.length - 1 && output.has(parts[rest]!)) rest++;
    const before = parts.slice(0, first);
    const after = parts.slice(rest);
    for (const middle of after[0] === 'src' ? [[]] : [['src'], []]) {
      const found = find([...before, ...middle, ...after].join('/'));
      if (found !== null && sources.has(found)) return found;
    }
    return direct;
  }

  return { find, findSource };
}

function rank(path: string): number {
  const known = declaration.exec(path) ?? script.exec(path);
  return endings.indexOf(known?.[0] ?? '');
}
