import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The state of DESIGN.md: pull requests, rounds, findings, decisions, money and facts by blob. */
export const firstTables: Migration = {
  async up(db: Kysely<unknown>) {
    const pullRequest = ['host', 'repository_id', 'number'] as const;

    await db.schema
      .createTable('pull_request')
      .addColumn('host', 'text', (c) => c.notNull())
      .addColumn('repository_id', 'bigint', (c) => c.notNull())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('last_reviewed_head', 'text')
      .addColumn('round', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('paused', 'boolean', (c) => c.notNull().defaultTo(false))
      .addColumn('requests', 'jsonb', (c) => c.notNull().defaultTo(sql`'[]'::jsonb`))
      .addPrimaryKeyConstraint('pull_request_key', [...pullRequest])
      .execute();

    await db.schema
      .createTable('round')
      .addColumn('host', 'text', (c) => c.notNull())
      .addColumn('repository_id', 'bigint', (c) => c.notNull())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('round', 'integer', (c) => c.notNull())
      .addColumn('head', 'text', (c) => c.notNull())
      .addColumn('base_tip', 'text', (c) => c.notNull())
      .addColumn('merge_base', 'text', (c) => c.notNull())
      .addColumn('settings_hash', 'text', (c) => c.notNull())
      .addColumn('verdict', 'text')
      .addColumn('coverage', 'jsonb', (c) => c.notNull())
      .addColumn('usage', 'jsonb', (c) => c.notNull())
      .addColumn('published', 'jsonb', (c) => c.notNull())
      .addColumn('judgement', 'jsonb')
      .addColumn('started_at', 'timestamptz', (c) => c.notNull())
      .addColumn('ended_at', 'timestamptz')
      .addPrimaryKeyConstraint('round_key', [...pullRequest, 'round'])
      .execute();

    await db.schema
      .createTable('finding')
      .addColumn('host', 'text', (c) => c.notNull())
      .addColumn('repository_id', 'bigint', (c) => c.notNull())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('fingerprint', 'text', (c) => c.notNull())
      .addColumn('rule', 'text', (c) => c.notNull())
      .addColumn('severity', 'text', (c) => c.notNull())
      .addColumn('path', 'text', (c) => c.notNull())
      .addColumn('line', 'integer')
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('disposition', 'text', (c) => c.notNull())
      .addColumn('disposition_by', 'text')
      .addColumn('disposition_why', 'text')
      .addColumn('first_round', 'integer', (c) => c.notNull())
      .addColumn('last_round', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('finding_key', [...pullRequest, 'fingerprint'])
      .execute();

    await db.schema
      .createTable('decision')
      .addColumn('host', 'text', (c) => c.notNull())
      .addColumn('repository_id', 'bigint', (c) => c.notNull())
      .addColumn('fingerprint', 'text', (c) => c.notNull())
      .addColumn('pull_request', 'integer', (c) => c.notNull())
      .addColumn('issue', 'integer')
      .addColumn('state', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('decision_key', ['host', 'repository_id', 'fingerprint'])
      .execute();

    await db.schema
      .createTable('usage')
      .addColumn('id', 'uuid', (c) => c.primaryKey())
      .addColumn('host', 'text', (c) => c.notNull())
      .addColumn('repository_id', 'bigint', (c) => c.notNull())
      .addColumn('day', 'text', (c) => c.notNull())
      .addColumn('reserved', 'bigint', (c) => c.notNull())
      .addColumn('settled', 'bigint')
      .execute();
    await db.schema
      .createIndex('usage_by_day')
      .on('usage')
      .columns(['host', 'repository_id', 'day'])
      .execute();

    await db.schema
      .createTable('fact')
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('blob', 'text', (c) => c.notNull())
      .addColumn('extract', 'text', (c) => c.notNull())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('used_on', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('fact_key', ['kind', 'blob'])
      .execute();
  },
};
