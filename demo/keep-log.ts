import { type Logger, pino } from 'pino';

/** The App's log, kept for the case that something does not come. */
export interface KeptLog {
  log: Logger;
  /** The last lines at `level` (pino's number) or above as text, the newest last. */
  last(count: number, level?: number): string[];
}

interface Line {
  level: number;
  msg?: string;
  err?: { message?: string };
}

const most = 500;

/** A log in memory. Its lines name message and error only: the rest of a line is for programs. */
export function keepLog(): KeptLog {
  const lines: Line[] = [];
  const log = pino(
    { level: 'info', base: null },
    {
      write(line: string) {
        lines.push(JSON.parse(line) as Line);
        if (lines.length > most) lines.shift();
      },
    },
  );
  return {
    log,
    last: (count, level = 0) =>
      lines
        .filter((line) => line.level >= level)
        .slice(-count)
        .map((line) =>
          [pino.levels.labels[line.level], line.msg, line.err?.message].filter(Boolean).join(': '),
        ),
  };
}
