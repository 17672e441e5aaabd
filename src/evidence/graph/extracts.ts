import type { FactCache } from '../detector.ts';
import { type Chunk, chunkOf, cutChunks, decodePack, encodePack, packKind } from './extract-packs.ts';
import type { Extract } from './imports/language.ts';
import type { Source } from './list-sources.ts';

/** Extracts by kind and blob: shared by the trees of one run, kept between runs by the cache behind them. */
export interface Extracts {
  /** What keeps them between runs. */
  readonly cache: FactCache | null;
  get(source: Pick<Source, 'kind' | 'blob'>): Extract | undefined;
  /**
   * Takes from the cache what is not known yet: of `all` sources of a tree, sorted, by chunks, and one by one what these
   * lack; of a few by a pack for each, since the rows of a kind may have to be looked for among those of whole trees.
   */
  load(sources: readonly Source[], areAll: boolean): Promise<void>;
  add(source: Pick<Source, 'kind' | 'blob'>, extract: Extract): void;
  /** Gives to the cache what was added since, and the chunks of what was loaded that it lacks. */
  save(): Promise<void>;
}

/** So many files are few. */
const mostAlone = 256;

/** A cache that fails is as good as an empty one. Without one, extracts live as long as the run. */
export function createExtracts(cache?: FactCache): Extracts {
  const known = new Map<string, Map<string, Extract>>();
  const fresh = new Map<string, Map<string, string>>();
  /** Keys of the packs that the cache has, and chunks that it lacks. */
  const packed = new Set<string>();
  let unpacked: Chunk<Source>[] = [];
  let keepsRows = true;
  // A slice of a text keeps the whole text alive; a copy, one for all files, does not.
  const texts = new Map<string, string>();

  function shelf(kind: string): Map<string, Extract> {
    const found = known.get(kind) ?? new Map<string, Extract>();
    known.set(kind, found);
    return found;
  }

  function detached(text: string): string {
    let copy = texts.get(text);
    if (copy === undefined) {
      copy = Buffer.from(text, 'utf16le').toString('utf16le');
      texts.set(copy, copy);
    }
    return copy;
  }

  const isKnown = ({ kind, blob }: Source) => known.get(kind)?.has(blob) === true;

  async function ask(kind: string, keys: readonly string[]): Promise<Map<string, string>> {
    if (cache === undefined || keys.length === 0) return new Map();
    return cache.getMany(kind, keys).catch(() => new Map());
  }

  async function loadPacks(chunks: readonly Chunk<Source>[]): Promise<void> {
    const packs = await ask(
      packKind,
      chunks.map(({ key }) => key),
    );
    for (const { key, sources } of chunks) {
      const extracts = decodePack(packs.get(key) ?? '', sources.length);
      if (extracts === null) continue;
      packed.add(key);
      for (const [index, { kind, blob }] of sources.entries()) {
        const extract = extracts[index];
        if (extract) shelf(kind).set(blob, extract);
      }
    }
  }

  return {
    cache: cache ?? null,
    get: ({ kind, blob }) => known.get(kind)?.get(blob),
    async load(sources, areAll) {
      if (cache === undefined) return;
      keepsRows = areAll || sources.length > mostAlone;
      const chunks = areAll ? cutChunks(sources) : keepsRows ? [] : sources.map(chunkOf);
      const lacking = chunks.filter((chunk) => !chunk.sources.every(isKnown));
      await loadPacks(lacking);
      unpacked = chunks.filter(({ key }) => !packed.has(key));
      if (!keepsRows) return;
      const rest = sources.filter((source) => !isKnown(source));
      for (const [kind, own] of Map.groupBy(rest, (source) => source.kind)) {
        const stored = await ask(kind, [...new Set(own.map(({ blob }) => blob))]);
        for (const [blob, extract] of stored) {
          const decoded = decode(extract);
          if (decoded !== null) shelf(kind).set(blob, decoded);
        }
      }
      const last = rest.filter((source) => !isKnown(source));
      if (last.length <= mostAlone) await loadPacks(last.map(chunkOf));
    },
    add({ kind, blob }, { imports, declares }) {
      const kept = {
        imports: imports.map(({ specifier, line, typeOnly }) => ({
          specifier: detached(specifier),
          line,
          typeOnly,
        })),
        declares: declares.map(detached),
      };
      shelf(kind).set(blob, kept);
      if (cache === undefined || !keepsRows) return;
      const extracts = fresh.get(kind) ?? new Map<string, string>();
      fresh.set(kind, extracts.set(blob, encode(kept)));
    },
    async save() {
      if (cache === undefined) return;
      for (const [kind, extracts] of fresh) await cache.putMany(kind, extracts).catch(() => undefined);
      fresh.clear();
      const packs = new Map<string, string>();
      for (const { key, sources } of unpacked) {
        packed.add(key);
        packs.set(key, encodePack(sources.map(({ kind, blob }) => known.get(kind)?.get(blob) ?? null)));
      }
      unpacked = [];
      if (packs.size > 0) await cache.putMany(packKind, packs).catch(() => undefined);
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
