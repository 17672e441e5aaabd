import type { Probot } from 'probot';
import { InvalidSignatureError, type ReceivedWebhook } from './http-server.ts';

/**
 * Hands a webhook to the Probot app: its signature is verified over the body as it came, then every handler
 * runs to its end. Throws {@link InvalidSignatureError}, or the first handler's error.
 */
export async function receiveWebhook(
  probot: Probot,
  { id, name, signature, body }: ReceivedWebhook,
): Promise<void> {
  type Event = Parameters<typeof probot.webhooks.verifyAndReceive>[0];
  try {
    await probot.webhooks.verifyAndReceive({ id, name: name as Event['name'], payload: body, signature });
  } catch (error) {
    throw unwrap(error);
  }
}

/** The webhooks library throws an `AggregateError` whose first error has status 400 when the signature is wrong. */
function unwrap(error: unknown): unknown {
  if (!(error instanceof AggregateError)) return error;
  const first: unknown = error.errors[0];
  if (first instanceof Error && /signature does not match/.test(first.message)) {
    return new InvalidSignatureError('the signature does not match the body and our secret');
  }
  return first;
}
