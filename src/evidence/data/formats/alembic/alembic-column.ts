import type { DefaultKind } from '../../schema-operation.ts';
import { defaultKindOfSql } from '../default-kind.ts';
import {
  isFalse,
  isNone,
  isTrue,
  type PythonCallValue,
  type PythonValue,
  textOfValue,
} from '../python/python-value.ts';

export interface AlembicColumn {
  name: string;
  type: string | null;
  nullable: boolean;
  default: DefaultKind;
  unique: boolean;
  indexed: boolean;
  /** It names its foreign key with it. */
  references: boolean;
}

/** Reads `sa.Column('name', sa.String(50), nullable=False)`; null for what is no column of a literal name. */
export function alembicColumn(value: PythonValue | undefined): AlembicColumn | null {
  if (value?.type !== 'call' || !/(?:^|\.)Column$/.test(value.name)) return null;
  const name = textOfValue(value.named.get('name') ?? value.args[0]);
  if (name === null) return null;
  const parts = value.args.slice(1);
  const has = (pattern: RegExp) => parts.some((part) => part.type === 'call' && pattern.test(part.name));
  const primary = isTrue(value.named.get('primary_key'));
  const stored = has(/(?:^|\.)(?:Computed|Identity|Sequence)$/);
  return {
    name,
    type: alembicType(value.named.get('type_') ?? parts.find(isType)),
    nullable: !isFalse(value.named.get('nullable')) && !primary,
    default: stored ? 'volatile' : serverDefault(value.named.get('server_default')),
    unique: isTrue(value.named.get('unique')),
    indexed: isTrue(value.named.get('index')),
    references: has(/(?:^|\.)ForeignKey$/),
  };
}

function isType(value: PythonValue): boolean {
  if (value.type === 'name') return true;
  return (
    value.type === 'call' &&
    !/(?:^|\.)(?:ForeignKey|Computed|Identity|Sequence|CheckConstraint)$/.test(value.name)
  );
}

/** What `server_default` costs. */
function serverDefault(value: PythonValue | undefined): DefaultKind {
  if (value === undefined || isNone(value) || isFalse(value)) return 'none';
  if (value.type === 'string') return value.text.trim() === '' ? 'constant' : defaultKindOfSql(value.text);
  if (value.type === 'plain') return 'constant';
  if (value.type !== 'call') return 'unknown';
  const name = value.name.slice(value.name.lastIndexOf('.') + 1);
  if (['true', 'false', 'literal', 'null'].includes(name)) return name === 'null' ? 'none' : 'constant';
  if (name === 'FetchedValue') return 'unknown';
  return /(?:^|\.)func\./.test(value.name) ? defaultKindOfSql(`${name}()`) : 'unknown';
}

const types = new Map([
  ['string', 'varchar'],
  ['unicode', 'varchar'],
  ['varchar', 'varchar'],
  ['char', 'char'],
  ['text', 'text'],
  ['unicodetext', 'text'],
  ['integer', 'integer'],
  ['int', 'integer'],
  ['biginteger', 'bigint'],
  ['bigint', 'bigint'],
  ['smallinteger', 'smallint'],
  ['smallint', 'smallint'],
  ['boolean', 'boolean'],
  ['float', 'double precision'],
  ['numeric', 'numeric'],
  ['decimal', 'numeric'],
  ['date', 'date'],
  ['time', 'time'],
  ['largebinary', 'bytea'],
  ['uuid', 'uuid'],
]);

/** A type of SQLAlchemy's as SQL has it: `sa.String(length=50)` is `varchar(50)`. Null when computed. */
export function alembicType(value: PythonValue | undefined): string | null {
  if (value?.type === 'name') return plainType(value.text, null);
  return value?.type === 'call' ? plainType(value.name, value) : null;
}

function plainType(written: string, call: PythonCallValue | null): string {
  const name = written.slice(written.lastIndexOf('.') + 1).toLowerCase();
  if (name === 'datetime' || name === 'timestamp')
    return isTrue(call?.named.get('timezone')) ? 'timestamp with time zone' : 'timestamp';
  const sizes = ['length', 'precision', 'scale'].flatMap((key) => plainOf(call?.named.get(key)));
  const placed = (call?.args ?? []).flatMap(plainOf);
  const size = (sizes.length > 0 ? sizes : placed).join(',');
  return `${types.get(name) ?? name}${size === '' || name === 'uuid' ? '' : `(${size})`}`;
}

function plainOf(value: PythonValue | undefined): string[] {
  return value?.type === 'plain' && /^\d+$/.test(value.text) ? [value.text] : [];
}
