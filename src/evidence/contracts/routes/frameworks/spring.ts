import type { Node } from 'web-tree-sitter';
import { lineOf, walk } from '../../../code/walk.ts';
import type { Route, RouteFramework, RouteReading } from '../route.ts';
import { joinPath } from '../route-path.ts';
import { bareBraces } from './braces.ts';
import { type Annotation, annotationsOf, constantsOf, present, textOf } from './spring/annotations.ts';
import { readRouterFunctions } from './spring/router-functions.ts';

const methodsByMapping: Readonly<Record<string, string>> = {
  GetMapping: 'GET',
  PostMapping: 'POST',
  PutMapping: 'PUT',
  DeleteMapping: 'DELETE',
  PatchMapping: 'PATCH',
};
/** Interfaces under these describe what is called elsewhere. */
const clients = /^(?:FeignClient|HttpExchange|RegisterRestClient|RetrofitClient)$/;
const types = new Set([
  'class_declaration',
  'record_declaration',
  'interface_declaration',
  'object_declaration',
]);

/**
 * Spring's controllers and, where simple, router functions, in Java and Kotlin. Strings and constants of the same file
 * are read; what an interface or an abstract class maps is served by others, under prefixes that do not stand there.
 */
export const spring: RouteFramework = {
  name: 'spring',
  grammars: ['java', 'kotlin'],
  mayDeclare: (_path, text) =>
    /@(?:[\w.]+\.)?(?:(?:Get|Post|Put|Delete|Patch|Request)Mapping|(?:Rest)?Controller)\b|\bRouterFunction|\b(?:coR|r)outer\s*\{/.test(
      text,
    ),
  read(root) {
    const reading: RouteReading = { routes: [], mounts: [], unread: [] };
    const constants = constantsOf(root);
    for (const node of walk(root)) if (types.has(node.type)) readType(node, constants, reading);
    readRouterFunctions(root, constants, reading);
    return reading;
  },
};

function readType(type: Node, constants: ReadonlyMap<string, string>, reading: RouteReading): void {
  const annotations = annotationsOf(type);
  if (annotations.some(({ name }) => clients.test(name))) return;
  const mapped = functionsOf(type).flatMap((node) => {
    const mappings = annotationsOf(node).filter(({ name }) => isMapping(name));
    return mappings.map((mapping) => ({ mapping, name: node.childForFieldName('name')?.text ?? '' }));
  });
  const first = mapped[0];
  const isController = annotations.some(({ name }) => name.endsWith('Controller'));
  if (isController && implementsOthers(type)) {
    const served = functionsOf(type).find(
      (node) => !annotationsOf(node).some(({ name }) => isMapping(name)) && isOverride(node),
    );
    if (served !== undefined) {
      reading.unread.push({
        line: lineOf(served),
        reason: 'routes of a controller are mapped by what it implements',
      });
    }
  }
  if (first === undefined) return;
  if (!isController || isOpen(type)) {
    reading.unread.push({
      line: first.mapping.line,
      reason: 'routes of a type that is no controller itself: served by those that take them over',
    });
    return;
  }
  const whole = annotations.find(({ name }) => name === 'RequestMapping');
  const prefixes = whole === undefined ? [''] : pathsOf(whole, constants);
  if (prefixes === null) {
    reading.unread.push({ line: whole!.line, reason: 'prefix of a controller is computed' });
    return;
  }
  const typeName = type.childForFieldName('name')?.text ?? '';
  for (const { mapping, name } of mapped) {
    const paths = pathsOf(mapping, constants);
    if (paths === null) {
      reading.unread.push({ line: mapping.line, reason: 'path of a route is computed' });
      continue;
    }
    const handler = `${typeName}.${name}`;
    for (const method of methodsOf(mapping, whole)) {
      for (const prefix of prefixes)
        for (const path of paths) reading.routes.push(routeOf(method, [prefix, path], mapping, handler));
    }
  }
}

function routeOf(method: string, parts: readonly string[], { line }: Annotation, handler: string): Route {
  return { method, path: joinPath(...parts.map(bareBraces)), line, handler, rooted: true };
}

function isMapping(name: string): boolean {
  return name === 'RequestMapping' || Object.hasOwn(methodsByMapping, name);
}

function implementsOthers(type: Node): boolean {
  return type.namedChildren.some(
    (child) => child !== null && /^(?:super_interfaces|delegation_specifiers)$/.test(child.type),
  );
}

/** Java says it by an annotation, Kotlin by a word. */
function isOverride(method: Node): boolean {
  return (
    annotationsOf(method).some(({ name }) => name === 'Override') ||
    method.children.some((child) => child?.type === 'modifiers' && /\boverride\b/.test(child.text))
  );
}

/** Abstract, or an interface: Kotlin's is a class by the grammar. */
function isOpen(type: Node): boolean {
  if (type.type === 'interface_declaration') return true;
  return type.children.some(
    (child) =>
      child?.type === 'interface' ||
      (child?.type === 'modifiers' && child.children.some((one) => one?.text === 'abstract')),
  );
}

function functionsOf(type: Node): Node[] {
  const body =
    type.childForFieldName('body') ??
    present(type.namedChildren).find((child) => child.type === 'class_body') ??
    null;
  return present(body?.namedChildren).filter(
    (child) => child.type === 'method_declaration' || child.type === 'function_declaration',
  );
}

/** Null when one of them is computed: a constant of another file, a property's placeholder. */
function pathsOf({ values }: Annotation, constants: ReadonlyMap<string, string>): string[] | null {
  const written = [...(values.get('value') ?? []), ...(values.get('path') ?? [])];
  const paths: string[] = [];
  for (const value of written) {
    const path = textOf(value, constants);
    if (path === null || path.includes('${') || path.includes('#{')) return null;
    paths.push(path);
  }
  return paths.length === 0 ? [''] : paths;
}

/** A method's own and its type's add up, as Spring has it. */
function methodsOf(mapping: Annotation, whole: Annotation | undefined): string[] {
  const own = methodsByMapping[mapping.name];
  const named = [
    ...(own === undefined ? [] : [own]),
    ...[mapping, ...(whole === undefined ? [] : [whole])].flatMap(({ values }) =>
      (values.get('method') ?? []).map(({ text }) => text.slice(text.lastIndexOf('.') + 1)),
    ),
  ].filter((name) => /^[A-Z]+$/.test(name));
  return named.length === 0 ? ['ANY'] : [...new Set(named)];
}
