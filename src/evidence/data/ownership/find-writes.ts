import type { Node } from 'web-tree-sitter';
import { lineOf, walk } from '../../code/walk.ts';
import { type TableUse, tableName } from './table-use.ts';

const name = '[`"\\[]?[a-z_][\\w$]{0,80}[`"\\]]?(?:\\.[`"\\[]?[a-z_][\\w$]{0,80}[`"\\]]?)?';
const verbs =
  'insert\\s{1,20}(?:ignore\\s{1,20})?into|replace\\s{1,20}into|delete\\s{1,20}from|merge\\s{1,20}into|truncate\\s{1,20}table|update';
const statement = new RegExp(`\\b(${verbs})\\s{1,20}(?:only\\s{1,20})?(${name})`, 'gi');
/** What follows the table of an UPDATE; prose goes on in another way. */
const set = /^\s{1,20}(?:as\s{1,20})?(?:[a-z_]\w{0,40}\s{1,20})?set\s/i;
/** What follows in an INSERT, so that "insert into cart" is none. */
const insert = /^\s{0,20}(?:\(|values\b|select\b|default\b|set\b|as\b|$)/i;
/** Names that SQL puts there itself. */
const words = new Set('set where select from values into on table only the a an of dual'.split(' '));

/** Whether a text may hold SQL that writes: cheap, before it is parsed. */
export function mayWrite(text: string): boolean {
  return text.search(statement) !== -1;
}

/** Tables that the SQL in a parsed file's string literals writes. */
export function findWrites(root: Node): TableUse[] {
  const uses: TableUse[] = [];
  for (const node of walk(root, ({ type }) => !isLiteral(type))) {
    if (!isLiteral(node.type)) continue;
    for (const { table, at } of writesOf(node.text)) {
      const line = lineOf(node) + (node.text.slice(0, at).match(/\n/g)?.length ?? 0);
      uses.push({ table, kind: 'write', line });
    }
  }
  return uses;
}

function isLiteral(type: string): boolean {
  return /^(?:string|string_literal|template_string|.*_string_literal|encapsed_string|heredoc|nowdoc|heredoc_body|interpolated_string_expression|concatenated_string|line_string_literal|multi_line_string_literal)$/.test(
    type,
  );
}

function writesOf(text: string): { table: string; at: number }[] {
  const found: { table: string; at: number }[] = [];
  for (const match of text.matchAll(statement)) {
    const [whole, verb = '', table = ''] = match;
    const rest = text
      .slice(match.index + whole.length, match.index + whole.length + 120)
      .replace(/["'`]\s*\+?\s*$/, '');
    const bare = tableName(table);
    if (words.has(bare)) continue;
    if (/^update/i.test(verb) && !set.test(rest)) continue;
    if (/^(?:insert|replace)/i.test(verb) && !insert.test(rest.replace(/^["'`)\s+.]+$/, ''))) continue;
    // Prose mixes its cases: "Delete from the list".
    if (verb.toUpperCase() !== verb && verb.toLowerCase() !== verb) continue;
    found.push({ table: bare, at: match.index });
  }
  return found;
}
