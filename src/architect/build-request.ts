import type { Anthropic } from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type { z } from 'zod';
import type { PromptBlock } from './build-prompt.ts';
import type { Inquiry } from './inquiry.ts';

/** A streaming request of the Messages API. */
export type ClaudeRequest = Anthropic.Messages.MessageCreateParamsStreaming;

/**
 * The request of an inquiry; `max_tokens` is what the caller can pay for. The task goes last, as a system message
 * that text from outside cannot imitate, or with `taskAsUser` as the user's, for models that take no such message.
 * `problem`: what was wrong with the last answer.
 */
export function buildRequest(
  inquiry: Inquiry<z.ZodType>,
  options: { maxTokens: number; problem: string | null; taskAsUser: boolean },
): ClaudeRequest {
  const { problem } = options;
  const task =
    problem === null ? inquiry.task : `${inquiry.task}\n\n${inquiry.mend}\n\n${problem.slice(0, 2000)}`;
  const material = inquiry.material.map(toBlock);
  // Without the format's own `parse`: it would throw and lose usage and stop reason.
  const { type, schema } = zodOutputFormat(inquiry.schema);
  return {
    model: inquiry.model,
    max_tokens: options.maxTokens,
    stream: true,
    system: inquiry.system.map(toBlock),
    messages: options.taskAsUser
      ? [{ role: 'user', content: [...material, { type: 'text', text: task }] }]
      : [
          { role: 'user', content: material },
          { role: 'system', content: task },
        ],
    output_config: { effort: inquiry.effort, format: { type, schema } },
  };
}

function toBlock(block: PromptBlock): Anthropic.Messages.TextBlockParam {
  if (block.cache === null) return { type: 'text', text: block.text };
  return { type: 'text', text: block.text, cache_control: { type: 'ephemeral', ttl: block.cache } };
}
