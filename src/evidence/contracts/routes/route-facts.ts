import type { Fact } from '../../evidence.ts';
import { contractFact } from '../contract-fact.ts';
import type { MovedRoute, PlacedRoute, RouteChanges } from './compare-routes.ts';

/** Facts of one kind and file beyond this are told in one. */
const mostEach = 8;
const named = 5;

const keepAnswering =
  'Keep the old route answering (or redirecting with 308) while clients move, announce its end with Deprecation and Sunset headers, then remove it';

/** What changes of routes mean for those who call them. `unsure` are files at base whose routes may now be computed. */
export function routeFacts(changes: RouteChanges & { unsure: ReadonlyMap<string, unknown> }): Fact[] {
  const { added, removed, moved, narrowed, unsure } = changes;
  const countOf = (file: string) => removed.filter((placed) => placed.file === file).length;
  return [
    ...perFile(
      // Where many vanish behind computed paths, they are most likely still there: coverage says it.
      removed.filter(({ file }) => !unsure.has(file) || countOf(file) <= mostEach),
      (group) => removedFact(group, unsure),
    ),
    ...moved.map((one) => movedFact(one, unsure)),
    ...narrowed.map(narrowedFact),
    ...perFile(added, addedFact),
  ];
}

/** One fact for each route, or one for all of a file that has too many. */
function perFile(routes: readonly PlacedRoute[], toFact: (group: PlacedRoute[]) => Fact): Fact[] {
  const byFile = new Map<string, PlacedRoute[]>();
  for (const placed of routes) {
    const group = byFile.get(placed.file);
    if (group === undefined) byFile.set(placed.file, [placed]);
    else group.push(placed);
  }
  return [...byFile.values()].flatMap((group) =>
    group.length > mostEach ? [toFact(group)] : group.map((placed) => toFact([placed])),
  );
}

function nameOf({ route, address }: PlacedRoute): string {
  return `${route.method} ${address}`;
}

/** `GET /a` or `GET /a, GET /b and 7 more`. */
function elementOf(group: readonly PlacedRoute[]): string {
  if (group.length === 1) return nameOf(group[0]!);
  return `${group.slice(0, named).map(nameOf).join(', ')} and ${group.length - named} more`;
}

/** Said where a mount may stand before the path. */
function belowOf(group: readonly PlacedRoute[]): string {
  if (group.some(({ below }) => below)) return ', under the prefix that its router is mounted at';
  return group.some(({ route }) => route.prefixed) ? ", under the application's prefix if it has one" : '';
}

function removedFact(group: PlacedRoute[], unsure: ReadonlyMap<string, unknown>): Fact {
  const [{ file, route }] = group as [PlacedRoute];
  const element = elementOf(group);
  const isUnsure = unsure.has(file);
  const subject = group.length === 1 ? `${element} is` : `${group.length} endpoints are`;
  return contractFact({
    format: 'route',
    breaking: true,
    severity: isUnsure ? 'note' : 'warning',
    check: 'endpoint-removed',
    element,
    path: file,
    line: route.line,
    side: 'LEFT',
    message: `${subject} no longer declared${group.length === 1 ? '' : `: ${element}`}${belowOf(group)}${isUnsure ? ', unless by a path that is computed now' : ''}`,
    consumer:
      group.length === 1
        ? `Clients that call ${element} get 404 (or 405)`
        : `Clients that call them get 404 (or 405)`,
    wayOut: keepAnswering,
  });
}

function movedFact({ from, to }: MovedRoute, unsure: ReadonlyMap<string, unknown>): Fact {
  const sameAddress = from.address === to.address;
  return contractFact({
    format: 'route',
    breaking: true,
    severity: unsure.has(from.file) ? 'note' : 'warning',
    check: sameAddress ? 'method-changed' : 'endpoint-moved',
    element: nameOf(from),
    path: to.file,
    line: to.route.line,
    side: 'RIGHT',
    message: `${nameOf(from)} ${sameAddress ? 'changes its method to' : 'moves to'} ${nameOf(to)}${belowOf([from, to])}`,
    consumer: `Clients that call ${nameOf(from)} get ${sameAddress ? '405 (or 404)' : '404'}`,
    wayOut: sameAddress
      ? 'Answer the old method beside the new one while clients move, announce its end with Deprecation and Sunset headers, then remove it'
      : keepAnswering,
  });
}

function narrowedFact({ from, to }: MovedRoute): Fact {
  return contractFact({
    format: 'route',
    breaking: false,
    check: 'methods-narrowed',
    element: nameOf(from),
    path: to.file,
    line: to.route.line,
    side: 'RIGHT',
    message: `${from.address} answered every method and now names those it answers, ${to.route.method} among them`,
    consumer: '',
    wayOut: '',
  });
}

function addedFact(group: PlacedRoute[]): Fact {
  const [{ file, route }] = group as [PlacedRoute];
  const element = elementOf(group);
  return contractFact({
    format: 'route',
    breaking: false,
    check: 'endpoint-added',
    element,
    path: file,
    line: route.line,
    side: 'RIGHT',
    message: `${group.length === 1 ? `${element} is new` : `${group.length} endpoints are new: ${element}`}${belowOf(group)}`,
    consumer: '',
    wayOut: '',
  });
}
