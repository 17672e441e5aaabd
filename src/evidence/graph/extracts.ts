import type { FactCache } from '../detector.ts';
import type { Extract } from './imports/language.ts';

/** Extracts by kind and blob: shared by the trees of one run, kept between runs by the cache behind them. */
export interface Extracts {
  get(kind: string, blob: string): Extract | undefined;
  /** Takes from the cache what is not known yet. */
  load(kind: string, blobs: readonly string[]): Promise<void>;
  add(kind: string, blob: string, extract: Extract): void;
  /** Gives what was added since to the cache. */
  save(): Promise<void>;
}

/** A cache that fails is as good as an empty one. Without one, extracts live as long as the run. */
export function createExtracts(cache?: FactCache): Extracts {
  const known = new Map<string, Map<string, Extract>>();
  const fresh = new Map<string, Map<string, string>>();
  // A slice of a text keeps the whole text alive; a copy, one for all files, does not.
  const specifiers = new Map<string, string>();

  const of = (kind: string) => {
    const found = known.get(kind) ?? new Map<string, Extract>();
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
        const decoded = decode(extract);
        if (decoded !== null) of(kind).set(blob, decoded);
      }
    },
    add(kind, blob, { imports, declares }) {
      const kept = {
        imports: imports.map((one) => ({ ...one, specifier: detached(one.specifier) })),
        declares: declares.map(detached),
      };
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

/** `[[[specifier, line, 1 when type-only], …], [declared, …]]` */
function encode({ imports, declares }: Extract): string {
  return JSON.stringify([
    imports.map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly ? 1 : 0]),
    declares,
  ]);
}

function decode(extract: string): Extract | null {
  try {
    const [rows, declares]: [[string, number, number][], string[]] = JSON.parse(extract);
    const imports = rows.map(([specifier, line, typeOnly]) => ({
      specifier,
      line,
      typeOnly: typeOnly === 1,
    }));
    const isSound =
      imports.every(({ specifier, line }) => typeof specifier === 'string' && Number.isInteger(line)) &&
      declares.every((name) => typeof name === 'string');
    return isSound ? { imports, declares } : null;
  } catch {
    return null;
  }
}
