import type { DefaultKind } from '../../schema-operation.ts';
import { defaultKindOfSql } from '../default-kind.ts';
import type { JavascriptValue } from './javascript-value.ts';

/** What a default costs that a migration gives as a value; `sql`: its texts are SQL, as TypeORM's are. */
export function defaultKindOf(value: JavascriptValue | undefined, sql = false): DefaultKind {
  if (value === undefined || value.type === 'null') return 'none';
  if (value.type === 'text') return sql ? defaultKindOfSql(value.text) : 'constant';
  if (value.type !== 'code') return 'constant';
  // `knex.fn.now()`, `Sequelize.literal('…')`, `knex.raw('…')`: the SQL in them says it.
  if (/\bfn\.now\(|\bNOW\b|CURRENT_TIMESTAMP/.test(value.text)) return 'constant';
  if (/\bfn\.uuid\(|UUIDV\d/.test(value.text)) return 'volatile';
  const inner = /\b(?:raw|literal|fn)\(\s*["'`]([^"'`]*)["'`]/.exec(value.text)?.[1];
  return inner === undefined ? 'unknown' : defaultKindOfSql(/\bfn\(/.test(value.text) ? `${inner}()` : inner);
}
