/** Prints what happens, each step with the seconds since the process began. */
export interface Steps {
  /** `at`: milliseconds since the epoch; now when left out. */
  tell(text: string, at?: number): void;
}

/** Steps as lines such as `  0.42 s  the App is up`. */
export function createSteps(print: (line: string) => void): Steps {
  return {
    tell(text, at = Date.now()) {
      const seconds = Math.max(0, (at - performance.timeOrigin) / 1000).toFixed(2);
      print(`${seconds.padStart(6)} s  ${text}`);
    },
  };
}
