import type { CycleChange, Edge } from '../evidence.ts';
import { findCycles } from './find-cycles.ts';
import { keyOf, type Link } from './links.ts';
import { witnessCycle } from './witness-cycle.ts';

/** Both sides of a change at one scope, names as at head. */
interface Sides {
  base: readonly Link[];
  head: readonly Link[];
  /** Cyclic groups over runtime links where they are known already. */
  cycles?: { base: string[][]; head: string[][] };
}

/** What became of a group, before anybody asks why. */
type Turn = Pick<CycleChange, 'kind' | 'members' | 'before'>;

/**
 * What became of the cyclic groups of one scope: those over runtime links, and those over all links that no change of
 * a runtime group explains. New imports that `prefer` likes close a witness rather than others. Sorted by `over`, then
 * members.
 */
export function cycleChanges(
  scope: CycleChange['scope'],
  sides: Sides,
  prefer: (edge: Edge) => boolean,
): CycleChange[] {
  if (isSame(sides.base, sides.head)) return [];
  const runtime = {
    base: sides.base.filter(({ typeOnly }) => !typeOnly),
    head: sides.head.filter(({ typeOnly }) => !typeOnly),
  };
  const cycles = sides.cycles ?? { base: findCycles(runtime.base), head: findCycles(runtime.head) };
  const explained = explain({ scope, over: 'runtime' }, turnsOf(cycles.base, cycles.head), runtime, prefer);

  const hasTypes = runtime.base.length < sides.base.length || runtime.head.length < sides.head.length;
  if (!hasTypes) return explained;
  const all = { base: sides.base.map(asRuntime), head: sides.head.map(asRuntime) };
  const turns = turnsOf(findCycles(all.base), findCycles(all.head)).filter(
    (turn) => !explained.some((known) => isExplained(turn, known)),
  );
  return [...explained, ...explain({ scope, over: 'types' }, turns, all, prefer)];
}

/** Most changes leave the imports as they are, in the same order. */
function isSame(base: readonly Link[], head: readonly Link[]): boolean {
  if (base.length !== head.length) return false;
  return base.every(({ from, to, typeOnly }, at) => {
    const other = head[at]!;
    return from === other.from && to === other.to && typeOnly === other.typeOnly;
  });
}

/** A group over all links that gains holds the runtime group that gained; one that loses held the one that lost. */
function isExplained(turn: Turn, known: CycleChange): boolean {
  if (gains(turn) !== gains(known)) return false;
  const own = new Set(gains(turn) ? turn.members : turn.before.flat());
  return (gains(known) ? known.members : known.before.flat()).every((member) => own.has(member));
}

function asRuntime(link: Link): Link {
  return link.typeOnly ? { ...link, typeOnly: false } : link;
}

/** Whether a group has more than one at base had: somebody closed something. */
export function gains({ kind }: Pick<CycleChange, 'kind'>): boolean {
  return kind === 'new' || kind === 'grown' || kind === 'merged';
}

/** Groups are compared by their members: every group of either side that the other has not just so gives one turn. */
function turnsOf(before: readonly string[][], after: readonly string[][]): Turn[] {
  const [groupAtBase, groupAtHead] = [groupIndex(before), groupIndex(after)];
  const turns: Turn[] = [];
  for (const members of after) {
    const from = [...new Set(members.map((member) => groupAtBase.get(member)))];
    const origins = from.filter((number) => number !== undefined).sort((a, b) => a - b);
    const all = origins.map((number) => before[number]!);
    if (origins.length === 0) turns.push({ kind: 'new', members, before: [] });
    else if (origins.length > 1) turns.push({ kind: 'merged', members, before: all });
    else if (from.length > 1) turns.push({ kind: 'grown', members, before: all });
    else if (all[0]!.length > members.length) {
      const parts = new Set(all[0]!.map((member) => groupAtHead.get(member)));
      parts.delete(undefined);
      turns.push({ kind: parts.size > 1 ? 'split' : 'shrunk', members, before: all });
    }
  }
  for (const members of before) {
    if (members.some((member) => groupAtHead.has(member))) continue;
    turns.push({ kind: 'dissolved', members, before: [members] });
  }
  return turns.sort((a, b) => compareLists(a.members, b.members));
}

function groupIndex(groups: readonly string[][]): Map<string, number> {
  const index = new Map<string, number>();
  for (const [number, members] of groups.entries()) for (const member of members) index.set(member, number);
  return index;
}

/** Finds the import behind each turn. */
function explain(
  what: Pick<CycleChange, 'scope' | 'over'>,
  turns: readonly Turn[],
  { base, head }: { base: readonly Link[]; head: readonly Link[] },
  prefer: (edge: Edge) => boolean,
): CycleChange[] {
  if (turns.length === 0) return [];
  // A change touches few groups; only links within them can have made or broken one.
  const inside = new Set(turns.flatMap(({ members, before }) => [...members, ...before.flat()]));
  const within = (links: readonly Link[]) =>
    links.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const [known, links] = [within(base), within(head)];
  const [before, after] = [new Set(known.map(keyOf)), new Set(links.map(keyOf))];
  const closing = links.filter((link) => !before.has(keyOf(link)));
  const opening = known.filter((link) => !after.has(keyOf(link)));
  const outgoing = Map.groupBy(links, ({ from }) => from);
  return turns.map((turn) => {
    if (gains(turn)) {
      const witness = witnessCycle(turn.members, (node) => outgoing.get(node) ?? [], closing, prefer);
      return { ...what, ...turn, path: witness?.path ?? [], edge: witness?.edge ?? null };
    }
    const own = new Set(turn.before.flat());
    const opened = opening.find(({ from, to }) => own.has(from) && own.has(to));
    return { ...what, ...turn, path: [], edge: opened?.edge ?? null };
  });
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 1;
    if (one !== other) return one < other ? -1 : 1;
  }
  return a.length - b.length;
}
