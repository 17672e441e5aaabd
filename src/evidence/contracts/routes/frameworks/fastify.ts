import type { Node } from 'web-tree-sitter';
import { lineOf } from '../../../code/walk.ts';
import type { RouteFramework } from '../route.ts';
import { fromColons } from '../route-path.ts';
import { newRouter, type Router, routerBook } from './router-book.ts';
import {
  argumentsOf,
  constantsOf,
  handlerOf,
  importedOf,
  isFunction,
  propertyOf,
  requiredBy,
  textOf,
} from './script.ts';
import { methodCall, type Reader, readScopes, routerNamed, type Scope } from './script-scopes.ts';

const methods = new Map(
  ['get', 'post', 'put', 'delete', 'patch', 'head', 'options'].map((name) => [name, name.toUpperCase()]),
).set('all', 'ANY');
const usualNames = new Set(['fastify', 'app', 'server', 'instance', 'f', 'api', 'scope', 'router', 'routes']);
const longestChain = 60;

/** Fastify's instances and the plugins that take one, with the prefixes they are registered under. */
export const fastify: RouteFramework = {
  name: 'fastify',
  grammars: ['javascript', 'typescript'],
  mayDeclare: (_path, text) =>
    /fastify/i.test(text) &&
    [
      '.get(',
      '.post(',
      '.put(',
      '.delete(',
      '.patch(',
      '.all(',
      '.register(',
      '.route(',
      '.get<',
      '.post<',
      '.put<',
      '.delete<',
      '.patch<',
      '.route<',
    ].some((call) => text.includes(call)) &&
    !text.includes('@nestjs/common'),
  read(root) {
    const book = routerBook();
    const constants = constantsOf(root);
    const imported = importedOf(root);
    const inline = new Map<number, Router>();
    const handed: { called: string; router: Router; prefix: string | null }[] = [];

    const reader: Reader = {
      create(value, name, scope) {
        const made = value.type === 'await_expression' ? value.namedChild(0) : value;
        if (made?.type !== 'call_expression') return null;
        const callee = made.childForFieldName('function');
        if (callee?.type === 'identifier' && imported.get(callee.text)?.target === 'fastify')
          return newRouter(name, true);
        if (callee !== null && requiredBy(made) === 'fastify') return newRouter(name, true);
        // `server.withTypeProvider<…>()` is the same instance by another type.
        return instanceOf(made, scope);
      },
      accept({ name, type }, position) {
        if (/Fastify(?:Instance|PluginInstance)|FastifyZod/.test(type)) return { rooted: false };
        return position === 0 && type === '' && usualNames.has(name) ? { rooted: false } : null;
      },
      call(node, scope) {
        const call = methodCall(node);
        const on = call === null ? null : instanceOf(call.object, scope);
        if (call === null || on === null) {
          readHandover(node, scope);
          return;
        }
        if (call.method === 'register') readRegister(node, on);
        else if (call.method === 'route') readRouteOptions(node, on);
        else if (methods.has(call.method)) readShort(node, on, methods.get(call.method)!);
      },
    };

    function readShort(node: Node, on: Router, method: string): void {
      const [path, ...rest] = argumentsOf(node);
      const last = rest.at(-1);
      if (path === undefined || last === undefined) return;
      const options = propertyOf(rest[0], 'handler');
      const handler = last.type === 'object' ? options : last;
      if (handler === null) return;
      add(on, [method], path, handler, node);
    }

    function readRouteOptions(node: Node, on: Router): void {
      const [options] = argumentsOf(node);
      const path = propertyOf(options, 'url') ?? propertyOf(options, 'path');
      const method = propertyOf(options, 'method');
      if (path === null || method === null) return;
      const texts = (method.type === 'array' ? method.namedChildren : [method]).map((one) =>
        textOf(one, constants),
      );
      const known = texts.filter((text) => text !== null).map((text) => text.toUpperCase());
      if (known.length < texts.length) book.addUnread(lineOf(node), 'the method of a route is computed');
      add(on, known, path, propertyOf(options, 'handler'), node);
    }

    function add(on: Router, names: readonly string[], path: Node, handler: Node | null, node: Node): void {
      const text = textOf(path, constants);
      const line = lineOf(node.childForFieldName('function')?.childForFieldName('property') ?? node);
      if (text === null) book.addUnread(line, 'the path of a route is computed');
      else if (text === '' || /^[/*:]/.test(text)) {
        for (const method of names)
          book.addRoute(on, {
            method,
            path: fromColons(text),
            line,
            handler: handler?.type === 'method_definition' ? null : handlerOf(handler ?? undefined),
          });
      }
    }

    function readRegister(node: Node, on: Router): void {
      const [plugin, options] = argumentsOf(node);
      if (plugin === undefined) return;
      const prefix = prefixOf(options);
      if (isFunction(plugin)) {
        const parameter = newRouter('plugin');
        parameter.under.push({ router: on, prefix });
        inline.set(plugin.id, parameter);
        return;
      }
      const from = sourceOf(plugin);
      if (from === null) {
        if (plugin.type === 'identifier') handed.push({ called: plugin.text, router: on, prefix });
      } else if (prefix === null) book.addUnread(lineOf(node), 'the prefix of a plugin is computed');
      else book.addMount(on, { prefix: fromColons(prefix), target: from, line: lineOf(node) });
    }

    /** Empty for none; null where it is computed. */
    function prefixOf(options: Node | undefined): string | null {
      if (options === undefined) return '';
      const prefix = propertyOf(options, 'prefix');
      if (prefix !== null) return textOf(prefix, constants);
      return options.type === 'object' &&
        !options.namedChildren.some((part) => part?.type === 'spread_element')
        ? ''
        : null;
    }

    /** `usersRoutes(app)`: the function's routes are the instance's. */
    function readHandover(node: Node, scope: Scope): void {
      const callee = node.childForFieldName('function');
      const [first] = argumentsOf(node);
      const on = first === undefined ? null : instanceOf(first, scope);
      if (callee === null || on === null) return;
      const from = sourceOf(callee);
      if (from !== null) book.addMount(on, { prefix: '', target: from, line: lineOf(node) });
      else if (callee.type === 'identifier') handed.push({ called: callee.text, router: on, prefix: '' });
    }

    /** The file a plugin comes from; null for one of this file or of a package. */
    function sourceOf(node: Node): string | null {
      let at: Node | null = node;
      for (let depth = 0; at !== null && depth < 6; depth++) {
        const loaded = requiredBy(at) ?? loadedBy(at);
        if (loaded !== null) return isOwn(loaded) ? loaded : null;
        if (at.type === 'identifier') {
          const target = imported.get(at.text)?.target;
          return target !== undefined && isOwn(target) ? target : null;
        }
        if (at.type === 'member_expression') at = at.childForFieldName('object');
        else if (at.type === 'call_expression') at = at.childForFieldName('function');
        else if (at.type === 'await_expression') at = at.namedChild(0);
        else return null;
      }
      return null;
    }

    const { takers } = readScopes(root, reader, inline);
    for (const { called, router, prefix } of handed) {
      for (const taker of takers.get(called) ?? [])
        if (taker !== router) taker.under.push({ router, prefix });
    }
    return book.finish();
  },
};

/** The instance that a name, or a chain of calls on it (`app.withTypeProvider<…>().get(…)`), stands for. */
function instanceOf(node: Node, scope: Scope): Router | null {
  let at = node;
  for (let length = 0; length < longestChain; length++) {
    if (at.type === 'identifier' || at.type === 'member_expression') {
      const router = routerNamed(at.text, scope);
      if (router !== null || at.type === 'identifier') return router;
      return null;
    }
    const call = at.type === 'call_expression' ? methodCall(at) : null;
    if (
      call === null ||
      !(methods.has(call.method) || /^(?:withTypeProvider|register|route|after)$/.test(call.method))
    )
      return null;
    at = call.object;
  }
  return null;
}

/** The target of `import('./x')`. */
function loadedBy(node: Node): string | null {
  if (node.type !== 'call_expression' || node.childForFieldName('function')?.type !== 'import') return null;
  return textOf(argumentsOf(node)[0] ?? null, new Map());
}

function isOwn(target: string): boolean {
  return /^[.@~#]|\//.test(target) && !/^@fastify\//.test(target);
}
