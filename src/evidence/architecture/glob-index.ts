import { folderOf } from '../graph/paths.ts';
import { type CompiledGlob, matchCompiled, type Step } from './compile-glob.ts';

/** Which of many globs a path fits, all of them in one walk along the path. */
export interface GlobIndex {
  /** Adds a glob, or finds it again by its key, and gives its number. All are added before the first path is asked for. */
  add(glob: CompiledGlob, key: string): number;
  /** Sorted numbers of the globs that fit; equal lists are the same array. */
  hits(path: string): readonly number[];
  /** What the captures of a glob hold, joined by `:`; null when it does not fit. */
  instance(glob: number, path: string): string | null;
}

/** One step of an alternative of a glob; at `step` null the whole of it has been matched. */
interface Item {
  number: number;
  glob: number;
  step: Step | null;
  next: Item | null;
}

/** All that globs may still want after some folders: what takes the next name whatever it is, by name, or by a test. */
interface State {
  always: Item[];
  literals: Map<string, Item[]>;
  tests: Item[];
  /** Globs that fit any one name more. */
  below: readonly number[];
  /** Where names lead, by the items they lead to. */
  after: Map<string, State>;
}

/**
 * An index over globs as one automaton of sets: folders are walked once, and a file costs a look-up of its name and
 * the few tests that its folder leaves.
 */
export function createGlobIndex(): GlobIndex {
  const globs: CompiledGlob[] = [];
  const numbers = new Map<string, number>();
  const first: Item[] = [];
  let items = 0;
  const states = new Map<string, State>();
  const folders = new Map<string, State>();
  const lists = new Map<string, readonly number[]>();
  const instances = new Map<number, Map<string, string | null>>();

  function shared(list: Iterable<number>): readonly number[] {
    const sorted = [...new Set(list)].sort((a, b) => a - b);
    const key = sorted.join();
    const known = lists.get(key);
    if (known !== undefined) return known;
    lists.set(key, sorted);
    return sorted;
  }

  /** Where items lead without a name: `**` may stand for none. */
  function open(from: Iterable<Item>): Map<number, Item> {
    const found = new Map<number, Item>();
    for (const start of from) {
      let item: Item | null = start;
      while (item !== null && !found.has(item.number)) {
        found.set(item.number, item);
        item = item.step?.kind === 'any' ? item.next : null;
      }
    }
    return found;
  }

  function hitsOf(opened: ReadonlyMap<number, Item>): number[] {
    return [...opened.values()].filter(({ step }) => step === null).map(({ glob }) => glob);
  }

  function stateOf(from: Iterable<Item>): State {
    const opened = open(from);
    const key = [...opened.keys()].sort((a, b) => a - b).join();
    const known = states.get(key);
    if (known !== undefined) return known;
    const state: State = {
      ...{ always: [], literals: new Map(), tests: [], after: new Map() },
      below: [],
    };
    for (const item of opened.values()) {
      const { step, next } = item;
      if (step === null || next === null) continue;
      if (step.kind === 'any') state.always.push(item);
      else if (step.kind === 'capture') state.always.push(next);
      else if (step.kind === 'literal') {
        state.literals.set(step.text, [...(state.literals.get(step.text) ?? []), next]);
      } else state.tests.push(item);
    }
    state.below = shared(hitsOf(open(state.always)));
    states.set(key, state);
    return state;
  }

  /** Where a name leads beyond what takes any. */
  function named({ literals, tests }: State, name: string): Item[] {
    const found = [...(literals.get(name) ?? [])];
    for (const { step, next } of tests) if (step?.kind === 'test' && step.fits(name)) found.push(next!);
    return found;
  }

  function stateAt(folder: string): State {
    let state = folders.get(folder);
    if (state !== undefined) return state;
    if (folder === '') state = stateOf(first);
    else {
      const above = stateAt(folderOf(folder));
      const more = named(above, folder.slice(folder.lastIndexOf('/') + 1));
      const key = more.map(({ number }) => number).join();
      state = above.after.get(key) ?? stateOf([...above.always, ...more]);
      above.after.set(key, state);
    }
    folders.set(folder, state);
    return state;
  }

  return {
    add(glob, key) {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = globs.push(glob) - 1;
      numbers.set(key, number);
      for (const steps of glob.alternatives) {
        let item: Item = { number: items++, glob: number, step: null, next: null };
        for (const step of steps.toReversed()) item = { number: items++, glob: number, step, next: item };
        first.push(item);
      }
      return number;
    },
    hits(path) {
      const state = stateAt(folderOf(path));
      const more = hitsOf(open(named(state, path.slice(path.lastIndexOf('/') + 1))));
      return more.length === 0 ? state.below : shared([...state.below, ...more]);
    },
    instance(number, path) {
      const known = instances.get(number) ?? new Map<string, string | null>();
      instances.set(number, known);
      let found = known.get(path);
      if (found === undefined) {
        found = matchCompiled(globs[number]!, path)?.join(':') ?? null;
        known.set(path, found);
      }
      return found;
    },
  };
}
