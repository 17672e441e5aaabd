import type { Database, DefaultKind } from '../schema-operation.ts';
import type { Token } from './token.ts';

/** Evaluated anew for each row: https://www.postgresql.org/docs/current/xfunc-volatility.html and MySQL's and SQLite's own. */
const volatile = new Set(
  (
    'random rand gen_random_uuid gen_random_bytes uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc ' +
    'uuid_generate_v4 uuid_generate_v7 gen_ulid nanoid clock_timestamp timeofday nextval randomblob uuid_short random_bytes'
  ).split(' '),
);
/** One value for the whole statement. */
const stable = new Set(
  (
    'now current_timestamp current_date current_time localtimestamp localtime transaction_timestamp ' +
    'statement_timestamp current_user session_user current_setting timezone lower upper concat coalesce cast array row ' +
    'date date_trunc to_timestamp jsonb_build_object json_build_object jsonb_build_array json_build_array json_object ' +
    'json_array to_jsonb to_json md5 length extract make_interval round floor abs hex unhex utc_timestamp unix_timestamp ' +
    'curdate curtime interval encode decode convert to_char substr substring txid_current datetime strftime unixepoch ' +
    'julianday numeric decimal varchar char'
  ).split(' '),
);
/** SQLite refuses to add a column with one of these to a table with rows: https://www.sqlite.org/lang_altertable.html */
const refusedBySqlite = new Set(
  'current_timestamp current_date current_time datetime date strftime unixepoch julianday'.split(' '),
);

/** What a default costs, from the tokens of its expression. `unknown` where it calls what is not known here. */
export function defaultKind(expression: readonly Token[], database: Database | null): DefaultKind {
  const first = expression[0];
  if (!first) return 'none';
  const cast = expression.length === 1 || expression[1]?.value === ':';
  if (first.keyword === 'NULL' && cast) return 'none';
  let kind: DefaultKind = 'constant';
  for (const [at, token] of expression.entries()) {
    if (token.type !== 'word' && token.type !== 'name') continue;
    const name = token.value.toLowerCase();
    if (database === 'sqlite' && refusedBySqlite.has(name)) return 'volatile';
    if (token.keyword === 'SELECT') return 'unknown';
    if (token.keyword === 'NEXT' && expression[at + 1]?.keyword === 'VALUE') return 'volatile';
    if (expression[at + 1]?.value !== '(' || isTypeName(expression, at)) continue;
    if (volatile.has(name)) return 'volatile';
    if (!stable.has(name)) kind = 'unknown';
  }
  return kind;
}

/** `::varchar(10)` and `CAST(x AS varchar(10))` call nothing. */
function isTypeName(expression: readonly Token[], at: number): boolean {
  const before = expression[at - 1];
  return before?.value === ':' || before?.keyword === 'AS' || before?.keyword === 'VARYING';
}
