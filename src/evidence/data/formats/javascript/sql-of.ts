import type { Node } from 'web-tree-sitter';
import { readValue, type Scope, textIn } from './javascript-value.ts';

/**
 * SQL as a text. Of a template whose values are computed too, where each of them stands inside quotes or after a
 * comparison and so changes nothing of what the SQL does; null for any other that is computed.
 */
export function sqlOf(node: Node | undefined, scope: Scope): string | null {
  const text = textIn(readValue(node, scope));
  if (text !== null || node?.type !== 'template_string') return text;
  let sql = '';
  let quotes = 0;
  for (const part of node.namedChildren) {
    if (part === null) continue;
    const isHole = part.type === 'template_substitution';
    const value = isHole ? textIn(readValue(part.namedChildren[0], scope)) : plainText(part);
    const added = value ?? (quotes % 2 === 1 ? 'x' : /[=<>]\s*$/.test(sql.slice(-20)) ? "'x'" : null);
    if (added === null) return null;
    sql += added;
    quotes += added.split("'").length - 1;
  }
  return sql;
}

function plainText({ type, text }: Node): string {
  if (type !== 'escape_sequence') return text;
  if (text === '\\n') return '\n';
  return text === '\\t' ? '\t' : text.slice(1);
}
