import { folderOf } from '../../paths.ts';
import type { Resolution, Resolver, ResolverInput } from '../language.ts';
import { readAutoloadUnits } from './autoload-roots.ts';
import { buildAutoloadTables } from './autoload-table.ts';
import type { DeclaredGems } from './declared-gems.ts';
import { readGemManifests } from './gem-manifests.ts';
import { underscore } from './inflector.ts';
import { resolveConstant } from './resolve-constant.ts';
import { createRequires } from './resolve-require.ts';

const none: ReadonlySet<string> = new Set();
const mostAcronyms = 1_000;

/**
 * Resolves what Ruby files require over the load paths of the tree, and constants in Rails applications and engines
 * over what Zeitwerk would load. A constant that no file defines by its path is no import, unless it is that of a gem
 * which a manifest declares. Nothing is installed or run.
 */
export function createRubyResolver({ paths, sources, manifests: texts, declares }: ResolverInput): Resolver {
  const manifests = readGemManifests(texts);
  const gemFolders = [...manifests.values()]
    .filter(({ hasGemspec }) => hasGemspec)
    .map(({ folder }) => folder);
  const inTree = new Set([...manifests.values()].flatMap(({ defines }) => defines));
  const units = readAutoloadUnits(sources, texts, gemFolders);
  const { tableOf, rootsOf } = buildAutoloadTables({ sources, declares }, units, readAcronyms(texts));

  const requires = createRequires({ paths, sources }, manifests, rootsOf);

  const known = new Map<string, Map<string, Resolution>>();
  let owner = '';
  let own = none;

  function resolve(from: string, specifier: string): Resolution {
    if (specifier.includes('|') || specifier.startsWith('::')) return ofConstant(from, specifier);
    const folder = folderOf(from);
    const answers = known.get(folder) ?? new Map<string, Resolution>();
    known.set(folder, answers);
    const answer = answers.get(specifier) ?? requires.resolve(folder, specifier);
    answers.set(specifier, answer);
    return answer;
  }

  function ofConstant(from: string, specifier: string): Resolution {
    const table = tableOf(from);
    if (table === null) return { kind: 'ignored' };
    if (owner !== from) {
      owner = from;
      const declared = declares.get(from);
      own = declared === undefined ? none : new Set(declared);
    }
    const { path, isKnown } = resolveConstant(specifier, table, own);
    if (path !== null) return { kind: 'file', path };
    return isKnown ? { kind: 'ignored' } : ofGem(specifier, requires.gemsAround(folderOf(from)), inTree);
  }

  return { resolve };
}

/** `Sidekiq::Worker` is a use of sidekiq where that is declared: `sidekiq/worker`. */
function ofGem(specifier: string, gems: DeclaredGems, inTree: ReadonlySet<string>): Resolution {
  const path = specifier.slice(Math.max(specifier.lastIndexOf('|') + 1, specifier.startsWith('::') ? 2 : 0));
  const names = path.split('::');
  const found = gems.find(names);
  // A gem of the tree that is not autoloaded is loaded by `require`, which says so.
  if (found === null || inTree.has(found.gem)) return { kind: 'ignored' };
  const rest = names.slice(found.segments).map(underscore);
  return { kind: 'package', name: found.gem, imported: [found.path, ...rest].join('/') };
}

/** Acronyms that initializers teach the inflector (`inflect.acronym 'HTML'`), by their lower-case form. */
function readAcronyms(texts: ReadonlyMap<string, string>): Map<string, string> {
  const acronyms = new Map<string, string>();
  for (const [path, text] of texts) {
    if (!isInflections(path)) continue;
    for (const line of text.split('\n')) {
      const acronym = /^[ \t]*\w{1,40}\.acronym[ (]+["'](\w{1,80})["']/.exec(line)?.[1];
      if (acronym !== undefined && acronyms.size < mostAcronyms) acronyms.set(acronym.toLowerCase(), acronym);
    }
  }
  return acronyms;
}

/** Whether a path is the initializer in which Rails keeps inflections. */
export function isInflections(path: string): boolean {
  return /(?:^|\/)config\/initializers\/inflections\.rb$/.test(path);
}
