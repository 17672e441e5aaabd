import { type Kysely, sql } from 'kysely';
import type { Logger } from 'pino';
import type { FactCache } from '../evidence/detector.ts';
import type { Tables } from './tables.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;
/** Blobs asked for, or rows written, in one statement. */
const rowsAtOnce = 2000;
/** Bytes of extracts written in one statement. */
const bytesAtOnce = 4 * 1024 * 1024;

export interface FactCacheOptions {
  /** Bytes of extracts that stay after an eviction. */
  maxBytes: number;
  /** Days without use after which an extract goes. */
  maxAgeDays: number;
  log: Pick<Logger, 'warn'>;
  now?: () => Date;
}

/** A fact cache whose bounds hold from one `evict` to the next. */
export interface BoundedFactCache extends FactCache {
  /** Drops what was not used for too long, then the longest unused until the bytes fit. Call it now and then. */
  evict(): Promise<void>;
}

/**
 * Extracts by blob in the database. A database that fails costs the extracts, never the review: it is logged
 * and answered as if nothing were known.
 */
export function createFactCache(db: Kysely<Tables>, options: FactCacheOptions): BoundedFactCache {
  const today = () => Math.floor((options.now?.() ?? new Date()).getTime() / dayMilliseconds);
  return {
    async getMany(kind, blobs) {
      const known = new Map<string, string>();
      try {
        for (let start = 0; start < blobs.length; start += rowsAtOnce) {
          await readChunk(db, kind, blobs.slice(start, start + rowsAtOnce), today(), known);
        }
      } catch (error) {
        options.log.warn({ err: error, kind }, 'Facts could not be read from the cache');
      }
      return known;
    },
    async putMany(kind, extracts) {
      try {
        for (const chunk of chunksOf(extracts)) await writeChunk(db, kind, chunk, today());
      } catch (error) {
        options.log.warn({ err: error, kind }, 'Facts could not be written to the cache');
      }
    },
    evict: () => evictFacts(db, today() - options.maxAgeDays, options.maxBytes),
  };
}

async function readChunk(
  db: Kysely<Tables>,
  kind: string,
  blobs: readonly string[],
  today: number,
  known: Map<string, string>,
): Promise<void> {
  const rows = await db
    .selectFrom('fact')
    .select(['blob', 'extract', 'used_on'])
    .where('kind', '=', kind)
    .where(sql<boolean>`blob = any(${blobs}::text[])`)
    .execute();
  for (const row of rows) known.set(row.blob, row.extract);
  // At most one write per row and day: reading must stay cheap.
  const stale = rows.filter((row) => row.used_on < today).map((row) => row.blob);
  if (stale.length === 0) return;
  await db
    .updateTable('fact')
    .set({ used_on: today })
    .where('kind', '=', kind)
    .where(sql<boolean>`blob = any(${stale}::text[])`)
    .execute();
}

async function writeChunk(
  db: Kysely<Tables>,
  kind: string,
  chunk: readonly [blob: string, extract: string][],
  today: number,
): Promise<void> {
  const blobs = chunk.map(([blob]) => blob);
  const extracts = chunk.map(([, extract]) => extract);
  // Sorted, so that two processes that write the same blobs cannot lock each other out.
  await sql`
    insert into fact (kind, blob, extract, bytes, used_on)
    select ${kind}::text, blob, extract, octet_length(extract), ${today}::int
    from unnest(${blobs}::text[], ${extracts}::text[]) as given(blob, extract)
    order by blob
    on conflict do nothing`.execute(db);
}

async function evictFacts(db: Kysely<Tables>, oldest: number, maxBytes: number): Promise<void> {
  await db.deleteFrom('fact').where('used_on', '<', oldest).execute();
  await sql`
    delete from fact using (
      select kind, blob, sum(bytes) over (order by used_on desc, kind, blob) as total from fact
    ) as ranked
    where fact.kind = ranked.kind and fact.blob = ranked.blob and ranked.total > ${maxBytes}`.execute(db);
}

function* chunksOf(extracts: ReadonlyMap<string, string>): Generator<[string, string][]> {
  let chunk: [string, string][] = [];
  let bytes = 0;
  for (const [blob, extract] of extracts) {
    // Postgres keeps no U+0000 and UTF-8 no lone surrogate: such an extract is computed anew each time.
    if (extract.includes('\0') || !extract.isWellFormed()) continue;
    chunk.push([blob, extract]);
    bytes += extract.length;
    if (chunk.length < rowsAtOnce && bytes < bytesAtOnce) continue;
    yield chunk;
    chunk = [];
    bytes = 0;
  }
  if (chunk.length > 0) yield chunk;
}
