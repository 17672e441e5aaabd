import { GitHubError } from '../github/errors.ts';
import { GitError } from '../source/git-error.ts';
import { NoMergeBaseError, UnknownRevisionError } from '../source/repository.ts';
import { version } from '../version.ts';
import { InputError } from './input-error.ts';
import { parseCommandLine, UsageError, usage } from './parse-command-line.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Runs `architect` with the words after it. Resolves to the exit code: 0 done, 1 `check` found an error or `--fail-on`
 * was reached, 2 bad usage or input, which is said in one line on the errors' side.
 */
export async function runCommandLine(words: readonly string[], around: Surroundings): Promise<0 | 1 | 2> {
  try {
    const line = parseCommandLine(words);
    // Each command loads what it needs: a gate in CI should not wait for the libraries of a review.
    switch (line.command) {
      case 'help':
        around.output.write(`${usage}\n`);
        return 0;
      case 'version':
        around.output.write(`${version}\n`);
        return 0;
      case 'review':
        return await (await import('./print-review.ts')).printReview(line, around);
      case 'check':
        return await (await import('./check/print-check.ts')).printCheck(line, around);
      case 'init':
        await (await import('./init/print-init.ts')).printInit(line, around);
        return 0;
      case 'evidence':
        await (await import('./print-evidence.ts')).printEvidence(line, around);
        return 0;
      case 'graph':
        await (await import('./print-graph.ts')).printGraph(line, around);
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
