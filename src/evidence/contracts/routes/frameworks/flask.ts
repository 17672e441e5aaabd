import type { Node } from 'web-tree-sitter';
import { lineOf, walk } from '../../../code/walk.ts';
import type { RouteFramework } from '../route.ts';
import { argumentsOf, constantsOf, importedOf, keywordOf, sourceOf, textOf, textsOf } from './python.ts';
import { newRouter, type Router, routerBook } from './router-book.ts';

const verbs = ['get', 'post', 'put', 'delete', 'patch'];
const classVerbs = [...verbs, 'head', 'options'];

/** Flask's applications, blueprints and class-based views, and Flask-RESTful's resources. */
export const flask: RouteFramework = {
  name: 'flask',
  grammars: ['python'],
  mayDeclare: (_path, text) =>
    (/[fF]lask|Blueprint|[qQ]uart/.test(text) &&
      ['.route(', 'add_url_rule(', 'add_resource(', 'register_blueprint('].some((call) =>
        text.includes(call),
      )) ||
    (/[fF]lask/.test(text) && /^@\w+\.(?:get|post|put|delete|patch)\(/m.test(text)),
  read(root) {
    const book = routerBook();
    const constants = constantsOf(root);
    const imported = importedOf(root);
    const routers = new Map<string, Router>();
    /** What blueprints are made with; a registration with a prefix of its own takes its place. */
    const ownPrefix = new Map<Router, string | null>();
    const classes = new Map<string, string[]>();
    const calls: Node[] = [];
    const decorated: Node[] = [];
    for (const node of walk(root)) {
      if (node.type === 'assignment') define(node);
      else if (node.type === 'class_definition') readClass(node);
      else if (node.type === 'call') calls.push(node);
      else if (node.type === 'decorated_definition') decorated.push(node);
    }
    for (const call of calls) if (methodOf(call) === 'register_blueprint') readRegister(call);
    for (const [router, prefix] of ownPrefix) {
      if (router.under.length === 0 && prefix !== '') router.under.push({ router: null, prefix });
    }
    for (const definition of decorated) readDecorated(definition);
    for (const call of calls) {
      if (methodOf(call) === 'add_url_rule') readRule(call);
      else if (methodOf(call) === 'add_resource') readResource(call);
    }
    const made = [...ownPrefix].flatMap(([{ name }, prefix]) =>
      prefix === null ? [] : [{ name, prefix, yields: true as const }],
    );
    return { ...book.finish(), made };

    function define(node: Node): void {
      const name = node.childForFieldName('left');
      const value = node.childForFieldName('right');
      if (name === null || value?.type !== 'call') return;
      const made = value.childForFieldName('function')?.text ?? '';
      const isApplication = /^(?:\w+\.)?(?:Flask|Quart|APIFlask|OpenAPI)$/.test(made);
      if (!isApplication && !/^(?:\w+\.)?(?:\w*Blueprint|Namespace)$/.test(made)) return;
      const router = newRouter(name.text, isApplication);
      routers.set(name.text, router);
      if (isApplication) return;
      const prefix = keywordOf(value, made.endsWith('Namespace') ? 'path' : 'url_prefix');
      ownPrefix.set(router, prefix === null ? '' : isNone(prefix) ? '' : textOf(prefix, constants));
    }

    function routerOf(object: Node): Router {
      const found = routers.get(object.text);
      if (found !== undefined) return found;
      const router = newRouter(object.text, /^(?:self\.|current_)?app(?:lication)?$/.test(object.text));
      const source = sourceOf(object, imported);
      if (source !== null) {
        router.name = source.name ?? router.name;
        router.from = source.target;
      }
      routers.set(object.text, router);
      return router;
    }

    function readRegister(call: Node): void {
      const target = argumentsOf(call)[0] ?? keywordOf(call, 'blueprint');
      const object = objectOf(call);
      if (!target || object === null) return;
      const on = routerOf(object);
      const given = keywordOf(call, 'url_prefix');
      const prefix = given === null || isNone(given) ? '' : textOf(given, constants);
      const own = routers.get(target.text);
      if (own !== undefined && ownPrefix.has(own)) {
        own.under.push({ router: on, prefix: given === null ? (ownPrefix.get(own) ?? null) : prefix });
        return;
      }
      const from = sourceOf(target, imported);
      if (from === null) return;
      if (prefix === null) book.addUnread(lineOf(call), 'the prefix of a blueprint is computed');
      else book.addMount(on, { prefix, line: lineOf(call), ...from });
    }

    function readClass(node: Node): void {
      const name = node.childForFieldName('name')?.text;
      if (name === undefined) return;
      const found: string[] = [];
      for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
        const definition =
          member?.type === 'decorated_definition' ? member.childForFieldName('definition') : member;
        const method =
          definition?.type === 'function_definition' ? definition.childForFieldName('name')?.text : null;
        if (method && classVerbs.includes(method)) found.push(method.toUpperCase());
      }
      classes.set(name, found);
    }

    function readDecorated(definition: Node): void {
      const inner = definition.childForFieldName('definition');
      const name = inner?.childForFieldName('name')?.text ?? null;
      for (const decorator of definition.namedChildren) {
        const call = decorator?.type === 'decorator' ? decorator.namedChild(0) : null;
        if (call?.type !== 'call') continue;
        const object = objectOf(call);
        const method = methodOf(call);
        if (object === null || method === null) continue;
        const rules = argumentsOf(call);
        if (method === 'route' && inner?.type === 'class_definition') {
          // Flask-RESTX and Flask-Smorest put several paths before a class of methods.
          for (const rule of rules) add(routerOf(object), classes.get(name ?? '') ?? [], rule, call, name);
        } else if (method === 'route' || verbs.includes(method)) {
          const asked = keywordOf(call, 'methods');
          const names = verbs.includes(method)
            ? [method]
            : asked === null
              ? ['GET']
              : textsOf(asked, constants);
          const rule = rules[0] ?? keywordOf(call, 'rule');
          if (rule) add(routerOf(object), names.length === 0 ? ['ANY'] : names, rule, call, name);
        }
      }
    }

    function readRule(call: Node): void {
      const object = objectOf(call);
      const [rule, , third] = argumentsOf(call);
      const view = keywordOf(call, 'view_func') ?? third ?? null;
      const path = rule ?? keywordOf(call, 'rule');
      if (object === null || !path || view === null) return;
      const asked = keywordOf(call, 'methods');
      const name = viewName(view);
      const ofClass = view.type === 'call' ? (classes.get(name) ?? ['ANY']) : ['GET'];
      const names = asked === null ? ofClass : textsOf(asked, constants);
      add(routerOf(object), names.length === 0 ? ['ANY'] : names, path, call, name);
    }

    function readResource(call: Node): void {
      const object = objectOf(call);
      const [resource, ...rules] = argumentsOf(call);
      if (object === null || resource === undefined) return;
      const names = classes.get(resource.text) ?? ['ANY'];
      for (const rule of rules) {
        if (rule.type === 'list_splat') book.addUnread(lineOf(rule), 'the path of a route is computed');
        else add(routerOf(object), names, rule, call, resource.text);
      }
    }

    function add(on: Router, names: readonly string[], rule: Node, call: Node, handler: string | null): void {
      const path = textOf(rule, constants);
      const line = lineOf(call);
      if (path === null) book.addUnread(line, 'the path of a route is computed');
      else if (path === '' || path.startsWith('/')) {
        for (const method of names)
          book.addRoute(on, { method: method.toUpperCase(), path: fromConverters(path), line, handler });
      }
    }
  },
};

/** `/users/<int:id>` as `/users/{id}`. */
function fromConverters(path: string): string {
  return path.replace(/<(?:[^<>:]*:)?([^<>:]*)>/g, '{$1}');
}

function isNone(node: Node): boolean {
  return node.type === 'none';
}

function methodOf(call: Node): string | null {
  const callee = call.childForFieldName('function');
  return callee?.type === 'attribute' ? (callee.childForFieldName('attribute')?.text ?? null) : null;
}

function objectOf(call: Node): Node | null {
  const object = call.childForFieldName('function')?.childForFieldName('object') ?? null;
  return object !== null && object.text.length <= 100 ? object : null;
}

/** The class of `Users.as_view('users')`, else what stands there. */
function viewName(view: Node): string {
  const object = view.type === 'call' && methodOf(view) === 'as_view' ? objectOf(view) : null;
  return (object ?? view).text.slice(0, 200);
}
