import { BrokenCircuitError, CircuitState } from 'cockatiel';
import { type Answer, answerSchema } from './answer-schema.ts';
import { type AskLog, askClaude, type Outcome } from './ask-claude.ts';
import { buildPrompt, type Prompt, type ReviewMaterial } from './build-prompt.ts';
import type { Architect } from './create-architect.ts';
import { judgeWithoutModel } from './judge-without-model.ts';
import type { Incomplete, Judgement, Sections } from './judgement.ts';
import { loadPrompts } from './load-prompts.ts';
import { hasPrice, noUsage, pricesReadOn } from './prices.ts';
import { takeAnswer } from './take-answer.ts';

/**
 * The judgement about a change: Claude's, or with `architect` null the model-less one. When a configured model gives no
 * usable answer the model-less judgement stands in, with `incomplete` saying why and what it cost. Rejects only when
 * `signal` aborts (with its reason) and for bugs of ours.
 */
export async function judge(
  material: ReviewMaterial,
  architect: Architect | null,
  options: { signal: AbortSignal; log: AskLog },
): Promise<Judgement> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  if (architect === null) return { ...judgeWithoutModel(material.evidence), milliseconds: elapsed() };

  const { finder } = material.settings.model;
  const prompt = buildPrompt(material, architect.secret);
  if (!hasPrice(finder))
    options.log.warn(
      { model: finder, pricesReadOn },
      'no price known for this model: counting it at the dearest rates',
    );
  const outcome = await askThroughBreaker(architect, prompt, material, options);
  const common = { promptVersion: prompt.version, usage: outcome.usage, milliseconds: elapsed() };
  options.log.info(
    { model: finder, promptVersion: prompt.version, usage: outcome.usage, milliseconds: common.milliseconds },
    'judgement made',
  );
  if (!outcome.answered) {
    options.log.warn({ incomplete: outcome.incomplete }, 'the model-less architect stands in');
    return { ...judgeWithoutModel(material.evidence), ...common, incomplete: outcome.incomplete };
  }
  const answer = takeAnswer(outcome.answer);
  return {
    architect: 'claude',
    model: finder,
    ...answer,
    sections: overEvidence(answer.sections, judgeWithoutModel(material.evidence).sections),
    notShown: prompt.notShown,
    ...common,
    incomplete: null,
  };
}

/** Where the model has nothing to say, what the evidence says stands. */
function overEvidence(told: Sections, computed: Sections): Sections {
  return {
    currentVsProposed: told.currentVsProposed || computed.currentVsProposed,
    diagrams: told.diagrams || computed.diagrams,
    components: told.components || computed.components,
    contracts: told.contracts || computed.contracts,
    plan: told.plan || computed.plan,
  };
}

async function askThroughBreaker(
  architect: Architect,
  prompt: Prompt,
  material: ReviewMaterial,
  options: { signal: AbortSignal; log: AskLog },
): Promise<Outcome<Answer>> {
  const { model, budget } = material.settings;
  // While one review tries whether the API is back, cockatiel would let the others wait for it.
  if (architect.breaker.state === CircuitState.HalfOpen) return paused();
  try {
    return await architect.breaker.execute(() =>
      askClaude(
        architect.client,
        {
          model: model.finder,
          effort: model.effort,
          system: prompt.system,
          material: prompt.material,
          task: prompt.task,
          mend: loadPrompts().mend,
          schema: answerSchema,
          // Where nothing could be shown, there is nothing to look at.
          ...(prompt.shown > 0 ? { objection: objectToAnswer } : {}),
          dollars: budget.review,
        },
        {
          ...options,
          withoutSystemMessage: architect.withoutSystemMessage,
          deadlineMilliseconds: architect.deadlineMilliseconds,
          retryMilliseconds: architect.retryMilliseconds,
        },
      ),
    );
  } catch (error) {
    if (error instanceof BrokenCircuitError) return paused();
    throw error;
  }
}

/** An empty answer is a known quirk after long thinking: without a list of what was looked at it means nothing. */
function objectToAnswer(answer: Answer): string | null {
  return answer.lookedAt.length === 0 ? 'lookedAt: empty' : null;
}

function paused(): Outcome<never> {
  const incomplete: Incomplete = {
    reason: 'overloaded',
    message: 'Claude’s API failed several times in a row and is left alone for a moment',
    retry: true,
  };
  return { answered: false, incomplete, usage: noUsage };
}
