import { readFileSync, writeFileSync } from 'node:fs';

/** The most memory this process had resident, in bytes: ever, or on Linux since {@link forgetPeak}. */
export function peakBytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // No Linux: the kernel's count since the start of the process.
  }
  return process.resourceUsage().maxRSS * 1024;
}

/** Counts the peak anew from here, where the system can (Linux: `man 5 proc_pid_clear_refs`). */
export function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere the start's peak stays in.
  }
}
