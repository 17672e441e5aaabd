import type { Node } from 'web-tree-sitter';
import { parseCode } from '../../code/parse-code.ts';
import type { MigrationFormat, MigrationInput, MigrationReading } from '../migration.ts';
import type { SchemaOperation } from '../schema-operation.ts';
import { defaultKindOf } from './javascript/default-kind-of.ts';
import { type JavascriptValue, readValue, textIn, textsIn } from './javascript/javascript-value.ts';
import { type Call, callsIn, readModule } from './javascript/migration-module.ts';
import { unparsed } from './javascript/unparsed.ts';

const path = /(?:^|\/)(?:[\w-]*migrations?)\/(?:[\w.-]+\/)?(\d{8,17}[A-Z]?)[-_.][\w.-]+\.[cm]?[jt]s$/i;

/** Migrations of Knex: `migrations/20240101120000_add_email.js` with `up(knex)`. */
export const knexMigrations: MigrationFormat = {
  name: 'knex',
  claims: (file) => path.test(file) && !file.endsWith('.d.ts'),
  orderOf(file) {
    const version = path.exec(file)?.[1];
    return version === undefined
      ? null
      : { by: 'version', family: file.slice(0, file.lastIndexOf('/')), version };
  },
  read,
};

async function read(input: MigrationInput): Promise<MigrationReading | null> {
  if (!/\bknex\b|\.schema\s*\.\s*\w+Table\b/i.test(input.text)) return null;
  const parsed = await parseCode(
    input.text,
    input.path.endsWith('ts') ? 'typescript' : 'javascript',
    readRoot,
  );
  const order = knexMigrations.orderOf(input.path);
  if (!parsed.ok) return { ...unparsed(parsed.reason), order };
  return parsed.value === null ? null : { ...parsed.value, order };
}

interface Run {
  operations: SchemaOperation[];
  unread: MigrationReading['unread'];
}

function readRoot(root: Node): MigrationReading | null {
  const module = readModule(root);
  if (module === null) return null;
  const run: Run = { operations: [], unread: [] };
  const calls = callsIn(module.up);
  for (const call of calls) {
    if (
      /^(?:createTable|createTableIfNotExists|alterTable|table)$/.test(call.name) &&
      /schema\b/.test(call.on)
    ) {
      readTable(call, run);
    }
  }
  for (const call of calls) readStatement(call, run);
  run.operations.sort((a, b) => a.line - b.line);
  return {
    order: null,
    operations: run.operations,
    rollback: module.rollback,
    transaction: module.withoutTransaction ? 'none' : 'one',
    database: null,
    unread: run.unread,
  };
}

/** What stands outside of a table's description. */
function readStatement({ name, arguments: given, line, on }: Call, run: Run): void {
  const [first, second] = given.map((node) => readValue(node));
  const table = textIn(first);
  const isSchema = /\bschema\b/.test(on);
  switch (name) {
    case 'raw': {
      // Inside of another call it is a piece of SQL, no statement.
      if (
        !/^(?:knex|trx|k|db|tx|this|schema|knex\.schema|trx\.schema)$/i.test(
          on.split('.').slice(0, 2).join('.'),
        ) ||
        isPiece(given[0])
      )
        return;
      if (table === null) run.unread.push({ line, reason: 'SQL that is computed' });
      else run.operations.push({ kind: 'sql', sql: table, line: (given[0] as Node).startPosition.row + 1 });
      return;
    }
    case 'dropTable':
    case 'dropTableIfExists':
      if (isSchema) push(run, line, name, table, (table) => ({ kind: 'drop-table', table, line }));
      return;
    case 'renameTable': {
      const to = textIn(second);
      if (isSchema)
        push(run, line, name, to === null ? null : table, (table) => ({
          kind: 'rename-table',
          table,
          to: to as string,
          line,
        }));
      return;
    }
    case 'update':
    case 'del':
    case 'delete':
    case 'truncate':
    case 'insert': {
      const target = /^(?:await)?\(?(?:knex|trx|k|db|tx)\((["'`])(\w[\w.]*)\1\)/i.exec(on)?.[2];
      if (target === undefined) return;
      const statement = name === 'del' ? 'delete' : name;
      const bounded = name === 'insert' || /\.where(?:In|Null|NotNull|Raw)?\(/.test(on);
      run.operations.push({ kind: 'change-data', table: target, statement, bounded, line });
    }
  }
}

/** Whether a `raw` is an argument or a default of something else. */
function isPiece(argument: Node | undefined): boolean {
  let at = argument?.parent?.parent?.parent ?? null;
  while (
    at !== null &&
    /^(?:member_expression|call_expression|await_expression|parenthesized_expression)$/.test(at.type)
  ) {
    at = at.parent;
  }
  return at?.type === 'arguments' || at?.type === 'pair';
}

function push(
  run: Run,
  line: number,
  what: string,
  table: string | null,
  make: (table: string) => SchemaOperation,
): void {
  if (table === null) run.unread.push({ line, reason: `${what} on a name that is computed` });
  else run.operations.push(make(table));
}

/** A table with its description: `alterTable('users', (t) => { … })`. */
function readTable({ name, arguments: given, line }: Call, run: Run): void {
  const table = textIn(readValue(given[0]));
  if (table === null) {
    run.unread.push({ line, reason: `${name} on a name that is computed` });
    return;
  }
  if (name.startsWith('create')) {
    run.operations.push({ kind: 'create-table', table, line });
    return;
  }
  const builder = given[1];
  const body = builder?.childForFieldName('body');
  if (!body) return;
  const parameter =
    builder?.childForFieldName('parameter') ?? builder?.childForFieldName('parameters')?.namedChildren[0];
  const variable = (parameter?.childForFieldName('pattern') ?? parameter)?.text ?? 'this';
  const calls = callsIn(body);
  for (const chain of chainsOf(calls, variable)) run.operations.push(...readChain(table, chain));
}

/** Calls that hang together, from the one on the builder itself on: `t.string('a')`, `.notNullable()`. */
function chainsOf(calls: readonly Call[], variable: string): Call[][] {
  const roots = calls.filter(({ on }) => on === variable);
  return roots.map((root) => [
    root,
    ...calls.filter(
      ({ node }) => node.startIndex === root.node.startIndex && node.endIndex > root.node.endIndex,
    ),
  ]);
}

/** Methods of the builder that are columns are all but these; each takes the name first. */
const noColumns = new Set(
  'comment engine charset collate inherits queryContext setNullable dropNullable check checkPositive'.split(
    ' ',
  ),
);

function readChain(table: string, chain: readonly Call[]): SchemaOperation[] {
  const [root] = chain;
  if (root === undefined) return [];
  const { name, line } = root;
  const [first, second] = root.arguments.map((node) => readValue(node));
  const has = (method: string) => chain.some((call) => call.name === method);
  const column = textIn(first);
  switch (name) {
    case 'dropColumn':
    case 'dropColumns':
      return root.arguments
        .flatMap((node) => textsIn(readValue(node)))
        .map((one) => ({ kind: 'drop-column', table, column: one, line }));
    case 'dropTimestamps':
      return ['created_at', 'updated_at'].map((one) => ({ kind: 'drop-column', table, column: one, line }));
    case 'renameColumn': {
      const to = textIn(second);
      return column === null || to === null ? [] : [{ kind: 'rename-column', table, column, to, line }];
    }
    case 'index':
    case 'unique': {
      // Knex makes a unique constraint where it is asked for a unique index.
      if (name === 'unique')
        return [
          {
            kind: 'add-constraint',
            table,
            name: textIn(second),
            constraint: 'unique',
            validated: true,
            line,
          },
        ];
      return [
        {
          kind: 'add-index',
          table,
          name: textIn(second),
          columns: textsIn(first),
          unique: false,
          concurrent: false,
          line,
        },
      ];
    }
    case 'primary':
      return [
        { kind: 'add-constraint', table, name: null, constraint: 'primary-key', validated: true, line },
      ];
    case 'foreign':
      return [
        {
          kind: 'add-constraint',
          table,
          name: textIn(second),
          constraint: 'foreign-key',
          validated: true,
          line,
        },
      ];
    case 'dropIndex':
      return [{ kind: 'drop-index', table, name: textIn(second), concurrent: false, line }];
    case 'dropForeign':
    case 'dropUnique':
    case 'dropPrimary':
    case 'dropChecks':
      return [{ kind: 'drop-constraint', table, name: textIn(second), line }];
    case 'setNullable':
      return column === null ? [] : [{ kind: 'drop-not-null', table, column, line }];
    case 'dropNullable':
      return column === null ? [] : [{ kind: 'set-not-null', table, column, line }];
    case 'timestamps':
      return timestamps(table, second, line);
    default:
      return column === null || noColumns.has(name) ? [] : columnOf(table, column, chain, has);
  }
}

function columnOf(
  table: string,
  column: string,
  chain: readonly Call[],
  has: (method: string) => boolean,
): SchemaOperation[] {
  const { name, line, arguments: given } = chain[0] as Call;
  const specific = name === 'specificType' ? textIn(readValue(given[1])) : null;
  const length = given[1]?.type === 'number' ? `(${given[1].text})` : '';
  const type = (specific ?? `${name}${length}`).toLowerCase();
  if (has('alter')) {
    return [
      { kind: 'change-type', table, column, from: null, to: type, line },
      ...(has('notNullable') ? [{ kind: 'set-not-null' as const, table, column, line }] : []),
    ];
  }
  const fallback = chain.find((call) => call.name === 'defaultTo')?.arguments[0];
  return [
    {
      kind: 'add-column',
      table,
      column,
      type,
      nullable: !has('notNullable') && !has('primary'),
      default: fallback === undefined ? 'none' : defaultKindOf(readValue(fallback)),
      line,
    },
    ...(has('references') || has('inTable')
      ? [
          {
            kind: 'add-constraint' as const,
            table,
            name: null,
            constraint: 'foreign-key' as const,
            validated: true,
            line,
          },
        ]
      : []),
    ...(has('unique')
      ? [
          {
            kind: 'add-constraint' as const,
            table,
            name: null,
            constraint: 'unique' as const,
            validated: true,
            line,
          },
        ]
      : []),
    ...(has('index')
      ? [
          {
            kind: 'add-index' as const,
            table,
            name: null,
            columns: [column],
            unique: false,
            concurrent: false,
            line,
          },
        ]
      : []),
  ];
}

/** `timestamps(useTimestamps, defaultToNow)`: with the second both are NOT NULL and begin at now. */
function timestamps(table: string, second: JavascriptValue | undefined, line: number): SchemaOperation[] {
  const now = second?.type === 'boolean' && second.is;
  return ['created_at', 'updated_at'].map((column) => ({
    kind: 'add-column',
    table,
    column,
    type: 'timestamp',
    nullable: !now,
    default: now ? 'constant' : 'none',
    line,
  }));
}
