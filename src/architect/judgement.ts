import type { Severity } from '../evidence/evidence.ts';
import type { Side } from '../source/change.ts';

/** The quality attributes a finding of the architect can concern: `judgement/<attribute>` is its rule id. */
export const qualityAttributes = [
  'boundaries',
  'coupling',
  'contracts',
  'data-ownership',
  'consistency',
  'resilience',
  'observability',
  'security',
  'scalability',
  'deployability',
  'testability',
  'cost',
  'simplicity',
] as const;
type QualityAttribute = (typeof qualityAttributes)[number];

/** The five sections of a full answer, in their order, as Markdown; an empty string is "no material". */
export interface Sections {
  currentVsProposed: string;
  diagrams: string;
  components: string;
  contracts: string;
  plan: string;
}

/** What the architect claims and nobody has checked yet. */
export interface Claim {
  attribute: QualityAttribute;
  severity: Severity;
  confidence: 'high' | 'medium' | 'low';
  title: string;
  /** What happens in this system because of it. */
  consequence: string;
  path: string;
  side: Side;
  /** 1-based line in `path` that the model names; the quote decides. */
  line: number;
  /** Verbatim text of one or more consecutive lines of `path`. */
  quote: string;
  wayOut: string;
  tradeOff: string;
}

/** A decision the change makes and nobody recorded. */
export interface DecisionNeeded {
  title: string;
  /** Why it is significant: driver, not line count. */
  why: string;
  options: { name: string; good: string; bad: string }[];
  /** Files where the decision shows. */
  paths: string[];
}

/** A precise question whose answer would change a finding or the plan. */
export interface Question {
  topic: 'business' | 'constraint' | 'pain' | 'scale';
  text: string;
  why: string;
}

/** Tokens and money of all calls behind one judgement. */
export interface Usage {
  calls: number;
  inputTokens: number;
  cacheWriteTokens: number;
  cacheReadTokens: number;
  outputTokens: number;
  /** US dollars, by the price table of `prices.ts`. */
  dollars: number;
}

/** Why a configured model gave no usable answer. `retry`: worth asking again later. */
export interface Incomplete {
  reason:
    | 'refused'
    | 'truncated'
    | 'invalid'
    | 'overloaded'
    | 'stalled'
    | 'budget'
    | 'unreachable'
    | 'rejected';
  message: string;
  retry: boolean;
}

/** What the architect says about change and evidence, not yet checked. */
export interface Judgement {
  /** `claude`, or `none`: the model-less architect, who explains the evidence and invents nothing. */
  architect: 'claude' | 'none';
  /** Model id, null for the model-less architect. */
  model: string | null;
  /** One or two sentences: what this change does to the architecture. */
  summary: string;
  sections: Sections;
  claims: Claim[];
  decisions: DecisionNeeded[];
  questions: Question[];
  /** Paths the architect says it looked at: an empty list of claims means nothing without it. */
  lookedAt: string[];
  /** Paths that the model was not shown, with the reason. */
  notShown: { path: string; reason: string }[];
  usage: Usage;
  /** Set when a configured model did not answer and the model-less one stands in. */
  incomplete: Incomplete | null;
  /** Version of the prompts behind a model's judgement: a hash of their text. */
  promptVersion?: string;
  /** Milliseconds from request to answer. */
  milliseconds: number;
}
