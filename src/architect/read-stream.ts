import type { Anthropic } from '@anthropic-ai/sdk';
import type { Tokens } from './prices.ts';

type StreamEvent = Anthropic.Messages.RawMessageStreamEvent;

/** What a streamed answer amounted to; also of one that broke off, since its tokens are paid. */
export interface StreamedAnswer {
  text: string;
  /** Null while the answer is not complete. */
  stopReason: Anthropic.Messages.StopReason | null;
  /** Category of a refusal, when the API names one. */
  refusal: string | null;
  tokens: Tokens;
  /** Whether the model began to answer: from then on the call costs money. */
  begun: boolean;
  /** Whether the stream came to its proper end. */
  ended: boolean;
}

/** The longest answer that is kept: 128k output tokens are well below. */
const maxText = 2_000_000;

/** An answer of which nothing has come yet. */
export function emptyAnswer(): StreamedAnswer {
  return {
    text: '',
    stopReason: null,
    refusal: null,
    tokens: { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 },
    begun: false,
    ended: false,
  };
}

/** Reads a stream to its end into `answer`, which holds what came so far also when reading throws. */
export async function readStream(stream: AsyncIterable<StreamEvent>, answer: StreamedAnswer): Promise<void> {
  for await (const event of stream) {
    switch (event.type) {
      case 'message_start':
        answer.begun = true;
        answer.tokens = readTokens(event.message.usage);
        break;
      case 'content_block_delta':
        if (event.delta.type === 'text_delta' && answer.text.length < maxText)
          answer.text += event.delta.text;
        break;
      case 'message_delta':
        answer.stopReason = event.delta.stop_reason;
        answer.refusal = event.delta.stop_details?.category ?? null;
        // Cumulative, so the last one holds.
        answer.tokens.output = event.usage.output_tokens;
        break;
      case 'message_stop':
        answer.ended = true;
        break;
      default:
    }
  }
}

function readTokens(usage: Anthropic.Messages.Usage): Tokens {
  const written = usage.cache_creation_input_tokens ?? 0;
  const fiveMinutes = usage.cache_creation?.ephemeral_5m_input_tokens ?? 0;
  return {
    input: usage.input_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite5m: fiveMinutes,
    // Without the breakdown all of it counts as the dearer kind.
    cacheWrite1h: Math.max(0, written - fiveMinutes),
    output: usage.output_tokens,
  };
}
