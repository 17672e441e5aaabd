import { describe, expect, it } from 'vitest';
import { describeStep } from '../../../src/evidence/data/describe-step.ts';
import type { Database, SchemaOperation } from '../../../src/evidence/data/schema-operation.ts';

const table = 'users';
const column = 'email';
const line = 1;
const index: SchemaOperation = {
  kind: 'add-index',
  line,
  table,
  name: 'i',
  columns: [column],
  unique: true,
  concurrent: false,
};
const added: SchemaOperation = {
  kind: 'add-column',
  line,
  table,
  column,
  type: 'uuid',
  nullable: false,
  default: 'volatile',
};
const key: SchemaOperation = {
  kind: 'add-constraint',
  line,
  table,
  name: 'f',
  constraint: 'foreign-key',
  validated: true,
};
const widened: SchemaOperation = {
  kind: 'change-type',
  line,
  table,
  column,
  from: 'varchar(20)',
  to: 'varchar(40)',
};

describe('a step of a migration in the words of the plan', () => {
  it.each<[SchemaOperation, Database, string, string | null, boolean]>([
    [
      index,
      'postgres',
      'builds unique index i of users',
      'SHARE: blocks writes while the index is built',
      false,
    ],
    [
      { ...index, concurrent: true },
      'postgres',
      'builds unique index i of users without blocking writes',
      null,
      false,
    ],
    [index, 'mysql', 'builds unique index i of users', 'metadata lock, briefly', false],
    [
      added,
      'postgres',
      'adds column email (NOT NULL) to users',
      'ACCESS EXCLUSIVE while the table is written anew',
      true,
    ],
    [
      { ...added, default: 'constant' },
      'postgres',
      'adds column email (NOT NULL) to users',
      'ACCESS EXCLUSIVE, briefly',
      false,
    ],
    [
      key,
      'postgres',
      'adds foreign key constraint f to users',
      'SHARE ROW EXCLUSIVE on both tables: blocks writes while existing rows are checked',
      false,
    ],
    [
      { ...key, validated: false },
      'postgres',
      'adds foreign key constraint f to users without checking existing rows',
      'SHARE ROW EXCLUSIVE on both tables, briefly',
      false,
    ],
    [key, 'mysql', 'adds foreign key constraint f to users', 'writes wait while the table is copied', true],
    [
      widened,
      'postgres',
      'changes the type of email of users to varchar(40)',
      'ACCESS EXCLUSIVE, briefly',
      false,
    ],
    [
      { ...widened, from: 'varchar(80)' },
      'postgres',
      'changes the type of email of users to varchar(40)',
      'ACCESS EXCLUSIVE while the table is written anew',
      true,
    ],
    [
      { kind: 'set-not-null', line, table, column },
      'postgres',
      'sets email of users NOT NULL',
      'ACCESS EXCLUSIVE while existing rows are checked',
      false,
    ],
    [
      { kind: 'change-data', line, table, statement: 'update', bounded: false },
      'postgres',
      'updates rows of users',
      null,
      false,
    ],
    [{ kind: 'drop-table', line, table }, 'sqlite', 'drops table users', null, false],
  ])('%j on %s', (operation, database, what, lock, rewrites) => {
    expect(describeStep(operation, database, false)).toEqual({ what, lock, rewrites });
  });

  it('locks nobody out of a table that the change makes', () => {
    expect(describeStep(index, 'postgres', true)).toMatchObject({ lock: null, rewrites: false });
  });
});
