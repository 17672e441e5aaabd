import type { PullRequestKey } from '../jobs/queue.ts';

/** What a command may do; every effect is asked for through here, so that a command is testable alone. */
export interface CommandContext {
  pullRequest: PullRequestKey;
  comment: { id: number; author: string };
  /** Asks for a review of the current head by a person, which overrides settings and budgets' triage, not ceilings. */
  requestReview(): Promise<void>;
}

/** One `/architect` command. Adding one is adding a file that exports it and naming it in `commands.ts`. */
export interface Command {
  name: string;
  /** What follows the name, for help: `[full] [path…]`; empty when nothing does. */
  usage: string;
  /** One line for help. */
  description: string;
  /** `write`: it costs money or has an effect, so GitHub is asked for the author's permission. */
  needs: 'write' | 'read';
  /** Answers in Markdown, or null when what it started will answer. `words` are untrusted. */
  run(words: readonly string[], context: CommandContext): Promise<string | null>;
}
