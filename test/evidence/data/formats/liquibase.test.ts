import { describe, expect, it } from 'vitest';
import { liquibaseMigrations } from '../../../../src/evidence/data/formats/liquibase.ts';
import type { MigrationPart } from '../../../../src/evidence/data/migration.ts';
import { inMemoryTree } from '../../in-memory-tree.ts';
import { briefly, gatherData } from '../gather-data.ts';

const path = 'src/main/resources/db/changelog/master.xml';

async function partsOf(text: string, at = path): Promise<MigrationPart[] | null> {
  return liquibaseMigrations.readParts!({ path: at, text, tree: inMemoryTree({}) });
}

/** An XML changelog; its first changeSet starts on line 2. */
function changelog(...changeSets: string[]): string {
  return [
    '<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">',
    ...changeSets,
    '</databaseChangeLog>',
    '',
  ].join('\n');
}

/** A changeSet on one line. */
function changeSet(id: string, changes: string, attributes = ''): string {
  return `<changeSet id="${id}" author="ann" ${attributes}>${changes}</changeSet>`;
}

const first = changeSet(
  '1',
  '<createTable tableName="users"><column name="id" type="bigint"/></createTable>',
);
const dropEmail = '<dropColumn tableName="users" columnName="email"/>';

describe('reading changelogs', () => {
  it.each([
    ['<createTable tableName="a"/>', { kind: 'create-table', table: 'a' }],
    ['<dropTable tableName="a" schemaName="s"/>', { kind: 'drop-table', table: 's.a' }],
    ['<renameTable oldTableName="a" newTableName="b"/>', { kind: 'rename-table', table: 'a', to: 'b' }],
    [
      '<addColumn tableName="a"><column name="c" type="VARCHAR(20)"><constraints nullable="false"/></column></addColumn>',
      { kind: 'add-column', table: 'a', column: 'c', type: 'varchar(20)', nullable: false, default: 'none' },
    ],
    [
      '<addColumn tableName="a"><column name="c" type="PROPERTY" defaultValue="x"/></addColumn>',
      { kind: 'add-column', type: null, nullable: true, default: 'constant' },
    ],
    [
      '<addColumn tableName="a"><column name="c" type="uuid" defaultValueComputed="gen_random_uuid()"/></addColumn>',
      { kind: 'add-column', default: 'volatile' },
    ],
    [
      '<addColumn tableName="a"><column name="c" type="timestamp" defaultValueComputed="CURRENT_TIMESTAMP"/></addColumn>',
      { kind: 'add-column', default: 'constant' },
    ],
    ['<dropColumn tableName="a" columnName="c"/>', { kind: 'drop-column', table: 'a', column: 'c' }],
    [
      '<dropColumn tableName="a"><column name="c"/></dropColumn>',
      { kind: 'drop-column', table: 'a', column: 'c' },
    ],
    [
      '<renameColumn tableName="a" oldColumnName="c" newColumnName="d"/>',
      { kind: 'rename-column', column: 'c', to: 'd' },
    ],
    [
      '<modifyDataType tableName="a" columnName="c" newDataType="BIGINT"/>',
      { kind: 'change-type', from: null, to: 'bigint' },
    ],
    [
      '<addNotNullConstraint tableName="a" columnName="c"/>',
      { kind: 'set-not-null', table: 'a', column: 'c' },
    ],
    [
      '<dropNotNullConstraint tableName="a" columnName="c"/>',
      { kind: 'drop-not-null', table: 'a', column: 'c' },
    ],
    [
      '<createIndex tableName="a" indexName="i" unique="true"><column name="c"/></createIndex>',
      { kind: 'add-index', name: 'i', columns: ['c'], unique: true, concurrent: false },
    ],
    ['<dropIndex tableName="a" indexName="i"/>', { kind: 'drop-index', table: 'a', name: 'i' }],
    [
      '<addForeignKeyConstraint baseTableName="a" baseColumnNames="c" referencedTableName="b" referencedColumnNames="id" constraintName="f"/>',
      { kind: 'add-constraint', table: 'a', name: 'f', constraint: 'foreign-key', validated: true },
    ],
    [
      '<addUniqueConstraint tableName="a" columnNames="c" constraintName="u"/>',
      { kind: 'add-constraint', constraint: 'unique', validated: true },
    ],
    [
      '<addUniqueConstraint tableName="a" columnNames="c" forIndexName="i"/>',
      { kind: 'add-constraint', constraint: 'unique', validated: false },
    ],
    ['<addPrimaryKey tableName="a" columnNames="c"/>', { kind: 'add-constraint', constraint: 'primary-key' }],
    [
      '<dropForeignKeyConstraint baseTableName="a" constraintName="f"/>',
      { kind: 'drop-constraint', table: 'a', name: 'f' },
    ],
    [
      '<update tableName="a"><column name="c" value="1"/></update>',
      { kind: 'change-data', table: 'a', statement: 'update', bounded: false },
    ],
    [
      '<update tableName="a"><column name="c" value="1"/><where>id = 1</where></update>',
      { kind: 'sql', sql: 'UPDATE a SET x = 0 WHERE id = 1' },
    ],
    ['<delete tableName="a"/>', { kind: 'change-data', statement: 'delete', bounded: false }],
    ['<insert tableName="a"/>', { kind: 'change-data', statement: 'insert' }],
    ['<customChange class="x.Y"/>', { kind: 'change-data', statement: 'code' }],
    ['<sql>DROP TABLE a</sql>', { kind: 'sql', sql: 'DROP TABLE a' }],
    ['<createView viewName="v">select 1</createView>', { kind: 'other', what: 'create view' }],
    ['<tagDatabase tag="v1"/>', { kind: 'other' }],
  ])('reads %s', async (change, operation) => {
    const parts = await partsOf(
      changelog(changeSet('1', change.replace('PROPERTY', ['$', '{text}'].join('')))),
    );
    expect(parts![0]!.reading.operations[0]).toMatchObject({ ...operation, line: 2 });
    expect(parts![0]!.reading.unread).toEqual([]);
  });

  it('says what it cannot look into', async () => {
    const changes = '<sqlFile path="a.sql"/><ext:frobnicate/>';
    const parts = await partsOf(changelog(changeSet('1', changes)));
    expect(parts![0]!.reading.unread.map(({ reason }) => reason)).toEqual([
      'SQL of another file is not read: a.sql',
      'change frobnicate is not known',
    ]);
  });

  it('knows the way back, the transaction and the database', async () => {
    const parts = await partsOf(
      changelog(
        changeSet('1', '<createTable tableName="a"/>'),
        changeSet('2', '<dropTable tableName="a"/>', 'runInTransaction="false" dbms="postgresql"'),
        changeSet(
          '3',
          '<dropTable tableName="b"/><rollback>CREATE TABLE b ()</rollback>',
          'dbms="mysql, mariadb"',
        ),
        changeSet('4', '<dropTable tableName="c"/><rollback/>', 'dbms="oracle"'),
        changeSet(
          '5',
          '<preConditions onFail="MARK_RAN"><tableExists tableName="d"/></preConditions><comment>x</comment>',
          'dbms="postgresql,mysql"',
        ),
      ),
    );
    expect(
      parts!.map(({ id, isElsewhere, reading: { rollback, transaction, database } }) => [
        id,
        rollback,
        transaction,
        database,
        isElsewhere,
      ]),
    ).toEqual([
      ['ann:1', 'derived', 'one', null, false],
      ['ann:2', 'irreversible', 'none', 'postgres', false],
      ['ann:3', 'written', 'one', 'mysql', false],
      ['ann:4', 'written', 'one', null, true],
      ['ann:5', 'derived', 'one', null, false],
    ]);
  });

  const yaml = `databaseChangeLog:
  - changeSet:
      id: 1
      author: ann
      changes:
        - createTable:
            tableName: users
            columns:
              - column:
                  name: id
                  type: bigint
                  constraints:
                    primaryKey: true
        - addColumn:
            tableName: orders
            columns:
              - column:
                  name: total
                  type: INT
                  constraints:
                    nullable: false
        - sql:
            sql: |
              DELETE FROM orders;
              DROP TABLE old;
      rollback:
        - dropTable:
            tableName: users
  - include:
      file: other.yaml
`;

  it('reads YAML with its lines', async () => {
    const parts = await partsOf(yaml, 'db/changelog/db.yaml');
    expect(parts).toHaveLength(1);
    expect(parts![0]).toMatchObject({ id: 'ann:1', line: 2 });
    expect(parts![0]!.reading).toMatchObject({
      rollback: 'written',
      unread: [],
      operations: [
        { kind: 'create-table', table: 'users', line: 6 },
        { kind: 'add-column', table: 'orders', column: 'total', type: 'int', nullable: false, line: 17 },
        { kind: 'sql', line: 24 },
      ],
    });
  });

  it('reads JSON', async () => {
    const change = { dropColumn: { tableName: 'a', columnName: 'b' } };
    const text = JSON.stringify(
      { databaseChangeLog: [{ changeSet: { id: '1', author: 'ann', changes: [change] } }] },
      null,
      1,
    );
    const parts = await partsOf(text, 'db/changelog/db.json');
    expect(parts![0]!.reading.operations).toMatchObject([{ kind: 'drop-column', table: 'a', column: 'b' }]);
  });

  it('reads formatted SQL, only what runs forward', async () => {
    const text = `--liquibase formatted sql

--changeset ann:1 dbms:postgresql runInTransaction:false
--comment: an index
CREATE INDEX CONCURRENTLY i ON a (b);
--rollback DROP INDEX i;

--changeset "bob smith":two-words runOnChange:true
DROP TABLE a;
/* liquibase rollback
CREATE TABLE a ();
*/
`;
    const parts = await partsOf(text, 'db/changelog/a.sql');
    expect(
      parts!.map(({ reading: { operations }, ...part }) => [part.id, part.line, part.mayChange, operations]),
    ).toEqual([
      ['ann:1', 3, false, [{ kind: 'sql', line: 5, sql: 'CREATE INDEX CONCURRENTLY i ON a (b);' }]],
      ['bob smith:two-words', 8, true, [{ kind: 'sql', line: 9, sql: 'DROP TABLE a;' }]],
    ]);
    expect(parts![0]!.reading).toMatchObject({
      rollback: 'written',
      transaction: 'none',
      database: 'postgres',
    });
  });

  it.each([
    ['db/changelog/a.sql', 'CREATE TABLE a (id int);'],
    ['db/changelog/a.xml', '<beans/>'],
    ['db/changelog/a.xml', '<beans><databaseChangeLog/></beans>'],
    ['db/changelog/a.yaml', 'databaseChangeLog'],
    ['db/changelog/a.json', '{"a": "databaseChangeLog"}'],
  ])('takes %s with %s for no changelog', async (at, text) => {
    expect(await partsOf(text, at)).toBeNull();
  });

  it.each([
    ['db/changelog/a.xml', '<databaseChangeLog><changeSet>'],
    ['db/changelog/a.xml', `<databaseChangeLog>${'<a>'.repeat(100)}`],
    ['db/changelog/a.yaml', 'databaseChangeLog:\n  - changeSet: [\n'],
  ])('says that %s is not well formed', async (at, text) => {
    const parts = await partsOf(text, at);
    expect(parts![0]!.reading.unread[0]!.reason).toMatch(/^not well formed/);
  });
});

describe('facts about changelogs', () => {
  it('judges only the changeSets that the change appends', async () => {
    const second = changeSet('2', dropEmail);
    const evidence = await gatherData(
      { [path]: changelog(first, second) },
      { [path]: changelog(first, second, changeSet('3', '<dropTable tableName="old"/>')) },
    );
    expect(briefly(evidence)).toEqual([
      'data/ban-drop-table warning 4',
      'data/irreversible-migration note 4',
    ]);
    expect(evidence.migrations).toMatchObject([
      {
        path,
        format: 'liquibase',
        status: 'modified',
        steps: [{ line: 4, what: 'drops table old', risk: 'warning' }],
      },
    ]);
  });

  it('stops at an edited changeSet', async () => {
    const evidence = await gatherData(
      {
        [path]: changelog(
          first,
          changeSet('2', '<addColumn tableName="users"><column name="a" type="int"/></addColumn>'),
        ),
      },
      {
        [path]: changelog(
          first,
          changeSet('2', '<addColumn tableName="users"><column name="a" type="bigint"/></addColumn>'),
        ),
      },
    );
    expect(briefly(evidence)).toEqual(['data/migration-edited error 3']);
    expect(evidence.facts[0]!.message).toContain('ann:2');
  });

  it('stops at two changeSets of one id', async () => {
    const evidence = await gatherData(
      { [path]: changelog(first) },
      { [path]: changelog(first, changeSet('1', '<createTable tableName="b"/>')) },
    );
    expect(briefly(evidence)).toEqual(['data/duplicate-version error 3']);
  });

  it.each([
    ['a comment', `<!-- why --><comment>words</comment><dropColumn tableName="users" columnName="email"/>`],
    ['blanks and the order of attributes', `<dropColumn   columnName="email"\n tableName="users" />`],
    [
      'a precondition',
      `<preConditions onFail="MARK_RAN"><columnExists tableName="users" columnName="email"/></preConditions>${dropEmail}`,
    ],
    [
      'a way back',
      `${dropEmail}<rollback><addColumn tableName="users"><column name="email" type="text"/></addColumn></rollback>`,
    ],
    [
      'an edit whose sum is said to be valid',
      `<validCheckSum>ANY</validCheckSum><dropColumn tableName="users" columnName="mail"/>`,
    ],
  ])('says nothing of an edit of %s', async (_, changes) => {
    const evidence = await gatherData(
      { [path]: changelog(first, changeSet('2', dropEmail)) },
      { [path]: changelog(first, changeSet('2', changes)) },
    );
    expect(evidence.facts.filter(({ rule }) => rule === 'data/migration-edited')).toEqual([]);
  });

  it('says nothing of an edit of a changeSet that runs on change', async () => {
    const before = changeSet('2', '<createView viewName="v">select 1</createView>', 'runOnChange="true"');
    const after = changeSet('2', '<createView viewName="v">select 2</createView>', 'runOnChange="true"');
    const evidence = await gatherData(
      { [path]: changelog(first, before) },
      { [path]: changelog(first, after) },
    );
    expect(evidence.facts).toEqual([]);
  });

  it('lets one id stand for each database once', async () => {
    const both = [
      changeSet('2', '<createTable tableName="b"/>', 'dbms="mysql"'),
      changeSet('2', '<createTable tableName="b"/>', 'dbms="postgresql"'),
    ];
    const evidence = await gatherData({ [path]: changelog(first) }, { [path]: changelog(first, ...both) });
    expect(evidence.facts).toEqual([]);
  });

  it('says nothing of a new changelog that makes its tables', async () => {
    const rest = changeSet(
      '2',
      '<createIndex tableName="users" indexName="i"><column name="id"/></createIndex><dropColumn tableName="users" columnName="id"/>',
      'dbms="postgresql"',
    );
    const evidence = await gatherData({}, { [path]: changelog(first, rest) });
    expect(evidence.facts).toEqual([]);
  });

  it('squashes many equal facts into one', async () => {
    const columns = Array.from({ length: 40 }, (_, at) => `<column name="c${at}"/>`).join('');
    const evidence = await gatherData(
      { [path]: changelog(first) },
      { [path]: changelog(first, changeSet('2', `<dropColumn tableName="orders">${columns}</dropColumn>`)) },
    );
    expect(briefly(evidence)).toEqual([
      'data/ban-drop-column warning 3',
      'data/irreversible-migration note 3',
    ]);
    expect(evidence.facts[0]!.data).toMatchObject({ count: 40, table: 'orders' });
  });

  it('squashes equal facts of many changesets, and counts them once', async () => {
    const many = Array.from({ length: 300 }, (_, at) =>
      changeSet(
        `n${at}`,
        [1, 2, 3, 4].map((of) => `<dropColumn tableName="t${at}" columnName="c${of}"/>`).join(''),
      ),
    );
    const { facts } = await gatherData({ [path]: changelog(first) }, { [path]: changelog(first, ...many) });
    expect(facts.map(({ rule, data }) => [rule, data['count']])).toEqual([
      ['data/ban-drop-column', 1_200],
      ['data/irreversible-migration', 300],
    ]);
    expect(facts[0]!.message).toMatch(/ \(and 1199 more like it in this file\)$/);
    for (const { message } of facts) expect(message.split('more like it')).toHaveLength(2);
  });

  it('reads nothing when no changed file may be a migration', async () => {
    const evidence = await gatherData(
      { [path]: changelog(first), 'src/a.ts': 'a' },
      { [path]: changelog(first), 'src/a.ts': 'b' },
    );
    expect(evidence.reads.filter((read) => read === path)).toEqual([]);
  });
});
