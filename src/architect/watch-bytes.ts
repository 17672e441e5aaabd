import type { Anthropic } from '@anthropic-ai/sdk';

type Middleware = NonNullable<NonNullable<ConstructorParameters<typeof Anthropic>[0]>['middleware']>[number];

/** The model's stream sent nothing, not even a ping, for longer than allowed. */
export class StalledError extends Error {
  override readonly name = 'StalledError';
}

/**
 * Middleware that ends a response whose body stays silent for `stallMilliseconds`. It watches raw bytes because the
 * SDK's own timeout ends with the headers, and its events leave out the pings that tell a slow answer from a dead one.
 */
export function watchBytes(stallMilliseconds: number): Middleware {
  return async (request, next) => {
    const response = await next(request);
    if (response.body === null) return response;
    return new Response(watchBody(response.body, stallMilliseconds), response);
  };
}

function watchBody(body: ReadableStream<Uint8Array>, stallMilliseconds: number): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(
          () => reject(new StalledError(`the model sent nothing for ${stallMilliseconds / 1000} s`)),
          stallMilliseconds,
        );
      });
      try {
        const { done, value } = await Promise.race([reader.read(), silence]);
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error);
        // The connection is dead or of no use: let it go without waiting for it.
        reader.cancel(error).catch(() => {});
      } finally {
        clearTimeout(timer);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
