import {
  type DocumentNode,
  isTrue,
  itemsOf,
  listNode,
  type MapNode,
  mapNode,
  member,
  membersOf,
  type Origin,
  scalarNode,
  textOf,
} from './document-node.ts';
import { methods } from './grammar.ts';

/** What of a parameter or header in Swagger 2 is its schema in OpenAPI 3. */
const schemaKeys = new Set(
  'type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems enum multipleOf x-nullable x-extensible-enum'.split(
    ' ',
  ),
);

/**
 * A bundled Swagger 2 document as OpenAPI 3, each part with the line it was written on: bodies and form fields as
 * request bodies, schemas under media types, security definitions as schemes.
 */
export function convertSwagger(document: MapNode): MapNode {
  const at = document.at;
  const consumes = mediaTypes(member(document, 'consumes'), ['application/json']);
  const produces = mediaTypes(member(document, 'produces'), ['application/json']);
  const shared = member(document, 'components', 'parameters');

  /** A parameter with its reference followed: a shared one may be a body. */
  function whole(node: DocumentNode): DocumentNode {
    const reference = textOf(member(node, '$ref'));
    if (reference === null) return node;
    return member(shared, reference.slice(reference.lastIndexOf('/') + 1)) ?? node;
  }

  function operation(node: DocumentNode, common: readonly DocumentNode[]): DocumentNode {
    if (node.kind !== 'map') return node;
    const out = mapNode([], node.at);
    const takes = mediaTypes(member(node, 'consumes'), consumes);
    const gives = mediaTypes(member(node, 'produces'), produces);
    const own = itemsOf(member(node, 'parameters')).map(whole);
    const names = new Set(own.map(identity));
    const parameters = [...common.map(whole).filter((each) => !names.has(identity(each))), ...own];
    for (const [name, child] of node.entries) {
      if (name === 'parameters' || name === 'consumes' || name === 'produces' || name === 'schemes') continue;
      if (name !== 'responses') out.entries.set(name, child);
      else {
        out.entries.set(
          name,
          mapNode(
            membersOf(child).map(([status, each]) => [status, response(each, gives)]),
            child.at,
          ),
        );
      }
    }
    const placed = parameters.filter((each) => !isBody(each));
    if (placed.length > 0) out.entries.set('parameters', listNode(placed.map(parameter), node.at));
    const body = requestBody(parameters.filter(isBody), takes);
    if (body !== null) out.entries.set('requestBody', body);
    return out;
  }

  function response(node: DocumentNode, types: readonly string[]): DocumentNode {
    if (node.kind !== 'map' || node.entries.has('$ref')) return node;
    const out = mapNode([], node.at);
    for (const [name, child] of node.entries) {
      if (name === 'schema') out.entries.set('content', contentOf(child, types));
      else if (name === 'headers') {
        out.entries.set(
          name,
          mapNode(
            membersOf(child).map(([each, header]) => [each, withSchema(header)]),
            child.at,
          ),
        );
      } else out.entries.set(name, child);
    }
    return out;
  }

  const paths = member(document, 'paths');
  const components = mapNode([], at);
  for (const [section, node] of membersOf(member(document, 'components'))) {
    if (section === 'schemas') components.entries.set(section, node);
    const convert = { responses: (each: DocumentNode) => response(each, produces), securitySchemes: scheme };
    const each = Object.hasOwn(convert, section) ? convert[section as keyof typeof convert] : null;
    if (each !== null) {
      components.entries.set(
        section,
        mapNode(
          membersOf(node).map(([name, one]) => [name, each(one)]),
          node.at,
        ),
      );
    }
  }
  const out = mapNode([['openapi', scalarNode('3.0.3', at)]], at);
  for (const name of ['info', 'security']) {
    const node = member(document, name);
    if (node !== undefined) out.entries.set(name, node);
  }
  const base = member(document, 'basePath');
  if (base !== undefined) {
    const server = mapNode([['url', base]], base.at);
    out.entries.set('servers', listNode([server], base.at));
  }
  if (paths !== undefined) {
    const items = membersOf(paths).map(([path, item]): [string, DocumentNode] => {
      const common = itemsOf(member(item, 'parameters'));
      const operations = membersOf(item)
        .filter(([name]) => (methods as readonly string[]).includes(name))
        .map(([name, each]): [string, DocumentNode] => [name, operation(each, common)]);
      return [path, mapNode(operations, item.at)];
    });
    out.entries.set('paths', mapNode(items, paths.at));
  }
  out.entries.set('components', components);
  return out;
}

function mediaTypes(node: DocumentNode | undefined, otherwise: readonly string[]): readonly string[] {
  const types = itemsOf(node).flatMap((item) => textOf(item) ?? []);
  return types.length > 0 ? types : otherwise;
}

function identity(parameter: DocumentNode): string {
  const place = textOf(member(parameter, 'in')) ?? '';
  return `${place} ${place === 'body' ? '' : (textOf(member(parameter, 'name')) ?? '')}`;
}

function isBody(parameter: DocumentNode): boolean {
  const place = textOf(member(parameter, 'in'));
  return place === 'body' || place === 'formData';
}

function contentOf(schema: DocumentNode, types: readonly string[]): DocumentNode {
  const isFile = textOf(member(schema, 'type')) === 'file';
  const body = isFile ? fileSchema(schema.at) : schema;
  return mapNode(
    types.map((type) => [type, mapNode([['schema', body]], schema.at)]),
    schema.at,
  );
}

function fileSchema(at: Origin): MapNode {
  return mapNode(
    [
      ['type', scalarNode('string', at)],
      ['format', scalarNode('binary', at)],
    ],
    at,
  );
}

function requestBody(parameters: readonly DocumentNode[], types: readonly string[]): DocumentNode | null {
  const [first] = parameters;
  if (first === undefined) return null;
  const at = first.at;
  const body = parameters.find((each) => textOf(member(each, 'in')) === 'body');
  if (body !== undefined) {
    const out = mapNode([['content', contentOf(member(body, 'schema') ?? mapNode([], at), types)]], body.at);
    const required = member(body, 'required');
    if (required !== undefined) out.entries.set('required', required);
    return out;
  }
  const properties = mapNode([], at);
  const required: DocumentNode[] = [];
  let files = false;
  for (const field of parameters) {
    const name = textOf(member(field, 'name'));
    if (name === null) continue;
    const isFile = textOf(member(field, 'type')) === 'file';
    files ||= isFile;
    properties.entries.set(name, isFile ? fileSchema(field.at) : schemaOf(field));
    if (isTrue(member(field, 'required'))) required.push(scalarNode(name, field.at));
  }
  const schema = mapNode(
    [
      ['type', scalarNode('object', at)],
      ['properties', properties],
      ['required', listNode(required, at)],
    ],
    at,
  );
  const forms = types.filter((type) => /^(?:multipart\/|application\/x-www-form)/i.test(type));
  const otherwise = files ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
  const out = mapNode([['content', contentOf(schema, forms.length > 0 ? forms : [otherwise])]], at);
  out.entries.set('required', scalarNode(required.length > 0, at));
  return out;
}

function schemaOf(node: DocumentNode): MapNode {
  return mapNode(
    membersOf(node).filter(([name]) => schemaKeys.has(name)),
    node.at,
  );
}

function withSchema(node: DocumentNode): DocumentNode {
  const out = mapNode(
    membersOf(node).filter(([name]) => !schemaKeys.has(name) && name !== 'collectionFormat'),
    node.at,
  );
  out.entries.set('schema', schemaOf(node));
  return out;
}

function parameter(node: DocumentNode): DocumentNode {
  if (node.kind !== 'map' || node.entries.has('$ref')) return node;
  const out = withSchema(node);
  if (out.kind !== 'map') return out;
  const format = textOf(node.entries.get('collectionFormat'));
  const style = { ssv: 'spaceDelimited', pipes: 'pipeDelimited' };
  if (format !== null && Object.hasOwn(style, format)) {
    out.entries.set('style', scalarNode(style[format as keyof typeof style], node.at));
  }
  if (format === 'multi') out.entries.set('explode', scalarNode(true, node.at));
  return out;
}

/** A security definition of Swagger 2 as a scheme of OpenAPI 3. */
function scheme(node: DocumentNode): DocumentNode {
  const type = textOf(member(node, 'type'));
  if (node.kind !== 'map' || type === 'apiKey') return node;
  if (type === 'basic') {
    return mapNode(
      [
        ['type', scalarNode('http', node.at)],
        ['scheme', scalarNode('basic', node.at)],
      ],
      node.at,
    );
  }
  const flows: Readonly<Record<string, string>> = {
    implicit: 'implicit',
    password: 'password',
    application: 'clientCredentials',
    accessCode: 'authorizationCode',
  };
  const flow = textOf(node.entries.get('flow')) ?? '';
  const kept = membersOf(node).filter(([name]) => ['authorizationUrl', 'tokenUrl', 'scopes'].includes(name));
  const name = Object.hasOwn(flows, flow) ? flows[flow]! : 'implicit';
  return mapNode(
    [
      ['type', scalarNode('oauth2', node.at)],
      ['flows', mapNode([[name, mapNode(kept, node.at)]], node.at)],
    ],
    node.at,
  );
}
