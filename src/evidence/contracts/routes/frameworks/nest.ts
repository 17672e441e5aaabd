import type { Node } from 'web-tree-sitter';
import { lineOf, walk } from '../../../code/walk.ts';
import type { Route, RouteFramework, RouteReading } from '../route.ts';
import { fromColons, joinPath } from '../route-path.ts';
import { argumentsOf, type Constants, constantsOf, propertyOf, textOf } from './script.ts';

const methods = new Map([
  ...['Get', 'Post', 'Put', 'Delete', 'Patch', 'Head', 'Options', 'Search', 'Sse'].map(
    (name) => [name, name === 'Sse' ? 'GET' : name.toUpperCase()] as const,
  ),
  ['All', 'ANY'] as const,
]);

/** Nest's controllers. Versions in the address are added where the decorator names one as a text. */
export const nest: RouteFramework = {
  name: 'nest',
  grammars: ['javascript', 'typescript'],
  mayDeclare: (_path, text) => text.includes('@Controller') && text.includes('@nestjs/'),
  read(root) {
    const constants = constantsOf(root);
    const reading: RouteReading = { routes: [], mounts: [], unread: [] };
    for (const node of walk(root)) {
      if (node.type === 'class_declaration' || node.type === 'class') readClass(node, constants, reading);
    }
    return reading;
  },
};

function readClass(node: Node, constants: Constants, reading: RouteReading): void {
  const controller = decoratorsOf(node).find((decorator) => nameOf(decorator) === 'Controller');
  if (controller === undefined) return;
  const [argument] = callArguments(controller);
  const prefixes = pathsOf(
    argument?.type === 'object' ? (propertyOf(argument, 'path') ?? undefined) : argument,
    constants,
  );
  if (prefixes === null)
    reading.unread.push({ line: lineOf(controller), reason: 'the path of a controller is computed' });
  const className = node.childForFieldName('name')?.text ?? '';
  let pending: Node[] = [];
  for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
    if (member?.type === 'decorator') pending.push(member);
    else if (member?.type === 'method_definition' || member?.type === 'public_field_definition') {
      const own = [
        ...pending,
        ...member.namedChildren.filter((child) => child?.type === 'decorator'),
      ] as Node[];
      const handler = `${className}.${member.childForFieldName('name')?.text ?? ''}`;
      for (const decorator of own)
        readMethod(decorator, prefixes ?? [''], handler, constants, reading, prefixes === null);
      pending = [];
    } else if (member?.type !== 'comment') pending = [];
  }
}

function readMethod(
  decorator: Node,
  prefixes: readonly string[],
  handler: string,
  constants: Constants,
  { routes, unread }: RouteReading,
  isBelow: boolean,
): void {
  const method = methods.get(nameOf(decorator) ?? '');
  if (method === undefined) return;
  const line = lineOf(decorator);
  const paths = pathsOf(callArguments(decorator)[0], constants);
  if (paths === null) {
    unread.push({ line, reason: 'the path of a route is computed' });
    return;
  }
  for (const prefix of prefixes) {
    for (const path of paths) {
      const route: Route = { method, path: joinPath(fromColons(prefix), fromColons(path)), line, handler };
      routes.push(
        isBelow
          ? { ...route, router: handler.slice(0, handler.indexOf('.')) }
          : { ...route, rooted: true, prefixed: true },
      );
    }
  }
}

/** A class's decorators stand in it, before it, or in the export around it. */
function decoratorsOf(node: Node): Node[] {
  const found = node.namedChildren.filter((child) => child?.type === 'decorator');
  const parent = node.parent;
  if (parent?.type === 'export_statement')
    found.push(...parent.namedChildren.filter((child) => child?.type === 'decorator'));
  return found.filter((child) => child !== null);
}

function nameOf(decorator: Node): string | null {
  const inner = decorator.namedChild(0);
  const callee = inner?.type === 'call_expression' ? inner.childForFieldName('function') : inner;
  return callee?.type === 'identifier' ? callee.text : null;
}

function callArguments(decorator: Node): Node[] {
  const inner = decorator.namedChild(0);
  return inner?.type === 'call_expression' ? argumentsOf(inner) : [];
}

/** `''` for none; null where it is computed. */
function pathsOf(node: Node | undefined, constants: Constants): string[] | null {
  if (node === undefined) return [''];
  if (node.type !== 'array') {
    const text = textOf(node, constants);
    return text === null ? (node.type === 'object' ? [''] : null) : [text];
  }
  const texts = node.namedChildren.map((child) => textOf(child, constants));
  return texts.includes(null) ? null : (texts as string[]);
}
