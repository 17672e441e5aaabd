import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';
import { lineOf } from '../../../code/walk.ts';
import type { RouteFramework, RouteReading } from '../route.ts';
import { joinPath } from '../route-path.ts';
import { bareBraces } from './braces.ts';
import { chainOf, className, elementsOf, handlerOf, type Link, stringsOf } from './laravel/chain.ts';
import { type ResourceShape, resourceActions } from './laravel/resource-actions.ts';

const verbs = new Set(['get', 'post', 'put', 'patch', 'delete', 'options', 'any', 'match']);
/** Words of the router that answer at their first argument with something ready. */
const ready: Readonly<Record<string, string>> = {
  redirect: 'ANY',
  permanentRedirect: 'ANY',
  view: 'GET',
  inertia: 'GET',
  livewire: 'GET',
  route: 'GET',
};
const kinds = new Set(['resource', 'apiResource', 'singleton', 'apiSingleton']);
/** Calls and their groups nested deeper are no routes' file. */
const deepest = 300;

interface Around {
  /** Null: computed, said already. */
  prefix: string | null;
  controller: string | null;
}

/**
 * Laravel's routes files, and packages that declare routes by the facade. `routes/api.php` is served under `/api` unless
 * the application says otherwise elsewhere, so that its routes get that prefix.
 */
export const laravel: RouteFramework = {
  name: 'laravel',
  grammars: ['php'],
  mayDeclare: (path, text) =>
    /\b(?:Route|Volt)::\w/.test(text)
      ? /(?:^|\/)routes\/|Facades\\(?:Route|Volt)\b|\buse Route;/.test(path + text)
      : /(?:^|\/)routes\//.test(path) && /\$(?:router|app)->/.test(text),
  read(root, path) {
    const reading: RouteReading = { routes: [], mounts: [], unread: [] };
    const prefix = /(?:^|\/)routes\/api\.php$/.test(path) ? '/api' : '';
    visit(root, { prefix, controller: null }, reading, 0);
    return reading;
  },
};

function visit(node: Node, around: Around, reading: RouteReading, depth: number): void {
  if (depth > deepest) return;
  const chain = chainOf(node);
  if (chain !== null) readChain(chain, node, around, reading, depth);
  else
    for (const child of node.namedChildren) {
      if (child !== null) visit(child, around, reading, depth + 1);
    }
}

/** Calls from the first to the last: what stands before a verb or a group surrounds it. */
function readChain(
  chain: readonly Link[],
  node: Node,
  around: Around,
  reading: RouteReading,
  depth: number,
): void {
  let within = around;
  const at = chain.findIndex(
    ({ name }) =>
      verbs.has(name) || kinds.has(name) || Object.hasOwn(ready, name) || /^(?:apiR|r)esources$/.test(name),
  );
  for (const [index, link] of chain.entries()) {
    const { name, values } = link;
    // A prefix after the verb stands before the route's path all the same.
    if (name === 'prefix') within = under(within, values[0], node, reading);
    else if (name === 'controller' && values[0] !== undefined)
      within = { ...within, controller: className(values[0]) };
    else if (name === 'group' && (at === -1 || index < at)) {
      const attributes = values.length > 1 ? elementsOf(values[0]) : null;
      const prefix = attributes?.find(({ key }) => stringOf(key) === 'prefix');
      if (prefix !== undefined) within = under(within, prefix.value, node, reading);
      const body = values.at(-1)?.childForFieldName('body');
      if (body && within.prefix !== null) visit(body, within, reading, depth + 1);
    }
  }
  const link = chain[at];
  if (link !== undefined && within.prefix !== null)
    readRoute(link, chain.slice(at + 1), node, within, reading);
}

function under(around: Around, value: Node | undefined, node: Node, reading: RouteReading): Around {
  const own = stringOf(value ?? null);
  if (around.prefix === null) return around;
  if (own !== null) return { ...around, prefix: `${around.prefix}/${own}` };
  reading.unread.push({ line: lineOf(node), reason: 'prefix of routes is computed' });
  return { ...around, prefix: null };
}

function readRoute(
  { name, values }: Link,
  after: readonly Link[],
  node: Node,
  around: Around,
  reading: RouteReading,
): void {
  const add = (method: string, path: string, handler: string | null) =>
    reading.routes.push({
      method,
      path: joinPath(bareBraces(around.prefix ?? ''), bareBraces(path)),
      line: lineOf(node),
      handler,
      rooted: true,
    });
  const unread = (reason: string) => reading.unread.push({ line: lineOf(node), reason });
  if (/^(?:apiR|r)esources$/.test(name)) {
    for (const { key, value } of elementsOf(values[0]) ?? []) {
      const kind = name === 'resources' ? 'resource' : 'apiResource';
      const written = stringOf(key);
      if (written === null) unread('name of a resource is computed');
      else addResource({ name: written, kind, values: [values[1]], after }, className(value), add, unread);
    }
    return;
  }
  const path = stringOf(values[name === 'match' ? 1 : 0] ?? null);
  // One argument is a call of another kind: `Route::getRoutes()->get('GET')`.
  if (values.length < 2) return;
  if (path === null) {
    unread('path of a route is computed');
    return;
  }
  if (kinds.has(name)) {
    const controller = values[1] === undefined ? null : className(values[1]);
    const kind = name as ResourceShape['kind'];
    addResource({ name: path, kind, values: [values[2]], after }, controller, add, unread);
  } else if (Object.hasOwn(ready, name)) {
    add(ready[name] ?? 'ANY', path, name);
  } else {
    const methods = name === 'match' ? stringsOf(values[0]) : [name === 'any' ? 'ANY' : name];
    const handler = handlerOf(values[name === 'match' ? 2 : 1], around.controller);
    if (methods === null) unread('methods of a route are computed');
    for (const method of methods ?? []) add(method.toUpperCase(), path, handler);
  }
}

function addResource(
  written: {
    name: string;
    kind: ResourceShape['kind'];
    values: (Node | undefined)[];
    after: readonly Link[];
  },
  controller: string | null,
  add: (method: string, path: string, handler: string | null) => void,
  unread: (reason: string) => void,
): void {
  const said = new Map<string, readonly Node[]>();
  for (const { key, value } of elementsOf(written.values[0]) ?? []) said.set(stringOf(key) ?? '', [value]);
  for (const { name, values } of written.after) said.set(name, values);
  // `only('a', 'b')` is `only(['a', 'b'])`.
  const listOf = (name: string) => {
    const lists = said.get(name)?.map(stringsOf) ?? [];
    return lists.some((list) => list === null) ? null : lists.flatMap((list) => list ?? []);
  };
  const only = said.has('only') ? listOf('only') : null;
  const except = listOf('except');
  if ((only === null && said.has('only')) || except === null) {
    unread('actions of a resource are computed');
    return;
  }
  const shape: ResourceShape = {
    name: written.name,
    kind: written.kind,
    only,
    except,
    shallow: said.has('shallow'),
    creatable: said.has('creatable'),
    destroyable: said.has('destroyable'),
  };
  for (const { method, action, path } of resourceActions(shape))
    add(method, path, controller === null ? null : `${controller}@${action}`);
}
