import type { Node } from 'web-tree-sitter';
import { lineOf } from '../../../code/walk.ts';
import type { RouteFramework } from '../route.ts';
import { fromColons } from '../route-path.ts';
import { newRouter, type Router, routerBook } from './router-book.ts';
import {
  argumentsOf,
  type Constants,
  constantsOf,
  handlerOf,
  type Imported,
  importedOf,
  isFunction,
  requiredBy,
  textOf,
} from './script.ts';
import { methodCall, type Reader, readScopes, routerNamed, type Scope } from './script-scopes.ts';

const methods = new Map(
  ['get', 'post', 'put', 'delete', 'patch', 'head', 'options'].map((name) => [name, name.toUpperCase()]),
).set('all', 'ANY');
const longestChain = 60;

/** Express's applications and routers, and functions that take either by the usual names or types. */
export const express: RouteFramework = {
  name: 'express',
  grammars: ['javascript', 'typescript'],
  mayDeclare(_path, text) {
    if (
      !['.get(', '.post(', '.put(', '.delete(', '.patch(', '.all(', '.use(', '.route('].some((call) =>
        text.includes(call),
      )
    )
      return false;
    if (/from ['"]fastify['"]|require\(['"]fastify['"]\)|@nestjs\/common/.test(text)) return false;
    return text.includes('express') || text.includes('outer') || /\bapp\b/.test(text);
  },
  read(root) {
    const book = routerBook();
    const constants = constantsOf(root);
    const imported = importedOf(root);
    /** Routers handed to functions of this file, to be joined once all functions are known. */
    const handed: { called: string; router: Router; prefix: string | null }[] = [];

    const names = new Set<string>();
    const reader: Reader = {
      imported: importedRouters(imported),
      create(value, name) {
        const made = creates(value, imported);
        if (made === null) return null;
        names.add(name);
        return newRouter(name, made === 'application');
      },
      accept({ name, type }) {
        if (type === '') {
          if (name === 'app') return { rooted: true };
          return /^(?:\w+R|r)outer$/.test(name) ? { rooted: false } : null;
        }
        if (/:\s*(?:\w+\.)?(?:Express|Application)\b/.test(type)) return { rooted: true };
        return /:\s*(?:\w+\.)?I?Router\b/.test(type) ? { rooted: false } : null;
      },
      call(node, scope) {
        const call = methodCall(node);
        if (call === null) {
          readHandover(node, scope);
          return;
        }
        if (call.method === 'use') readUse(node, call.object, scope);
        else if (methods.has(call.method)) readRoute(node, call.object, methods.get(call.method)!, scope);
      },
    };

    function readRoute(node: Node, object: Node, method: string, scope: Scope): void {
      const chain = chainOf(object, scope);
      if (chain === null) return;
      const given = argumentsOf(node);
      const handlers = chain.route === null ? given.slice(1) : given;
      const last = handlers.at(-1);
      if (last === undefined || !mayHandle(last)) return;
      const line = lineOf(node.childForFieldName('function')?.childForFieldName('property') ?? node);
      const paths = pathsOf(chain.route ?? given[0]!, constants);
      if (paths === null) {
        book.addUnread(line, 'the path of a route is computed');
        return;
      }
      for (const path of paths)
        book.addRoute(chain.router, { method, path: fromColons(path), line, handler: handlerOf(last) });
    }

    function readUse(node: Node, object: Node, scope: Scope): void {
      const chain = chainOf(object, scope);
      if (chain === null || chain.route !== null) return;
      const given = argumentsOf(node);
      const line = lineOf(node);
      const [first] = given;
      if (first === undefined) return;
      const paths = pathsOf(first, constants);
      const routers = paths === null ? given : given.slice(1);
      // A path that is computed looks like middleware: what is named for a path, or is put together, is one.
      const computed = paths === null && given.length > 1 && looksLikePath(first);
      for (const argument of routers) {
        for (const path of computed ? [null] : (paths ?? [''])) {
          const prefix = path === null ? null : fromColons(path);
          const own = ownRouter(argument, scope);
          const called = calledName(argument);
          const from = sourceOf(argument, imported);
          if (own !== null) own.under.push({ router: chain.router, prefix });
          else if (from === null && called !== null) handed.push({ called, router: chain.router, prefix });
          else if (from !== null) {
            if (prefix === null) book.addUnread(line, 'the prefix of a router is computed');
            else book.addMount(chain.router, { prefix, line, ...from });
          }
        }
      }
    }

    /** `registerUsers(app)`: the function's routes are the router's. */
    function readHandover(node: Node, scope: Scope): void {
      const callee = node.childForFieldName('function');
      const routers = argumentsOf(node).flatMap((argument) => ownRouter(argument, scope) ?? []);
      if (callee === null || routers.length === 0) return;
      for (const router of routers) {
        const from = sourceOf(callee, imported);
        if (from !== null && !/^(?:express|node:|http)/.test(from.target))
          book.addMount(router, { prefix: '', line: lineOf(node), ...from });
        else if (callee.type === 'identifier') handed.push({ called: callee.text, router, prefix: '' });
      }
    }

    const { takers, makers } = readScopes(root, reader, new Map());
    for (const { called, router, prefix } of handed) {
      for (const other of [...(takers.get(called) ?? []), ...(makers.get(called) ?? [])])
        if (other !== router && !other.rooted) other.under.push({ router, prefix });
    }
    return { ...book.finish(), made: [...names].map((name) => ({ name, prefix: '' })) };
  },
};

/** Applications and routers of other files, by the usual names. */
function importedRouters(imported: ReadonlyMap<string, Imported>): Map<string, Router> {
  const routers = new Map<string, Router>();
  for (const [name, from] of imported) {
    if (!/^(?:\.|[@~]\/|#)/.test(from.target)) continue;
    if (name === 'app') routers.set(name, newRouter(name, true));
    else if (name === 'router') routers.set(name, { ...newRouter(from.name ?? name), from: from.target });
  }
  return routers;
}

function ownRouter(node: Node, scope: Scope): Router | null {
  if (node.endIndex - node.startIndex > 100) return null;
  return node.type === 'identifier' || node.type === 'member_expression'
    ? routerNamed(node.text, scope)
    : null;
}

/** The name of the function that a call without an object calls. */
function calledName(node: Node): string | null {
  const callee = node.type === 'call_expression' ? node.childForFieldName('function') : null;
  return callee?.type === 'identifier' ? callee.text : null;
}

/** What `express()`, `Router()` and `express.Router()` make, whatever the names; null for any other value. */
function creates(value: Node, imported: ReadonlyMap<string, Imported>): 'application' | 'router' | null {
  if (value.type === 'as_expression')
    return value.namedChild(0) ? creates(value.namedChild(0)!, imported) : null;
  const callee =
    value.type === 'call_expression'
      ? value.childForFieldName('function')
      : value.type === 'new_expression'
        ? value.childForFieldName('constructor')
        : null;
  // `const app = server.app`
  if (value.type === 'member_expression' && value.childForFieldName('property')?.text === 'app')
    return 'application';
  if (callee === null) return null;
  const text = callee.text;
  if (text.length > 100) return null;
  if (text === "require('express')" || text === 'require("express")') return 'application';
  if (/^require\(['"]express['"]\)\.Router$/.test(text)) return 'router';
  if (/^(?:\w+\.)?\w*Router$/.test(text)) {
    const from = imported.get(text.split('.')[0]!)?.target;
    return from === undefined || /(?:^|-)(?:express|router)|^\./.test(from) ? 'router' : null;
  }
  return imported.get(text)?.target === 'express' ? 'application' : null;
}

/** The router at the start of a chain of calls, with the path of `.route(…)` in it. */
function chainOf(object: Node, scope: Scope): { router: Router; route: Node | null } | null {
  let route: Node | null = null;
  let at = object;
  for (let length = 0; length < longestChain; length++) {
    const router = ownRouter(at, scope);
    if (router !== null) return { router, route };
    const call = at.type === 'call_expression' ? methodCall(at) : null;
    if (call === null) return null;
    if (call.method === 'route') route ??= argumentsOf(at)[0] ?? null;
    else if (!methods.has(call.method) && call.method !== 'use') return null;
    at = call.object;
  }
  return null;
}

/** Settings (`app.get('env')`) and requests (`api.get('/x', {…})`) end with data, routes with what answers. */
function mayHandle(node: Node): boolean {
  return (
    isFunction(node) ||
    [
      'identifier',
      'member_expression',
      'call_expression',
      'array',
      'await_expression',
      'spread_element',
      'as_expression',
    ].includes(node.type)
  );
}

/** The texts of a path or an array of paths; null where any of them is computed or a pattern. */
function pathsOf(node: Node, constants: Constants): string[] | null {
  if (node.type !== 'array') {
    const text = textOf(node, constants);
    return text === null || (text !== '' && !/^[/*:]/.test(text)) ? null : [text];
  }
  const texts = node.namedChildren.map((child) => textOf(child, constants));
  return texts.length > 0 && texts.every((text) => text !== null && /^[/*:]/.test(text))
    ? (texts as string[])
    : null;
}

function looksLikePath(node: Node): boolean {
  if (['template_string', 'binary_expression', 'regex', 'string'].includes(node.type)) return true;
  return (
    (node.type === 'identifier' || node.type === 'member_expression') &&
    /(?:path|prefix|url|base|root|route)s?$/i.test(node.text)
  );
}

/** Where a router in a `use` comes from: an imported name, also called, constructed or taken a part of. */
function sourceOf(node: Node, imported: ReadonlyMap<string, Imported>): Imported | null {
  const required = requiredBy(node);
  if (required !== null) return { target: required };
  let at: Node | null = node;
  let part: string | undefined;
  for (let depth = 0; at !== null && depth < 6; depth++) {
    if (at.type === 'identifier') {
      const from = imported.get(at.text);
      if (from === undefined || !isOwn(from.target)) return null;
      // `users.router` of a whole module names the router; a call or an object gives one that has no name here.
      const name = part === undefined ? from.name : from.name === undefined ? part : undefined;
      return name === undefined ? { target: from.target } : { target: from.target, name };
    }
    if (at.type === 'member_expression') {
      part = at.childForFieldName('property')?.text;
      at = at.childForFieldName('object');
    } else if (at.type === 'call_expression') at = at.childForFieldName('function');
    else if (at.type === 'new_expression') at = at.childForFieldName('constructor');
    else if (at.type === 'parenthesized_expression' || at.type === 'await_expression') at = at.namedChild(0);
    else return null;
  }
  return null;
}

/** Relative, or by an alias; packages bring no routes of the repository's own but for its workspaces. */
function isOwn(target: string): boolean {
  return /^[.@~#]|\//.test(target);
}
