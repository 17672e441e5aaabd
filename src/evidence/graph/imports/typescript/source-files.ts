import { below } from '../../paths.ts';
import { scriptEnding } from './script-ending.ts';

/** Best first: what a path without an extension means when several files fit. Declarations come last. */
const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.d.mts', '.d.cts'];
const declaration = /\.d\.[cm]?ts$/;
const script = /\.[cm]?[jt]sx?$/;
const otherEndings = ['.json', '.vue', '.svelte', '.node'];
/** Folders that builds write: what stands in them came from `src`, or from the folder above. */
const output = new Set(['dist', 'build', 'out', 'lib', 'esm', 'cjs', 'es']);
/** Folders inside those, by the kind of what is built. */
const kinds = new Set([...output, 'types', 'typings']);
/** Those that hold nothing but what was built, so that its source may as well stand beside them. */
const outputOnly = new Set(['dist', 'build', 'out']);

// Nobody builds deeper than `dist/lib/esm`; the limit keeps hostile paths cheap.
const mostOutputs = 4;

/** Finds the source that a path in an import or a manifest means, in one or two look-ups. */
export interface SourceFiles {
  /** As `find`, for sources alone. */
  script(path: string): string | null;
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
  const components: string[] = [];
  for (const path of sources) {
    const ending = scriptEnding(path);
    if (ending === -1) {
      components.push(path);
      continue;
    }
    const isDeclaration = path.charCodeAt(ending + 1) !== 106 && path.endsWith('.d', ending);
    const stem = path.slice(0, isDeclaration ? ending - 2 : ending);
    const known = byStem.get(stem);
    if (known === undefined || rank(path) < rank(known)) byStem.set(stem, path);
    if (isDeclaration) byStem.set(`${stem}.d`, path);
  }
  // `a.svelte` is that file, also beside an `a.svelte.ts`.
  for (const path of components) byStem.set(path, path);

  function script(path: string): string | null {
    const ending = scriptEnding(path);
    if (ending !== -1 && sources.has(path)) return path;
    const found = byStem.get(path) ?? (ending === -1 ? undefined : byStem.get(path.slice(0, ending)));
    return found ?? byStem.get(below(path, 'index')) ?? null;
  }

  function find(path: string): string | null {
    const source = script(path);
    if (source !== null) return source;
    if (paths.has(path)) return path;
    for (const other of otherEndings) if (paths.has(path + other)) return path + other;
    return null;
  }

  function findSource(path: string): string | null {
    const direct = find(path);
    if (direct !== null && sources.has(direct)) return direct;
    // Declarations are written from the same source as the code.
    const parts = path.replace(declaration, '').split('/');
    let tried = 0;
    for (let first = 0; first < parts.length - 1 && tried < mostOutputs; first++) {
      if (!output.has(parts[first]!)) continue;
      tried++;
      const found = builtFrom(parts, first);
      if (found !== null) return found;
    }
    return direct;
  }

  function builtFrom(parts: readonly string[], first: number): string | null {
    const before = parts.slice(0, first);
    // `dist/types/a` is `src/types/a` if there is one, and else `src/a` built into a folder for types.
    for (let rest = first + 1; rest < Math.min(parts.length, first + 1 + mostOutputs); rest++) {
      const after = parts.slice(rest);
      const middles = outputOnly.has(parts[first]!) ? [['src'], []] : [['src']];
      for (const middle of after[0] === 'src' ? [[]] : middles) {
        const found = script([...before, ...middle, ...after].join('/'));
        if (found !== null) return found;
      }
      if (!kinds.has(parts[rest]!)) break;
    }
    return null;
  }

  return { script, find, findSource };
}

function rank(path: string): number {
  const known = declaration.exec(path) ?? script.exec(path);
  return endings.indexOf(known?.[0] ?? '');
}
