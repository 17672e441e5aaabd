import type { Node } from 'web-tree-sitter';
import { parseCode } from '../../code/parse-code.ts';
import type { MigrationFormat, MigrationInput, MigrationOrder, MigrationReading } from '../migration.ts';
import type { Database } from '../schema-operation.ts';
import type { MigrationClass, Run } from './rails/migration-class.ts';
import { bind, heredocsOf, type RubyScope } from './rails/ruby-scope.ts';
import { runStatements } from './rails/run-statements.ts';

const name = /(?:^|\/)db\/(?:[a-z0-9_]+\/)?(?:[a-z0-9_]+_)?migrate\/(\d+)_[a-z0-9_]+(?:\.[a-z0-9_]+)?\.rb$/;

/** Models that one file defines. */
const mostModels = 100;

/** Migrations of Rails: `db/migrate/20240101120000_add_email.rb`, of further databases and engines too. */
export const railsMigrations: MigrationFormat = {
  name: 'rails',
  claims: (path) => name.test(path),
  orderOf,
  read,
};

function orderOf(path: string): MigrationOrder | null {
  const version = name.exec(path)?.[1];
  if (version === undefined) return null;
  return { by: 'version', family: path.slice(0, path.lastIndexOf('/')), version };
}

async function read({ path, text }: MigrationInput): Promise<MigrationReading | null> {
  if (!/class\s/.test(text) || !text.includes('Migration')) return null;
  const parsed = await parseCode(text, 'ruby', (root) => readRoot(root, text));
  const order = orderOf(path);
  if (!parsed.ok)
    return {
      order,
      operations: [],
      rollback: 'none',
      transaction: 'unknown',
      database: null,
      unread: [{ line: 1, reason: parsed.reason }],
    };
  return parsed.value === null ? null : { order, ...parsed.value };
}

function readRoot(root: Node, text: string): Omit<MigrationReading, 'order'> | null {
  const found = root
    .descendantsOfType('class')
    .find((node) => node !== null && /Migration\b/.test(node.childForFieldName('superclass')?.text ?? ''));
  if (!found) return null;
  const migration = readClass(found, root);
  const scope: RubyScope = {
    values: new Map(),
    tables: new Map(),
    rows: new Set(),
    heredocs: heredocsOf(root),
    accepted: false,
  };
  for (const node of [...root.namedChildren, ...(found.childForFieldName('body')?.namedChildren ?? [])])
    if (node?.type === 'assignment') bindConstant(node, scope);
  const change = migration.methods.get('change');
  const up = migration.methods.get('up');
  const forward = change ?? up;
  const run: Run =
    forward === undefined
      ? { operations: [], unread: [], irreversible: false }
      : runStatements(forward, migration, scope);
  return {
    operations: run.operations,
    rollback:
      change === undefined
        ? rollbackOf(migration.methods.get('down'))
        : run.irreversible
          ? 'irreversible'
          : 'derived',
    transaction: /^\s*disable_ddl_transaction!/m.test(text)
      ? 'none'
      : /\bcommit_db_transaction\b/.test(text)
        ? 'unknown'
        : 'one',
    database: databaseOf(text),
    unread: run.unread,
  };
}

function readClass(node: Node, root: Node): MigrationClass {
  const methods = new Map<string, Node>();
  for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
    // `private def add_flag` hands the method to a call.
    const inner = member?.type === 'call' ? member.childForFieldName('arguments')?.namedChild(0) : member;
    if (inner?.type === 'method' || inner?.type === 'singleton_method')
      methods.set(inner.childForFieldName('name')?.text ?? '', inner);
  }
  const tables = new Map<string, string | null>();
  for (const model of root.descendantsOfType('class').slice(0, mostModels)) {
    if (model === null || model.id === node.id) continue;
    const table = /^\s*self\.table_name\s*=\s*(?::(\w+)|["']([\w.]+)["'])/m.exec(model.text);
    const known = table?.[1] ?? table?.[2];
    if (known !== undefined) tables.set(model.childForFieldName('name')?.text ?? '', known);
  }
  const version = /\[\s*(\d+\.\d+)\s*\]/.exec(node.childForFieldName('superclass')?.text ?? '')?.[1];
  const wrapped = /^<\s*ActiveRecord::Migration$/.test(node.childForFieldName('superclass')?.text ?? '');
  // A base class of the project's own hides the version: it is a recent one.
  return {
    methods,
    tables,
    version: version === undefined ? (wrapped ? 4.2 : 7) : ofGitLab(node, Number(version)),
  };
}

/** GitLab counts its own versions, upon a recent Rails. */
function ofGitLab(node: Node, version: number): number {
  return /Gitlab/.test(node.childForFieldName('superclass')?.text ?? '') ? 7 : version;
}

function bindConstant(assignment: Node, scope: RubyScope): void {
  const left = assignment.childForFieldName('left');
  const right = assignment.childForFieldName('right');
  if (left !== null && right !== null) bind(left.text, right, scope);
}

/** A `down` that is missing, empty or raises takes nothing back. */
function rollbackOf(down: Node | undefined): 'written' | 'irreversible' {
  const first = down
    ?.childForFieldName('body')
    ?.namedChildren.find((node) => node !== null && node.type !== 'comment');
  if (!first || first.type === 'nil' || first.type === 'true') return 'irreversible';
  return /^raise\b/.test(first.text) && first.type !== 'if_modifier' && first.type !== 'unless_modifier'
    ? 'irreversible'
    : 'written';
}

function databaseOf(text: string): Database | null {
  return /:concurrently\b|\bt\.jsonb\b|,\s*:jsonb\b|\busing:\s*:(?:gin|gist|brin)\b|enable_extension|add_concurrent_index/.test(
    text,
  )
    ? 'postgres'
    : null;
}
