import type { Node } from 'web-tree-sitter';
import type { Tree } from '../../../source/tree.ts';
import { parseCode } from '../../code/parse-code.ts';
import type { MigrationFormat, MigrationInput, MigrationOrder, MigrationReading } from '../migration.ts';
import type { Database } from '../schema-operation.ts';
import type { CsharpTexts } from './ef-core/csharp-value.ts';
import { bind, runUp } from './ef-core/run-up.ts';

const name = /(?:^|\/)[\w.]*[Mm]igrations?[\w.]*\/(?:[\w.]+\/)*(\d{14})_[^/]+\.cs$/;

/** Migrations of Entity Framework Core: `Migrations/20240101120000_AddEmail.cs`; `.Designer.cs` beside it is generated. */
export const efCoreMigrations: MigrationFormat = {
  name: 'ef-core',
  claims: (path) => orderOf(path) !== null,
  orderOf,
  read,
};

function orderOf(path: string): MigrationOrder | null {
  const version = name.exec(path)?.[1];
  if (version === undefined || /\.designer\.cs$/i.test(path)) return null;
  return { by: 'version', family: path.slice(0, path.lastIndexOf('/')), version };
}

async function read({ path, text, tree }: MigrationInput): Promise<MigrationReading | null> {
  if (!text.includes('MigrationBuilder') || !/:\s*[\w.]*Migration\b/.test(text)) return null;
  const order = orderOf(path);
  const parsed = await parseCode(text, 'csharp', readRoot);
  if (!parsed.ok)
    return {
      order,
      operations: [],
      rollback: 'none',
      transaction: 'unknown',
      database: null,
      unread: [{ line: 1, reason: parsed.reason }],
    };
  if (parsed.value === null) return null;
  return { order, ...parsed.value, database: databaseOf(text) ?? (await databaseBeside(path, tree)) };
}

function readRoot(root: Node): Omit<MigrationReading, 'order' | 'database'> | null {
  const found = root
    .descendantsOfType('class_declaration')
    .find((node) =>
      node?.namedChildren.some((child) => child?.type === 'base_list' && /Migration\b/.test(child.text)),
    );
  if (!found) return null;
  const methods = new Map<string, Node>();
  const constants: CsharpTexts = new Map();
  for (const member of found.childForFieldName('body')?.namedChildren ?? []) {
    if (member?.type === 'method_declaration')
      methods.set(member.childForFieldName('name')?.text ?? '', member);
    else if (member?.type === 'field_declaration')
      for (const declarator of member.descendantsOfType('variable_declarator'))
        if (declarator !== null) bind(declarator, constants);
  }
  const up = methods.get('Up');
  if (up === undefined) return null;
  const run = runUp(up, methods, constants);
  return {
    operations: run.operations,
    rollback: rollbackOf(methods.get('Down')),
    transaction: run.leaves ? 'unknown' : 'one',
    unread: run.unread,
  };
}

/** A `Down` that is missing, empty or throws takes nothing back. */
function rollbackOf(down: Node | undefined): 'written' | 'irreversible' {
  const body = down?.childForFieldName('body');
  const first = body?.namedChildren.find((node) => node !== null && node.type !== 'comment');
  if (!first || /throw_/.test(first.type)) return 'irreversible';
  return first.type === 'arrow_expression_clause' && /throw\b/.test(first.text) ? 'irreversible' : 'written';
}

function databaseOf(text: string): Database | null {
  if (
    /"Npgsql:|Npgsql\.EntityFrameworkCore|type: "(?:character varying|timestamp with|uuid|jsonb|bytea)/.test(
      text,
    )
  )
    return 'postgres';
  if (
    /"MySql:|MySql\.EntityFrameworkCore|type: "(?:longtext|tinyint\(1\)|datetime\(6\)|char\(36\))/.test(text)
  )
    return 'mysql';
  return /"Sqlite:|type: "(?:TEXT|INTEGER|REAL|BLOB)"/.test(text) ? 'sqlite' : null;
}

/** The generated model beside a migration names its provider. */
async function databaseBeside(path: string, tree: Tree): Promise<Database | null> {
  const reading = await tree.read(path.replace(/\.cs$/, '.Designer.cs'));
  if (!reading.found) return null;
  const text = reading.bytes.toString('utf8');
  // Annotations for SQL Server stand in the models of other providers too; its types and its builder do not.
  if (/\bNpgsql\w*Extensions/.test(text)) return 'postgres';
  if (/\bMySql\w*Extensions/.test(text)) return 'mysql';
  if (/\bSqlServer\w*Extensions|HasColumnType\("(?:nvarchar|datetime2|uniqueidentifier)/.test(text))
    return null;
  return databaseOf(columnTypesOf(text));
}

function columnTypesOf(designer: string): string {
  return designer.replaceAll('HasColumnType("', 'type: "').slice(0, 512 * 1024);
}
