export interface SuiteOptions {
  /** Few requests, only to see that it runs. */
  quick: boolean;
  /** What to measure on, for suites that take it: folders of repositories. */
  subjects: readonly string[];
  /** Says on stderr what is being done. */
  progress(text: string): void;
}

export interface SuiteResult {
  suite: string;
  /** Tables and what they mean, for people. */
  text: string;
  goals: { goal: string; figure: string; met: boolean }[];
  /** What must never be, however slow the machine: empty when all is well. */
  faults: string[];
  /** The figures behind the text. */
  data: unknown;
}

/** Measures one thing beside what it is to be compared with, in one run. */
export type Suite = (options: SuiteOptions) => Promise<SuiteResult>;
