import type { Node } from 'web-tree-sitter';
import { newRouter, type Router } from './router-book.ts';
import { isFunction, parametersOf } from './script.ts';

/** Deeper nesting is no code that people write. */
const deepest = 400;

/** Routers by the names that stand for them where code is read. */
export interface Scope {
  routers: Map<string, Router>;
  above: Scope | null;
  /** The name of the function it is the inside of. */
  owner: string | null;
}

/** What a framework makes of the parts of a file. */
export interface Reader {
  /** Routers that other files make, by the names that this one gives them. */
  imported?: ReadonlyMap<string, Router>;
  /** The router that a value creates (`express.Router()`), by the name it is given; null for any other value. */
  create(value: Node, name: string, scope: Scope): Router | null;
  /** Whether a parameter is a router handed in, and whether it is the application itself. */
  accept(parameter: { name: string; type: string }, position: number): { rooted: boolean } | null;
  call(node: Node, scope: Scope): void;
}

/** Routers that named functions take as parameters, and those that they make: calls say where these are put. */
export interface ByFunction {
  takers: Map<string, Router[]>;
  makers: Map<string, Router[]>;
}

/**
 * Reads a file from the outside in with names resolved as JavaScript does, functions' parameters included. An inline
 * function asks `inline` for its first parameter, by its node's id: a call puts it there before its arguments are read.
 */
export function readScopes(root: Node, reader: Reader, inline: ReadonlyMap<number, Router>): ByFunction {
  const found: ByFunction = { takers: new Map(), makers: new Map() };
  const top: Scope = { routers: new Map(reader.imported ?? []), above: null, owner: null };
  visit(root, top, 0, null);
  return found;

  function visit(node: Node, scope: Scope, depth: number, name: string | null): void {
    if (depth > deepest) return;
    let inner = scope;
    if (isFunction(node)) inner = enter(node, scope, name);
    else if (node.type === 'variable_declarator') define(node.childForFieldName('name'), node, scope);
    else if (node.type === 'assignment_expression') define(node.childForFieldName('left'), node, scope);
    else if (node.type === 'public_field_definition' || node.type === 'field_definition') {
      const field = node.childForFieldName('name') ?? node.childForFieldName('property');
      const value = node.childForFieldName('value');
      if (field !== null && value !== null) bind(`this.${field.text}`, value, scope);
    } else if (node.type === 'call_expression') reader.call(node, scope);
    const given = nameGivenBy(node);
    for (const child of node.namedChildren) if (child !== null) visit(child, inner, depth + 1, given);
  }

  function enter(node: Node, scope: Scope, given: string | null): Scope {
    const name = node.childForFieldName('name')?.text ?? given;
    const inner: Scope = { routers: new Map(), above: scope, owner: name ?? scope.owner };
    parametersOf(node).forEach((parameter, position) => {
      const handed = position === 0 ? inline.get(node.id) : undefined;
      const accepted = handed === undefined ? reader.accept(parameter, position) : null;
      if (handed === undefined && accepted === null) return;
      const router = handed ?? newRouter(name ?? parameter.name, accepted?.rooted ?? false);
      inner.routers.set(parameter.name, router);
      if (handed === undefined && name !== null) add(found.takers, name, router);
    });
    return inner;
  }

  function define(name: Node | null, node: Node, scope: Scope): void {
    const value = node.childForFieldName('value') ?? node.childForFieldName('right');
    if (name === null || value === null) return;
    if (name.type === 'identifier' || name.type === 'member_expression') bind(name.text, value, scope);
  }

  function bind(name: string, value: Node, scope: Scope): void {
    const router = reader.create(value, name.replace(/^this\./, ''), scope);
    // Fields of an object belong to all of its methods.
    if (router === null) return;
    (name.startsWith('this.') ? top : scope).routers.set(name, router);
    if (scope.owner !== null) add(found.makers, scope.owner, router);
  }
}

function add(lists: Map<string, Router[]>, key: string, router: Router): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [router]);
  else list.push(router);
}

/** The name that a declaration or a property gives to the function in it. */
function nameGivenBy(node: Node): string | null {
  if (node.type !== 'variable_declarator') return null;
  const name = node.childForFieldName('name');
  return name?.type === 'identifier' ? name.text : null;
}

/** The router that a name stands for where it is used; null for none. */
export function routerNamed(name: string, scope: Scope): Router | null {
  for (let at: Scope | null = scope; at !== null; at = at.above) {
    const router = at.routers.get(name);
    if (router !== undefined) return router;
  }
  return null;
}

/** A call of a method: `object.method(…)`; null for any other call. */
export function methodCall(call: Node): { object: Node; method: string } | null {
  const callee = call.childForFieldName('function');
  if (callee?.type !== 'member_expression') return null;
  const object = callee.childForFieldName('object');
  const method = callee.childForFieldName('property')?.text;
  return object === null || method === undefined ? null : { object, method };
}
