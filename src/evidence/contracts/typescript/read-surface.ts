import type { Tree } from '../../../source/tree.ts';
import { parseCode } from '../../code/parse-code.ts';
import type { FactCache } from '../../detector.ts';
import type { Skipped } from '../../evidence.ts';
import type { Resolver } from '../../graph/imports/language.ts';
import { readTexts } from '../../read-texts.ts';
import type { Declaration, ModuleExports } from './declaration.ts';
import type { PublishedPackage } from './list-entries.ts';
import { cutType } from './read-declaration.ts';
import { readExports } from './read-exports.ts';

/** One name that users of a package can import. */
export interface ExportedName {
  name: string;
  path: string;
  /** Null where it comes from another package, or from a module that could not be read. */
  declaration: Declaration | null;
}

export interface Surface {
  /** By entry and name: `pkg/sub#name`. */
  names: Map<string, ExportedName>;
  /** Entries of which not all modules could be read: a name that is missing there may still exist. */
  partial: Set<string>;
}

/** Grows with every change of what `readExports` gives. */
const version = 2;
/** Modules followed for one package and side. */
const mostModules = 1_500;

/** Reads modules of one tree once, whoever asks, and keeps their extracts by blob. */
export function moduleReader(tree: Tree, cache: FactCache, skipped: Skipped[]) {
  const known = new Map<string, ModuleExports | null>();
  const keep = (path: string, extract: string, exports: ModuleExports) => {
    known.set(path, exports);
    // No type of the source has a comment in it, so the mark is ours; or stands in a literal, and then it costs a line.
    if (!extract.includes(cutType)) return;
    const reason = 'exports a type that is too long to be compared whole';
    skipped.push({ path, reason, partial: true });
  };
  return async (paths: readonly string[]): Promise<Map<string, ModuleExports | null>> => {
    const wanted = paths.filter((path) => !known.has(path));
    const blobs = new Map(wanted.map((path) => [path, `${tree.entries.get(path)?.blob} ${dialectOf(path)}`]));
    const kept = await cache.getMany(`typescript-api ${version}`, [...blobs.values()]);
    const fresh = new Map<string, string>();
    const unread = wanted.filter((path) => {
      const text = kept.get(blobs.get(path) as string);
      if (text !== undefined) keep(path, text, JSON.parse(text) as ModuleExports);
      return text === undefined;
    });
    const texts = await readTexts(tree, unread, skipped);
    for (const path of unread) {
      const text = texts.get(path);
      const parsed = text === undefined ? null : await parseCode(text, dialectOf(path), readExports);
      if (parsed?.ok === false) skipped.push({ path, reason: parsed.reason });
      if (!parsed?.ok) known.set(path, null);
      else {
        const extract = JSON.stringify(parsed.value);
        keep(path, extract, parsed.value);
        fresh.set(blobs.get(path) as string, extract);
      }
    }
    if (fresh.size > 0) await cache.putMany(`typescript-api ${version}`, fresh);
    return new Map(paths.map((path) => [path, known.get(path) ?? null]));
  };
}

function dialectOf(path: string): 'typescript' | 'javascript' {
  // Angle brackets read as tags in TSX alone.
  return /\.[cm]?ts$/.test(path) ? 'typescript' : 'javascript';
}

type Read = ReturnType<typeof moduleReader>;

/** All names that users of a package can import, over re-exports within the tree. */
export async function readSurface(one: PublishedPackage, resolver: Resolver, read: Read): Promise<Surface> {
  const modules = new Map<string, ModuleExports | null>();
  let wanted = [...new Set(one.entries.values())];
  while (wanted.length > 0 && modules.size < mostModules) {
    const readings = await read(wanted.slice(0, mostModules - modules.size));
    for (const [path, exports] of readings) modules.set(path, exports);
    const next = [...readings].flatMap(([path, exports]) =>
      [...(exports?.forwarded ?? []), ...(exports?.stars ?? [])].flatMap(({ specifier }) => {
        const resolution = resolver.resolve(path, specifier);
        return resolution.kind === 'file' && !modules.has(resolution.path) ? [resolution.path] : [];
      }),
    );
    wanted = [...new Set(next)];
  }
  const surface: Surface = { names: new Map(), partial: new Set() };
  for (const [specifier, entry] of one.entries) {
    const { names, whole } = namesOf(entry, modules, resolver, new Map());
    for (const [name, exported] of names) surface.names.set(`${specifier}#${name}`, exported);
    if (!whole) surface.partial.add(specifier);
  }
  return surface;
}

interface Names {
  names: Map<string, ExportedName>;
  whole: boolean;
}

/** Names that a module exports, those of others through it; `open` holds what is being answered, for circles. */
function namesOf(
  path: string,
  modules: ReadonlyMap<string, ModuleExports | null>,
  resolver: Resolver,
  open: Map<string, Names>,
): Names {
  const known = open.get(path);
  if (known !== undefined) return known;
  const own: Names = { names: new Map(), whole: true };
  open.set(path, own);
  const exports = modules.get(path);
  if (!exports) {
    // Styles and data are no modules of ours, but whatever they are, they could not be looked into.
    own.whole = false;
    return own;
  }
  for (const [name, declaration] of Object.entries(exports.declarations)) {
    own.names.set(name, { name, path, declaration });
  }
  for (const { name, local, specifier } of exports.forwarded) {
    const resolution = resolver.resolve(path, specifier);
    const from =
      resolution.kind === 'file' && local !== '*' ? namesOf(resolution.path, modules, resolver, open) : null;
    const found = from?.names.get(local);
    own.names.set(name, found === undefined ? { name, path, declaration: null } : { ...found, name });
  }
  for (const { specifier } of exports.stars) {
    const resolution = resolver.resolve(path, specifier);
    if (resolution.kind !== 'file') {
      own.whole = false;
      continue;
    }
    const from = namesOf(resolution.path, modules, resolver, open);
    own.whole &&= from.whole;
    for (const [name, found] of from.names) {
      if (name !== 'default' && !own.names.has(name)) own.names.set(name, found);
    }
  }
  return own;
}
