import type { Node } from 'web-tree-sitter';
import type { DefaultKind, SchemaOperation } from '../../schema-operation.ts';
import { defaultKindOfSql } from '../default-kind.ts';
import { type CsharpTexts, csharpArguments, csharpText, csharpTexts } from './csharp-value.ts';

export type Step<T = SchemaOperation> = T extends SchemaOperation ? Omit<T, 'line' | 'accepted'> : never;

interface BuilderCall {
  args: Map<string, Node>;
  /** `string` of `AddColumn<string>`. */
  generic: string | null;
  /** `.Annotation(…)` and the like after it. */
  annotations: string;
  known: CsharpTexts;
}

interface Method {
  /** Names of the arguments by place. */
  order: string[];
  read(call: BuilderCall): Step[] | null;
}

/** Of `AddColumn` and `AlterColumn`. */
const columnOrder = [
  'name',
  'table',
  'type',
  'unicode',
  'maxLength',
  'rowVersion',
  'schema',
  'nullable',
  'defaultValue',
];

const methods: Record<string, Method> = {
  CreateTable: {
    order: ['name', 'columns', 'schema'],
    read: (call) => onTable(call, 'name', (table) => [{ kind: 'create-table', table }]),
  },
  DropTable: {
    order: ['name', 'schema'],
    read: (call) => onTable(call, 'name', (table) => [{ kind: 'drop-table', table }]),
  },
  RenameTable: { order: ['name', 'schema', 'newName', 'newSchema'], read: renameTable },
  AddColumn: {
    order: columnOrder,
    read: addColumn,
  },
  DropColumn: {
    order: ['name', 'table', 'schema'],
    read: (call) => onColumn(call, (table, column) => [{ kind: 'drop-column', table, column }]),
  },
  RenameColumn: {
    order: ['name', 'table', 'newName', 'schema'],
    read: (call) =>
      onColumn(call, (table, column) => {
        const to = text(call, 'newName');
        return to === null ? null : [{ kind: 'rename-column', table, column, to }];
      }),
  },
  AlterColumn: {
    order: columnOrder,
    read: alterColumn,
  },
  CreateIndex: {
    order: ['name', 'table', 'column', 'schema', 'unique'],
    read: (call) =>
      onTable(call, 'table', (table) => [
        {
          kind: 'add-index',
          table,
          name: text(call, 'name'),
          columns: columnsOf(call),
          unique: isTrue(call.args.get('unique')),
          concurrent: /CreatedConcurrently"\s*,\s*true|\.IsCreatedConcurrently\(\)/.test(call.annotations),
        },
      ]),
  },
  DropIndex: {
    order: ['name', 'table', 'schema'],
    read: (call) => [
      { kind: 'drop-index', table: tableOf(call, 'table'), name: text(call, 'name'), concurrent: false },
    ],
  },
  AddForeignKey: constraint('foreign-key'),
  AddPrimaryKey: constraint('primary-key'),
  AddUniqueConstraint: constraint('unique'),
  AddCheckConstraint: constraint('check'),
  DropForeignKey: droppedConstraint(),
  DropPrimaryKey: droppedConstraint(),
  DropUniqueConstraint: droppedConstraint(),
  DropCheckConstraint: droppedConstraint(),
  InsertData: data('insert', ['table', 'columns', 'values', 'schema']),
  UpdateData: data('update', ['table', 'keyColumn', 'keyValue', 'column', 'value', 'schema']),
  DeleteData: data('delete', ['table', 'keyColumn', 'keyValue', 'schema']),
};

const harmless =
  /^(?:RenameIndex|AlterTable|AlterDatabase|EnsureSchema|CreateSequence|AlterSequence|DropSequence|RenameSequence|RestartSequence|DropSchema|Annotation|OldAnnotation)$/;

/** Steps of `migrationBuilder.<name>(…)`; `null` when a name in it is computed, `undefined` when it is not EF's own. */
export function readBuilderCall(
  name: string,
  call: Node,
  generic: string | null,
  annotations: string,
  known: CsharpTexts,
): Step[] | null | undefined {
  if (harmless.test(name)) return [{ kind: 'other', what: name }];
  if (!Object.hasOwn(methods, name)) return undefined;
  const method = methods[name]!;
  return method.read({ args: csharpArguments(call, method.order), generic, annotations, known });
}

function constraint(kind: 'foreign-key' | 'primary-key' | 'unique' | 'check'): Method {
  return {
    order: ['name', 'table', kind === 'check' ? 'sql' : 'column'],
    read: (call) =>
      onTable(call, 'table', (table) => [
        { kind: 'add-constraint', table, name: text(call, 'name'), constraint: kind, validated: true },
      ]),
  };
}

function droppedConstraint(): Method {
  return {
    order: ['name', 'table', 'schema'],
    read: (call) =>
      onTable(call, 'table', (table) => [{ kind: 'drop-constraint', table, name: text(call, 'name') }]),
  };
}

/** Rows by their keys, or new ones: EF writes one statement for each. */
function data(statement: 'insert' | 'update' | 'delete', order: string[]): Method {
  return {
    order,
    read: (call) =>
      onTable(call, 'table', (table) => [{ kind: 'change-data', table, statement, bounded: true }]),
  };
}

function text({ args, known }: BuilderCall, name: string): string | null {
  return csharpText(args.get(name) ?? null, known)?.text ?? null;
}

function tableOf(call: BuilderCall, key: string): string | null {
  const table = text(call, key);
  const schema = text(call, 'schema');
  return table === null || schema === null ? table : `${schema}.${table}`;
}

function onTable(call: BuilderCall, key: string, make: (table: string) => Step[] | null): Step[] | null {
  const table = tableOf(call, key);
  return table === null ? null : make(table);
}

function onColumn(call: BuilderCall, make: (table: string, column: string) => Step[] | null): Step[] | null {
  const column = text(call, 'name');
  return column === null ? null : onTable(call, 'table', (table) => make(table, column));
}

function columnsOf(call: BuilderCall): string[] {
  const one = text(call, 'column');
  if (one !== null) return [one];
  return csharpTexts(call.args.get('columns') ?? call.args.get('column') ?? null, call.known) ?? [];
}

function renameTable(call: BuilderCall): Step[] | null {
  return onTable(call, 'name', (table) => {
    const name = text(call, 'newName') ?? text(call, 'name');
    const schema = text(call, 'newSchema');
    return name === null
      ? null
      : [{ kind: 'rename-table', table, to: schema === null ? name : `${schema}.${name}` }];
  });
}

function addColumn(call: BuilderCall): Step[] | null {
  return onColumn(call, (table, column) => [
    {
      kind: 'add-column',
      table,
      column,
      type: typeOf(call, ''),
      nullable: isTrue(call.args.get('nullable')),
      default: defaultOf(call),
    },
  ]);
}

function defaultOf(call: BuilderCall): DefaultKind {
  const { args } = call;
  if (args.has('computedColumnSql')) return isTrue(args.get('stored')) ? 'volatile' : 'none';
  if (
    isTrue(args.get('rowVersion')) ||
    /IdentityByDefaultColumn|IdentityColumn|Autoincrement/.test(call.annotations)
  )
    return 'unknown';
  const sql = args.get('defaultValueSql');
  if (sql !== undefined && sql.type !== 'null_literal') {
    const written = csharpText(sql, call.known)?.text;
    return written === undefined ? 'unknown' : defaultKindOfSql(written);
  }
  const value = args.get('defaultValue');
  return value === undefined || value.type === 'null_literal' ? 'none' : 'constant';
}

function alterColumn(call: BuilderCall): Step[] | null {
  return onColumn(call, (table, column) => {
    const { args } = call;
    const steps: Step[] = [];
    const from = typeOf(call, 'old');
    const to = typeOf(call, '');
    // A type that only one side spells out is compared by what both have: the one of C#.
    if (args.has('type') === args.has('oldType')) {
      if (from !== to && from !== null) steps.push({ kind: 'change-type', table, column, from, to });
    } else if (clrOf(call, '') !== clrOf(call, 'old') && clrOf(call, 'old') !== null)
      steps.push({ kind: 'change-type', table, column, from, to });
    const nullable = isTrue(args.get('nullable'));
    const was = isTrue(args.get('oldNullable'));
    if (was && !nullable) {
      // EF first gives every row without a value the default.
      if (['constant', 'volatile'].includes(defaultOf(call)))
        steps.push({ kind: 'change-data', table, statement: 'update', bounded: false });
      steps.push({ kind: 'set-not-null', table, column });
    }
    if (!was && nullable && args.has('oldClrType')) steps.push({ kind: 'drop-not-null', table, column });
    return steps.length > 0
      ? steps
      : [{ kind: 'other', what: 'AlterColumn: what does not concern the rows' }];
  });
}

/** The type that the database has; without one, that of C# with its length. */
function typeOf(call: BuilderCall, side: '' | 'old'): string | null {
  const written = text(call, side === 'old' ? 'oldType' : 'type');
  if (written !== null) return written.toLowerCase();
  const clr = clrOf(call, side);
  const length = call.args.get(side === 'old' ? 'oldMaxLength' : 'maxLength');
  const precision = call.args.get(side === 'old' ? 'oldPrecision' : 'precision');
  const scale = call.args.get(side === 'old' ? 'oldScale' : 'scale');
  const sizes = [length, precision, scale].flatMap((node) =>
    node?.type === 'integer_literal' ? [node.text] : [],
  );
  return clr === null || sizes.length === 0 ? clr : `${clr}(${sizes.join(',')})`;
}

function clrOf(call: BuilderCall, side: '' | 'old'): string | null {
  if (side === '') return call.generic?.toLowerCase().replace(/\?$/, '') ?? null;
  const node = call.args.get('oldClrType');
  return (
    /^typeof\(\s*([\w.<>[\]?]+)\s*\)$/
      .exec(node?.text ?? '')?.[1]
      ?.toLowerCase()
      .replace(/\?$/, '') ?? null
  );
}

function isTrue(node: Node | undefined): boolean {
  return node?.type === 'boolean_literal' && node.text === 'true';
}
