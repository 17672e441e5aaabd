import { writeFileSync } from 'node:fs';

/*
 * Loaded before a measured program (`node --import`): writes what the process used to the file that USAGE_FILE names
 * when it ends. Processes that it starts itself (git) are not in it; the wall, taken outside, holds all.
 */
const file = process.env['USAGE_FILE'];
if (file !== undefined) {
  delete process.env['USAGE_FILE'];
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS * 1024 }));
  });
}
