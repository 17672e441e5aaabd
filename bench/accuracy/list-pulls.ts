import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A merged pull request as a range of commits: what its merge or squash commit did to the branch. */
export interface Pull {
  base: string;
  head: string;
  subject: string;
}

/** First parents looked through for one repository. */
const mostCommits = 8_000;
/** A release's merge back or an import of another repository is no pull request that anybody reviews. */
const mostFiles = 400;

/** `Merge pull request #12 from …` and `Title (#12)`: GitHub's own words for a merge and a squash. */
const merged = /^Merge pull request #\d+|\(#\d+\)$/;

/**
 * The last `wanted` merged pull requests of a repository, newest first: first-parent commits of its head by their
 * subjects. `paths`: only those that change a path it matches.
 */
export async function listPulls(folder: string, wanted: number, paths: RegExp | null): Promise<Pull[]> {
  const run = promisify(execFile);
  const { stdout } = await run(
    'git',
    [
      ...['-C', folder, 'log', '--first-parent', '-m', `--max-count=${mostCommits}`],
      ...['--name-only', '--no-renames', '--format=%x00%H%x01%P%x01%s%x01', 'HEAD'],
    ],
    { maxBuffer: 1024 ** 3 },
  );
  const pulls: Pull[] = [];
  for (const entry of stdout.split('\0').slice(1)) {
    const [head = '', parents = '', subject = '', names = ''] = entry.split('\x01');
    const base = parents.split(' ')[0];
    const files = names.split('\n').filter((name) => name !== '');
    if (!base || !merged.test(subject) || files.length === 0 || files.length > mostFiles) continue;
    if (paths !== null && !files.some((file) => paths.test(file))) continue;
    pulls.push({ base, head, subject });
    if (pulls.length >= wanted) break;
  }
  return pulls;
}
