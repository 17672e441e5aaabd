import type { Boundary, Layers, NestedArchitecture } from '../../settings/architecture.ts';
import { readGlob } from '../../settings/read-glob.ts';
import { readTarget } from '../../settings/read-target.ts';
import { below } from '../graph/paths.ts';
import { compileGlob } from './compile-glob.ts';
import { createGlobIndex, type GlobIndex } from './glob-index.ts';

/** The architecture of one settings file, ready to judge: its globs are numbers in `index`. */
export interface CompiledArchitecture {
  source: NestedArchitecture;
  modules: CompiledModule[];
  boundaries: CompiledBoundary[];
  layers: CompiledLayers[];
  /** Where a path stands. Asking again gives the same object. */
  place(path: string): Place;
  fits(target: TreeTarget, place: Place): boolean;
  /** The part that a path is of, for a target that it fits: `orders`, or `feature:orders` where there are captures. */
  unitOf(target: TreeTarget, place: Place): string;
  /** The container of layers that a path is in, equal for paths of one; null for a path in none. */
  containerOf(layers: CompiledLayers, place: Place): string | null;
  index: GlobIndex;
  /** Whether a glob speaks of paths outside the folder. */
  reachesOut: boolean;
}

interface CompiledModule {
  name: string;
  globs: number[];
  public: number[];
}

/** What rules need to know of a path. */
export interface Place {
  path: string;
  /** Sorted numbers of the globs that fit; paths with the same array are alike but for what captures hold. */
  hits: readonly number[];
  /** The first module that fits, by its number; null for none. */
  module: number | null;
  /** What the module's captures hold; '' when it has none. */
  instance: string;
}

/** A part of the tree: one module or one glob. */
export type TreeTarget = { label: string } & (
  | { kind: 'module'; module: number; instance: string | null }
  | { kind: 'glob'; glob: number; captures: boolean }
);

/** Packages, by what the code imports; null names every package. */
export interface PackageTarget {
  label: string;
  prefix: string;
  name: string | null;
}

export interface Targets {
  tree: TreeTarget[];
  packages: PackageTarget[];
}

export interface CompiledBoundary {
  rule: Boundary;
  kind: 'deny' | 'allow' | 'independent' | 'protect';
  from: Targets;
  /** Who is denied, allowed, kept apart or protected. */
  deny: Targets;
  allow: Targets;
  independent: Targets;
  protect: Targets;
}

export interface CompiledLayers {
  rule: Layers;
  /** The container's glob; null for the whole tree. */
  container: number | null;
  /** Segments of a container's path; null where they differ, and what captures hold tells containers apart. */
  depth: number | null;
  order: TreeTarget[];
  /** For each in `order` the number of its layer, from the highest: several may be one layer. */
  levels: number[];
}

/** Compiles what a settings file says; rules that are `off` are left out. Expects what `parseSettings` let through. */
export function compileArchitecture(source: NestedArchitecture): CompiledArchitecture {
  const { architecture, folder } = source;
  const index = createGlobIndex();
  let reachesOut = folder === '';
  const glob = (text: string) => {
    reachesOut ||= text.startsWith('/');
    return index.add(compileGlob(text, folder), text);
  };
  const entries = Object.entries(architecture.modules);
  const modules = entries.map(([name, said]) => ({
    name,
    globs: said.paths.map(glob),
    public: said.public.map(glob),
  }));
  const names = new Set(entries.map(([name]) => name));
  const numbers = new Map(entries.map(([name], number) => [name, number]));
  const context: Context = { folder, names, numbers, glob };
  const boundaries = architecture.boundaries
    .filter(({ severity }) => severity !== 'off')
    .map((rule) => compileBoundary(rule, context));
  const layers = architecture.layers
    .filter(({ severity }) => severity !== 'off')
    .map((rule) => compileLayers(rule, context));

  const captured = new Set<number>();
  for (const [, { paths }] of entries)
    for (const text of paths) if (hasCaptures(text)) captured.add(glob(text));
  const moduleByGlob = new Map<number, number>();
  for (const [number, module] of modules.entries()) {
    for (const one of module.globs) if (!moduleByGlob.has(one)) moduleByGlob.set(one, number);
  }
  const places = new Map<string, Place>();
  const modulesByHits = new Map<readonly number[], { module: number; glob: number } | null>();
  function moduleAt(hits: readonly number[]): { module: number; glob: number } | null {
    let found = modulesByHits.get(hits);
    if (found === undefined) {
      const owners = hits.map((hit) => moduleByGlob.get(hit) ?? Number.POSITIVE_INFINITY);
      const module = Math.min(...owners);
      found = Number.isFinite(module)
        ? { module, glob: modules[module]!.globs.find((one) => hits.includes(one))! }
        : null;
      modulesByHits.set(hits, found);
    }
    return found;
  }
  function findPlace(path: string): Place {
    const hits = index.hits(path);
    const found = moduleAt(hits);
    if (found === null) return { path, hits, module: null, instance: '' };
    const { module, glob: fitting } = found;
    return {
      path,
      hits,
      module,
      instance: captured.has(fitting) ? (index.instance(fitting, path) ?? '') : '',
    };
  }

  return {
    ...{ source, modules, boundaries, layers, index, reachesOut },
    place(path) {
      let place = places.get(path);
      if (place === undefined) {
        place = findPlace(path);
        places.set(path, place);
      }
      return place;
    },
    fits(target, { module, instance, hits }) {
      if (target.kind === 'glob') return hits.includes(target.glob);
      return module === target.module && (target.instance === null || target.instance === instance);
    },
    unitOf(target, { path, instance }) {
      if (target.kind === 'glob') {
        return target.captures
          ? `${target.label} (${index.instance(target.glob, path) ?? ''})`
          : target.label;
      }
      const { name } = modules[target.module]!;
      return instance === '' ? name : `${name}:${instance}`;
    },
    containerOf({ container, depth }, { path, hits }) {
      if (container === null) return '';
      if (!hits.includes(container)) return null;
      return depth === null ? index.instance(container, path) : path.split('/').slice(0, depth).join('/');
    },
  };
}

/** The name of a module as the graph shows it: that of a folder's settings file begins with the folder. */
export function moduleNameAt(compiled: CompiledArchitecture, { module, instance }: Place): string | null {
  if (module === null) return null;
  const { name } = compiled.modules[module]!;
  return below(compiled.source.folder, instance === '' ? name : `${name}:${instance}`);
}

interface Context {
  folder: string;
  names: ReadonlySet<string>;
  numbers: ReadonlyMap<string, number>;
  glob(text: string): number;
}

const none: Targets = { tree: [], packages: [] };

function compileBoundary(rule: Boundary, context: Context): CompiledBoundary {
  const read = (texts: readonly string[] | undefined) =>
    texts === undefined ? none : compileTargets(texts, context);
  const kind =
    rule.protect !== undefined
      ? 'protect'
      : rule.independent !== undefined
        ? 'independent'
        : rule.allow !== undefined
          ? 'allow'
          : 'deny';
  return {
    rule,
    kind,
    from: read(rule.from),
    deny: read(rule.deny),
    allow: read(rule.allow),
    independent: read(rule.independent),
    protect: read(rule.protect),
  };
}

function compileTargets(texts: readonly string[], { names, numbers, glob }: Context): Targets {
  const targets: Targets = { tree: [], packages: [] };
  for (const label of texts) {
    const target = readTarget(label, names);
    if (target.kind === 'module') {
      const { instance } = target;
      targets.tree.push({ kind: 'module', label, module: numbers.get(target.module)!, instance });
    } else if (target.kind === 'glob') {
      targets.tree.push({ kind: 'glob', label, glob: glob(target.glob), captures: hasCaptures(target.glob) });
    } else if (target.kind === 'package') {
      const { prefix, name } = target;
      targets.packages.push({ label, prefix, name: name === '*' ? null : name });
    }
  }
  return targets;
}

function hasCaptures(glob: string): boolean {
  const reading = readGlob(glob);
  return reading.ok && reading.captures.length > 0;
}

function compileLayers(rule: Layers, context: Context): CompiledLayers {
  if (rule.in === undefined) {
    const layers = rule.order.map((layer) => compileTargets(layer, context).tree);
    return { rule, container: null, depth: null, ...inLevels(layers) };
  }
  const folder = rule.in.replace(/(?:\/\*\*)?\/*$/, '');
  const targetOf = (label: string): TreeTarget => {
    const module = context.numbers.get(label);
    if (module !== undefined) return { kind: 'module', label, module, instance: null };
    const glob = context.glob(`${folder}/${label.replace(/^(?:\.?\/)+/, '')}`);
    return { kind: 'glob', label, glob, captures: false };
  };
  const layers = inLevels(rule.order.map((layer) => layer.map(targetOf)));
  const inside = `${folder}/**`;
  return { rule, container: context.glob(inside), depth: depthOf(inside, context.folder), ...layers };
}

function inLevels(layers: TreeTarget[][]): Pick<CompiledLayers, 'order' | 'levels'> {
  return { order: layers.flat(), levels: layers.flatMap((layer, level) => layer.map(() => level)) };
}

/** How many segments come before the `**` at the end of a glob, where each of its alternatives has as many. */
function depthOf(inside: string, settingsFolder: string): number | null {
  const reading = readGlob(inside);
  if (!reading.ok) return null;
  const above = reading.fromRoot || settingsFolder === '' ? 0 : settingsFolder.split('/').length;
  const depths = reading.alternatives.map((segments) => {
    const first = segments.findIndex(({ kind }) => kind === 'any');
    // The `**` at the end is read as two: any folders, and a name.
    return first === segments.length - 2 ? above + first : null;
  });
  return new Set(depths).size === 1 ? depths[0]! : null;
}
