import type { Node } from 'web-tree-sitter';
import { parseCode } from '../../code/parse-code.ts';
import type { MigrationFormat, MigrationInput, MigrationReading } from '../migration.ts';
import type { Database } from '../schema-operation.ts';
import { runUpgrade } from './alembic/run-upgrade.ts';
import { namesOfModule, type PythonValue, textOfValue } from './python/python-value.ts';

const name = /(?:^|\/)versions\/(?:[\w-]+\/)?(?!__init__\.py$)[\w.-]+\.py$/;

/** Migrations of Alembic and Flask-Migrate: `versions/1975ea83b712_add_email.py`. */
export const alembicMigrations: MigrationFormat = {
  name: 'alembic',
  claims: (path) => name.test(path),
  /** Each names itself and those before it in its text. */
  orderOf: () => null,
  read,
};

async function read({ path, text }: MigrationInput): Promise<MigrationReading | null> {
  if (!/^down_revision\b/m.test(text) || !/^def upgrade\b/m.test(text)) return null;
  const family = path.slice(0, path.lastIndexOf('versions/') + 'versions'.length);
  const parsed = await parseCode(text, 'python', (root) => readRoot(root, text, family));
  if (parsed.ok) return parsed.value;
  return {
    order: null,
    operations: [],
    rollback: 'none',
    transaction: 'unknown',
    database: null,
    unread: [{ line: 1, reason: parsed.reason }],
  };
}

function readRoot(root: Node, text: string, family: string): MigrationReading | null {
  const names = namesOfModule(root);
  const id = textOfValue(names.get('revision'));
  const functions = new Map<string, Node>();
  for (const child of root.namedChildren) {
    const node = child?.type === 'decorated_definition' ? child.childForFieldName('definition') : child;
    if (node?.type === 'function_definition') functions.set(node.childForFieldName('name')?.text ?? '', node);
  }
  const upgrade = functions.get('upgrade');
  if (id === null || upgrade === undefined) return null;
  // Flask-Migrate with several databases: one function for each, which `upgrade` finds by name.
  const many = /globals\(\)|eval\(/.test(upgrade.text)
    ? [...functions].filter(([key]) => key.startsWith('upgrade_')).map(([, node]) => node)
    : [upgrade];
  const run = runUpgrade(functions, many, names);
  return {
    order: { by: 'chain', family, id, after: revisionsOf(names.get('down_revision')) },
    operations: run.operations,
    rollback: rollbackOf(functions.get('downgrade')),
    transaction: run.leaves ? 'unknown' : 'one',
    database: databaseOf(text),
    unread: run.unread,
  };
}

function revisionsOf(value: PythonValue | undefined): string[] {
  if (value?.type === 'list') return value.items.flatMap((item) => textOfValue(item) ?? []);
  const one = textOfValue(value);
  return one === null ? [] : [one];
}

/** A `downgrade` that is missing, empty or raises takes nothing back. */
function rollbackOf(downgrade: Node | undefined): 'written' | 'irreversible' {
  const first = downgrade
    ?.childForFieldName('body')
    ?.namedChildren.find(
      (node) => node !== null && !['comment', 'pass_statement'].includes(node.type) && !isText(node),
    );
  return !first || first.type === 'raise_statement' || first.type === 'return_statement'
    ? 'irreversible'
    : 'written';
}

function isText(node: Node): boolean {
  return (
    node.type === 'expression_statement' && ['string', 'ellipsis'].includes(node.namedChild(0)?.type ?? '')
  );
}

function databaseOf(text: string): Database | null {
  const postgres =
    /sqlalchemy\.dialects(?:\.postgresql| import (?:[\w, ]+, )?postgresql)|postgresql_concurrently/.test(
      text,
    );
  const mysql = /sqlalchemy\.dialects(?:\.mysql| import (?:[\w, ]+, )?mysql)/.test(text);
  return postgres === mysql ? null : postgres ? 'postgres' : 'mysql';
}
