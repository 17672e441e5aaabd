import type { Node } from 'web-tree-sitter';
import { defaultOf, keyTypes, typeOf } from './column-options.ts';
import { pairsOf, type RubyScope, textOf, wordsOf } from './ruby-scope.ts';
import { isFalse, isTrue, type Statement, type StatementCall, type Step, word } from './statement.ts';

const other = (what: string): Statement => ({ steps: [{ kind: 'other', what }] });

/** Statements whose first argument is a table; also what a `change_table` block calls, under its own names. */
const statements: Record<string, (call: StatementCall) => Statement> = {
  drop_table: ({ table, rest, named, scope }) => {
    const more = rest.map((node) => textOf(node, scope)?.text ?? null);
    const known = [table, ...more.filter((name) => name !== null)];
    return {
      steps: known.map((name) => ({ kind: 'drop-table', table: name })),
      irreversible: named.size === 0,
      ...(more.includes(null) ? { unread: 'drop_table: a computed name' } : {}),
    };
  },
  rename_table: (call) => ofWord(call, 0, (to) => ({ kind: 'rename-table', table: call.table, to })),
  add_column: (call) => columns(call, call.rest.slice(0, 1), call.rest[1]),
  add_columns: (call) => columns(call, call.rest, call.named.get('type')),
  add_timestamps: addTimestamps,
  remove_timestamps: ({ table }) => ({
    steps: ['created_at', 'updated_at'].map((column) => ({ kind: 'drop-column', table, column })),
  }),
  add_reference: addReference,
  add_belongs_to: addReference,
  remove_reference: removeReference,
  remove_belongs_to: removeReference,
  remove_column: (call) => ({
    ...dropped(call, call.rest.slice(0, 1)),
    irreversible: call.rest.length < 2 && !call.named.has('type'),
  }),
  remove_columns: (call) => ({ ...dropped(call, call.rest), irreversible: !call.named.has('type') }),
  rename_column: (call) =>
    ofWord(call, 0, (column) => {
      const to = textOf(call.rest[1] ?? null, call.scope)?.text;
      return to === undefined ? null : { kind: 'rename-column', table: call.table, column, to };
    }),
  rename_index: () => other('renames an index'),
  change_column: changeColumn,
  change_column_null: changeColumnNull,
  change_column_default: ({ named }) => ({
    ...other('changes a default'),
    irreversible: !(named.has('from') && named.has('to')),
  }),
  change_column_comment: () => other('changes a comment'),
  change_table_comment: () => other('changes a comment'),
  add_index: addIndex,
  remove_index: removeIndex,
  add_foreign_key: ({ table, named, scope }) => ({
    steps: [
      {
        kind: 'add-constraint',
        table,
        name: word(named.get('name'), scope),
        constraint: 'foreign-key',
        validated: !isFalse(named.get('validate')),
      },
    ],
  }),
  remove_foreign_key: dropConstraint,
  validate_foreign_key: validateConstraint,
  add_check_constraint: (call) => addCheck(call),
  remove_check_constraint: dropConstraint,
  validate_check_constraint: validateConstraint,
  validate_constraint: validateConstraint,
  add_unique_constraint: ({ table, named, scope }) => ({
    steps: [
      {
        kind: 'add-constraint',
        table,
        name: word(named.get('name'), scope),
        constraint: 'unique',
        validated: !named.has('using_index'),
      },
    ],
  }),
  remove_unique_constraint: dropConstraint,
  add_exclusion_constraint: ({ table, named, scope }) => ({
    steps: [
      {
        kind: 'add-constraint',
        table,
        name: word(named.get('name'), scope),
        constraint: 'exclude',
        validated: true,
      },
    ],
  }),
  remove_exclusion_constraint: dropConstraint,

  // GitLab's migration helpers, which Mastodon and others took over.
  add_concurrent_index: (call) => withConcurrency(addIndex(call)),
  remove_concurrent_index: (call) => withConcurrency(removeIndex(call)),
  remove_concurrent_index_by_name: ({ table, rest, scope }) => ({
    steps: [{ kind: 'drop-index', table, name: word(rest[0], scope), concurrent: true }],
  }),
  update_index: ({ table, rest, named, scope }) => {
    const name = word(rest[0], scope);
    const columns = wordsOf(rest[1] ?? null, scope) ?? [];
    return {
      steps: [
        { kind: 'add-index', table, name, columns, unique: isTrue(named.get('unique')), concurrent: true },
        { kind: 'drop-index', table, name, concurrent: true },
      ],
    };
  },
  add_concurrent_foreign_key: ({ table, named, scope }) => {
    const name = word(named.get('name'), scope);
    const added: Step = {
      kind: 'add-constraint',
      table,
      name,
      constraint: 'foreign-key',
      validated: false,
    };
    return isFalse(named.get('validate'))
      ? { steps: [added] }
      : { steps: [added, { kind: 'validate-constraint', table, name }] };
  },
  add_not_null_constraint: safeCheck,
  add_text_limit: safeCheck,
  validate_not_null_constraint: validateConstraint,
  validate_text_limit: validateConstraint,
  remove_not_null_constraint: dropConstraint,
  remove_text_limit: dropConstraint,
  add_column_with_default: (call) => columns(call, call.rest.slice(0, 1), call.rest[1]),
  update_column_in_batches: ({ table }) => ({
    steps: [{ kind: 'change-data', table, statement: 'update', bounded: true }],
  }),
  rename_column_concurrently: () => other('copies a column beside the old one'),
  undo_rename_column_concurrently: () => other('drops a copied column'),
  cleanup_concurrent_column_rename: (call) => dropped(call, call.rest.slice(0, 1)),
  change_column_type_concurrently: () => other('copies a column beside the old one'),
  cleanup_concurrent_column_type_change: () => other('replaces a column by its copy'),

  // pg_ha_migrations' names beyond `safe_` and `unsafe_` before Rails' own.
  make_column_nullable: (call) =>
    ofWord(call, 0, (column) => ({ kind: 'drop-not-null', table: call.table, column })),
  make_column_not_nullable: (call) =>
    ofWord(call, 0, (column) => ({ kind: 'set-not-null', table: call.table, column })),
  add_unvalidated_check_constraint: (call) => addCheck(call, false),
};

/** What a statement of Rails or of a well-known helper does; null when its name is none of theirs. */
export function readStatement(call: StatementCall): Statement | null {
  const known = Object.hasOwn(statements, call.method) ? statements[call.method] : undefined;
  return known === undefined ? null : known(call);
}

export function isStatement(method: string): boolean {
  return Object.hasOwn(statements, method);
}

function ofWord(call: StatementCall, at: number, make: (text: string) => Step | null): Statement {
  const text = word(call.rest[at], call.scope);
  const step = text === null ? null : make(text);
  return step === null ? computed(call) : { steps: [step] };
}

function computed({ method }: { method: string }): Statement {
  return { steps: [], unread: `${method}: a computed name` };
}

function columns(call: StatementCall, names: Node[], typeNode: Node | undefined): Statement {
  const { table, named, scope } = call;
  const words = names.map((node) => wordsOf(node, scope));
  if (words.length === 0 || words.includes(null)) return computed(call);
  const type = typeOf(typeNode, call);
  return {
    steps: words.flat().map((column) => ({
      kind: 'add-column',
      table,
      column: column as string,
      type,
      nullable:
        !isFalse(named.get('null')) && !isFalse(named.get('allow_null')) && !keyTypes.test(type ?? ''),
      default: defaultOf(call, type),
    })),
  };
}

function addTimestamps(call: StatementCall): Statement {
  const { table, named, version } = call;
  const nullable = named.has('null') ? !isFalse(named.get('null')) : version < 5;
  return {
    steps: ['created_at', 'updated_at'].map((column) => ({
      kind: 'add-column',
      table,
      column,
      type: 'datetime',
      nullable,
      default: defaultOf(call, 'datetime'),
    })),
  };
}

function addReference(call: StatementCall): Statement {
  const { table, named, scope, rest, version } = call;
  const names = rest.map((node) => word(node, scope));
  if (names.length === 0 || names.includes(null)) return computed(call);
  const nullable = !isFalse(named.get('null'));
  const steps: Step[] = [];
  for (const name of names as string[]) {
    const type = word(named.get('type'), scope) ?? (version < 5.1 ? 'integer' : 'bigint');
    const column = `${name}_id`;
    const polymorphic = named.has('polymorphic') && !isFalse(named.get('polymorphic'));
    steps.push({ kind: 'add-column', table, column, type, nullable, default: defaultOf(call, type) });
    if (polymorphic)
      steps.push({
        kind: 'add-column',
        table,
        column: `${name}_type`,
        type: 'string',
        nullable,
        default: 'none',
      });
    const index = named.get('index');
    if (index === undefined ? version >= 5 : !isFalse(index) && index.type !== 'nil') {
      const options = index?.type === 'hash' ? pairsOf(index) : new Map<string, Node>();
      steps.push({
        kind: 'add-index',
        table,
        name: word(options.get('name'), scope),
        columns: polymorphic ? [`${name}_type`, column] : [column],
        unique: isTrue(options.get('unique')),
        concurrent: isConcurrent(options, scope),
      });
    }
    const key = named.get('foreign_key');
    if (key !== undefined && !isFalse(key)) {
      const options = key.type === 'hash' ? pairsOf(key) : new Map<string, Node>();
      steps.push({
        kind: 'add-constraint',
        table,
        name: word(options.get('name'), scope),
        constraint: 'foreign-key',
        validated: !isFalse(options.get('validate')),
      });
    }
  }
  return { steps };
}

function removeReference(call: StatementCall): Statement {
  const { table, rest, scope, named } = call;
  const names = rest.map((node) => word(node, scope));
  if (names.length === 0 || names.includes(null)) return computed(call);
  const endings = isTrue(named.get('polymorphic')) ? ['_id', '_type'] : ['_id'];
  const dropped = (names as string[]).flatMap((name) => endings.map((ending) => `${name}${ending}`));
  return { steps: dropped.map((column) => ({ kind: 'drop-column', table, column })) };
}

function dropped(call: StatementCall, nodes: Node[]): Statement {
  const words = nodes.map((node) => wordsOf(node, call.scope));
  if (words.length === 0 || words.includes(null)) return computed(call);
  return {
    steps: words
      .flat()
      .map((column) => ({ kind: 'drop-column', table: call.table, column: column as string })),
  };
}

function changeColumn(call: StatementCall): Statement {
  const { table, rest, named, scope } = call;
  const column = word(rest[0], scope);
  if (column === null) return computed(call);
  const steps: Step[] = [{ kind: 'change-type', table, column, from: null, to: typeOf(rest[1], call) }];
  if (isFalse(named.get('null'))) steps.push({ kind: 'set-not-null', table, column });
  if (isTrue(named.get('null'))) steps.push({ kind: 'drop-not-null', table, column });
  return { steps, irreversible: true };
}

function changeColumnNull(call: StatementCall): Statement {
  const { table, rest, scope } = call;
  const column = word(rest[0], scope);
  if (column === null) return computed(call);
  if (isTrue(rest[1])) return { steps: [{ kind: 'drop-not-null', table, column }] };
  if (!isFalse(rest[1])) return { steps: [], unread: 'change_column_null: computed whether null is allowed' };
  // With a default, Rails first updates every row without a value.
  const fill = rest[2] !== undefined && rest[2].type !== 'nil';
  return {
    steps: [
      ...(fill ? [{ kind: 'change-data', table, statement: 'update', bounded: false } as const] : []),
      { kind: 'set-not-null', table, column },
    ],
  };
}

function addIndex(call: StatementCall): Statement {
  const { table, rest, named, scope } = call;
  const words = wordsOf(rest[0] ?? null, scope);
  return {
    steps: [
      {
        kind: 'add-index',
        table,
        name: word(named.get('name'), scope),
        columns: words ?? [],
        unique: isTrue(named.get('unique')),
        concurrent: isConcurrent(named, scope),
      },
    ],
  };
}

function removeIndex({ table, rest, named, scope }: StatementCall): Statement {
  return {
    steps: [
      {
        kind: 'drop-index',
        table,
        name: word(named.get('name'), scope),
        concurrent: isConcurrent(named, scope),
      },
    ],
    irreversible: rest.length === 0 && !named.has('column'),
  };
}

function isConcurrent(named: Map<string, Node>, scope: RubyScope): boolean {
  const algorithm = word(named.get('algorithm'), scope);
  return algorithm === 'concurrently' || algorithm === 'inplace';
}

function withConcurrency(statement: Statement): Statement {
  return {
    ...statement,
    steps: statement.steps.map((step) =>
      step.kind === 'add-index' || step.kind === 'drop-index' ? { ...step, concurrent: true } : step,
    ),
  };
}

function addCheck({ table, rest, named, scope }: StatementCall, validated?: boolean): Statement {
  return {
    steps: [
      {
        kind: 'add-constraint',
        table,
        name: word(named.get('name') ?? rest[1], scope),
        constraint: 'check',
        validated: validated ?? !isFalse(named.get('validate')),
      },
    ],
  };
}

/** GitLab's checks come in NOT VALID and are validated after, without a lock that blocks. */
function safeCheck({ table, named, scope }: StatementCall): Statement {
  const name = word(named.get('constraint_name'), scope);
  const added: Step = { kind: 'add-constraint', table, name, constraint: 'check', validated: false };
  return isFalse(named.get('validate'))
    ? { steps: [added] }
    : { steps: [added, { kind: 'validate-constraint', table, name }] };
}

function dropConstraint({ table, named, scope }: StatementCall): Statement {
  return { steps: [{ kind: 'drop-constraint', table, name: word(named.get('name'), scope) }] };
}

function validateConstraint({ method, table, rest, named, scope }: StatementCall): Statement {
  // A foreign key is named by the table that it points to.
  const positional = method === 'validate_constraint' ? rest[0] : undefined;
  return {
    steps: [{ kind: 'validate-constraint', table, name: word(named.get('name') ?? positional, scope) }],
  };
}
