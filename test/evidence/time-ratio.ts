/** Above this, work counts as steeper than linear. */
const linear = 2.6;
/** Another process can make one measurement look steep; work that is steep looks so every time. */
const mostMeasurements = 6;

/**
 * How much longer work takes on twice the input: about 2 when it is linear, 4 when it is quadratic.
 * The quickest of several runs counts, and the least of several measurements, since other processes share the machine.
 */
export function timeRatio(prepare: (size: number) => () => unknown): number {
  let least = measure(prepare);
  for (let again = 1; again < mostMeasurements && least >= linear; again++) {
    least = Math.min(least, measure(prepare));
  }
  return least;
}

/** Sizes grow until one run takes long enough to be measured, or is so large that being quick on it is proof enough. */
function measure(prepare: (size: number) => () => unknown): number {
  let size = 20_000;
  let once = quickest(prepare(size));
  while (once < 4 && size < 640_000) {
    size *= 2;
    once = quickest(prepare(size));
  }
  if (once < 4) return 1;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4 && best >= linear; round++) {
    best = Math.min(best, quickest(prepare(size * 2)) / quickest(prepare(size)));
  }
  return best;
}

function quickest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
    // Quadratic work is slow enough to be seen at once.
    if (best > 1_000) break;
  }
  return best;
}
