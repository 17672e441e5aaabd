import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../code/literals.ts';
import { lineOf } from '../../../code/walk.ts';
import type { RouteFramework, RouteReading } from '../route.ts';
import { type Call, callOf, namesOf, optionOf } from './rails/arguments.ts';
import { pathsOf } from './rails/optional-segments.ts';
import { readResources } from './rails/read-resources.ts';
import { outermost, pathIn, type Scope } from './rails/scope.ts';

const verbs = new Set(['get', 'post', 'put', 'patch', 'delete', 'options', 'match']);
/** Gems' words that stand for many routes, which their own settings and models shape. */
const others = /^(?:devise_for|use_\w+|mount_\w+|\w+_routes)$/;
/** What a router's file holds around its lines. */
const containers = new Set(
  'program body_statement block_body then else elsif if unless if_modifier unless_modifier case when begin parenthesized_statements'.split(
    ' ',
  ),
);
/** Concerns may name each other. */
const deepest = 60;

interface Reader {
  reading: RouteReading;
  concerns: Map<string, Node>;
}

/** Rails' routes files: `config/routes.rb` and those it draws. Engines' paths are without the one they are mounted at. */
export const rails: RouteFramework = {
  name: 'rails',
  grammars: ['ruby'],
  mayDeclare: (path) => /(?:^|\/)config\/routes(?:\.rb$|\/.+\.rb$)/.test(path),
  read(root) {
    const reader: Reader = {
      reading: { routes: [], mounts: [], unread: [] },
      concerns: new Map(),
    };
    readLines(root, outermost, reader, 0);
    return reader.reading;
  },
};

function readLines(node: Node, scope: Scope, reader: Reader, depth: number): void {
  if (depth > deepest) return;
  for (const child of node.namedChildren) {
    if (child === null) continue;
    const call = callOf(child);
    if (call !== null) readCall(call, scope, reader, depth + 1);
    else if (isForDevelopers(child)) continue;
    else if (containers.has(child.type)) readLines(child, scope, reader, depth + 1);
  }
}

/** What only a developer's machine answers is no endpoint of anybody's. */
function isForDevelopers(node: Node): boolean {
  const condition = node.childForFieldName('condition')?.text ?? '';
  return node.type.startsWith('unless')
    ? condition === 'Rails.env.production?'
    : /^Rails\.env\.(?:development|test|local)\?$/.test(condition);
}

function readCall(call: Call, scope: Scope, reader: Reader, depth: number): void {
  const { name, body, receiver } = call;
  const within = (inner: Scope) => body !== null && readLines(body, inner, reader, depth);
  // `Rails.application.routes.draw do`, `%w[a b].each do`: only the block is the router's.
  if (receiver !== null) within(scope);
  else if (verbs.has(name)) readVerb(call, scope, reader);
  else if (name === 'root') add(['GET'], `${pathIn(scope)}/`, handlerOf(call, scope, null), call, reader);
  else if (name === 'resources' || name === 'resource') {
    const declared = readResources(call, scope);
    if (declared === null) unread(call, 'resource whose name, path or actions are computed', reader);
    for (const { resource, actions, scope: inner, concerns } of declared ?? []) {
      for (const { methods, action, path } of actions)
        add(methods, path, `${resource.controller}#${action}`, call, reader);
      for (const concern of concerns) readConcern(concern, inner, reader, depth);
      within(inner);
    }
  } else if (name === 'namespace' || name === 'scope') {
    const inner = scopeOf(call, scope);
    if (inner === null) unread(call, 'scope whose path is computed', reader);
    else within(inner);
  } else if (name === 'member' || name === 'collection' || name === 'new') within({ ...scope, on: name });
  else if (name === 'nested') within({ ...scope, on: null });
  else if (name === 'shallow') within({ ...scope, shallow: true });
  else if (name === 'controller') {
    within({ ...scope, controller: stringOf(call.values[0] ?? null) ?? scope.controller });
  } else if (name === 'concern') {
    const concern = stringOf(call.values[0] ?? null);
    if (concern !== null && body !== null) reader.concerns.set(concern, body);
  } else if (name === 'concerns') {
    for (const concern of call.values.flatMap((value) => namesOf(value) ?? []))
      readConcern(concern, scope, reader, depth);
  } else if (name === 'mount') readMount(call, scope, reader);
  else if (name === 'draw' && body === null) {
    if (pathIn(scope) !== '' && call.values.length > 0)
      unread(call, 'routes of another file drawn under a path', reader);
  } else if (others.test(name)) {
    unread(call, `${name}: routes that a gem makes`, reader);
    within(scope);
  } else if (name !== 'direct' && name !== 'resolve') within(scope);
}

function readConcern(concern: string, scope: Scope, reader: Reader, depth: number): void {
  const body = reader.concerns.get(concern);
  if (body !== undefined) readLines(body, scope, reader, depth + 1);
}

function readVerb(call: Call, scope: Scope, reader: Reader): void {
  const { name, values, pairs, options } = call;
  const via = options.get('via');
  const named = via === undefined ? [] : namesOf(via);
  const methods =
    name !== 'match'
      ? [name.toUpperCase()]
      : named === null || named.length === 0 || named.includes('all')
        ? ['ANY']
        : named.map((method) => method.toUpperCase());
  const around = pathIn(scope, optionOf(call, 'on') ?? null);
  const written = [
    ...values.map((key) => ({ key, value: null })),
    ...pairs,
    // `get :search => 'posts#search'`
    ...(values.length + pairs.length > 0 ? [] : symbolPairs(call)),
  ];
  for (const { key, value } of written) {
    const path = stringOf(key);
    if (path === null) unread(call, 'path of a route is computed', reader);
    else {
      const handler = value === null ? handlerOf(call, scope, path) : targetOf(value, scope, path);
      add(methods, `${around}/${optionOf(call, 'path') ?? path}`, handler, call, reader);
    }
  }
}

function symbolPairs({ node, options }: Call): { key: Node; value: Node }[] {
  const first = node.childForFieldName('arguments')?.firstNamedChild?.childForFieldName('key');
  const value = first ? options.get(stringOf(first) ?? '') : undefined;
  return first && value ? [{ key: first, value }] : [];
}

/** `to:`, or by convention; null for a block or a Rack application. */
function handlerOf(call: Call, scope: Scope, path: string | null): string | null {
  const to = call.options.get('to') ?? (path === null ? call.values[0] : undefined);
  if (to !== undefined) return targetOf(to, scope, path);
  const controller = optionOf(call, 'controller') ?? scope.controller ?? scope.resource?.controller;
  const action = optionOf(call, 'action') ?? path?.slice(path.lastIndexOf('/') + 1);
  if (controller) return action === undefined ? null : within(scope, controller, action);
  return path === null ? null : `${scope.module}${path.replace(/^\//, '').replace(/\/([^/]*)$/, '#$1')}`;
}

function targetOf(to: Node, scope: Scope, path: string | null): string | null {
  const text = stringOf(to);
  if (text === null) return to.type === 'call' ? (to.childForFieldName('method')?.text ?? null) : null;
  if (text.startsWith('/')) return text.slice(1);
  if (text.includes('#')) return `${scope.module}${text}`;
  const controller = scope.controller ?? scope.resource?.controller;
  return controller ? within(scope, controller, text) : (path ?? text);
}

function within(scope: Scope, controller: string, action: string): string {
  return controller === scope.resource?.controller
    ? `${controller}#${action}`
    : `${scope.module}${controller}#${action}`;
}

/** Null where its path is computed. */
function scopeOf(call: Call, scope: Scope): Scope | null {
  const named = call.values.filter(({ type }) => type !== 'nil').map(stringOf);
  const path = optionOf(call, 'path');
  const module = optionOf(call, 'module');
  if (path === null || module === null || named.some((name) => name === null)) return null;
  const own = call.name === 'namespace' ? (path ?? named[0] ?? '') : [...named, path ?? ''].join('/');
  const before = pathIn(scope);
  const inside = `${before}${own === '' ? '' : `/${own}`}`;
  const folder = module ?? (call.name === 'namespace' ? named[0] : undefined);
  const only = call.options.get('only');
  const except = call.options.get('except');
  const controller = optionOf(call, 'controller');
  return {
    ...scope,
    path: inside,
    shallowPath: `${scope.shallowPath}${own === '' ? '' : `/${own}`}`,
    shallow: scope.shallow || call.options.get('shallow')?.type === 'true',
    module: folder ? `${scope.module}${folder}/` : scope.module,
    controller: controller ?? scope.controller,
    // `scope` inside a resource's block keeps what belongs to the block: its lines stand under the nested path.
    resource: null,
    on: null,
    only: only === undefined ? scope.only : namesOf(only),
    except: except === undefined ? scope.except : namesOf(except),
  };
}

function readMount(call: Call, scope: Scope, reader: Reader): void {
  const pair = call.pairs[0];
  const at = pair === undefined ? optionOf(call, 'at') : stringOf(pair.value);
  const what = pair?.key ?? call.values[0];
  if (typeof at !== 'string') unread(call, 'path of a mounted application is computed', reader);
  else add(['ANY'], `${pathIn(scope)}/${at}`, what?.text.slice(0, 100) ?? null, call, reader);
}

function add(
  methods: readonly string[],
  pattern: string,
  handler: string | null,
  { node }: Call,
  { reading }: Reader,
): void {
  const paths = pathsOf(pattern);
  for (const path of paths)
    for (const method of methods)
      reading.routes.push({ method, path, line: lineOf(node), handler, rooted: true });
  if (paths.length === 0)
    reading.unread.push({ line: lineOf(node), reason: 'path with too many optional parts' });
}

function unread({ node }: Call, reason: string, { reading }: Reader): void {
  reading.unread.push({ line: lineOf(node), reason });
}
