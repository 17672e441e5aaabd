import type { FunctionReading, Scope, TransactionReading, Write } from './read-transactions.ts';

/** Writes of one function that were in a transaction at base and are in none at head. */
export interface RemovedTransaction {
  /** At head. */
  function: string;
  /** Line at head of the first of them. */
  line: number;
  writes: number;
  /** The form of what was around them. */
  was: string;
}

/** A single statement is atomic by itself. */
const fewest = 2;

/**
 * Transactions that went from around writes that stay, by functions of the same name, or a new function of the file that
 * took the writes over. `calledInside` are names that any file known calls inside of what may be a transaction: functions
 * of these names are left out.
 */
export function findRemoved(
  base: TransactionReading,
  head: TransactionReading,
  calledInside: ReadonlySet<string>,
): RemovedTransaction[] {
  const removed: RemovedTransaction[] = [];
  const before = new Map(base.functions.map((one) => [one.name, one]));
  const fresh = head.functions.filter(({ name }) => !before.has(name));
  for (const old of base.functions) {
    if (old.broken) continue;
    const same = head.functions.find(({ name }) => name === old.name);
    const candidates = [...(same === undefined ? [] : [same]), ...fresh];
    // One of several transactions of a function is enough to say so.
    const found = heldTogether(old).map((scoped) => firstLost(old, scoped, candidates));
    const first = found.find((one) => one !== null);
    if (first && !calledInside.has(lastName(first.function))) removed.push(first);
  }
  return removed.sort((a, b) => a.line - b.line);
}

/** The writes of each transaction of a function that has more than one. */
function heldTogether({ writes }: FunctionReading): Write[][] {
  const byScope = new Map<Scope, Write[]>();
  for (const write of writes) {
    const { scope } = write;
    if (scope?.certain) byScope.set(scope, [...(byScope.get(scope) ?? []), write]);
  }
  return [...byScope.values()].filter(({ length }) => length >= fewest);
}

function firstLost(
  old: FunctionReading,
  scoped: readonly Write[],
  candidates: readonly FunctionReading[],
): RemovedTransaction | null {
  for (const candidate of candidates) {
    const found = lost(old, scoped, candidate);
    if (found !== null) return found;
  }
  return null;
}

/** Null when a part of the writes is in a transaction still, or fewer than two of them stay. */
function lost(
  old: FunctionReading,
  scoped: readonly Write[],
  now: FunctionReading,
): RemovedTransaction | null {
  if (now.broken) return null;
  const open = now.writes.filter(({ scope }) => scope === null);
  const held = now.writes.filter(({ scope }) => scope !== null);
  // What stood outside before stays outside, and is none of those looked for.
  for (const write of old.writes) if (!write.scope?.certain) take(open, write);
  const found: Write[] = [];
  for (const write of scoped) {
    if (take(held, write) !== null) return null;
    const left = take(open, write);
    if (left !== null) found.push(left);
  }
  if (!found.some((one, at) => found.slice(at + 1).some((other) => runTogether(one, other)))) return null;
  const line = Math.min(...found.map((write) => write.line));
  return { function: now.name, line, writes: found.length, was: scoped[0]?.scope?.form ?? '' };
}

function runTogether(a: Write, b: Write): boolean {
  return ![...a.arms].some(([choice, arm]) => b.arms.has(choice) && b.arms.get(choice) !== arm);
}

/** Takes the write that is the same one out of a list: by its method, and by what it writes to where both say so. */
function take(from: Write[], like: Write): Write | null {
  const alike = from.filter(({ method }) => method === like.method);
  const best =
    alike.find(({ resource }) => resource === like.resource) ??
    alike.find(({ resource }) => resource === '' || like.resource === '');
  if (best === undefined) return null;
  from.splice(from.indexOf(best), 1);
  return best;
}

/** The name by which a function is called. */
export function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
