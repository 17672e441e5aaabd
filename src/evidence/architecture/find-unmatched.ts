import type { ModuleGraph } from '../graph/module-graph.ts';
import type { CompiledArchitecture, TreeTarget } from './compile-architecture.ts';
import type { Rules } from './find-breaches.ts';

/** A part of a rule that fits no source file, so that the rule can never say anything there. */
export interface Unmatched {
  compiled: CompiledArchitecture;
  /** The boundary or the layers; null for a module itself. */
  rule: string | null;
  /** `module`, `from`, `deny`, `independent`, `protect`, `in`, `order`. */
  part: string;
  target: string;
}

/**
 * Parts of rules and modules that no file of the graph fits: mistyped, or left behind when the code moved. Third-party
 * targets and `allow` may stand for what is not there (yet); a module that fits nothing is said once, not by each rule.
 */
export function findUnmatched(graph: ModuleGraph, rules: Rules): Unmatched[] {
  const unmatched: Unmatched[] = [];
  for (const scope of rules.scopes) {
    const { compiled } = scope;
    const used = usedIn(compiled, graph);
    for (const [number, { name }] of compiled.modules.entries()) {
      if (!used.modules.has(number)) unmatched.push({ compiled, rule: null, part: 'module', target: name });
    }
    const add = (rule: string, part: string, targets: readonly TreeTarget[]) => {
      for (const target of targets) {
        const found =
          target.kind === 'glob'
            ? used.globs.has(target.glob)
            : target.instance === null || used.instances.has(`${target.module}:${target.instance}`);
        if (!found) unmatched.push({ compiled, rule, part, target: target.label });
      }
    };
    for (const { rule, from, deny, independent, protect } of compiled.boundaries) {
      for (const [part, targets] of Object.entries({ from, deny, independent, protect })) {
        add(rule.name, part, targets.tree);
      }
    }
    for (const { rule, container, order } of compiled.layers) {
      if (container !== null && !used.globs.has(container)) {
        unmatched.push({ compiled, rule: rule.name, part: 'in', target: rule.in ?? '' });
      } else add(rule.name, 'order', order);
    }
  }
  return unmatched;
}

/** What the files of the graph fit: all files where a folder's rules speak of files beyond it. */
function usedIn(compiled: CompiledArchitecture, { files }: ModuleGraph) {
  const globs = new Set<number>();
  const modules = new Set<number>();
  const instances = new Set<string>();
  const seen = new Set<readonly number[]>();
  const within = `${compiled.source.folder}/`;
  for (const { path } of files) {
    if (!compiled.reachesOut && !path.startsWith(within)) continue;
    const { hits, module, instance } = compiled.place(path);
    if (module !== null) {
      modules.add(module);
      if (instance !== '') instances.add(`${module}:${instance}`);
    }
    if (seen.has(hits)) continue;
    seen.add(hits);
    for (const hit of hits) globs.add(hit);
  }
  return { globs, modules, instances };
}
