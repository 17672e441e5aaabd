import { quantile } from '../statistics.ts';

/** What one round of one subject came to. */
export interface Figures {
  sent: number;
  /** Answered with 200, or resolved. */
  accepted: number;
  /** A second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

export function summarise(round: {
  sent: number;
  accepted: number;
  seconds: number;
  latencies: number[];
}): Figures {
  return {
    sent: round.sent,
    accepted: round.accepted,
    rate: round.accepted / round.seconds,
    p50: quantile(round.latencies, 0.5),
    p99: quantile(round.latencies, 0.99),
  };
}
