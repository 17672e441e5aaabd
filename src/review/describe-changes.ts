import type { Fact } from '../evidence/evidence.ts';
import { describeReach, describeUnresolved } from '../evidence/graph/describe-graph.ts';
import type { Review } from './review.ts';

/**
 * What the change does to the module graph in a few lines of numbers, as plain text: its size, who may notice, and how
 * much of the imports was not understood, since what is claimed of the graph is worth no more than that. Nothing where
 * there is nothing to claim.
 */
export function describeGraphChange({ graph }: Pick<Review, 'graph'>): string[] {
  const { base, head } = graph;
  const figures = [
    figure('files', base.files, head.files),
    figure('dependencies', base.edges, head.edges),
    figure('import cycles', base.cycles, head.cycles),
  ].filter((part) => part !== '');
  const reach = describeReach(graph);
  const lines = figures.length > 0 ? [`Module graph: ${figures.join(', ')}`] : [];
  if (reach !== null) lines.push(reach);
  return lines.length === 0 ? [] : [...lines, ...describeUnresolved(graph)];
}

function figure(name: string, before: number, after: number): string {
  return before === after ? '' : `${before.toLocaleString('en')} → ${after.toLocaleString('en')} ${name}`;
}

/** The facts that are told as what changed, without those that a table of their own tells. */
export function contextTold({ context }: Pick<Review, 'context'>): Fact[] {
  return context.filter(({ rule }) => !rule.startsWith('contract/'));
}
