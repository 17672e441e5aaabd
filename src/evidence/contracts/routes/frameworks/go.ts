import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';
import { lineOf } from '../../../code/walk.ts';
import type { RouteReading } from '../route.ts';
import { newRouter, type Router, routerBook } from './router-book.ts';

/** Deeper nesting is no code that people write. */
const deepest = 400;
const longestChain = 60;

/** How one of Go's routers is made, taken and asked. */
export interface GoFlavour {
  /** Calls that make one, by the text of what is called: whether it is the application itself. */
  makers: ReadonlyMap<string, boolean>;
  /** Parameters and fields of these types are routers: whether they are the application itself. */
  types: ReadonlyMap<string, boolean>;
  /** Methods that give a router with a path before it (`Group`), or the same one (`With`, `Use`). */
  narrowing: ReadonlySet<string>;
  /** What a call of a method on a router declares; null for none. `path` is the node of the path. */
  route(method: string, given: readonly Node[], textOf: (node: Node) => string | null): GoRoute | null;
  /** Whether a method puts a router that another function gives, its second argument, under a path. */
  isMount(method: string): boolean;
  /** Parameters of the framework's syntax as `{name}`. */
  normalise(path: string): string;
}

interface GoRoute {
  methods: string[];
  path: Node;
  handler: Node | undefined;
}

interface Scope {
  routers: Map<string, Router>;
  above: Scope | null;
  /** The function or `Type.method` it is the inside of. */
  owner: string;
}

/** The routes of a Go file. Routers of other functions and files are told by the names of the functions that make or take them. */
export function readGo(root: Node, flavour: GoFlavour): RouteReading {
  const book = routerBook();
  const constants = constantsOf(root);
  const imports = importsOf(root);
  const listens = /\.ListenAndServe|http\.Server\{/.test(root.text);
  const takers = new Map<string, { router: Router; position: number }[]>();
  const makers = new Map<string, Router[]>();
  const types = new Map<string, string>();
  const inline = new Map<number, Router>();
  const handed: { key: string; position: number; router: Router; prefix: string | null; line: number }[] = [];
  const mounted: { key: string; router: Router; prefix: string | null; line: number }[] = [];
  const top: Scope = { routers: new Map(), above: null, owner: '' };
  const textOf = (node: Node) => goText(node, constants);
  visit(root, top, 0);

  for (const { key, position, router, prefix, line } of handed)
    join(
      takers
        .get(key)
        ?.filter((one) => one.position === position)
        .map((one) => one.router),
      key,
      router,
      prefix,
      line,
    );
  for (const { key, router, prefix, line } of mounted) join(makers.get(key), key, router, prefix, line);
  return book.finish();

  function join(
    own: Router[] | undefined,
    key: string,
    router: Router,
    prefix: string | null,
    line: number,
  ): void {
    if (own !== undefined && own.length > 0) {
      for (const one of own) if (one !== router) one.under.push({ router, prefix });
      return;
    }
    const dot = key.indexOf('.');
    const target = dot === -1 ? '.' : imports.get(key.slice(0, dot));
    if (prefix === null) book.addUnread(line, 'the prefix of a router is computed');
    else if (target === undefined) book.addMount(router, { prefix, target: '.', name: key, line });
    else book.addMount(router, { prefix, target, name: key.slice(dot + 1), line });
  }

  function visit(node: Node, scope: Scope, depth: number): void {
    if (depth > deepest) return;
    let inner = scope;
    if (node.type === 'function_declaration' || node.type === 'method_declaration')
      inner = enter(node, scope);
    else if (node.type === 'func_literal') inner = enterLiteral(node, scope);
    else if (node.type === 'short_var_declaration' || node.type === 'assignment_statement')
      assign(node, scope);
    else if (node.type === 'var_spec') assignVar(node, scope);
    else if (node.type === 'call_expression') readCall(node, scope);
    for (const child of node.namedChildren) if (child !== null) visit(child, inner, depth + 1);
  }

  function enter(node: Node, scope: Scope): Scope {
    const name = node.childForFieldName('name')?.text ?? '';
    const receiver = node.childForFieldName('receiver');
    const type = receiver === null ? null : typeNameOf(receiver);
    const owner = type === null ? name : `${type}.${name}`;
    const inner: Scope = { routers: new Map(), above: scope, owner };
    if (receiver !== null && type !== null) {
      const own = receiver.namedChild(0)?.childForFieldName('name')?.text;
      if (own !== undefined) types.set(`${owner} ${own}`, type);
    }
    let position = 0;
    for (const { names, type: given } of parametersOf(node)) {
      for (const parameter of names) {
        const rooted = flavour.types.get(given);
        if (rooted !== undefined) {
          const router = newRouter(owner, rooted);
          inner.routers.set(parameter, router);
          push(takers, owner, { router, position });
        }
        position++;
      }
    }
    return inner;
  }

  function enterLiteral(node: Node, scope: Scope): Scope {
    const inner: Scope = { routers: new Map(), above: scope, owner: scope.owner };
    const [first] = parametersOf(node);
    const name = first?.names[0];
    if (name !== undefined && flavour.types.has(first!.type))
      inner.routers.set(name, inline.get(node.id) ?? newRouter(scope.owner, flavour.types.get(first!.type)));
    return inner;
  }

  function assign(node: Node, scope: Scope): void {
    const names = node.childForFieldName('left')?.namedChildren ?? [];
    const values = node.childForFieldName('right')?.namedChildren ?? [];
    if (names.length !== values.length) return;
    names.forEach((name, at) => {
      bind(name?.text ?? '', values[at] ?? null, scope);
    });
  }

  function assignVar(node: Node, scope: Scope): void {
    const name = node.childForFieldName('name')?.text ?? '';
    const type = node.childForFieldName('type')?.text;
    if (type !== undefined && flavour.types.has(type))
      scope.routers.set(name, newRouter(scope.owner, flavour.types.get(type)));
    bind(name, node.childForFieldName('value')?.namedChild(0) ?? null, scope);
  }

  function bind(name: string, value: Node | null, scope: Scope): void {
    if (value === null || name.length > 100) return;
    const router = routerOf(value, scope);
    if (router === null) return;
    // Fields of a structure belong to all of its methods.
    (name.includes('.') ? top : scope).routers.set(name, router);
  }

  /** The router that an expression gives: a name, a maker's call, or a narrowing of either. */
  function routerOf(node: Node, scope: Scope): Router | null {
    const steps: { prefix: string | null }[] = [];
    let at = node;
    for (let length = 0; length < longestChain; length++) {
      if (at.type === 'unary_expression' || at.type === 'parenthesized_expression') {
        const inner = at.namedChild(0);
        if (inner === null) return null;
        at = inner;
        continue;
      }
      if (at.type !== 'call_expression') break;
      const callee = at.childForFieldName('function');
      if (callee === null) return null;
      const made = flavour.makers.get(callee.text);
      if (made !== undefined) {
        const router = newRouter(scope.owner, made || scope.owner === 'main' || listens);
        push(makers, scope.owner, router);
        return below(router, steps);
      }
      const method = callee.childForFieldName('field')?.text ?? '';
      const operand = callee.childForFieldName('operand');
      if (operand === null || !flavour.narrowing.has(method)) return null;
      const [first] = argumentsOf(at);
      const isPath = method === 'Group' || method === 'Route';
      if (isPath && first !== undefined && first.type !== 'func_literal') {
        const text = textOf(first);
        steps.push({ prefix: text === null ? null : flavour.normalise(text) });
      }
      at = operand;
    }
    const named =
      at.type === 'identifier' || at.type === 'selector_expression' ? lookUp(at.text, scope) : null;
    return named === null ? null : below(named, steps);
  }

  function lookUp(name: string, scope: Scope): Router | null {
    if (name.length > 100) return null;
    for (let at: Scope | null = scope; at !== null; at = at.above) {
      const router = at.routers.get(name);
      if (router !== undefined) return router;
    }
    // A field that another file of the package sets.
    if (!/\.(?:\w*[rR]outer|[eE]ngine|[mM]ux|[rR]|\w*[gG]roup)$/.test(name)) return null;
    const router = newRouter(scope.owner);
    top.routers.set(name, router);
    return router;
  }

  function readCall(node: Node, scope: Scope): void {
    const callee = node.childForFieldName('function');
    if (callee === null) return;
    const given = argumentsOf(node);
    const line = lineOf(node);
    const method =
      callee.type === 'selector_expression' ? (callee.childForFieldName('field')?.text ?? '') : '';
    const operand = callee.type === 'selector_expression' ? callee.childForFieldName('operand') : null;
    const router = operand === null ? null : routerOf(operand, scope);
    if (router === null) {
      handOver(node, callee, given, scope);
      return;
    }
    const literal = given.at(-1);
    if (flavour.narrowing.has(method) && literal?.type === 'func_literal') {
      const text = given.length > 1 ? textOf(given[0]!) : '';
      inline.set(literal.id, below(router, [{ prefix: text === null ? null : flavour.normalise(text) }]));
    } else if (method === 'Route' && given.length === 2)
      readNamed(router, given as [Node, Node], line, scope);
    else if (flavour.isMount(method) && given.length === 2) mount(router, given as [Node, Node], line, scope);
    else declare(router, method, given, callee);
  }

  /** `r.Route("/users", registerUsers)` */
  function readNamed(router: Router, [path, value]: [Node, Node], line: number, scope: Scope): void {
    const text = textOf(path);
    const key = keyOfCallee(value, scope);
    const prefix = text === null ? null : flavour.normalise(text);
    if (key !== null) handed.push({ key, position: 0, router, prefix, line });
  }

  function declare(router: Router, method: string, given: readonly Node[], callee: Node): void {
    const route = flavour.route(method, given, textOf);
    if (route === null) return;
    const line = lineOf(callee.childForFieldName('field') ?? callee);
    const text = textOf(route.path);
    if (text === null) book.addUnread(line, 'the path of a route is computed');
    else
      for (const name of route.methods)
        book.addRoute(router, {
          method: name,
          path: flavour.normalise(text),
          line,
          handler: handlerOf(route.handler),
        });
  }

  function mount(router: Router, [path, value]: [Node, Node], line: number, scope: Scope): void {
    const text = textOf(path);
    const prefix = text === null ? null : flavour.normalise(text);
    const own = value.type === 'call_expression' ? null : routerOf(value, scope);
    if (own !== null) own.under.push({ router, prefix });
    else {
      const key =
        value.type === 'call_expression' ? keyOfCallee(value.childForFieldName('function'), scope) : null;
      if (key !== null) mounted.push({ key, router, prefix, line });
    }
  }

  /** `registerUsers(v1)`, `users.Register(r.Group("/users"))`: the function's routes are the router's. */
  function handOver(node: Node, callee: Node, given: readonly Node[], scope: Scope): void {
    given.forEach((argument, position) => {
      if (argument.type === 'func_literal' || argument.type.endsWith('literal')) return;
      const router = routerOf(argument, scope);
      const key = router === null ? null : keyOfCallee(callee, scope);
      if (router === null || key === null || /^(?:http|log|fmt|context|errors|httptest)\./.test(key)) return;
      handed.push({ key, position, router, prefix: '', line: lineOf(node) });
    });
  }

  /** `name`, `pkg.Name` or, where the type of the object stands there, `Type.method`. */
  function keyOfCallee(callee: Node | null, scope: Scope): string | null {
    if (callee?.type === 'identifier') return callee.text;
    if (callee?.type !== 'selector_expression') return null;
    const method = callee.childForFieldName('field')?.text ?? '';
    let object = callee.childForFieldName('operand');
    while (object?.type === 'parenthesized_expression' || object?.type === 'unary_expression')
      object = object.namedChild(0);
    if (object?.type === 'composite_literal')
      return `${object.childForFieldName('type')?.text ?? ''}.${method}`;
    if (object?.type !== 'identifier') return null;
    const type = types.get(`${scope.owner} ${object.text}`);
    if (type !== undefined) return `${type}.${method}`;
    return imports.has(object.text) ? `${object.text}.${method}` : null;
  }
}

function below(router: Router, steps: readonly { prefix: string | null }[]): Router {
  let at = router;
  for (const { prefix } of [...steps].reverse())
    at = { name: router.name, rooted: false, under: [{ router: at, prefix }] };
  return at;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The arguments of a call, comments left out. */
function argumentsOf(call: Node): Node[] {
  const list = call.childForFieldName('arguments')?.namedChildren ?? [];
  return list.filter((child) => child !== null && child.type !== 'comment') as Node[];
}

function handlerOf(node: Node | undefined): string | null {
  if (node === undefined) return null;
  if (node.type === 'identifier' || node.type === 'selector_expression') return node.text.slice(0, 200);
  if (node.type !== 'call_expression') return null;
  const last = argumentsOf(node).at(-1);
  if (last?.type === 'identifier' || last?.type === 'selector_expression') return last.text.slice(0, 200);
  const callee = node.childForFieldName('function');
  // `users.List()` gives its handler; `wrap(func…)` names nothing.
  return last === undefined && callee !== null && callee.type !== 'func_literal'
    ? callee.text.slice(0, 200)
    : null;
}

function parametersOf(node: Node): { names: string[]; type: string }[] {
  return (node.childForFieldName('parameters')?.namedChildren ?? []).flatMap((parameter) =>
    parameter?.type !== 'parameter_declaration'
      ? []
      : [
          {
            names: parameter
              .childrenForFieldName('name')
              .flatMap((name) => (name === null ? [] : [name.text])),
            type: parameter.childForFieldName('type')?.text.slice(0, 100) ?? '',
          },
        ],
  );
}

function typeNameOf(receiver: Node): string | null {
  const type = receiver.namedChild(0)?.childForFieldName('type')?.text.replace(/^\*/, '');
  return type === undefined ? null : type.replace(/\[.*$/s, '');
}

function constantsOf(root: Node): Map<string, string> {
  const constants = new Map<string, string>();
  for (const declaration of root.namedChildren) {
    if (declaration?.type !== 'const_declaration') continue;
    for (const spec of declaration.namedChildren) {
      const name = spec?.childForFieldName('name')?.text;
      const value = spec?.childForFieldName('value')?.namedChild(0) ?? null;
      const text = value === null ? null : goText(value, constants);
      if (name !== undefined && text !== null) constants.set(name, text);
    }
  }
  return constants;
}

/** A string as far as literals and the file's own constants make it; null where a part of it is computed. */
function goText(node: Node, constants: ReadonlyMap<string, string>): string | null {
  if (node.type === 'identifier') return constants.get(node.text) ?? null;
  if (node.type !== 'binary_expression') return stringOf(node);
  if (node.text.length > 500) return null;
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  const [a, b] = [left && goText(left, constants), right && goText(right, constants)];
  return a === null || b === null ? null : a + b;
}

/** Import paths by the names that the file uses for them. */
function importsOf(root: Node): Map<string, string> {
  const imports = new Map<string, string>();
  for (const declaration of root.namedChildren) {
    if (declaration?.type !== 'import_declaration') continue;
    for (const spec of declaration.descendantsOfType('import_spec')) {
      const path = stringOf(spec?.childForFieldName('path') ?? null);
      if (!path) continue;
      const last =
        path
          .split('/')
          .filter((part) => !/^v\d+$/.test(part))
          .at(-1) ?? path;
      imports.set(spec?.childForFieldName('name')?.text ?? last, path);
    }
  }
  return imports;
}
