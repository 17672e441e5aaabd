import { Anthropic } from '@anthropic-ai/sdk';
import { watchBytes } from './watch-bytes.ts';

/** Pings come about every 15 s while the model thinks, so a minute of silence means that nobody is there. */
const defaultStall = 60_000;
/** Until the response's headers; the stream after them is watched by bytes. */
const headersTimeout = 60_000;

const silent = { error() {}, warn() {}, info() {}, debug() {} };

/**
 * The client for Claude's API or a gateway that speaks it. `baseUrl` has no `/v1`; null is Anthropic's own address.
 * It retries nothing (askClaude does, within money and time), logs nothing (the SDK's log would write prompts to
 * stdout) and hands no trace context or prompt to anyone. `stallMilliseconds`: longest silence within a stream.
 */
export function createClaudeClient(
  environment: { apiKey: string; baseUrl: string | null },
  options: { stallMilliseconds?: number } = {},
): Anthropic {
  return new Anthropic({
    apiKey: environment.apiKey,
    authToken: null,
    baseURL: environment.baseUrl ?? 'https://api.anthropic.com',
    maxRetries: 0,
    timeout: headersTimeout,
    logger: silent,
    logLevel: 'off',
    openTelemetry: { propagation: false },
    middleware: [watchBytes(options.stallMilliseconds ?? defaultStall)],
  });
}
