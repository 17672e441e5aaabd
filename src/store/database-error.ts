/** The database cannot be used as configured. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
}

/** What to do, by node's or Postgres' error code (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const remedies: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there. Start the server, or mend host and port',
  ENOTFOUND: 'the host name is unknown. Mend the host',
  EAI_AGAIN: 'the host name could not be resolved. Mend the host or the name server',
  ETIMEDOUT: 'no answer in time. Check host, port and firewall',
  ECONNRESET: 'the connection was cut. Check that a Postgres server listens there and whether it wants TLS',
  '28P01': 'the password is wrong for this user',
  '28000':
    'the server refuses this user. Check its pg_hba.conf, and whether it wants TLS (`?sslmode=require`)',
  '3D000': 'the database does not exist. Create it',
  '42501': 'the user may not create tables. Grant CREATE on the database and its schema public',
  '53300': 'the server has no connection left. Raise max_connections or stop something',
};

/**
 * Says why a server by URL cannot be used and how to mend it, naming host, port and database only.
 * The driver's error is not kept as the cause, since its message may repeat parts of the URL.
 */
export function describeDatabaseError(error: unknown, databaseUrl: string): DatabaseUnavailableError {
  const code = errorCode(error);
  const remedy = code === undefined ? undefined : remedies[code];
  const timedOut = error instanceof Error && /timeout/i.test(error.message);
  const why = remedy ?? (timedOut ? remedies['ETIMEDOUT'] : 'the connection failed');
  return new DatabaseUnavailableError(
    `DATABASE_URL: Postgres at ${placeOf(databaseUrl)}: ${why}${code === undefined ? '' : ` (${code})`}.`,
  );
}

function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function placeOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl))
    return 'an address that is no URL (postgres://user:password@host:5432/name)';
  const url = new URL(databaseUrl);
  return `${url.hostname || 'localhost'}:${url.port || '5432'}${url.pathname}`;
}
