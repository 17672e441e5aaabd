import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../../code/literals.ts';
import { lineOf, walk } from '../../../../code/walk.ts';
import type { RouteReading } from '../../route.ts';
import { joinPath } from '../../route-path.ts';
import { bareBraces } from '../braces.ts';
import { textOf } from './attributes.ts';

const verbs: Readonly<Record<string, string>> = {
  MapGet: 'GET',
  MapPost: 'POST',
  MapPut: 'PUT',
  MapDelete: 'DELETE',
  MapPatch: 'PATCH',
  MapHub: 'ANY',
  MapHealthChecks: 'ANY',
};
/** Longer chains are no routes. */
const longest = 60;

/** What stands before a route's path: null when it is computed or comes from a caller. */
type Prefixes = Map<string, string | null>;

/** Routes of `app.MapGet("/x", …)` and of groups by `MapGroup`, in files and in extension methods. Pushes to `reading`. */
export function readMinimalApis(
  root: Node,
  constants: ReadonlyMap<string, string>,
  reading: RouteReading,
): void {
  let prefixes: Prefixes = new Map();
  for (const node of walk(root)) {
    // Names of groups are those of one method; methods in it see them too, and share them here.
    if (node.type === 'method_declaration') prefixes = groupsAmong(node);
    if (node.type === 'variable_declarator') {
      const value = node.lastNamedChild;
      const name = node.childForFieldName('name')?.text;
      if (
        value?.type === 'invocation_expression' &&
        name !== undefined &&
        /\bMapGroup\s*\(|\bNewVersionedApi\s*\(/.test(value.text)
      )
        prefixes.set(name, prefixOf(value, prefixes, constants, reading));
    }
    if (node.type === 'invocation_expression') readMapping(node, prefixes, constants, reading);
  }
}

/** A group that a method is given has its prefix from the caller. */
function groupsAmong(method: Node): Prefixes {
  const prefixes: Prefixes = new Map();
  for (const parameter of method.childForFieldName('parameters')?.namedChildren ?? []) {
    const name = parameter?.childForFieldName('name')?.text;
    if (name !== undefined && parameter?.childForFieldName('type')?.text === 'RouteGroupBuilder')
      prefixes.set(name, null);
  }
  return prefixes;
}

function readMapping(
  call: Node,
  prefixes: Prefixes,
  constants: ReadonlyMap<string, string>,
  reading: RouteReading,
): void {
  const called = call.childForFieldName('function');
  if (called?.type !== 'member_access_expression') return;
  const name = nameOf(called);
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : null;
  if (verb === null && name !== 'MapMethods') return;
  const values = argumentsOf(call);
  const first = values[0];
  if (first === undefined) return;
  const prefix = prefixOf(called.childForFieldName('expression'), prefixes, constants, null);
  const path = textOf(first, constants);
  const line = lineOf(called.childForFieldName('name') ?? call);
  if (path === null || prefix === null) {
    reading.unread.push({ line, reason: 'path of a route is computed, or given by a caller' });
    return;
  }
  const handler = values[name === 'MapMethods' ? 2 : 1];
  const type = called.childForFieldName('name');
  const named =
    type?.type === 'generic_name'
      ? (type.lastNamedChild?.firstNamedChild?.text ?? null)
      : handler !== undefined && /^(?:identifier|member_access_expression)$/.test(handler.type)
        ? handler.text
        : null;
  for (const method of verb ? [verb] : methodsOf(values[1])) {
    reading.routes.push({
      method,
      path: joinPath(bareBraces(prefix), bareBraces(path)),
      line,
      handler: named,
      rooted: true,
    });
  }
}

function methodsOf(value: Node | undefined): string[] {
  if (value === undefined) return [];
  const texts = [...walk(value)].flatMap((node) => stringOf(node)?.toUpperCase() ?? []);
  return texts.length === 0 ? ['ANY'] : [...new Set(texts)].filter((text) => /^[A-Z]+$/.test(text));
}

/** The prefix of what a chain of calls gives; `reading` where a computed one is to be said. */
function prefixOf(
  expression: Node | null,
  prefixes: Prefixes,
  constants: ReadonlyMap<string, string>,
  reading: RouteReading | null,
): string | null {
  const parts: string[] = [];
  let node = expression;
  for (let links = 0; node !== null && links < longest; links++) {
    if (node.type === 'identifier') {
      const before = prefixes.get(node.text);
      return before === null ? null : [before ?? '', ...parts.reverse()].join('/');
    }
    if (node.type !== 'invocation_expression') break;
    const called = node.childForFieldName('function');
    if (called?.type !== 'member_access_expression') break;
    if (nameOf(called) === 'MapGroup') {
      const first = argumentsOf(node)[0];
      const text = first === undefined ? null : textOf(first, constants);
      if (text === null) {
        reading?.unread.push({ line: lineOf(node), reason: 'prefix of a group is computed' });
        return null;
      }
      parts.push(text);
    }
    node = called.childForFieldName('expression');
  }
  return parts.reverse().join('/');
}

function nameOf(called: Node): string {
  const name = called.childForFieldName('name');
  return (name?.type === 'generic_name' ? name.firstNamedChild?.text : name?.text) ?? '';
}

function argumentsOf(call: Node): Node[] {
  const written = call.childForFieldName('arguments')?.namedChildren ?? [];
  return written.flatMap((argument) =>
    argument?.type === 'argument' && argument.lastNamedChild !== null ? [argument.lastNamedChild] : [],
  );
}
