import type { z } from 'zod';
import type { PromptBlock } from './build-prompt.ts';

/** One inquiry to Claude, whatever it is for: its text, the form of the answer, and what it may take. */
export interface Inquiry<Schema extends z.ZodType> {
  model: string;
  effort: 'low' | 'medium' | 'high';
  system: readonly PromptBlock[];
  material: readonly PromptBlock[];
  task: string;
  /** Said when an answer was not of the required form, before the problems. */
  mend: string;
  schema: Schema;
  /** What is wrong with an answer of the right form, null when it can be used. */
  objection?: (answer: z.output<Schema>) => string | null;
  /** US dollars that all calls of this inquiry may cost, at worst. */
  dollars: number;
}
