import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { fromPglite, PgBoss } from 'pg-boss';

/** Which engine a subject stores on: a database of its own on a server, or PGlite in a folder of its own. */
export interface EngineAddress {
  databaseUrl: string | null;
  dataDirectory: string;
}

type Count = { count: number };

/** pg-boss as its documentation starts it, with one queue of its default policy. */
export async function startBareBoss({ databaseUrl, dataDirectory }: EngineAddress) {
  const pglite =
    databaseUrl === null ? await PGlite.create({ dataDir: join(dataDirectory, 'database') }) : null;
  const pool = databaseUrl === null ? null : new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const boss = new PgBoss(
    pglite === null ? { connectionString: databaseUrl! } : { db: fromPglite(pglite), backend: 'pglite' },
  );
  boss.on('error', (error) => process.stderr.write(`${error}\n`));
  await boss.start();
  await boss.createQueue('delivery');
  return {
    boss,
    async stored(): Promise<number> {
      const query = `select count(*)::int as count from pgboss.job where name = 'delivery'`;
      const { rows } = pglite === null ? await pool!.query<Count>(query) : await pglite.query<Count>(query);
      return rows[0]!.count;
    },
    async close(): Promise<void> {
      await boss.stop({ graceful: false });
      await pool?.end();
      await pglite?.close();
    },
  };
}
