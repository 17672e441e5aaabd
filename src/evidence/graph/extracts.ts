import type { FactCache } from '../detector.ts';
import type { Import } from './language.ts';

/** Imports by kind and blob: shared by the trees of one run, kept between runs by the cache behind them. */
export interface Extracts {
  get(kind: string, blob: string): readonly Import[] | undefined;
  /** Takes from the cache what is not known yet. */
  load(kind: string, blobs: readonly string[]): Promise<void>;
  add(kind: string, blob: string, imports: readonly Import[]): void;
  /** Gives what was added since to the cache. */
  save(): Promise<void>;
}

/** A cache that fails is as good as an empty one. Without one, extracts live as long as the run. */
export function createExtracts(cache?: FactCache): Extracts {
  const known = new Map<string, Map<string, readonly Import[]>>();
  const fresh = new Map<string, Map<string, string>>();
  // A slice of a text keeps the whole text alive; a copy, one for all files, does not.
  const specifiers = new Map<string, string>();

  const of = (kind: string) => {
    const found = known.get(kind) ?? new Map<string, readonly Import[]>();
    known.set(kind, found);
    return found;
  };

  function detached(specifier: string): string {
    let copy = specifiers.get(specifier);
    if (copy === undefined) {
      copy = Buffer.from(specifier, 'utf16le').toString('utf16le');
      specifiers.set(copy, copy);
    }
    return copy;
  }

  return {
    get: (kind, blob) => known.get(kind)?.get(blob),
    async load(kind, blobs) {
      if (cache === undefined) return;
      const wanted = blobs.filter((blob) => !known.get(kind)?.has(blob));
      if (wanted.length === 0) return;
      const stored = await cache.getMany(kind, wanted).catch(() => new Map<string, string>());
      for (const [blob, extract] of stored) {
        const imports = decode(extract);
        if (imports !== null) of(kind).set(blob, imports);
      }
    },
    add(kind, blob, imports) {
      const kept = imports.map((one) => ({ ...one, specifier: detached(one.specifier) }));
      of(kind).set(blob, kept);
      if (cache === undefined) return;
      const extracts = fresh.get(kind) ?? new Map<string, string>();
      fresh.set(kind, extracts.set(blob, encode(kept)));
    },
    async save() {
      for (const [kind, extracts] of fresh) await cache?.putMany(kind, extracts).catch(() => undefined);
      fresh.clear();
    },
  };
}

/** `[[specifier, line, 1 when type-only], …]` */
function encode(imports: readonly Import[]): string {
  return JSON.stringify(imports.map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly ? 1 : 0]));
}

function decode(extract: string): Import[] | null {
  try {
    const rows: unknown = JSON.parse(extract);
    if (!Array.isArray(rows)) return null;
    const imports = rows.map(([specifier, line, typeOnly]) => ({
      specifier,
      line,
      typeOnly: typeOnly === 1,
    }));
    return imports.every(({ specifier, line }) => typeof specifier === 'string' && Number.isInteger(line))
      ? imports
      : null;
  } catch {
    return null;
  }
}
