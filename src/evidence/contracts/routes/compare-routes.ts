import type { Route } from './route.ts';
import { erasePath } from './route-path.ts';

/** A route with its file and its whole address, as far as known. */
export interface PlacedRoute {
  file: string;
  address: string;
  /** Whether something unknown may stand before the address. */
  below: boolean;
  route: Route;
}

export interface MovedRoute {
  from: PlacedRoute;
  to: PlacedRoute;
}

/** What became of the routes of all changed files together. */
export interface RouteChanges {
  added: PlacedRoute[];
  removed: PlacedRoute[];
  /** Removed and added by one handler: an address or a method that changed. */
  moved: MovedRoute[];
  /** Answered every method before, and still some: `to` is one of what is left. */
  narrowed: MovedRoute[];
}

/**
 * Compares by method and address with the names of parameters taken out, whichever file or router a route is in. A
 * route that answers every method stands for each of them.
 */
export function compareRoutes(base: readonly PlacedRoute[], head: readonly PlacedRoute[]): RouteChanges {
  const [before, after] = [keysOf(base), keysOf(head)];
  let removed = distinct(base.filter((placed) => !answers(after, placed)));
  let added = distinct(head.filter((placed) => !answers(before, placed)));

  removed = removed.filter((from) => {
    const same = added.find((to) => mayBeOne(from, to));
    if (same !== undefined) added = added.filter((to) => to !== same);
    return same === undefined;
  });

  const narrowed: MovedRoute[] = [];
  removed = removed.filter((from) => {
    if (from.route.method !== 'ANY') return true;
    const to = head.find(({ address }) => erasePath(address) === erasePath(from.address));
    if (to !== undefined) narrowed.push({ from, to });
    return to === undefined;
  });
  added = added.filter(
    ({ address }) => !narrowed.some(({ from }) => erasePath(from.address) === erasePath(address)),
  );

  const moved: MovedRoute[] = [];
  for (const from of removed) {
    const to = successorOf(from, removed, added);
    if (to === null) continue;
    moved.push({ from, to });
    added = added.filter((placed) => placed !== to);
  }
  return {
    added,
    removed: removed.filter((placed) => !moved.some(({ from }) => from === placed)),
    moved,
    narrowed,
  };
}

function keysOf(routes: readonly PlacedRoute[]): Set<string> {
  return new Set(routes.map(({ route, address }) => keyOf(route.method, address)));
}

function keyOf(method: string, address: string): string {
  return `${method} ${erasePath(address)}`;
}

function answers(keys: ReadonlySet<string>, { route, address }: PlacedRoute): boolean {
  return keys.has(keyOf(route.method, address)) || keys.has(keyOf('ANY', address));
}

/** Whether two routes may be one, since an unknown mount may stand before the shorter address. */
function mayBeOne(one: PlacedRoute, other: PlacedRoute): boolean {
  if (one.route.method !== other.route.method) return false;
  const [a, b] = [erasePath(one.address), erasePath(other.address)];
  // A router's own root fits under everything, and says nothing.
  if (a === '/' || b === '/') return false;
  return (one.below && b.endsWith(a)) || (other.below && a.endsWith(b));
}

function distinct(routes: readonly PlacedRoute[]): PlacedRoute[] {
  const byKey = new Map<string, PlacedRoute>();
  for (const placed of routes) {
    const key = keyOf(placed.route.method, placed.address);
    if (!byKey.has(key)) byKey.set(key, placed);
  }
  return [...byKey.values()];
}

/** The one added route with the handler of a removed one; null where there is none, or more than one could be meant. */
function successorOf(
  from: PlacedRoute,
  removed: readonly PlacedRoute[],
  added: readonly PlacedRoute[],
): PlacedRoute | null {
  const { handler } = from.route;
  if (handler === null) return null;
  const isSame = (other: PlacedRoute) => other.route.handler === handler;
  for (const isNear of [(other: PlacedRoute) => other.file === from.file, () => true]) {
    const candidates = added.filter((placed) => isSame(placed) && isNear(placed));
    const [first] = candidates;
    if (first === undefined) continue;
    const rivals = removed.filter((placed) => isSame(placed) && isNear(placed));
    const sameAddress = candidates.find(
      ({ address }) => rivals.length > 1 && erasePath(address) === erasePath(from.address),
    );
    if (sameAddress !== undefined) return sameAddress;
    if (candidates.length === 1 && rivals.length === 1) return first;
    const sameMethod = candidates.filter(({ route }) => route.method === from.route.method);
    const rivalsOfMethod = rivals.filter(({ route }) => route.method === from.route.method);
    return sameMethod.length === 1 && rivalsOfMethod.length === 1 ? sameMethod[0]! : null;
  }
  return null;
}
