/** A stage that begins, such as `reading the change`. */
export type OnStage = (stage: string) => void;

/** Where progress is drawn: a terminal, or nothing. */
interface Screen {
  isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows the running stage and its seconds on one line of a terminal, and leaves nothing behind. On anything but
 * a terminal it is silent. Call `end` before results are printed.
 */
export function showProgress(screen: Screen): { onStage: OnStage; end(): void } {
  if (screen.isTTY !== true) return { onStage: () => {}, end: () => {} };
  const clear = '\r\u001b[2K';
  let stage = '';
  let began = 0;
  const draw = (): void => {
    if (stage === '') return;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    screen.write(`${clear}${stage} … ${seconds} s`);
  };
  const timer = setInterval(draw, 100);
  timer.unref();
  return {
    onStage(next) {
      stage = next;
      began = performance.now();
      draw();
    },
    end() {
      clearInterval(timer);
      stage = '';
      screen.write(clear);
    },
  };
}
