import type { RouteReading } from '../route.ts';
import { joinPath } from '../route-path.ts';

/** Routers within routers of one file; deeper ones are no code that people write. */
const deepest = 8;
/** One router can be mounted at many places, and those in turn: what one route may become. */
const mostPlaces = 20;

/** Something that routes are declared on. */
export interface Router {
  /** As the file names it, for mounts of other files. */
  name: string;
  /** It is the application: nothing stands before its routes. */
  rooted: boolean;
  /** Where this file puts it; a prefix that is computed is null. */
  under: { router: Router | null; prefix: string | null }[];
  /** The module it comes from where the file imports it. */
  from?: string;
}

/** Collects what a file says about routes, and puts prefixes together once all of it is known. */
export interface RouterBook {
  /** `path` without prefixes, parameters as `{name}`. */
  addRoute(
    router: Router,
    route: { method: string; path: string; line: number; handler: string | null },
  ): void;
  addMount(router: Router, mount: { prefix: string; target: string; line: number; name?: string }): void;
  addUnread(line: number, reason: string): void;
  finish(): RouteReading;
}

export function newRouter(name: string, rooted = false): Router {
  return { name, rooted, under: [] };
}

export function routerBook(): RouterBook {
  const routes: (Parameters<RouterBook['addRoute']>[1] & { on: Router })[] = [];
  const mounts: (Parameters<RouterBook['addMount']>[1] & { on: Router })[] = [];
  const unread: RouteReading['unread'] = [];
  const places = new Map<Router, Place[]>();
  function placesOn(router: Router): Place[] {
    const known = places.get(router) ?? placesOf(router);
    places.set(router, known);
    return known;
  }
  return {
    addRoute: (on, route) => routes.push({ ...route, on }),
    addMount: (on, mount) => mounts.push({ ...mount, on }),
    addUnread: (line, reason) => unread.push({ line, reason }),
    finish: () => ({
      routes: routes.flatMap(({ on, ...route }) =>
        placesOn(on).map(({ prefix, above }) => ({ ...route, path: joinPath(prefix, route.path), ...above })),
      ),
      mounts: mounts.flatMap(({ on, ...mount }) =>
        placesOn(on).map(({ prefix, above }) => ({
          ...mount,
          prefix: joinPath(prefix, mount.prefix),
          ...above,
        })),
      ),
      unread,
    }),
  };
}

interface Place {
  prefix: string;
  /** What is known of that which stands before the prefix. */
  above: { rooted: true } | { router: string; from?: string };
}

function placesOf(router: Router, depth = 0): Place[] {
  const { name, rooted, under, from } = router;
  if (rooted) return [{ prefix: '', above: { rooted } }];
  const above = from === undefined ? { router: name } : { router: name, from };
  if (under.length === 0 || depth >= deepest) return [{ prefix: '', above }];
  return under
    .slice(0, mostPlaces)
    .flatMap(({ router: outer, prefix }): Place[] => {
      // Below a computed prefix the path is known from here on only.
      if (prefix === null) return [{ prefix: '', above }];
      if (outer === null) return [{ prefix, above }];
      return placesOf(outer, depth + 1).map((place) => ({
        ...place,
        prefix: joinPath(place.prefix, prefix),
      }));
    })
    .slice(0, mostPlaces);
}
