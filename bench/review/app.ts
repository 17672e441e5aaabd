import { createOctokitClass } from '../../src/github/octokit-class.ts';
import { readEnvironment } from '../../src/settings/environment.ts';
import { startArchitect } from '../../src/start-architect.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { answerParent } from '../child.ts';
import { forgetPeak, peakBytes } from '../memory.ts';

/*
 * The App as `src/main.ts` starts it, with the role `both`. Only the pacing of writes is off: many reviews in a
 * minute would wait for the bucket that GitHub's limit of content creation asks for, which no single one does.
 */
const environment = readEnvironment(process.env);
const architect = await startArchitect(environment, createLog(environment.logLevel), {
  Octokit: createOctokitClass({ version: 'bench', paced: false }),
});
const startPeakBytes = peakBytes();
forgetPeak();

const handlers = {
  url: () => architect.url,
  /** Resolves once no job waits or runs. */
  async idle(): Promise<void> {
    for (;;) {
      const counts = Object.values(await architect.services.queue.counts());
      if (counts.every(({ waiting, running }) => waiting === 0 && running === 0)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  /** Processor time of this process so far, in milliseconds; git's processes are not in it. */
  cpuMilliseconds(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  memory: () => ({ startPeakBytes, peakBytes: peakBytes(), residentBytes: process.memoryUsage.rss() }),
};
export type ReviewAppHandlers = typeof handlers;

answerParent(handlers, () => architect.stop());
