/**
 * Processor time that this thread has used, in milliseconds: what a limit on our own work is measured by, since a
 * busy machine makes the clock run and not the work longer. In steps of some 4 ms: for limits, not for ratios.
 */
export function cpuMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
