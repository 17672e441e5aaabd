import type { Fact } from '../evidence/evidence.ts';
import { cleanLine } from './clean-text.ts';
import { guidanceOf } from './guidance.ts';
import type { FileLines } from './read-lines.ts';
import { codeSpan } from './sanitise-line.ts';
import { sanitiseText } from './sanitise-markdown.ts';
import type { VerifiedClaim } from './verify-claims.ts';

/** A finding before it has a rank, an id and a place. */
export interface Candidate {
  origin: 'fact' | 'judgement';
  explained: boolean;
  rule: string;
  severity: Fact['severity'];
  confidence: 'high' | 'medium' | 'low';
  title: string;
  body: string;
  path: string;
  side: Fact['side'];
  /** 1-based, inclusive; null for the whole file. */
  from: number | null;
  to: number | null;
  quote: string;
  symbol: string;
}

/** Rules that tell what changed and ask for nothing, unless the team's settings made one of them more than a note. */
const contextRules = new Set([
  'dependency/added',
  'dependency/removed',
  'graph/cycle-removed',
  'infrastructure/service-added',
  'infrastructure/service-removed',
  'infrastructure/datastore-added',
  'infrastructure/broker-added',
  'settings/changed',
]);

/** Whether a fact is told as what changed instead of being a finding. */
export function isContext({ rule, severity }: Fact): boolean {
  return severity === 'note' && (contextRules.has(rule) || /^contract\/.*-changed$/.test(rule));
}

/** Families of facts that the attributes of judgement speak of. */
const families: Readonly<Record<string, readonly string[]>> = {
  boundaries: ['graph', 'decision'],
  coupling: ['graph', 'dependency'],
  contracts: ['contract'],
  'data-ownership': ['data', 'graph'],
  consistency: ['data'],
  resilience: ['resilience', 'infrastructure'],
  observability: ['observability', 'infrastructure'],
  security: ['security', 'infrastructure', 'dependency'],
  scalability: ['data', 'infrastructure', 'resilience'],
  deployability: ['data', 'infrastructure', 'contract', 'dependency'],
  testability: ['graph'],
  cost: ['infrastructure', 'dependency'],
  simplicity: ['graph', 'dependency'],
};

/** Whether a claim stands on a fact's line and speaks of the same family: it explains the fact, it is no second finding. */
export function explains(claim: VerifiedClaim, fact: Fact): boolean {
  if (claim.path !== fact.path || claim.side !== fact.side || fact.line === null) return false;
  if (fact.line < claim.line || fact.line > claim.endLine) return false;
  return (families[claim.attribute] ?? []).includes(fact.rule.split('/')[0] ?? '');
}

/** A fact as a candidate: explained by the architect's claim on it if there is one, else by the rule's guidance. */
export function candidateOfFact(
  fact: Fact,
  claim: VerifiedClaim | undefined,
  lines: FileLines,
  symbol: string,
): Candidate {
  const explanation = claim ?? guidanceIn(fact) ?? guidanceOf(fact.rule);
  const text = fact.line === null ? undefined : lines.get(fact.side, fact.path)?.[fact.line - 1];
  return {
    origin: 'fact',
    explained: claim !== undefined,
    rule: fact.rule,
    severity: fact.severity,
    confidence: 'high',
    title: titleOf(fact),
    body: describe(explanation, describeWitness(witnessOf(fact))),
    path: fact.path,
    side: fact.side,
    from: text === undefined ? null : fact.line,
    to: text === undefined ? null : fact.line,
    quote: text?.trimEnd() ?? '',
    symbol,
  };
}

/** What a fact's own data says of who is hurt and of the way out; null where it says neither. */
function guidanceIn({ data }: Fact): Explanation | null {
  const { consumer, wayOut } = data;
  if (typeof wayOut !== 'string' || wayOut === '') return null;
  // Without a consumer the message says what happens; what holds for every such rule would be filler.
  const consequence = typeof consumer === 'string' ? consumer : '';
  return { consequence: sentence(consequence), wayOut: sentence(wayOut), tradeOff: '' };
}

/** Facts say things without a full stop, and names in them are no Markdown. */
function sentence(text: string): string {
  const shown = sanitiseText(text, { limit: 600 });
  return shown === '' || /[.!?]$/.test(shown) ? shown : `${shown.charAt(0).toUpperCase()}${shown.slice(1)}.`;
}

export function candidateOfClaim(claim: VerifiedClaim): Candidate {
  const doubt =
    claim.confidence === 'low'
      ? '\n\nNot certain: it may be answered by code that this change does not show.'
      : '';
  return {
    origin: 'judgement',
    explained: false,
    rule: `judgement/${claim.attribute}`,
    severity: claim.severity,
    confidence: claim.confidence,
    title: claim.title,
    body: describe(claim, '') + doubt,
    path: claim.path,
    side: claim.side,
    from: claim.line,
    to: claim.endLine,
    quote: claim.quote,
    symbol: '',
  };
}

/** A longer chain is read in the diagram. */
const mostNamed = 12;

type Explanation = Pick<VerifiedClaim, 'consequence' | 'wayOut' | 'tradeOff'>;

function describe(explanation: Explanation | null, evidence: string): string {
  return [
    explanation?.consequence.trim() ?? '',
    labelled('Evidence', evidence),
    labelled('Way out', explanation?.wayOut ?? ''),
    labelled('Trade-off', explanation?.tradeOff ?? ''),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function labelled(label: string, text: string): string {
  return text.trim() === '' ? '' : `**${label}:** ${text.trim()}`;
}

/** The chain of files that a fact's data names, if it does. */
function witnessOf({ data }: Fact): string[] {
  const chain = data['path'];
  return Array.isArray(chain) ? chain.filter((name) => typeof name === 'string') : [];
}

/** The message without the chain at its end, which stands below as evidence. */
function titleOf(fact: Fact): string {
  const chain = `: ${witnessOf(fact).join(' → ')}`;
  const { message } = fact;
  const title = chain.length > 2 && message.endsWith(chain) ? message.slice(0, -chain.length) : message;
  // Any other first word may be a name, which is as it is written.
  return title.replace(/^(?:the|an?) /, (article) => article.charAt(0).toUpperCase() + article.slice(1));
}

function describeWitness(chain: readonly string[]): string {
  if (chain.length < 2) return '';
  const names = chain.slice(0, mostNamed).map((name) => codeSpan(cleanLine(name)));
  return names.join(' → ') + (chain.length > mostNamed ? ' → …' : '');
}
