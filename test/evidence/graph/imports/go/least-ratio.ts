import { timeRatio } from '../../../time-ratio.ts';

/**
 * The least of a few measurements of how much longer work takes on twice the input: what else runs on the machine
 * makes a linear one look slower now and then, never a quadratic one faster.
 */
export function leastRatio(prepare: (size: number) => () => unknown): number {
  let least = timeRatio(prepare);
  for (let round = 0; round < 4 && least >= 2.6; round++) least = Math.min(least, timeRatio(prepare));
  return least;
}
