import { describe, expect, it } from 'vitest';
import { databaseOfPath, databaseOfSql } from '../../../../src/evidence/data/sql/database-hints.ts';
import { databaseFinder } from '../../../../src/evidence/data/sql/find-database.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

describe('by the SQL itself', () => {
  it.each([
    ['create table t (a bigserial)', 'postgres'],
    ['select a::text', 'postgres'],
    ['create index concurrently i on t (a)', 'postgres'],
    ['do $$ begin end $$', 'postgres'],
    ['create table t (a int unsigned)', 'mysql'],
    ['create table t (a int) ENGINE = InnoDB', 'mysql'],
    ['pragma foreign_keys = off', 'sqlite'],
    ['create table t (a integer primary key autoincrement)', 'sqlite'],
    ['create table t (a nvarchar(10))', 'elsewhere'],
    ['create table t (a int) engine = MergeTree()', 'elsewhere'],
    ['create table t (a int)\nGO\n', 'elsewhere'],
    ['create table t (a int)', null],
    ['create table `t` (a int)', null],
    ["insert into t values ('jsonb ::text')", null],
    ['-- uses jsonb\nselect 1', null],
    ['select t.unsigned from t', null],
    ['create table "bigserial" (a int)', null],
  ])('%s', (sql, database) => {
    expect(databaseOfSql(sql)).toBe(database);
  });
});

describe('by the path', () => {
  it.each([
    ['migrations/postgres/1.sql', 'postgres'],
    ['db/pg/migrations/1.sql', 'postgres'],
    ['mysql/pg/1.sql', 'postgres'],
    ['migrations/1_a.mysql.up.sql', 'mysql'],
    ['migrations/sqlite3/1.sql', 'sqlite'],
    ['oracle/1.sql', 'elsewhere'],
    ['migrations/1_mysql_users.sql', null],
    ['migrations/1.sql', null],
    ['mysqueel/1.sql', null],
  ])('%s', (path, database) => {
    expect(databaseOfPath(path)).toBe(database);
  });
});

describe('by the repository', () => {
  const migration = 'apps/api/migrations/2_b.sql';

  it.each<[string, Files, string | null, string]>([
    [
      'the migrations beside it',
      {
        'apps/api/migrations/1_a.sql': 'create table t (a jsonb);',
        'apps/api/package.json': '{"dependencies":{"mysql2":"1"}}',
      },
      'postgres',
      'the migrations beside it',
    ],
    [
      'packages of npm',
      { 'apps/api/package.json': '{"dependencies":{"pg":"8"}}' },
      'postgres',
      'apps/api/package.json',
    ],
    [
      'the nearest manifest',
      {
        'package.json': '{"dependencies":{"mysql2":"1"}}',
        'apps/api/package.json': '{"dependencies":{"pg":"8"}}',
      },
      'postgres',
      'apps/api/package.json',
    ],
    ['a manifest above', { 'go.mod': 'require github.com/go-sql-driver/mysql v1.8.0' }, 'mysql', 'go.mod'],
    [
      'settings before packages',
      { Gemfile: "gem 'pg'\ngem 'sqlite3'\n", 'config/database.yml': 'production:\n  adapter: postgresql\n' },
      'postgres',
      'config/database.yml',
    ],
    [
      'Compose',
      { 'docker-compose.yml': 'services:\n  db:\n    image: docker.io/library/mariadb:11\n' },
      'mysql',
      'docker-compose.yml',
    ],
    [
      'Prisma',
      { 'prisma/schema.prisma': 'datasource db {\n  provider = "sqlite"\n}' },
      'sqlite',
      'prisma/schema.prisma',
    ],
    [
      'Spring',
      { 'src/main/resources/application.properties': 'spring.datasource.url=jdbc:postgresql://db/x' },
      'postgres',
      'src/main/resources/application.properties',
    ],
    ['Maven', { 'pom.xml': '<groupId>org.postgresql</groupId>' }, 'postgres', 'pom.xml'],
    ['Python', { 'requirements.txt': 'psycopg2-binary==2.9\n' }, 'postgres', 'requirements.txt'],
    [
      'Cargo',
      { 'Cargo.toml': 'sqlx = { version = "0.8", features = ["postgres"] }' },
      'postgres',
      'Cargo.toml',
    ],
    [
      'drivers of the tests',
      { 'package.json': '{"dependencies":{"pg":"8"},"devDependencies":{"better-sqlite3":"1"}}' },
      'postgres',
      'package.json',
    ],
    [
      'several',
      { 'package.json': '{"dependencies":{"pg":"8","mysql2":"1"}}' },
      null,
      'several databases are named in package.json',
    ],
    [
      'another one',
      { 'pom.xml': '<artifactId>mssql-jdbc</artifactId>' },
      null,
      'pom.xml names a database that is not known here',
    ],
    [
      'migrations for several',
      {
        'apps/api/migrations/0_a.sql': 'create table t (a jsonb);',
        'apps/api/migrations/1_a.sql': 'create table t (a int unsigned);',
      },
      null,
      'the migrations beside it are for several databases or another one',
    ],
    [
      'a manifest of another part',
      { 'apps/web/package.json': '{"dependencies":{"pg":"8"}}' },
      null,
      'no manifest names a database',
    ],
    [
      'a manifest that is none',
      { 'package.json': '{"dependencies":["pg"' },
      null,
      'no manifest names a database',
    ],
  ])('%s', async (_, files, database, reason) => {
    const find = databaseFinder(inMemoryTree({ [migration]: 'create table t (a int);', ...files }));
    expect(await find(migration)).toEqual({ database, reason });
  });

  it('reads once for all migrations of a folder', async () => {
    const tree = inMemoryTree({ [migration]: 'select 1;', 'package.json': '{"dependencies":{"pg":"8"}}' });
    const find = databaseFinder(tree);
    await find(migration);
    const reads = tree.reads.length;
    expect(await find('apps/api/migrations/3_c.sql')).toEqual({
      database: 'postgres',
      reason: 'package.json',
    });
    expect(tree.reads.length).toBe(reads);
  });
});
