import type { Node } from 'web-tree-sitter';
import type { RouteReading } from '../../route.ts';
import { joinPath } from '../../route-path.ts';
import { bareBraces } from '../braces.ts';
import { type Attribute, attributesOf, textOf } from './attributes.ts';

const verbs: Readonly<Record<string, string>> = {
  HttpGet: 'GET',
  HttpPost: 'POST',
  HttpPut: 'PUT',
  HttpDelete: 'DELETE',
  HttpPatch: 'PATCH',
  HttpHead: 'HEAD',
  HttpOptions: 'OPTIONS',
};
/** Base classes of the framework's, that bring no prefix with them. */
const bare = /^(?:ControllerBase|Controller|ApiController|ODataController)$/;

/**
 * Routes of a controller by its attributes, as https://learn.microsoft.com/aspnet/core/mvc/controllers/routing has
 * it. Actions without any template go by conventions that stand elsewhere, and are no business of this. Pushes to `reading`.
 */
export function readController(
  type: Node,
  constants: ReadonlyMap<string, string>,
  reading: RouteReading,
): void {
  const attributes = attributesOf(type);
  const name = type.childForFieldName('name')?.text ?? '';
  const bases = type.namedChildren.find((child) => child?.type === 'base_list');
  const base = bases?.firstNamedChild?.text.replace(/<[\s\S]*$/, '') ?? '';
  const isController =
    attributes.some(({ name: one }) => one === 'ApiController' || one === 'Controller') ||
    /Controller(?:Base)?$/.test(base) ||
    name.endsWith('Controller');
  if (!isController) return;
  const actions = methodsOf(type).flatMap((method) => {
    const routed = attributesOf(method).filter(isRouting);
    return routed.length === 0 ? [] : [{ name: method.childForFieldName('name')?.text ?? '', routed }];
  });
  const first = actions[0]?.routed[0];
  if (first === undefined) return;
  if (type.namedChildren.some((child) => child?.type === 'modifier' && child.text === 'abstract')) {
    reading.unread.push({
      line: first.line,
      reason: 'routes of an abstract controller: served by those that extend it',
    });
    return;
  }
  const whole = attributes.filter((one) => one.name === 'Route');
  const prefixes = whole.map((one) => templateOf(one, constants));
  const area = attributes.find((one) => one.name === 'Area')?.values[0];
  const tokens = {
    controller: name.replace(/Controller$/, ''),
    area: area === undefined ? '' : (textOf(area, constants) ?? ''),
  };
  if (prefixes.includes(null)) {
    reading.unread.push({ line: whole[0]?.line ?? first.line, reason: 'prefix of a controller is computed' });
    return;
  }
  const known = prefixes.flatMap((prefix) => prefix ?? []);
  const mayInherit = known.length === 0 && base !== '' && !bare.test(base) && !/^I[A-Z]/.test(base);
  let inherits: number | null = null;
  for (const action of actions) {
    const handler = `${name}.${action.name}`;
    for (const { methods, template, line } of templatesOf(action.routed, constants)) {
      if (template === null) {
        reading.unread.push({ line, reason: 'path of a route is computed' });
        continue;
      }
      const isAbsolute = /^~?\//.test(template);
      if (!isAbsolute && mayInherit) inherits ??= line;
      // Without any template it is a route by convention.
      if (!isAbsolute && (mayInherit || (known.length === 0 && template === ''))) continue;
      for (const prefix of isAbsolute || known.length === 0 ? [''] : known) {
        const path = withTokens(joinTemplates(prefix, template), { ...tokens, action: action.name });
        for (const method of methods) reading.routes.push({ method, path, line, handler, rooted: true });
      }
    }
  }
  if (inherits !== null)
    reading.unread.push({ line: inherits, reason: 'prefix of a controller may stand in its base class' });
}

function isRouting({ name }: Attribute): boolean {
  return name === 'Route' || name === 'AcceptVerbs' || Object.hasOwn(verbs, name);
}

function methodsOf(type: Node): Node[] {
  const body = type.childForFieldName('body');
  return (body?.namedChildren ?? []).flatMap((child) =>
    child?.type === 'method_declaration' ? [child] : [],
  );
}

/** `` where an attribute has none, null where it is computed. */
function templateOf(
  { name, values, named }: Attribute,
  constants: ReadonlyMap<string, string>,
): string | null {
  const value = named.get('Template') ?? (name === 'AcceptVerbs' ? named.get('Route') : values[0]);
  return value === undefined ? '' : textOf(value, constants);
}

/** What the attributes of one action add up to: a verb without a template goes for the templates of `[Route]`. */
function templatesOf(
  routed: readonly Attribute[],
  constants: ReadonlyMap<string, string>,
): { methods: readonly string[]; template: string | null; line: number }[] {
  const found: { methods: readonly string[]; template: string | null; line: number }[] = [];
  const open: string[] = [];
  const routes = routed.filter(({ name }) => name === 'Route');
  for (const attribute of routed) {
    if (attribute.name === 'Route') continue;
    const verb = verbs[attribute.name];
    const methods =
      verb === undefined
        ? attribute.values.flatMap((value) => textOf(value, constants)?.toUpperCase() ?? [])
        : [verb];
    const template = templateOf(attribute, constants);
    if (template === '' && routes.length > 0) open.push(...methods);
    else found.push({ methods, template, line: attribute.line });
  }
  for (const route of routes) {
    const methods = open.length === 0 ? ['ANY'] : open;
    found.push({ methods, template: templateOf(route, constants), line: route.line });
  }
  return found;
}

function joinTemplates(prefix: string, template: string): string {
  return joinPath(bareBraces(prefix.replace(/^~/, '')), bareBraces(template.replace(/^~/, '')));
}

function withTokens(path: string, tokens: Readonly<Record<string, string>>): string {
  return path.replace(/\[(controller|action|area)\]/gi, (_all, token: string) => {
    const name = tokens[token.toLowerCase()] ?? '';
    // ASP.NET takes the ending off by itself (SuppressAsyncSuffixInActionNames).
    return token.toLowerCase() === 'action' ? name.replace(/Async$/, '') : name;
  });
}
