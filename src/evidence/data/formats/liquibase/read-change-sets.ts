import type { MigrationPart } from '../../migration.ts';
import { normaliseSql } from '../../normalise-sql.ts';
import type { Database } from '../../schema-operation.ts';
import { type ChangelogNode, childOf, settingOf } from './changelog-node.ts';
import { readChange } from './read-change.ts';

/** Children of a changeSet that say how it runs and are not in its check sum. */
const besides = new Set(['comment', 'preConditions', 'rollback', 'validCheckSum', 'modifySql']);

/** The changeSets of a changelog, in their order. */
export function readChangeSets(root: ChangelogNode): MigrationPart[] {
  return root.children.filter(({ name }) => name === 'changeSet').map(partOf);
}

function partOf(node: ChangelogNode): MigrationPart {
  const attribute = (key: string) => settingOf(node, key);
  const changes = node.children.filter(({ name }) => !besides.has(name) && !node.attributes.has(name));
  const read = changes.map(readChange);
  const context = attribute('context') ?? attribute('contextFilter');
  // Some name the database by the context: a name of none says nothing of it.
  const dbms = attribute('dbms') ?? (databaseOfDbms(context) === null ? null : context);
  const rollback = childOf(node, 'rollback') !== undefined;
  const derived = read.every((change) => change.derived);
  return {
    id: `${attribute('author') ?? ''}:${attribute('id') ?? ''}`,
    when: whenOf(attribute('dbms'), context, attribute('labels')),
    line: node.line,
    content: changes.map(contentOf).join('\n'),
    mayChange:
      attribute('runOnChange') === 'true' ||
      attribute('runAlways') === 'true' ||
      childOf(node, 'validCheckSum') !== undefined,
    isElsewhere: isElsewhere(dbms),
    reading: {
      order: null,
      operations: read.flatMap(({ operations }) => operations),
      rollback: rollback ? 'written' : derived ? 'derived' : 'irreversible',
      transaction: attribute('runInTransaction') === 'false' ? 'none' : 'one',
      database: databaseOfDbms(dbms),
      unread: read.flatMap(({ unread }, at) =>
        unread === null ? [] : [{ line: changes[at]!.line, reason: unread }],
      ),
    },
  };
}

/** The conditions of a changeSet as one text, equal where they are. */
export function whenOf(dbms: string | null, context: string | null, labels: string | null): string {
  return [dbms, context, labels].map((value) => value ?? '').join('|');
}

const names: Readonly<Record<string, Database>> = {
  postgresql: 'postgres',
  postgres: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
};

/** The one database that a `dbms` attribute names; null for none, several or one that is not known. */
export function databaseOfDbms(dbms: string | null): Database | null {
  const known = new Set(listOf(dbms).map((name) => (Object.hasOwn(names, name) ? names[name] : undefined)));
  known.delete(undefined);
  return known.size === 1 ? [...known][0]! : null;
}

/** Whether a `dbms` attribute names only databases that are not known. */
export function isElsewhere(dbms: string | null): boolean {
  const listed = listOf(dbms).filter((name) => !name.startsWith('!') && name !== 'all');
  return listed.length > 0 && listed.every((name) => !Object.hasOwn(names, name));
}

function listOf(dbms: string | null): string[] {
  return (dbms ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

/** A change as its check sum sees it: without the order of attributes, blanks and comments of SQL. */
function contentOf(node: ChangelogNode): string {
  const attributes = [...node.attributes].sort(([a], [b]) => (a < b ? -1 : 1));
  const children = node.children.filter(({ name }) => name !== 'comment' && !node.attributes.has(name));
  return JSON.stringify([
    node.name,
    attributes.map(([key, value]) => [key, normaliseSql(value)]),
    normaliseSql(node.text),
    children.map(contentOf),
  ]);
}
