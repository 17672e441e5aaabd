import type { Edge, Evidence } from '../evidence/evidence.ts';
import { stripInvisible } from './sanitise-untrusted.ts';

/** More of one kind are counted, not listed: beyond this the list says no more than its number. */
const maxEntries = 120;
const maxText = 600;

/**
 * Facts and the change of the module graph as JSON, one entry a line, capped by kind with the number left out.
 * Everything in it can hold names from the repository: fence it.
 */
export function describeEvidence(evidence: Evidence): string {
  const { graph } = evidence;
  return [
    json({ graph: { base: graph.base, head: graph.head } }),
    ...list('edge added', graph.edgesAdded, describeEdge),
    ...list('edge removed', graph.edgesRemoved, describeEdge),
    ...list('cycle added', graph.cyclesAdded, (files) => ({ files: files.slice(0, 40), size: files.length })),
    ...list('cycle removed', graph.cyclesRemoved, (files) => ({
      files: files.slice(0, 40),
      size: files.length,
    })),
    ...list('package added', graph.packagesAdded, (use) => ({ ...use, from: use.from.slice(0, 10) })),
    ...list('package removed', graph.packagesRemoved, (use) => ({ ...use, from: use.from.slice(0, 10) })),
    ...list('fact', evidence.facts, ({ rule, severity, path, line, side, message, data }) => ({
      rule,
      severity,
      path,
      line,
      side,
      message,
      data,
    })),
  ].join('\n');
}

function describeEdge({ from, to, line, typeOnly }: Edge): object {
  return { from, to, line, ...(typeOnly ? { typeOnly } : {}) };
}

function list<T>(kind: string, entries: readonly T[], describe: (entry: T) => object): string[] {
  const lines = entries.slice(0, maxEntries).map((entry) => json({ kind, ...describe(entry) }));
  if (entries.length > maxEntries) lines.push(json({ kind, leftOut: entries.length - maxEntries }));
  return lines;
}

function json(value: object): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? stripInvisible(inner).slice(0, maxText).toWellFormed() : inner,
  );
  // Rule data is free in form; one entry must not eat the budget.
  return text.length > 4000 ? `${text.slice(0, 4000).toWellFormed()}…` : text;
}
