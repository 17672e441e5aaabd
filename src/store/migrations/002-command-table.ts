import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Comments with commands, for the limit of how many one person may write in an hour. */
export const commandTable: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('command')
      .addColumn('host', 'text', (c) => c.notNull())
      .addColumn('repository_id', 'bigint', (c) => c.notNull())
      .addColumn('comment_id', 'bigint', (c) => c.notNull())
      .addColumn('login', 'text', (c) => c.notNull())
      .addColumn('at', 'timestamptz', (c) => c.notNull())
      .addPrimaryKeyConstraint('command_key', ['host', 'repository_id', 'comment_id'])
      .execute();
  },
};
