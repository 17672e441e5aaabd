import type { Node } from 'web-tree-sitter';
import { lineOf, walk } from '../../../code/walk.ts';
import type { RouteFramework, RouteReading } from '../route.ts';
import { joinPath } from '../route-path.ts';
import {
  argumentsOf,
  type Constants,
  constantsOf,
  importedOf,
  keywordOf,
  sourceOf,
  textOf,
} from './python.ts';

/** Lists within lists; deeper ones are no code that people write. */
const deepest = 30;
/** Items of lists; names can stand in lists again and again. */
const mostItems = 20_000;

/** Django's `urlpatterns` with what they include, and routers of Django REST framework. Every method counts as answered. */
export const django: RouteFramework = {
  name: 'django',
  grammars: ['python'],
  mayDeclare: (_path, text) =>
    text.includes('urlpatterns') ||
    (text.includes('.register(') && text.includes('outer')) ||
    /\binclude\(/.test(text),
  read(root) {
    const reading: RouteReading = { routes: [], mounts: [], unread: [] };
    const file = readFile(root);
    const own = file.lists.get('urlpatterns') ?? [];
    const left = { items: mostItems };
    for (const list of own) readList(list, { file, reading, prefix: '', left }, 0);
    readLooseIncludes(file, reading, left);
    return reading;
  },
};

/** Lists that come into `urlpatterns` by a loop say at least where they mount others. */
function readLooseIncludes(file: File, reading: RouteReading, left: Place['left']): void {
  if (!file.lists.has('urlpatterns')) return;
  const known = new Set(reading.mounts.map(({ line }) => line));
  const loose: RouteReading = { routes: [], mounts: [], unread: [] };
  for (const [name, lists] of file.lists) {
    if (name === 'urlpatterns') continue;
    for (const list of lists)
      if (list.type === 'list') readList(list, { file, reading: loose, prefix: '', left }, 0);
  }
  reading.mounts.push(...loose.mounts.filter(({ line }) => !known.has(line)));
}

interface File {
  constants: Constants;
  imported: ReturnType<typeof importedOf>;
  /** What is assigned and added to a name, in the order of the text. */
  lists: Map<string, Node[]>;
  /** `router.register('users', Users)` by the router's name. */
  registered: Map<string, Node[]>;
}

interface Place {
  file: File;
  reading: RouteReading;
  prefix: string;
  /** Items that may still be read, shared by all places of a file. */
  left: { items: number };
}

function readFile(root: Node): File {
  const file: File = {
    constants: constantsOf(root),
    imported: importedOf(root),
    lists: new Map(),
    registered: new Map(),
  };
  for (const node of walk(root)) {
    if (node.type === 'assignment' || node.type === 'augmented_assignment') {
      const name = node.childForFieldName('left');
      const value = node.childForFieldName('right');
      if (name?.type === 'identifier' && value) push(file.lists, name.text, value);
    } else if (node.type === 'call') {
      const callee = node.childForFieldName('function');
      const object = callee?.childForFieldName('object')?.text ?? '';
      const method = callee?.childForFieldName('attribute')?.text;
      if (method === 'register') push(file.registered, object, node);
      // `urlpatterns.append(path(…))`, `urlpatterns.extend([…])`
      else if ((method === 'append' || method === 'extend') && argumentsOf(node)[0])
        push(file.lists, object, argumentsOf(node)[0]!);
    }
  }
  return file;
}

function push(lists: Map<string, Node[]>, key: string, value: Node): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function readList(node: Node, place: Place, depth: number): void {
  if (depth > deepest || place.left.items-- <= 0) return;
  if (node.type === 'list' || node.type === 'tuple') {
    for (const item of node.namedChildren) if (item !== null) readList(item, place, depth + 1);
  } else if (node.type === 'binary_operator') {
    for (const side of ['left', 'right']) {
      const inner = node.childForFieldName(side);
      if (inner !== null) readList(inner, place, depth + 1);
    }
  } else if (node.type === 'list_splat' || node.type === 'parenthesized_expression') {
    const inner = node.namedChild(0);
    if (inner !== null) readList(inner, place, depth + 1);
  } else if (node.type === 'identifier') {
    for (const list of place.file.lists.get(node.text) ?? []) readList(list, place, depth + 1);
  } else if (node.type === 'attribute') readRouter(node, place);
  else if (node.type === 'call') readCall(node, place, depth);
}

function readCall(node: Node, place: Place, depth: number): void {
  const callee = node.childForFieldName('function')?.text ?? '';
  const name = callee.slice(callee.lastIndexOf('.') + 1);
  const given = argumentsOf(node);
  if (['path', 're_path', 'url'].includes(name)) readPath(node, name, place, depth);
  // `i18n_patterns(…)`, `decorator_include(…)`, `format_suffix_patterns(urlpatterns)`
  else if (/patterns$/.test(name)) for (const one of given) readList(one, place, depth + 1);
  else if (!/^(?:static|staticfiles_urlpatterns)$/.test(name))
    place.reading.unread.push({ line: lineOf(node), reason: 'routes are computed by a call' });
}

function readPath(node: Node, name: string, place: Place, depth: number): void {
  const { file, reading, prefix } = place;
  const [first, second] = argumentsOf(node);
  const line = lineOf(node);
  const written = textOf(first ?? keywordOf(node, 'route'), file.constants);
  const view = second ?? keywordOf(node, 'view');
  if (!view) return;
  const text = written === null ? null : name === 'path' ? fromConverters(written) : fromPattern(written);
  if (text === null) reading.unread.push({ line, reason: 'the path of a route is computed, or a pattern' });
  const callee = view.type === 'call' ? (view.childForFieldName('function')?.text ?? '') : '';
  if (/(?:^|\.)include$/.test(callee)) {
    // Below a prefix that is computed the paths are known from there on only.
    const inner = { ...place, prefix: joinPath(prefix, text ?? '') };
    readInclude(argumentsOf(view)[0], inner, line, depth);
    return;
  }
  if (text === null) return;
  if (view.type === 'attribute' && /\.urls$/.test(view.text)) return;
  reading.routes.push({
    method: 'ANY',
    path: joinPath(prefix, text),
    line,
    handler: handlerOf(view, callee),
  });
}

function readInclude(target: Node | undefined, place: Place, line: number, depth: number): void {
  const { file, reading, prefix } = place;
  // `include((patterns, 'app'))`
  const list = target?.type === 'tuple' ? (target.namedChild(0) ?? undefined) : target;
  if (list === undefined) return;
  const module = textOf(list, file.constants);
  if (module !== null) {
    reading.mounts.push({ prefix, target: module, line });
    return;
  }
  if (list.type === 'list') {
    readList(list, place, depth + 1);
    return;
  }
  if (list.type === 'identifier' && file.lists.has(list.text)) {
    readList(list, place, depth + 1);
    return;
  }
  if (list.type === 'attribute' && file.registered.has(list.childForFieldName('object')?.text ?? '')) {
    readRouter(list, place);
    return;
  }
  const from = sourceOf(list, file.imported);
  if (from !== null) reading.mounts.push({ prefix, target: from.target, line });
  else reading.unread.push({ line, reason: 'what is included is computed' });
}

/** `router.urls`: all that is registered with it. */
function readRouter(node: Node, { file, reading, prefix }: Place): void {
  if (node.childForFieldName('attribute')?.text !== 'urls') return;
  for (const call of file.registered.get(node.childForFieldName('object')?.text ?? '') ?? []) {
    const [first, second] = argumentsOf(call);
    const path = textOf(first ?? keywordOf(call, 'prefix'), file.constants);
    const view = second ?? keywordOf(call, 'viewset');
    const text = path === null ? null : fromPattern(path);
    const line = lineOf(call);
    if (text === null) reading.unread.push({ line, reason: 'the path of a route is computed, or a pattern' });
    else
      reading.routes.push({
        method: 'ANY',
        path: joinPath(prefix, text),
        line,
        handler: view?.text.slice(0, 200) ?? null,
      });
  }
}

/** `views.Users` of `views.Users.as_view()`, through decorators; null for a lambda. */
function handlerOf(view: Node, callee: string): string | null {
  if (view.type === 'identifier' || view.type === 'attribute') return view.text.slice(0, 200);
  if (view.type !== 'call') return null;
  if (callee.endsWith('.as_view')) return callee.slice(0, -'.as_view'.length).slice(-200);
  const inner = argumentsOf(view)[0];
  return inner === undefined ? null : handlerOf(inner, inner.childForFieldName('function')?.text ?? '');
}

/** `users/<int:pk>/` as `users/{pk}/`. */
function fromConverters(path: string): string {
  return path.replace(/<(?:[^<>:]*:)?([^<>:]*)>/g, '{$1}');
}

/** A pattern whose only variable parts are groups, as a path; null for one that says more. */
function fromPattern(pattern: string): string | null {
  let out = '';
  const text = pattern.replace(/^\^/, '').replace(/(?:\/\?)?(?:\$|\\Z)?$/, '');
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\') {
      at++;
      if (!/[-./_~]/.test(text[at] ?? '')) return null;
      out += text[at];
    } else if (character === '(') {
      const end = closing(text, at);
      if (end === -1) return null;
      const name = /^\(\?P<(\w+)>/.exec(text.slice(at, at + 100))?.[1];
      if (name === undefined && text.startsWith('(?', at)) return null;
      if (/[?*+]/.test(text[end + 1] ?? '')) return null;
      out += `{${name ?? ''}}`;
      at = end;
    } else if (/[[\]*+?|^$.]/.test(character)) {
      if (character !== '.') return null;
      out += character;
    } else out += character;
  }
  return out;
}

function closing(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '(') depth++;
    else if (text[index] === ')' && --depth === 0) return index;
  }
  return -1;
}
