import type { Database } from './schema-operation.ts';

/**
 * What a change of a column's type means for the rows that stand: `same` and `free` touch none, `narrowing` loses or
 * refuses some, `rewrite` writes each anew, `unknown` may be any of them.
 */
export type TypeChange = 'same' | 'free' | 'narrowing' | 'rewrite' | 'unknown';

type Parsed =
  | { family: 'string'; length: number | null }
  | { family: 'integer'; bytes: number }
  | { family: 'float'; bytes: number }
  | { family: 'numeric'; precision: number | null; scale: number }
  | { family: 'time'; name: 'date' | 'timestamp' | 'timestamptz' }
  | { family: 'other'; text: string };

const integers: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  int2: 2,
  smallserial: 2,
  mediumint: 3,
  int: 4,
  integer: 4,
  int4: 4,
  serial: 4,
  bigint: 8,
  int8: 8,
  bigserial: 8,
};
const floats: Readonly<Record<string, number>> = {
  real: 4,
  float4: 4,
  'double precision': 8,
  double: 8,
  float8: 8,
};
const times: Readonly<Record<string, 'date' | 'timestamp' | 'timestamptz'>> = {
  date: 'date',
  timestamp: 'timestamp',
  'timestamp without time zone': 'timestamp',
  datetime: 'timestamp',
  timestamptz: 'timestamptz',
  'timestamp with time zone': 'timestamptz',
};
const strings = new Set(['varchar', 'character varying', 'string', 'nvarchar', 'varchar2']);
/** What MySQL's larger texts hold, in bytes; anywhere else a text has no end. */
const texts: Readonly<Record<string, number>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: 4_294_967_295,
  clob: 4_294_967_295,
};

/**
 * Compares two types as migrations write them, in lower case; null where a type is not known. What Postgres does
 * without a rewrite stands in its manual under ALTER TABLE; MySQL's in-place operations under Online DDL.
 */
export function compareTypes(from: string | null, to: string | null, database: Database | null): TypeChange {
  if (from === null || to === null) return 'unknown';
  const [a, b] = [parseType(from, database), parseType(to, database)];
  if (JSON.stringify(a) === JSON.stringify(b)) return 'same';
  if (a.family === 'string' && b.family === 'string') return compareStrings(a.length, b.length, database);
  if (a.family === 'integer' && b.family === 'integer') return b.bytes < a.bytes ? 'narrowing' : 'rewrite';
  if (a.family === 'float' && b.family === 'float') return b.bytes < a.bytes ? 'narrowing' : 'rewrite';
  if (a.family === 'float' && b.family === 'integer') return 'narrowing';
  if (a.family === 'numeric' && b.family === 'numeric') return compareNumerics(a, b, database);
  if (a.family === 'numeric' && b.family === 'integer' && a.scale > 0) return 'narrowing';
  if (a.family === 'time' && b.family === 'time' && b.name === 'date') return 'narrowing';
  return a.family === 'other' || b.family === 'other' ? 'unknown' : 'rewrite';
}

function compareStrings(a: number | null, b: number | null, database: Database | null): TypeChange {
  if (a === null || b === null) return 'unknown';
  if (b < a) return 'narrowing';
  if (database !== 'mysql') return 'free';
  // The length takes a second byte from 256 bytes on, which is 64 characters of four bytes.
  if (b <= 63 || (a > 255 && b <= 16_383)) return 'free';
  return a <= 63 && b > 255 ? 'rewrite' : 'unknown';
}

function compareNumerics(
  a: { precision: number | null; scale: number },
  b: { precision: number | null; scale: number },
  database: Database | null,
): TypeChange {
  if (b.precision === null) return database === 'postgres' ? 'free' : 'unknown';
  if (a.precision === null) return database === 'postgres' ? 'narrowing' : 'unknown';
  if (b.scale < a.scale || b.precision - b.scale < a.precision - a.scale) return 'narrowing';
  return a.scale === b.scale && database !== 'mysql' ? 'free' : 'rewrite';
}

function parseType(text: string, database: Database | null): Parsed {
  const written = /^([a-z0-9_ ]+?)\s*(?:\(([^()]{0,60})\))?$/.exec(text.trim().replace(/\s+/g, ' '));
  if (written === null) return { family: 'other', text };
  const name = written[1]!;
  const sizes = (written[2] ?? '').split(',').map((size) => (/^\s*\d+\s*$/.test(size) ? Number(size) : null));
  if (strings.has(name)) {
    const unbounded = database === 'postgres' ? Number.MAX_SAFE_INTEGER : null;
    return { family: 'string', length: sizes[0] ?? unbounded };
  }
  if (Object.hasOwn(texts, name)) {
    return { family: 'string', length: database === 'mysql' ? texts[name]! : Number.MAX_SAFE_INTEGER };
  }
  if (Object.hasOwn(integers, name)) return { family: 'integer', bytes: integers[name]! };
  if (Object.hasOwn(floats, name)) return { family: 'float', bytes: floats[name]! };
  if (Object.hasOwn(times, name)) return { family: 'time', name: times[name]! };
  if (name === 'numeric' || name === 'decimal') {
    return { family: 'numeric', precision: sizes[0] ?? null, scale: sizes[1] ?? 0 };
  }
  return { family: 'other', text };
}
