import type { Judgement } from '../architect/judgement.ts';
import type { Evidence, Fact } from '../evidence/evidence.ts';
import { unreadLanguages } from '../evidence/graph/unread-languages.ts';
import type { Settings } from '../settings/settings.ts';
import type { Change } from '../source/change.ts';
import type { Tree } from '../source/tree.ts';
import { contractRows } from './contract-table.ts';
import { countOf } from './count-findings.ts';
import { type Candidate, candidateOfClaim, candidateOfFact, explains, isContext } from './find-from-facts.ts';
import { symbolOf } from './fingerprint.ts';
import { mergeDecisions } from './merge-decisions.ts';
import { placeFindings } from './place-findings.ts';
import { readLines } from './read-lines.ts';
import type { Review, ReviewCoverage } from './review.ts';
import { createScope } from './scope.ts';
import { verdictOf } from './verdict.ts';
import { type VerifiedClaim, verifyClaims } from './verify-claims.ts';

export interface ReviewInput {
  change: Change;
  evidence: Evidence;
  judgement: Judgement;
  /** The tree at the merge base. */
  base: Tree;
  head: Tree;
  settings: Settings;
  evidenceMilliseconds: number;
  /** From the start of the round until now; the sum of evidence and judgement without it. */
  totalMilliseconds?: number;
  /** Reasons that only the pipeline knows why this review is not whole: a detector that failed, wrong settings. */
  incomplete?: readonly string[];
}

/**
 * Puts evidence and judgement together into one review: claims verified against the code, facts and claims on one
 * place joined, findings ranked, identified and placed, decisions merged, and everything named that was not read.
 * Same input, same review.
 */
export async function buildReview(input: ReviewInput): Promise<Review> {
  const { change, evidence, judgement, settings } = input;
  const trees = { base: input.base, head: input.head };
  const coverage = coverageOf(input);
  const outOfScope = new Set(coverage.outOfScope.map(({ path }) => path));
  // Evidence keeps a generated contract's facts: it binds whoever wrote it.
  const inScope = ({ path, rule }: { path: string; rule: string }) =>
    !outOfScope.has(path) || /^(?:settings|contract)\//.test(rule);
  const facts = evidence.facts.filter(inScope);
  const needed = facts.filter(({ rule }) => rule === 'decision/needed');
  const context = facts.filter((fact) => isContext(fact));
  const stated = facts.filter((fact) => !needed.includes(fact) && !isContext(fact));
  const { verified, dropped } = await verifyClaims(judgement.claims, trees);
  const claims = verified.filter(({ path, attribute }) => inScope({ path, rule: attribute }));
  const candidates = await candidatesOf(stated, claims, trees);
  const findings = placeFindings(candidates, change.files, settings);
  const incomplete = incompleteReasons(input, coverage);
  const judgementMilliseconds = judgement.milliseconds;
  return {
    verdict: verdictOf(findings, incomplete, settings),
    base: change.base,
    head: change.head,
    mergeBase: change.mergeBase,
    architect: judgement.architect,
    model: judgement.model,
    summary: judgement.summary,
    sections: judgement.sections,
    findings,
    context,
    decisions: mergeDecisions(needed, judgement.decisions),
    questions: judgement.questions,
    graph: evidence.graph,
    contracts: contractRows(facts),
    migrations: evidence.migrations.filter(({ path }) => !outOfScope.has(path)),
    coverage,
    usage: judgement.usage,
    incomplete,
    modelFailure: judgement.incomplete,
    dropped,
    milliseconds: {
      evidence: input.evidenceMilliseconds,
      judgement: judgementMilliseconds,
      total: input.totalMilliseconds ?? input.evidenceMilliseconds + judgementMilliseconds,
    },
  };
}

function coverageOf({ change, evidence, judgement, settings }: ReviewInput): ReviewCoverage {
  const whyNot = createScope(settings);
  const outOfScope = change.files.flatMap((file) => {
    const reason = whyNot(file);
    return reason === null ? [] : [{ path: file.path, reason }];
  });
  return {
    read: evidence.coverage.read,
    skipped: evidence.coverage.skipped,
    changed: change.files.length - outOfScope.length,
    outOfScope,
    notShown: judgement.notShown,
    unreadLanguages: unreadLanguages(change.files.filter((file) => whyNot(file) === null)),
  };
}

function incompleteReasons({ change, judgement, incomplete = [] }: ReviewInput, coverage: ReviewCoverage) {
  const outOfScope = new Set(coverage.outOfScope.map(({ path }) => path));
  const inScope = new Set(change.files.map(({ path }) => path).filter((path) => !outOfScope.has(path)));
  const unread = coverage.skipped.filter(({ path, partial }) => inScope.has(path) && !partial);
  const unseen = coverage.notShown.filter(({ path }) => inScope.has(path));
  return [
    ...(judgement.incomplete === null ? [] : [`the model gave no answer: ${judgement.incomplete.message}`]),
    ...incomplete,
    ...(judgement.architect === 'none' ? coverage.unreadLanguages.map(unlooked) : []),
    ...listed('was not read', 'were not read', unread),
    ...(judgement.incomplete === null
      ? listed('was not shown to the model', 'were not shown to the model', unseen)
      : []),
  ];
}

/** With a model somebody has at least looked at the diff. */
function unlooked({ language, files }: { language: string; files: number }): string {
  return `imports in ${language} are not read yet, and no model looked at its ${countOf(files, 'changed file')}`;
}

function listed(one: string, many: string, files: readonly { path: string; reason: string }[]): string[] {
  const [first] = files;
  if (first === undefined) return [];
  return files.length === 1
    ? [`${first.path} ${one}: ${first.reason}`]
    : [`${files.length} changed files ${many}, the first of them ${first.path}: ${first.reason}`];
}

/** Facts, each with the claim that explains it, then the claims that explain none. */
async function candidatesOf(
  facts: readonly Fact[],
  claims: readonly VerifiedClaim[],
  trees: { base: Tree; head: Tree },
): Promise<Candidate[]> {
  const lines = await readLines(
    facts.filter(({ line }) => line !== null),
    trees,
  );
  const explained = new Set<VerifiedClaim>();
  const distinct = new Map(
    facts.map((fact) => [JSON.stringify([fact.rule, fact.side, fact.path, fact.line, fact.message]), fact]),
  );
  const fromFacts = [...distinct.values()].map((fact) => {
    const claim = claims.find((each) => !explained.has(each) && explains(each, fact));
    if (claim !== undefined) explained.add(claim);
    return candidateOfFact(fact, claim, lines, symbolOf(fact));
  });
  return [...fromFacts, ...claims.filter((claim) => !explained.has(claim)).map(candidateOfClaim)];
}
