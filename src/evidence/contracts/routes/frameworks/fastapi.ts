import type { Node } from 'web-tree-sitter';
import { lineOf, walk } from '../../../code/walk.ts';
import type { RouteFramework } from '../route.ts';
import { joinPath } from '../route-path.ts';
import {
  argumentsOf,
  constantsOf,
  hasMoreKeywords,
  importedOf,
  keywordOf,
  sourceOf,
  textOf,
  textsOf,
} from './python.ts';
import { newRouter, type Router, routerBook } from './router-book.ts';

const methods = new Map(
  ['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'trace'].map((name) => [
    name,
    name.toUpperCase(),
  ]),
);

interface Known {
  router: Router;
  /** The prefix it was made with; null where it is computed. */
  prefix: string | null;
}

/** FastAPI's applications and routers, with the prefixes they are made and included with. */
export const fastapi: RouteFramework = {
  name: 'fastapi',
  grammars: ['python'],
  mayDeclare: (_path, text) => text.includes('fastapi') || text.includes('APIRouter'),
  read(root) {
    const book = routerBook();
    const constants = constantsOf(root);
    const imported = importedOf(root);
    const known = new Map<string, Known>();
    const calls: Node[] = [];
    const decorated: Node[] = [];
    for (const node of walk(root)) {
      if (node.type === 'assignment') define(node);
      else if (node.type === 'call') calls.push(node);
      else if (node.type === 'decorated_definition') decorated.push(node);
    }
    // Routers first: what is included where decides about all of a router's routes.
    for (const call of calls) readInclude(call);
    for (const definition of decorated) readDecorated(definition);
    for (const call of calls) readAdded(call);
    const made = [...known.values()].flatMap(({ router, prefix }) =>
      prefix === null || router.from !== undefined ? [] : [{ name: router.name, prefix }],
    );
    return { ...book.finish(), made };

    function define(node: Node): void {
      const name = node.childForFieldName('left');
      const value = node.childForFieldName('right');
      if (name === null || value?.type !== 'call') return;
      const made = value.childForFieldName('function')?.text ?? '';
      const isApplication = /^(?:\w+\.)?FastAPI$/.test(made);
      if (!isApplication && !/^(?:\w+\.)?\w*Router$/.test(made)) return;
      const prefix = isApplication ? '' : prefixOf(value);
      const router = newRouter(name.text.replace(/^self\./, ''), isApplication);
      if (prefix === null) book.addUnread(lineOf(value), 'the prefix of a router is computed');
      known.set(name.text, { router, prefix });
    }

    function prefixOf(call: Node): string | null {
      const prefix = keywordOf(call, 'prefix');
      if (prefix !== null) return textOf(prefix, constants);
      return hasMoreKeywords(call) ? null : '';
    }

    function knownAs(node: Node): Known {
      const found = known.get(node.text);
      if (found !== undefined) return found;
      const made: Known = { router: newRouter(node.text, node.text === 'app'), prefix: '' };
      const source = sourceOf(node, imported);
      if (source !== null) {
        made.router.name = source.name ?? made.router.name;
        made.router.from = source.target;
      }
      known.set(node.text, made);
      return made;
    }

    function readInclude(call: Node): void {
      const callee = call.childForFieldName('function');
      if (callee?.type !== 'attribute' || callee.childForFieldName('attribute')?.text !== 'include_router')
        return;
      const target = argumentsOf(call)[0] ?? keywordOf(call, 'router');
      const object = callee.childForFieldName('object');
      if (!target || object === null) return;
      const on = knownAs(object);
      const given = prefixOf(call);
      const prefix = given === null || on.prefix === null ? null : joinPath(on.prefix, given);
      const own = known.get(target.text);
      if (own !== undefined) {
        own.router.under.push({ router: on.router, prefix });
        return;
      }
      const from = sourceOf(target, imported);
      if (from === null) return;
      if (prefix === null) book.addUnread(lineOf(call), 'the prefix of a router is computed');
      else book.addMount(on.router, { prefix, line: lineOf(call), ...from });
    }

    function readDecorated(definition: Node): void {
      const handler = definition.childForFieldName('definition')?.childForFieldName('name')?.text ?? null;
      for (const decorator of definition.namedChildren) {
        const call = decorator?.type === 'decorator' ? decorator.namedChild(0) : null;
        const callee = call?.type === 'call' ? call.childForFieldName('function') : null;
        if (!call || callee?.type !== 'attribute') continue;
        const object = callee.childForFieldName('object');
        const name = callee.childForFieldName('attribute')?.text ?? '';
        if (object === null) continue;
        const method = methods.get(name);
        if (method !== undefined) add(object, [method], call, handler);
        else if (name === 'api_route')
          add(object, textsOf(keywordOf(call, 'methods'), constants), call, handler);
      }
    }

    function readAdded(call: Node): void {
      const callee = call.childForFieldName('function');
      if (callee?.type !== 'attribute' || callee.childForFieldName('attribute')?.text !== 'add_api_route')
        return;
      const object = callee.childForFieldName('object');
      const handler = argumentsOf(call)[1] ?? keywordOf(call, 'endpoint');
      if (object !== null)
        add(
          object,
          textsOf(keywordOf(call, 'methods'), constants),
          call,
          handler?.text.slice(0, 200) ?? null,
        );
    }

    function add(object: Node, names: readonly string[], call: Node, handler: string | null): void {
      const on = knownAs(object);
      const path = textOf(argumentsOf(call)[0] ?? keywordOf(call, 'path'), constants);
      if (path === null) {
        book.addUnread(lineOf(call), 'the path of a route is computed');
        return;
      }
      if (path !== '' && !path.startsWith('/')) return;
      const router = on.prefix === null ? belowComputed(on.router) : on.router;
      for (const method of names.length === 0 ? ['GET'] : names) {
        book.addRoute(router, {
          method: method.toUpperCase(),
          path: joinPath(on.prefix ?? '', withoutConverters(path)),
          line: lineOf(call),
          handler,
        });
      }
    }
  },
};

function belowComputed(router: Router): Router {
  return { name: router.name, rooted: false, under: [{ router, prefix: null }] };
}

/** `{name:path}` as `{name}`. */
function withoutConverters(path: string): string {
  return path.replace(/\{(\w+):\w+\}/g, '{$1}');
}
