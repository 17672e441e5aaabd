import { type Logger, pino } from 'pino';

export type Log = Logger;

/** The process's log: one JSON object a line on stdout. Fields that could carry a secret are masked wherever they stand. */
export function createLog(level: string): Log {
  const secret = ['authorization', 'token', 'privateKey', 'webhookSecret', 'apiKey', 'password'];
  return pino({
    level,
    redact: {
      paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
      censor: '…',
    },
    serializers: { err: describeError },
  });
}

/**
 * What the log keeps of an error. The libraries' errors carry whole requests, tokens included, so only these
 * fields are taken.
 */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { status, code } = error as { status?: unknown; code?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
