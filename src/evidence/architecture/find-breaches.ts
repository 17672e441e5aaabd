import type { NestedArchitecture } from '../../settings/architecture.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Edge } from '../evidence.ts';
import { nodeOf } from '../graph/build-module-graph.ts';
import type { ModuleGraph } from '../graph/module-graph.ts';
import { folderOf } from '../graph/paths.ts';
import { type CompiledArchitecture, compileArchitecture, moduleNameAt } from './compile-architecture.ts';
import { governingArchitecture } from './governing.ts';
import { createJudge, type Judge, layerOf, type Verdict } from './judge-imports.ts';

/** One import that a rule forbids, or one file that is in no layer. */
export interface Breach {
  verdict: Verdict | { kind: 'outside'; rule: CompiledArchitecture['layers'][number] };
  /** The settings file that says the rule. */
  source: NestedArchitecture;
  from: string;
  /** A file, a folder, or what is imported from outside with its prefix (`npm:typeorm`); null for a file in no layer. */
  to: string | null;
  /** Of the import in `from`; null for a whole file. */
  line: number | null;
  /** Modules by their names in the graph; null where the settings name none, and for what is outside the tree. */
  fromModule: string | null;
  toModule: string | null;
}

/** The rules of all settings files, compiled. */
export interface Rules {
  /** The root's first, then the folders' in their order. */
  scopes: Scope[];
  scopeOf(path: string): Scope;
}

interface Scope {
  compiled: CompiledArchitecture;
  judge: Judge;
}

/** Compiles the rules of all settings files; use it for both graphs of a change. */
export function compileRules(settings: Pick<Settings, 'architecture' | 'nested'>): Rules {
  const governing = governingArchitecture(settings);
  // The root's as the governing function knows it: no folder's settings govern a path in no folder.
  const sources = [governing(''), ...settings.nested];
  const scopes = new Map(
    sources.map((source) => {
      const compiled = compileArchitecture(source);
      return [source, { compiled, judge: createJudge(compiled) }] as const;
    }),
  );
  const byFolder = new Map<string, Scope>();
  const all = [...scopes.values()];
  return {
    scopes: all,
    scopeOf(path) {
      if (all.length === 1) return all[0]!;
      const folder = folderOf(path);
      let scope = byFolder.get(folder);
      if (scope === undefined) {
        scope = scopes.get(governing(path))!;
        byFolder.set(folder, scope);
      }
      return scope;
    },
  };
}

/**
 * Every breach in a graph, whether excepted or not, in the order of its edges. What is imported is judged by the
 * settings that govern the importing file; who imports a protected part, by those that govern that part.
 */
export function findBreaches(graph: ModuleGraph, rules: Rules): Breach[] {
  const breaches: Breach[] = [];
  const standIn = standIns(graph);
  const imported = (edge: Edge, target: string, { compiled }: Scope, verdict: Verdict): Breach => {
    const modules = { fromModule: nameOf(rules, edge.from), toModule: nameOf(rules, target) };
    return { verdict, source: compiled.source, from: edge.from, to: edge.to, line: edge.line, ...modules };
  };
  for (const edge of graph.edges) {
    const { from, to } = edge;
    const target = standIn(to);
    const [scope, other] = [rules.scopeOf(from), rules.scopeOf(target)];
    const placed = { edge, from: scope.compiled.place(from), to: scope.compiled.place(target) };
    const isOneScope = scope === other;
    for (const verdict of scope.judge.edge(placed, { outgoing: true, incoming: isOneScope })) {
      breaches.push(imported(edge, target, scope, verdict));
    }
    if (isOneScope) continue;
    const seen = { edge, from: other.compiled.place(from), to: other.compiled.place(target) };
    for (const verdict of other.judge.edge(seen, { outgoing: false, incoming: true })) {
      breaches.push(imported(edge, target, other, verdict));
    }
  }
  for (const external of graph.externals) {
    const { from, prefix, line } = external;
    const { compiled, judge } = rules.scopeOf(from);
    for (const verdict of judge.external(compiled.place(from), external)) {
      const modules = { fromModule: nameOf(rules, from), toModule: null };
      const to = `${prefix}:${external.imported}`;
      breaches.push({ verdict, source: compiled.source, from, to, line, ...modules });
    }
  }
  const exhaustive = rules.scopes.some(({ compiled }) => compiled.layers.some(({ rule }) => rule.exhaustive));
  for (const { path } of exhaustive ? graph.files : []) {
    const { compiled } = rules.scopeOf(path);
    for (const rule of compiled.layers) {
      if (!rule.rule.exhaustive) continue;
      const place = compiled.place(path);
      if (compiled.containerOf(rule, place) === null || layerOf(compiled, rule, place) !== null) continue;
      const verdict = { kind: 'outside' as const, rule };
      const modules = { fromModule: nameOf(rules, path), toModule: null };
      breaches.push({ verdict, source: compiled.source, from: path, to: null, line: null, ...modules });
    }
  }
  return breaches;
}

function nameOf(rules: Rules, path: string): string | null {
  const { compiled } = rules.scopeOf(path);
  return moduleNameAt(compiled, compiled.place(path));
}

/** An edge to a folder is judged as one to a file in it: the first that is part of what is imported. */
function standIns({ files, edges }: ModuleGraph): (path: string) => string {
  const paths = new Set(files.map(({ path }) => path));
  const folders = new Set<string>();
  for (const { to } of edges) if (!paths.has(to)) folders.add(to);
  const found = new Map<string, string>();
  if (folders.size > 0) {
    for (const { path } of files) {
      const folder = folderOf(path);
      if (!folders.has(folder)) continue;
      const known = found.get(folder);
      if (known === undefined || (nodeOf(known) !== folder && nodeOf(path) === folder))
        found.set(folder, path);
    }
  }
  return found.size === 0 ? (path) => path : (path) => found.get(path) ?? path;
}
