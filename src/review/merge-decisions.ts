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
    merged.set(fingerprint, combine(merged.get(fingerprint), { ...decision, fingerprint }, same));
  }
  return [...merged.values()];
}

/** A fact's `data.decision` is its identity; its message says first what is decided, then why that weighs. */
function fromFact({ message, path, data }: Fact): DecisionToRecord {
  const colon = message.indexOf(': ');
  const title = colon < 0 ? message : message.slice(0, colon);
  const reasons = colon < 0 ? [] : [message.slice(colon + 2)];
  for (const driver of strings(data['drivers'])) if (!message.includes(driver)) reasons.push(driver);
  const paths = strings(data['paths']);
  return {
    fingerprint: slug(typeof data['decision'] === 'string' ? data['decision'] : title),
    title,
    why: reasons
      .flatMap((reason) => reason.split('; '))
      .map(sentence)
      .join(' '),
    options: [],
    paths: [...new Set(paths.length > 0 ? paths : [path])].sort(),
  };
}

function sentence(text: string): string {
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** The same identity or title, or a place in common and half of the words of the shorter title. */
function isSame(known: DecisionToRecord, other: DecisionNeeded): boolean {
  if ([known.fingerprint, slug(known.title)].includes(slug(other.title))) return true;
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

/** A fact's decision in the architect's words; the first telling wins, a second one only adds where it shows. */
function combine(
  known: DecisionToRecord | undefined,
  told: DecisionToRecord,
  fromFact: DecisionToRecord | undefined,
): DecisionToRecord {
  if (known === undefined) return withPaths(told, []);
  if (known !== fromFact) return withPaths(known, told.paths);
  // Without a model the title is the identity, which nobody reads with pleasure.
  return slug(told.title) === known.fingerprint
    ? withPaths({ ...known, options: told.options }, told.paths)
    : withPaths(told, known.paths);
}

function withPaths(decision: DecisionToRecord, paths: readonly string[]): DecisionToRecord {
  return { ...decision, paths: [...new Set([...decision.paths, ...paths])].sort() };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
