import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../statistics.ts';

/** A program of Node to run as a process of its own. */
export interface Program {
  name: string;
  /** Script and its arguments. */
  words: string[];
  cwd: string;
  env?: Record<string, string>;
  /** Before each run, not measured: empties or fills a cache. */
  prepare?(): Promise<void>;
  /** Exit codes that mean it did its work. */
  codes?: number[];
}

/** Medians over the rounds: seconds, seconds of the process's own threads, bytes. */
export interface Measured {
  name: string;
  wall: number;
  cpu: number;
  peak: number;
  rounds: number;
  /** Where the last round's output stands. */
  output: string;
}

const usageReporter = fileURLToPath(new URL('report-usage.ts', import.meta.url));

/**
 * Runs programs by turns, so that what else the machine does touches all alike, until each had `rounds` runs; one that
 * takes longer than a minute gets one run only. Throws when a program fails, with what it said.
 */
export async function measureProcesses(
  programs: readonly Program[],
  { rounds, folder }: { rounds: number; folder: string },
): Promise<Measured[]> {
  const runs = new Map<Program, { wall: number; cpu: number; peak: number }[]>();
  const outputOf = (program: Program) => join(folder, `output-${programs.indexOf(program)}`);
  for (let round = 0; round < rounds; round++) {
    for (const program of programs) {
      const done = runs.get(program) ?? [];
      if (done.some(({ wall }) => wall > 20)) continue;
      await program.prepare?.();
      done.push(await run(program, folder, outputOf(program)));
      runs.set(program, done);
    }
  }
  return programs.map((program) => {
    const done = runs.get(program) ?? [];
    const of = (key: 'wall' | 'cpu' | 'peak') => median(done.map((one) => one[key]));
    return {
      name: program.name,
      ...{ wall: of('wall'), cpu: of('cpu'), peak: of('peak') },
      ...{ rounds: done.length, output: outputOf(program) },
    };
  });
}

async function run(
  { words, cwd, env, codes = [0] }: Program,
  folder: string,
  output: string,
): Promise<{ wall: number; cpu: number; peak: number }> {
  const usage = join(folder, 'usage.json');
  rmSync(usage, { force: true });
  const [out, errors] = [openSync(output, 'w'), openSync(join(folder, 'errors'), 'w')];
  const start = performance.now();
  const child = spawn(process.execPath, ['--max-old-space-size=8000', '--import', usageReporter, ...words], {
    cwd,
    env: { ...process.env, ...env, USAGE_FILE: usage },
    stdio: ['ignore', out, errors],
  });
  const code = await new Promise((resolve, reject) => child.on('exit', resolve).on('error', reject));
  const wall = (performance.now() - start) / 1000;
  closeSync(out);
  closeSync(errors);
  if (!codes.includes(code as number)) {
    const said = readFileSync(join(folder, 'errors'), 'utf8').slice(-2000);
    throw new Error(`${words.join(' ')} ended with ${code}: ${said}`);
  }
  const { cpu, peak } = JSON.parse(readFileSync(usage, 'utf8')) as { cpu: number; peak: number };
  return { wall, cpu, peak };
}
