import type { SchemaOperation } from '../../schema-operation.ts';

/** A text of SQL as the one operation that holds it, from its first line that is not blank; none for a blank text. */
export function forwardSql(text: string): SchemaOperation[] {
  const start = text.search(/\S/);
  if (start === -1) return [];
  let line = 1;
  let from = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < start; end = text.indexOf('\n', end + 1)) {
    line++;
    from = end + 1;
  }
  return [{ kind: 'sql', line, sql: text.slice(from).trimEnd() }];
}
