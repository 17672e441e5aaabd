import { availableParallelism, cpus, loadavg } from 'node:os';

/** One line: where and when this was measured. The load tells how much else was running. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const load = loadavg()
    .map((each) => each.toFixed(1))
    .join(' ');
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  return `${date} UTC · ${availableParallelism()} cores (${model}) · Node ${process.version} · ${process.platform} · load ${load}`;
}
