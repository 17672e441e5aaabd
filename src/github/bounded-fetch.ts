/** Larger answers of GitHub's REST API than this are no use to us. */
const mostBytes = 50_000_000;

/**
 * Makes a `fetch` for octokit that reads the whole answer within `timeoutMilliseconds` and 50 MB.
 * Octokit itself has no time limit, and takes a body that breaks off for an empty one.
 * Throws the `TimeoutError` of AbortSignal, fetch's own errors, or an Error for a larger answer.
 */
export function createBoundedFetch(timeoutMilliseconds: number): typeof fetch {
  return async function boundedFetch(input, init) {
    const timeout = AbortSignal.timeout(timeoutMilliseconds);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await globalThis.fetch(input, { ...init, signal });
    if (response.body === null) return response;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw new Error(`GitHub's answer is larger than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
    const { status, statusText, headers, url } = response;
    const whole = new Response(Buffer.concat(chunks), { status, statusText, headers });
    // Octokit's pagination reads the address it was answered from.
    return Object.defineProperty(whole, 'url', { value: url });
  };
}
