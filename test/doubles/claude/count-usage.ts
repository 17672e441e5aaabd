import { createHash } from 'node:crypto';
import type { ClaudeRequestBody } from './answers.ts';
import { textBlocks } from './check-request.ts';

/** Four bytes a token: near enough for figures that nobody pays. */
export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/**
 * The input side of `usage`, from prefixes that are byte-equal to earlier ones: what stood before a breakpoint in an
 * earlier request of the same model and format is read, up to the last breakpoint the rest is written, what follows is
 * plain. `seen` keeps the prefixes; nothing in it ever expires.
 */
export function countUsage(request: ClaudeRequestBody, seen: Set<string>) {
  const hash = createHash('sha256').update(JSON.stringify([request.model, request.output_config]));
  const usage = { input: 0, read: 0, written5m: 0, written1h: 0 };
  let pending = 0;
  for (const block of textBlocks(request)) {
    hash.update('\0').update(block.text);
    pending += countTokens(block.text);
    if (block.cache_control === undefined) continue;
    const key = hash.copy().digest('hex');
    if (seen.has(key)) usage.read += pending;
    else if (block.cache_control.ttl === '1h') usage.written1h += pending;
    else usage.written5m += pending;
    seen.add(key);
    pending = 0;
  }
  usage.input = pending;
  return usage;
}
