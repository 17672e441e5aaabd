import type { SchemaOperation } from '../../schema-operation.ts';
import { type Call, callsIn } from './calls-in.ts';
import { defaultKindOf } from './default-kind-of.ts';
import { fieldIn, isFalse, type JavascriptValue, textIn, textsIn } from './javascript-value.ts';
import { type Direction, parameterOf } from './migration-module.ts';

interface Run {
  operations: SchemaOperation[];
  unread: { line: number; reason: string }[];
}

/** A table with its description: `alterTable('users', (t) => { … })`. Adds to `run` what it does. */
export function readKnexTable(call: Call, direction: Direction, run: Run): void {
  const { name, line, scope } = call;
  const table = textIn(call.values[0]);
  if (table === null) {
    run.unread.push({ line, reason: `${name} on a name that is computed` });
    return;
  }
  if (name.startsWith('create')) {
    run.operations.push({ kind: 'create-table', table, line });
    return;
  }
  const builder = call.arguments.at(-1);
  const body = builder?.childForFieldName('body');
  if (!builder || !body) {
    run.unread.push({ line, reason: `${name} described by code that stands elsewhere` });
    return;
  }
  const variable = parameterOf(builder) ?? 'this';
  for (const chain of chainsOf(callsIn(body, direction, scope), variable)) {
    const read = readChain(table, chain);
    if (read !== null) for (const operation of read) run.operations.push(operation);
    else run.unread.push({ line: chain[0]!.line, reason: `${chain[0]!.name} on a name that is computed` });
  }
}

/** Calls that hang together, from the one on the builder itself on: `t.string('a')`, `.notNullable()`. */
function chainsOf(calls: readonly Call[], variable: string): Call[][] {
  const byStart = new Map<number, Call[][]>();
  const all: Call[][] = [];
  for (const call of calls) {
    const { startIndex } = call.node;
    const chains = byStart.get(startIndex) ?? [];
    byStart.set(startIndex, chains);
    if (call.on === variable) {
      chains.push([call]);
      all.push(chains.at(-1) as Call[]);
    } else {
      // Within a loop what does not name its variable goes for all of its values.
      for (const chain of chains) {
        if (!call.isVariant || chain[0]?.scope === call.scope) chain.push(call);
      }
    }
  }
  return all;
}

const columnTypes = new Set(
  (
    'increments bigincrements integer int tinyint smallint mediumint bigint biginteger text mediumtext longtext ' +
    'string varchar float double decimal numeric boolean bool date datetime time timestamp timestamptz geometry geography point ' +
    'json jsonb uuid binary enu enum specifictype bit'
  ).split(' '),
);

/** Null where the name of a column is computed. */
function readChain(table: string, chain: readonly Call[]): SchemaOperation[] | null {
  const [root] = chain;
  if (root === undefined) return [];
  const { name, line } = root;
  const [first, second] = root.values;
  const has = (method: string) => chain.some((call) => call.name === method);
  const column = textIn(first);
  switch (name) {
    case 'dropColumn':
    case 'dropColumns':
      return (
        columnsIn(root.values)?.map((one) => ({ kind: 'drop-column', table, column: one, line })) ?? null
      );
    case 'dropTimestamps':
      return ['created_at', 'updated_at'].map((one) => ({ kind: 'drop-column', table, column: one, line }));
    case 'renameColumn': {
      const to = textIn(second);
      return column === null || to === null ? null : [{ kind: 'rename-column', table, column, to, line }];
    }
    case 'index':
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
    // Knex makes a unique constraint where it is asked for a unique index, unless it is told otherwise.
    case 'unique': {
      const called = textIn(second) ?? textIn(fieldIn(second, 'indexName'));
      return !isFalse(fieldIn(second, 'useConstraint'))
        ? [constraint(table, 'unique', line, called)]
        : [
            {
              kind: 'add-index',
              table,
              name: called,
              columns: textsIn(first),
              unique: true,
              concurrent: false,
              line,
            },
          ];
    }
    case 'primary':
      return [constraint(table, 'primary-key', line)];
    case 'foreign':
      return [constraint(table, 'foreign-key', line, textIn(second))];
    case 'dropIndex':
      return [{ kind: 'drop-index', table, name: textIn(second), concurrent: false, line }];
    case 'dropForeign':
    case 'dropUnique':
    case 'dropPrimary':
    case 'dropChecks':
      return [{ kind: 'drop-constraint', table, name: textIn(second), line }];
    case 'setNullable':
      return column === null ? null : [{ kind: 'drop-not-null', table, column, line }];
    case 'dropNullable':
      return column === null ? null : [{ kind: 'set-not-null', table, column, line }];
    case 'timestamps':
      return timestamps(table, second, line);
    default:
      if (!columnTypes.has(name.toLowerCase())) return [];
      if (column !== null) return columnOf(table, column, chain, has);
      return /increments$/i.test(name) ? columnOf(table, 'id', chain, has) : null;
  }
}

type Constraint = Extract<SchemaOperation, { kind: 'add-constraint' }>;

function constraint(
  table: string,
  kind: Constraint['constraint'],
  line: number,
  name: string | null = null,
): SchemaOperation {
  return { kind: 'add-constraint', table, name, constraint: kind, validated: true, line };
}

/** Names of columns as a list or side by side; null where one is computed. */
function columnsIn(values: readonly JavascriptValue[]): string[] | null {
  const items = values.flatMap((value) => (value.type === 'list' ? value.items : [value]));
  const names = items.flatMap((item) => textIn(item) ?? []);
  return names.length === items.length ? names : null;
}

/** Knex's names for types where they differ from the databases'. */
const types: Readonly<Record<string, string>> = {
  string: 'string(255)',
  biginteger: 'bigint',
  increments: 'serial',
  bigincrements: 'bigserial',
  datetime: 'timestamp',
  enu: 'enum',
};

function typeOf({ name, arguments: given, values }: Call): string {
  if (name === 'specificType') return textIn(values[1])?.toLowerCase() ?? 'specific';
  const size = given[1]?.type === 'number' && /^(?:string|varchar)$/.test(name) ? `(${given[1].text})` : '';
  const plain = name.toLowerCase();
  return size === '' ? (types[plain] ?? plain) : `${plain}${size}`;
}

function columnOf(
  table: string,
  column: string,
  chain: readonly Call[],
  has: (method: string) => boolean,
): SchemaOperation[] {
  const root = chain[0] as Call;
  const { line } = root;
  const type = typeOf(root);
  const alter = chain.find(({ name }) => name === 'alter');
  const operations: SchemaOperation[] = [];
  if (alter !== undefined) {
    const [options] = alter.values;
    if (!isFalse(fieldIn(options, 'alterType'))) {
      operations.push({ kind: 'change-type', table, column, from: null, to: type, line });
    }
    if (!isFalse(fieldIn(options, 'alterNullable'))) {
      operations.push({ kind: has('notNullable') ? 'set-not-null' : 'drop-not-null', table, column, line });
    }
  } else {
    const fallback = chain.find(({ name }) => /^default(?:s?To)?$/.test(name));
    operations.push({
      kind: 'add-column',
      table,
      column,
      type,
      nullable: !has('notNullable') && !has('primary') && !/serial$/.test(type),
      default: fallback === undefined ? 'none' : defaultKindOf(fallback.values[0]),
      line,
    });
  }
  if (has('references') || has('inTable')) operations.push(constraint(table, 'foreign-key', line));
  if (has('unique')) operations.push(constraint(table, 'unique', line));
  if (has('index')) {
    const options = { name: null, columns: [column], unique: false, concurrent: false };
    operations.push({ kind: 'add-index', table, ...options, line });
  }
  return operations;
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
