import type { DefaultKind } from '../schema-operation.ts';

/** Functions whose value differs from row to row, so that Postgres writes every row anew. */
const volatile =
  /\b(?:random|gen_random_uuid|gen_random_bytes|uuid_generate_v\w+|uuidv\d|uuid|newid|newsequentialid|clock_timestamp|timeofday|nextval)\s*\(/;
/** Stable within a transaction: one value for all rows. */
const stable =
  /^(?:now|current_timestamp|current_date|current_time|localtimestamp|localtime|transaction_timestamp|statement_timestamp|getdate|getutcdate|sysdatetime|sysutcdatetime|utc_timestamp|datetime|strftime|timezone)\b/;

/** What a default that is written as SQL costs: `'{}'::jsonb` is constant, `gen_random_uuid()` volatile, `NULL` none. */
export function defaultKindOfSql(sql: string): DefaultKind {
  const text = withoutParentheses(sql.trim().toLowerCase());
  if (text === '' || text === 'null' || text.startsWith('null::')) return 'none';
  if (text.startsWith("'")) return text.indexOf("'", 1) === -1 ? 'unknown' : constantAfter(text);
  if (volatile.test(text)) return 'volatile';
  if (stable.test(text) || !text.includes('(')) return 'constant';
  return 'unknown';
}

function constantAfter(text: string): DefaultKind {
  const rest = text.slice(text.lastIndexOf("'") + 1);
  return /^\s*(?:::.*)?$/s.test(rest) ? 'constant' : 'unknown';
}

function withoutParentheses(text: string): string {
  let inner = text;
  while (inner.startsWith('(') && inner.endsWith(')')) inner = inner.slice(1, -1).trim();
  return inner;
}
