import { folderOf } from '../../paths.ts';
import type { Modules } from './modules.ts';
import { distanceOfSets, rankOfMain, type SourceSet, sourceSetOf } from './source-set.ts';

/** Chooses among the files that declare the same name, and among the folders that declare the same package. */
export interface Picker {
  file(fromFolder: string, candidates: readonly string[], name: string): string;
  folder(fromFolder: string, candidates: readonly string[]): string;
}

/** Of more candidates than twice that, the module's own and the first ones are weighed. */
const mostWeighed = 100;

interface Place {
  module: string;
  set: SourceSet;
}

/**
 * Ambiguity is decided by: production code before the tests of others; the own module, then those it depends on, nearest
 * first, then the others; the source set (`distanceOfSets` for a file, `rankOfMain` for a package); a file that bears the
 * name before others; sorted order.
 */
export function createPicker(modules: Modules): Picker {
  const places = new Map<string, Place>();
  function placeOf(folder: string): Place {
    const known = places.get(folder);
    if (known !== undefined) return known;
    const module = modules.moduleOf(folder);
    const place = { module, set: sourceSetOf(module === '' ? folder : folder.slice(module.length + 1)) };
    places.set(folder, place);
    return place;
  }

  function best(
    from: Place,
    candidates: readonly string[],
    folderFor: (candidate: string) => string,
    rank: (candidate: string, to: Place) => number,
  ): string {
    let chosen = candidates[0]!;
    if (candidates.length === 1) return chosen;
    const all = weighed(candidates, from.module).map((candidate) => {
      const to = placeOf(folderFor(candidate));
      const isOwn = to.module === from.module;
      return { candidate, to, isOwn, isHidden: to.set.isTest && !(from.set.isTest && isOwn) };
    });
    const own = all.filter(({ isOwn, isHidden }) => isOwn && !isHidden);
    let lowest: number[] | null = null;
    // Distances are asked for only where the own module has nothing to offer.
    for (const { candidate, to, isHidden } of own.length > 0 ? own : all) {
      const far = own.length > 0 ? 0 : modules.distance(from.module, to.module);
      const ranks = [isHidden ? 1 : 0, far, rank(candidate, to)];
      if (lowest === null || isLower(ranks, lowest)) {
        lowest = ranks;
        chosen = candidate;
      }
    }
    return chosen;
  }

  return {
    file(fromFolder, candidates, name) {
      const from = placeOf(fromFolder);
      return best(from, candidates, folderOf, (path, to) => {
        const stem = path.slice(path.lastIndexOf('/') + 1).split('.', 1)[0]!;
        return distanceOfSets(from.set, to.set) * 2 + (name.endsWith(`.${stem}`) ? 0 : 1);
      });
    },
    folder(fromFolder, candidates) {
      const same = (folder: string) => folder;
      return best(placeOf(fromFolder), candidates, same, (_, to) => rankOfMain(to.set));
    },
  };
}

function isLower(a: readonly number[], b: readonly number[]): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! < b[at]!;
  return false;
}

/** All of a few; of many, in one tree's hostile case, the first and those below the module's folder. */
function weighed(candidates: readonly string[], module: string): readonly string[] {
  if (candidates.length <= 2 * mostWeighed) return candidates;
  const prefix = `${module}/`;
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candidates[middle]! < prefix) low = middle + 1;
    else high = middle;
  }
  return [...candidates.slice(low, low + mostWeighed), ...candidates.slice(0, mostWeighed)];
}
