import { childOf, type DocumentNode, type DocumentStore } from './document-store.ts';
import { foldUnion, namesOnly } from './fold-union.ts';
import { canonical, isRecord } from './values.ts';

/** A bound and where it stands. `exclusive` only for numbers. */
interface Bound {
  value: number;
  exclusive: boolean;
  at: DocumentNode;
}

/** A choice between schemas: `oneOf` or `anyOf`, kept where it does not fold into types or an enumeration. */
interface Union {
  members: DocumentNode[];
  at: DocumentNode;
}

/**
 * What a schema asks for, with all that holds at once (`$ref`, `allOf`) put together. A part of it is a list of schemas
 * that all hold. What is not understood stands in `conditions` as canonical text.
 */
export interface SchemaShape {
  at: DocumentNode;
  /** `false`: nothing is valid. */
  never: boolean;
  /** Types as written; null when none are. `integer` is a `number` of its own. */
  types: Set<string> | null;
  typesAt: DocumentNode | null;
  /** The type that the other keywords speak of, when none is written. */
  implied: string | null;
  /** Allowed values by canonical text; null when any is. */
  values: Map<string, DocumentNode> | null;
  valuesAt: DocumentNode | null;
  /** By keyword: `minimum`, `maximum` (exclusive ones too), `minLength`, … */
  bounds: Map<string, Bound>;
  patterns: Map<string, DocumentNode>;
  formats: Map<string, DocumentNode>;
  /** `multipleOf`, `uniqueItems` as canonical text. */
  restrictions: Map<string, DocumentNode>;
  properties: Map<string, DocumentNode[]>;
  required: Map<string, DocumentNode>;
  patternProperties: Map<string, DocumentNode[]>;
  /** Of properties that are not listed: `false` when there may be none, schemas, or null when nothing is said. */
  additional: { closed: boolean; at: DocumentNode; schemas: DocumentNode[] } | null;
  items: DocumentNode[];
  tuple: DocumentNode[][];
  unions: Union[];
  /** Null is allowed besides what the unions allow. */
  nullable: boolean;
  conditions: Map<string, { text: string; at: DocumentNode }>;
  /** References that lead nowhere that could be read. */
  unread: Map<string, DocumentNode>;
}

/** Spends what a comparison may cost; false when nothing is left. */
type Spend = (units: number) => boolean;

const lowerBounds = ['minLength', 'minItems', 'minProperties', 'minContains'];
const upperBounds = ['maxLength', 'maxItems', 'maxProperties', 'maxContains'];
const conditionKeywords = [
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  '$dynamicRef',
  '$recursiveRef',
];
/** Schemas that hold at once: a bound on hostile chains. */
const mostParts = 1_000;

/** Puts together what a list of schemas asks for, all of which hold. */
export function shapeOf(store: DocumentStore, nodes: readonly DocumentNode[], spend: Spend): SchemaShape {
  const shape = emptyShape(nodes[0]!);
  const seen = new Set<unknown>();
  const waiting = [...nodes];
  // The list grows while it is gone through: references and members of allOf, in order.
  for (const node of waiting) {
    if (seen.size >= mostParts || !spend(1)) break;
    const { value } = node;
    if (value === false) shape.never = true;
    if (!isRecord(value) || seen.has(value)) continue;
    seen.add(value);
    const reference = value['$ref'];
    if (typeof reference === 'string') {
      // Drafts before 2019-09 ignore what stands beside a reference; validators and people do not.
      const target = store.resolve(node, reference);
      if (target === null) shape.unread.set(reference, node);
      else waiting.push(target);
    }
    waiting.push(...childrenOf(node, 'allOf'));
    for (const keyword of ['oneOf', 'anyOf']) {
      const members = childrenOf(node, keyword);
      if (members.length === 0 || !spend(members.length)) continue;
      const folded = foldUnion(store, members);
      const at = childOf(node, keyword)!;
      if (folded.kind === 'types') addTypes(shape, folded.types, at);
      else if (folded.kind === 'values') addValues(shape, folded.values, at);
      else if (folded.kind === 'single') {
        shape.nullable ||= folded.orNull;
        waiting.push(folded.member);
      } else shape.unions.push({ members, at });
    }
    addOwn(shape, node, value, spend);
  }
  if (shape.nullable) {
    shape.types?.add('null');
    shape.values?.set('null', shape.at);
  }
  shape.implied = shape.types === null ? impliedType(shape) : null;
  return shape;
}

function emptyShape(at: DocumentNode): SchemaShape {
  return {
    at,
    never: false,
    types: null,
    typesAt: null,
    implied: null,
    values: null,
    valuesAt: null,
    bounds: new Map(),
    patterns: new Map(),
    formats: new Map(),
    restrictions: new Map(),
    properties: new Map(),
    required: new Map(),
    patternProperties: new Map(),
    additional: null,
    items: [],
    tuple: [],
    unions: [],
    nullable: false,
    conditions: new Map(),
    unread: new Map(),
  };
}

function addOwn(shape: SchemaShape, node: DocumentNode, value: Record<string, unknown>, spend: Spend): void {
  const types = typesOf(value);
  if (types !== null) addTypes(shape, types, childOf(node, 'type')!);
  if (Object.hasOwn(value, 'const')) {
    const at = childOf(node, 'const')!;
    addValues(shape, new Map([[canonical(value['const']), at]]), at);
  }
  const listed = childrenOf(node, 'enum');
  if (listed.length > 0 && spend(listed.length)) {
    addValues(shape, new Map(listed.map((one) => [canonical(one.value), one])), childOf(node, 'enum')!);
  }
  addBounds(shape, node, value);
  for (const [keyword, into] of [
    ['pattern', shape.patterns],
    ['format', shape.formats],
  ] as const) {
    const text = value[keyword];
    if (typeof text === 'string') into.set(text, childOf(node, keyword)!);
  }
  if (typeof value['multipleOf'] === 'number') {
    shape.restrictions.set(`be a multiple of ${value['multipleOf']}`, childOf(node, 'multipleOf')!);
  }
  if (value['uniqueItems'] === true)
    shape.restrictions.set('have unique items', childOf(node, 'uniqueItems')!);
  addProperties(shape, node, spend);
  addItems(shape, node, value);
  for (const keyword of conditionKeywords) {
    if (!Object.hasOwn(value, keyword)) continue;
    const text = canonical(namesOnly(value[keyword]));
    const known = shape.conditions.get(keyword);
    shape.conditions.set(keyword, { text: (known?.text ?? '') + text, at: childOf(node, keyword)! });
  }
}

function addProperties(shape: SchemaShape, node: DocumentNode, spend: Spend): void {
  for (const [keyword, into] of [
    ['properties', shape.properties],
    ['patternProperties', shape.patternProperties],
  ] as const) {
    const holder = childOf(node, keyword);
    if (!isRecord(holder?.value)) continue;
    for (const name of Object.keys(holder.value)) {
      if (!spend(1)) return;
      const child = childOf(holder, name)!;
      const known = into.get(name);
      if (known === undefined) into.set(name, [child]);
      else known.push(child);
    }
  }
  for (const one of childrenOf(node, 'required')) {
    if (typeof one.value === 'string' && !shape.required.has(one.value)) shape.required.set(one.value, one);
  }
  for (const keyword of ['additionalProperties', 'unevaluatedProperties']) {
    const at = childOf(node, keyword);
    if (at === null) continue;
    const known = shape.additional ?? { closed: false, at, schemas: [] };
    if (at.value === false) shape.additional = { ...known, at, closed: true };
    else if (isRecord(at.value) && Object.keys(at.value).length > 0) {
      shape.additional = { ...known, at, schemas: [...known.schemas, at] };
    } else shape.additional = known;
  }
}

function addItems(shape: SchemaShape, node: DocumentNode, value: Record<string, unknown>): void {
  const tuple = childrenOf(node, Array.isArray(value['prefixItems']) ? 'prefixItems' : 'items');
  tuple.forEach((one, at) => {
    const known = shape.tuple[at];
    if (known === undefined) shape.tuple[at] = [one];
    else known.push(one);
  });
  const rest = childOf(node, Array.isArray(value['items']) ? 'additionalItems' : 'items');
  if (rest !== null && !Array.isArray(rest.value) && rest.value !== true) shape.items.push(rest);
}

function addTypes(shape: SchemaShape, types: ReadonlySet<string>, at: DocumentNode): void {
  // All types there are: any.
  if (types.size === 6 && types.has('number')) return;
  shape.types = shape.types === null ? new Set(types) : intersect(shape.types, types);
  shape.typesAt ??= at;
}

/** Types that both lists allow; what is an integer is a number. */
function intersect(one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> {
  const both = new Set([...one].filter((type) => other.has(type)));
  for (const [narrow, wide] of [
    [one, other],
    [other, one],
  ] as const) {
    if (narrow.has('integer') && wide.has('number')) both.add('integer');
  }
  return both;
}

function addValues(shape: SchemaShape, values: ReadonlyMap<string, DocumentNode>, at: DocumentNode): void {
  shape.valuesAt ??= at;
  if (shape.values === null) shape.values = new Map(values);
  else for (const key of shape.values.keys()) if (!values.has(key)) shape.values.delete(key);
}

function addBounds(shape: SchemaShape, node: DocumentNode, value: Record<string, unknown>): void {
  for (const [keyword, exclusiveKeyword, sign] of [
    ['minimum', 'exclusiveMinimum', 1],
    ['maximum', 'exclusiveMaximum', -1],
  ] as const) {
    const plain = value[keyword];
    const exclusive = value[exclusiveKeyword];
    if (typeof plain === 'number') {
      // Draft 4 says with true that the bound beside it is exclusive, later drafts give a number of its own.
      tighten(
        shape,
        keyword,
        { value: plain, exclusive: exclusive === true, at: childOf(node, keyword)! },
        sign,
      );
    }
    if (typeof exclusive === 'number') {
      tighten(
        shape,
        keyword,
        { value: exclusive, exclusive: true, at: childOf(node, exclusiveKeyword)! },
        sign,
      );
    }
  }
  for (const [keywords, sign] of [
    [lowerBounds, 1],
    [upperBounds, -1],
  ] as const) {
    for (const keyword of keywords) {
      const number = value[keyword];
      // No less than nothing: says nothing.
      if (typeof number !== 'number' || (sign === 1 && number <= 0)) continue;
      tighten(shape, keyword, { value: number, exclusive: false, at: childOf(node, keyword)! }, sign);
    }
  }
}

function tighten(shape: SchemaShape, keyword: string, bound: Bound, sign: 1 | -1): void {
  const known = shape.bounds.get(keyword);
  const by = known === undefined ? 1 : sign * (bound.value - known.value);
  if (known === undefined || by > 0 || (by === 0 && bound.exclusive)) shape.bounds.set(keyword, bound);
}

/** The types that a schema object writes, OpenAPI's `nullable` counted in; null when it writes none. */
export function typesOf(value: Record<string, unknown>): Set<string> | null {
  const type = value['type'];
  const listed = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string');
  // `any` is draft 3's word for no type.
  if (listed.length === 0 || listed.includes('any')) return null;
  const types = new Set<string>(listed);
  if (value['nullable'] === true) types.add('null');
  if (types.has('number')) types.delete('integer');
  return types;
}

function impliedType(shape: SchemaShape): string | null {
  const { properties, patternProperties, required, additional, items, tuple, bounds, patterns } = shape;
  const kinds = new Set<string>();
  if (properties.size > 0 || patternProperties.size > 0 || required.size > 0 || additional !== null) {
    kinds.add('object');
  }
  if (items.length > 0 || tuple.length > 0) kinds.add('array');
  if (patterns.size > 0 || bounds.has('minLength') || bounds.has('maxLength')) kinds.add('string');
  if (bounds.has('minimum') || bounds.has('maximum')) kinds.add('number');
  for (const key of shape.values?.keys() ?? []) kinds.add(typeOfText(key));
  return kinds.size === 1 ? [...kinds][0]! : null;
}

function typeOfText(text: string): string {
  if (text.startsWith('"')) return 'string';
  if (text.startsWith('{')) return 'object';
  if (text.startsWith('[')) return 'array';
  if (text === 'null') return 'null';
  return text === 'true' || text === 'false' ? 'boolean' : 'number';
}

/** The items of a list under a keyword, none when there is no list. */
export function childrenOf(node: DocumentNode, keyword: string): DocumentNode[] {
  const list = childOf(node, keyword);
  if (list === null || !Array.isArray(list.value)) return [];
  return list.value.map((_, at) => childOf(list, at)!);
}
