import type { Edge } from '../evidence.ts';
import { languages } from '../graph/imports/languages.ts';
import type { ExternalImport } from '../graph/module-graph.ts';
import type {
  CompiledArchitecture,
  CompiledBoundary,
  CompiledLayers,
  PackageTarget,
  Place,
  Targets,
  TreeTarget,
} from './compile-architecture.ts';

/** Why one import is not allowed: the rule, and the parts of the system that it speaks of. */
export type Verdict =
  | { kind: 'deny'; rule: CompiledBoundary; from: string; to: string }
  | { kind: 'allow'; rule: CompiledBoundary; from: string; to: string | null }
  | { kind: 'independent'; rule: CompiledBoundary; from: string; to: string }
  | { kind: 'protect'; rule: CompiledBoundary; from: null; to: string }
  | { kind: 'above' | 'skipped'; rule: CompiledLayers; from: string; to: string };

/** An edge with where its ends stand; a folder stands where a file in it does. */
interface PlacedEdge {
  edge: Edge;
  from: Place;
  to: Place;
}

/** Asks the rules of one settings file about imports. Made anew for each; remembers which rules concern which paths. */
export interface Judge {
  /** `outgoing`: rules on what is imported; `incoming`: those on who imports (`protect`). */
  edge(placed: PlacedEdge, which: { outgoing: boolean; incoming: boolean }): Verdict[];
  external(from: Place, external: ExternalImport): Verdict[];
}

/**
 * A judge over a compiled architecture. Paths that fit the same globs are alike, so which rules may be breached between
 * them is found out once for each two kinds of paths; only those are asked about an edge.
 */
export function createJudge(compiled: CompiledArchitecture): Judge {
  const { boundaries, layers } = compiled;
  const kinds = new Map<readonly number[], number>();
  const starting = new Map<number, CompiledBoundary[]>();
  const between = new Map<number, Concerned>();
  const outside = new Map<number, CompiledBoundary[]>();
  const usesPackages = boundaries.filter((boundary) =>
    [boundary.deny, boundary.allow, boundary.protect].some(({ packages }) => packages.length > 0),
  );

  function kindOf({ hits }: Place): number {
    let kind = kinds.get(hits);
    if (kind === undefined) {
      kind = kinds.size;
      kinds.set(hits, kind);
    }
    return kind;
  }

  function startingAt(from: Place): CompiledBoundary[] {
    const kind = kindOf(from);
    let found = starting.get(kind);
    if (found === undefined) {
      const isOneOf = ({ tree }: Targets) => tree.some((target) => isOf(target, from));
      found = boundaries.filter(
        (one) => one.kind === 'protect' || isOneOf(one.kind === 'independent' ? one.independent : one.from),
      );
      starting.set(kind, found);
    }
    return found;
  }

  function concerned(from: Place, to: Place): Concerned {
    // Fewer kinds than files, and those are fewer than 2^26.
    const key = kindOf(from) * 2 ** 26 + kindOf(to);
    let found = between.get(key);
    if (found === undefined) {
      const asked = startingAt(from).filter((boundary) => mayConcern(boundary, to));
      found = {
        outgoing: asked.filter(({ kind }) => kind !== 'protect'),
        incoming: asked.filter(({ kind }) => kind === 'protect'),
        layers: layers.filter((one) => one.order.some((target) => isOf(target, from))),
      };
      between.set(key, found);
    }
    return found;
  }

  /** Whatever captures hold: only the kind of the path counts. */
  function mayConcern(boundary: CompiledBoundary, to: Place): boolean {
    const some = ({ tree }: Targets) => tree.some((target) => isOf(target, to));
    switch (boundary.kind) {
      case 'deny':
        return some(boundary.deny);
      case 'allow':
        return true;
      case 'independent':
        return some(boundary.independent);
      case 'protect':
        return some(boundary.protect);
    }
  }

  function isOf(target: TreeTarget, place: Place): boolean {
    return target.kind === 'glob' ? place.hits.includes(target.glob) : place.module === target.module;
  }

  function first(targets: readonly TreeTarget[], place: Place): TreeTarget | null {
    return targets.find((target) => compiled.fits(target, place)) ?? null;
  }

  /** Both are of the same part, as far as a target tells parts. */
  function together(target: TreeTarget, from: Place, to: Place): boolean {
    return (
      compiled.fits(target, from) &&
      compiled.fits(target, to) &&
      compiled.unitOf(target, from) === compiled.unitOf(target, to)
    );
  }

  function isPublic({ module, hits }: Place): boolean {
    if (module === null) return false;
    return compiled.modules[module]!.public.some((glob) => hits.includes(glob));
  }

  function judgeBoundary(boundary: CompiledBoundary, { edge, from, to }: PlacedEdge): Verdict[] {
    const { rule } = boundary;
    if (rule.types === 'ignore' && edge.typeOnly) return [];
    const verdict = verdictOf(boundary, from, to);
    return verdict === null ? [] : [verdict];
  }

  function verdictOf(rule: CompiledBoundary, from: Place, to: Place): Verdict | null {
    switch (rule.kind) {
      case 'deny': {
        const judged = first(rule.from.tree, from);
        // A part may always import itself; a glob is meant as it stands.
        const denied = rule.deny.tree.find(
          (target) => compiled.fits(target, to) && (target.kind === 'glob' || !together(target, from, to)),
        );
        if (judged === null || denied === undefined) return null;
        return { kind: 'deny', rule, from: compiled.unitOf(judged, from), to: compiled.unitOf(denied, to) };
      }
      case 'allow': {
        const judged = first(rule.from.tree, from);
        if (judged === null || together(judged, from, to) || first(rule.allow.tree, to) !== null) return null;
        return { kind: 'allow', rule, from: compiled.unitOf(judged, from), to: null };
      }
      case 'independent': {
        const one = first(rule.independent.tree, from);
        const other = first(rule.independent.tree, to);
        if (one === null || other === null) return null;
        const names = { from: compiled.unitOf(one, from), to: compiled.unitOf(other, to) };
        if (names.from === names.to || (rule.rule.via === 'public' && isPublic(to))) return null;
        return { kind: 'independent', rule, ...names };
      }
      case 'protect': {
        const guarded = first(rule.protect.tree, to);
        if (guarded === null || together(guarded, from, to)) return null;
        if (first(rule.allow.tree, from) !== null || (rule.rule.via === 'public' && isPublic(to)))
          return null;
        return { kind: 'protect', rule, from: null, to: compiled.unitOf(guarded, to) };
      }
    }
  }

  function judgeLayers(rule: CompiledLayers, { edge, from, to }: PlacedEdge): Verdict[] {
    if (rule.rule.types === 'ignore' && edge.typeOnly) return [];
    const { order, levels } = rule;
    const container = compiled.containerOf(rule, from);
    if (container === null || container !== compiled.containerOf(rule, to)) return [];
    const [upper, lower] = [layerOf(compiled, rule, from), layerOf(compiled, rule, to)];
    if (upper === null || lower === null) return [];
    const down = levels[lower]! - levels[upper]!;
    if (down === 0) return [];
    const names = { from: order[upper]!.label, to: order[lower]!.label };
    if (down < 0) return [{ kind: 'above', rule, ...names }];
    return rule.rule.closed && down > 1 ? [{ kind: 'skipped', rule, ...names }] : [];
  }

  return {
    edge(placed, which) {
      const asked = concerned(placed.from, placed.to);
      const verdicts: Verdict[] = [];
      if (which.outgoing) {
        for (const rule of asked.layers) verdicts.push(...judgeLayers(rule, placed));
        for (const rule of asked.outgoing) verdicts.push(...judgeBoundary(rule, placed));
      }
      if (which.incoming) for (const rule of asked.incoming) verdicts.push(...judgeBoundary(rule, placed));
      return verdicts;
    },
    external(from, external) {
      if (usesPackages.length === 0) return [];
      const kind = kindOf(from);
      let asked = outside.get(kind);
      if (asked === undefined) {
        asked = usesPackages.filter(
          ({ kind, from: judged }) => kind === 'protect' || judged.tree.some((target) => isOf(target, from)),
        );
        outside.set(kind, asked);
      }
      return asked.flatMap((rule) => judgeExternal(rule, from, external));
    },
  };

  function judgeExternal(boundary: CompiledBoundary, from: Place, external: ExternalImport): Verdict[] {
    const { rule } = boundary;
    if (rule.types === 'ignore' && external.typeOnly) return [];
    const named = (targets: Targets) => targets.packages.find((target) => matchPackage(target, external));
    switch (boundary.kind) {
      case 'deny': {
        const judged = first(boundary.from.tree, from);
        const denied = named(boundary.deny);
        if (judged === null || denied === undefined) return [];
        return [{ kind: 'deny', rule: boundary, from: compiled.unitOf(judged, from), to: denied.label }];
      }
      case 'allow': {
        const judged = first(boundary.from.tree, from);
        // Only a list that names packages of this language says anything about them, and never about its own library.
        const lists = boundary.allow.packages.some(({ prefix }) => prefix === external.prefix);
        if (judged === null || !lists || external.package === null || named(boundary.allow)) return [];
        return [{ kind: 'allow', rule: boundary, from: compiled.unitOf(judged, from), to: null }];
      }
      case 'protect': {
        const guarded = named(boundary.protect);
        if (guarded === undefined || first(boundary.allow.tree, from) !== null) return [];
        return [{ kind: 'protect', rule: boundary, from: null, to: guarded.label }];
      }
      case 'independent':
        return [];
    }
  }
}

/** The number of the layer that a path in the container is in, from the highest; null when it is in none. */
export function layerOf(
  { fits }: CompiledArchitecture,
  { order }: CompiledLayers,
  place: Place,
): number | null {
  const layer = order.findIndex((target) => fits(target, place));
  return layer === -1 ? null : layer;
}

interface Concerned {
  outgoing: CompiledBoundary[];
  incoming: CompiledBoundary[];
  layers: CompiledLayers[];
}

const separators = new Map(languages.map(({ prefix, separator }) => [prefix, separator]));

/** `npm:a/b` stands for `a/b` and all below it, not for `a/bc`; `npm:*` for every package, not for Node's own library. */
export function matchPackage(
  { prefix, name }: Pick<PackageTarget, 'prefix' | 'name'>,
  external: Pick<ExternalImport, 'prefix' | 'imported' | 'package'>,
): boolean {
  if (prefix !== external.prefix) return false;
  if (name === null) return external.package !== null;
  const { imported } = external;
  return imported === name || imported.startsWith(name + (separators.get(prefix) ?? '/'));
}
