import type { Answer } from './answer-schema.ts';
import type { Judgement } from './judgement.ts';
import { redactSecrets } from './redact-secrets.ts';
import { stripInvisible } from './sanitise-untrusted.ts';

const most = { claims: 60, decisions: 5, options: 5, questions: 3, paths: 50, lookedAt: 1000 };
const longest = { title: 200, text: 4000, section: 20_000, quote: 4000, path: 500 };

/**
 * The parts of a judgement that come from the model, taken within limits: lists and texts are cut, invisible
 * characters and credentials removed, lines made whole numbers. Quotes stay as they are: they are compared with the
 * file. Nothing here is checked against the code yet.
 */
export function takeAnswer(
  answer: Answer,
): Pick<Judgement, 'summary' | 'sections' | 'claims' | 'decisions' | 'questions' | 'lookedAt'> {
  return {
    summary: text(answer.summary, 1000),
    sections: {
      currentVsProposed: text(answer.sections.currentVsProposed, longest.section),
      diagrams: text(answer.sections.diagrams, longest.section),
      components: text(answer.sections.components, longest.section),
      contracts: text(answer.sections.contracts, longest.section),
      plan: text(answer.sections.plan, longest.section),
    },
    claims: answer.claims.slice(0, most.claims).map((claim) => ({
      ...claim,
      title: oneLine(claim.title),
      consequence: text(claim.consequence),
      wayOut: text(claim.wayOut),
      tradeOff: text(claim.tradeOff),
      path: claim.path.slice(0, longest.path),
      line: Number.isFinite(claim.line) ? Math.max(1, Math.trunc(claim.line)) : 1,
      quote: claim.quote.slice(0, longest.quote),
    })),
    decisions: answer.decisions.slice(0, most.decisions).map((decision) => ({
      title: oneLine(decision.title),
      why: text(decision.why),
      options: decision.options
        .slice(0, most.options)
        .map(({ name, good, bad }) => ({ name: oneLine(name), good: text(good), bad: text(bad) })),
      paths: decision.paths.slice(0, most.paths).map((path) => path.slice(0, longest.path)),
    })),
    questions: answer.questions.slice(0, most.questions).map((question) => ({
      topic: question.topic,
      text: text(question.text, 1000),
      why: text(question.why, 1000),
    })),
    lookedAt: answer.lookedAt.slice(0, most.lookedAt).map((path) => path.slice(0, longest.path)),
  };
}

function text(value: string, limit = longest.text): string {
  const clean = redactSecrets(stripInvisible(value.slice(0, limit)).split('\n')).join('\n');
  return clean.trim();
}

function oneLine(value: string): string {
  return text(value, longest.title).replace(/\s+/g, ' ');
}
