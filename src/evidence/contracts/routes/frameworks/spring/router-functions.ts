import type { Node } from 'web-tree-sitter';
import { lineOf } from '../../../../code/walk.ts';
import type { RouteReading } from '../../route.ts';
import { joinPath } from '../../route-path.ts';
import { bareBraces } from '../braces.ts';
import { present, textOf } from './annotations.ts';

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']);
/** Nested calls deeper than this are no routes that people write. */
const deepest = 200;

/** Where a call stands: under a prefix (null: a computed one), and whether routes are being built around it. */
interface Place {
  prefix: string | null;
  builds: boolean;
  depth: number;
}

/**
 * Routes of WebFlux and WebMvc.fn: `route(GET("/x"), …)`, `route().GET("/x", …)`, `nest(path("/a"), …)` and
 * `path("/a", …)` around them, and Kotlin's `router { "/a".nest { GET("/x") { … } } }`. Pushes to `reading`.
 */
export function readRouterFunctions(
  root: Node,
  constants: ReadonlyMap<string, string>,
  reading: RouteReading,
): void {
  if (!/\brouter\b|\bcoRouter\b|\broute\s*\(/.test(root.text)) return;
  visit(root, { prefix: '', builds: false, depth: 0 }, constants, reading);
}

function visit(
  node: Node,
  place: Place,
  constants: ReadonlyMap<string, string>,
  reading: RouteReading,
): void {
  if (place.depth > deepest) return;
  const below = { ...place, depth: place.depth + 1 };
  const call = callOf(node);
  if (call === null) {
    for (const child of present(node.namedChildren)) visit(child, below, constants, reading);
    return;
  }
  const { name, target, rest } = call;
  const builds = place.builds || /^(?:route|andRoute|router|coRouter)$/.test(name);
  const [first] = call.values;
  if (place.builds && methods.has(name) && first !== undefined) {
    const path = textOf(first, constants);
    if (path === null || place.prefix === null || path.includes('${')) {
      // A method called GET with anything else before its handler is none of a router's.
      reading.unread.push({ line: lineOf(node), reason: 'path of a route is computed' });
    } else {
      reading.routes.push({
        method: name,
        path: joinPath(bareBraces(place.prefix), bareBraces(path)),
        line: lineOf(node),
        handler: null,
        rooted: true,
      });
    }
  }
  // What stands before the dot is not under this call's prefix.
  if (target !== null)
    visit(target, { ...below, builds: place.builds || chains(target) }, constants, reading);
  const under = builds || name === 'nest' ? prefixUnder(call, below.prefix, constants) : below.prefix;
  for (const child of rest) visit(child, { ...below, builds, prefix: under }, constants, reading);
}

/** Whether a chain of calls starts with a router's builder. */
function chains(target: Node): boolean {
  return /^(?:RouterFunctions\s*\.\s*)?route\s*\(/.test(target.text.slice(0, 100));
}

function prefixUnder(
  { name, values, target }: Call,
  prefix: string | null,
  constants: ReadonlyMap<string, string>,
): string | null {
  const first = values[0];
  if (name === 'nest') {
    // Kotlin's `"/a".nest { … }`; Java's `nest(path("/a"), …)`; any other predicate has no path.
    const own = target !== null && target.type === 'string_literal' ? textOf(target, constants) : '';
    const asked = first === undefined ? null : callOf(first);
    const said = asked?.name === 'path' ? (asked.values[0] ?? null) : null;
    const added = said === null ? own : textOf(said, constants);
    return prefix === null || added === null ? null : prefix + added;
  }
  if (name !== 'path' || first === undefined || values.length < 2) return prefix;
  const added = textOf(first, constants);
  return prefix === null || added === null ? null : prefix + added;
}

interface Call {
  name: string;
  /** What stands before the dot. */
  target: Node | null;
  values: Node[];
  /** Arguments and lambdas. */
  rest: Node[];
}

function callOf(node: Node): Call | null {
  if (node.type === 'method_invocation') {
    const values = present(node.childForFieldName('arguments')?.namedChildren);
    const name = node.childForFieldName('name')?.text ?? '';
    return { name, target: node.childForFieldName('object'), values, rest: values };
  }
  if (node.type !== 'call_expression') return null;
  const [called, ...rest] = present(node.namedChildren);
  // `GET("/x") { … }` is a call of a call.
  if (called === undefined || called.type === 'call_expression') return null;
  const values = rest
    .filter(({ type }) => type === 'value_arguments')
    .flatMap((all) => present(all.namedChildren).flatMap((one) => one.lastNamedChild ?? []));
  if (called.type === 'identifier') return { name: called.text, target: null, values, rest };
  if (called.type !== 'navigation_expression') return null;
  const parts = present(called.namedChildren);
  return { name: parts.at(-1)?.text ?? '', target: parts[0] ?? null, values, rest };
}
