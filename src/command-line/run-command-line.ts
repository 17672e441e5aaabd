import { GitHubError } from '../github/errors.ts';
import { GitError } from '../source/git-error.ts';
import { NoMergeBaseError, UnknownRevisionError } from '../source/repository.ts';
import { version } from '../version.ts';
import { printCheck } from './check/print-check.ts';
import { InputError } from './input-error.ts';
import { parseCommandLine, UsageError, usage } from './parse-command-line.ts';
import { printEvidence } from './print-evidence.ts';
import { printGraph } from './print-graph.ts';
import { printReview } from './print-review.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Runs `architect` with the words after it. Resolves to the exit code: 0 done, 1 `check` found an error or `--fail-on` was reached, 2 bad usage
 * or input, which is said in one line on the errors' side.
 */
export async function runCommandLine(words: readonly string[], around: Surroundings): Promise<0 | 1 | 2> {
  try {
    const line = parseCommandLine(words);
    switch (line.command) {
      case 'help':
        around.output.write(`${usage}\n`);
        return 0;
      case 'version':
        around.output.write(`${version}\n`);
        return 0;
      case 'review':
        return await printReview(line, around);
      case 'check':
        return await printCheck(line, around);
      case 'evidence':
        await printEvidence(line, around);
        return 0;
      case 'graph':
        await printGraph(line, around);
        return 0;
    }
  } catch (error) {
    if (!isForTheUser(error)) throw error;
    const hint = error instanceof UsageError ? ' (architect --help)' : '';
    around.errors.write(`architect: ${error.message.replace(/\s*\n\s*/g, ' ')}${hint}\n`);
    return 2;
  }
}

function isForTheUser(error: unknown): error is Error {
  return [UsageError, InputError, GitError, UnknownRevisionError, NoMergeBaseError, GitHubError].some(
    (kind) => error instanceof kind,
  );
}
