import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** A request that a server of this process answered; times of `performance.now()`. */
export interface Interval {
  url: string;
  start: number;
  end: number;
}

/**
 * Records, from outside, how long the HTTP servers on these ports of this process had each request: from its
 * head to the last byte handed to the system (Node's channels `http.server.request.start` and `.response.finish`).
 */
export function watchRequests(ports: ReadonlySet<number>): { intervals: Interval[]; stop(): void } {
  const intervals: Interval[] = [];
  const open = new Map<IncomingMessage, number>();
  const begun = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (ports.has(request.socket.localPort ?? 0)) open.set(request, performance.now());
  };
  const finished = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    const start = open.get(request);
    if (start === undefined) return;
    open.delete(request);
    intervals.push({ url: request.url ?? '', start, end: performance.now() });
  };
  subscribe('http.server.request.start', begun);
  subscribe('http.server.response.finish', finished);
  return {
    intervals,
    stop() {
      unsubscribe('http.server.request.start', begun);
      unsubscribe('http.server.response.finish', finished);
    },
  };
}

/** Milliseconds of the window in which at least one interval was open, so that nothing is subtracted twice. */
export function coveredMilliseconds(intervals: Interval[], window: { start: number; end: number }): number {
  let covered = 0;
  let until = window.start;
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
    const from = Math.max(start, until);
    const to = Math.min(end, window.end);
    if (to <= from) continue;
    covered += to - from;
    until = to;
  }
  return covered;
}
