import type { DecisionNeeded } from '../architect/judgement.ts';
import type { Fact } from '../evidence/evidence.ts';
import { slug } from './fingerprint.ts';
import type { DecisionToRecord } from './review.ts';

/**
 * The decisions to record: one for each `decision/needed` fact, told in the architect's words where the architect saw
 * it too, then those that only the architect saw. A fact's decision keeps the fingerprint that its subject gives, since
 * the architect's words change from round to round.
 */
export function mergeDecisions(
  facts: readonly Fact[],
  judged: readonly DecisionNeeded[],
): DecisionToRecord[] {
  const merged = new Map<string, DecisionToRecord>();
  for (const fact of facts) {
    const decision = fromFact(fact);
    const known = merged.get(decision.fingerprint);
    merged.set(decision.fingerprint, known === undefined ? decision : withPaths(known, decision.paths));
  }
  const fromFacts = [...merged.values()];
  for (const decision of judged) {
    const same = fromFacts.find((known) => isSame(known, decision));
    const fingerprint = same?.fingerprint ?? slug(decision.title);
    const known = merged.get(fingerprint);
    const told = { ...decision, fingerprint, paths: [...decision.paths].sort() };
    // The first telling of a decision wins; a second one only adds where it shows.
    merged.set(
      fingerprint,
      known === undefined || fromFacts.includes(known)
        ? withPaths(told, known?.paths ?? [])
        : withPaths(known, told.paths),
    );
  }
  return [...merged.values()];
}

function fromFact({ message, path, data }: Fact): DecisionToRecord {
  const title = text(data['decision']) ?? text(data['title']) ?? message;
  const subject = [text(data['kind']), text(data['subject']) ?? title]
    .filter((part) => part !== undefined)
    .join(' ');
  const paths = strings(data['paths']);
  return {
    fingerprint: slug(subject),
    title,
    why: [message, ...strings(data['drivers'])].filter((part) => part !== title).join(' '),
    options: [],
    paths: [...new Set(paths.length > 0 ? paths : [path])].sort(),
  };
}

/** The same title, or a place in common and half of the words of the shorter title. */
function isSame(known: DecisionToRecord, other: DecisionNeeded): boolean {
  if (slug(known.title) === slug(other.title)) return true;
  if (!other.paths.some((path) => known.paths.includes(path))) return false;
  const a = words(known.title);
  const b = words(other.title);
  const common = [...a].filter((word) => b.has(word)).length;
  return common > 0 && common * 2 >= Math.min(a.size, b.size);
}

function words(title: string): Set<string> {
  return new Set(
    slug(title)
      .split('-')
      .filter((word) => word.length > 2 && !['the', 'and', 'for', 'use', 'with'].includes(word)),
  );
}

function withPaths(decision: DecisionToRecord, paths: readonly string[]): DecisionToRecord {
  return { ...decision, paths: [...new Set([...decision.paths, ...paths])].sort() };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
