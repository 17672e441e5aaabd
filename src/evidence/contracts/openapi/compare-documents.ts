import type { Severity } from '../../evidence.ts';
import type { ContractChange } from '../contract-fact.ts';
import { alignAddresses } from './base-address.ts';
import { familyOf } from './check-families.ts';
import { convertSwagger } from './convert-swagger.ts';
import { type DocumentNode, type MapNode, member, type Origin } from './document-node.ts';
import { type ChangeGroup, groupChanges } from './group-changes.ts';
import { mostOfTypes } from './judge-types.ts';
import { normalise } from './normalise.ts';
import { placesToCompare } from './places-to-compare.ts';
import type { Oasdiff } from './run-oasdiff.ts';
import { findSecurityChanges, operationsOf, type SecurityChange } from './security.ts';
import { type WrittenDocument, writeYaml } from './write-yaml.ts';

/** A change of a contract with the operations that it reaches; where it stands is a place in a document. */
export interface DocumentChange extends Omit<ContractChange, 'path' | 'line' | 'side' | 'format'> {
  operations: string[];
  at: Origin | null;
  on: 'base' | 'head';
}

export type Comparison = { ok: true; changes: DocumentChange[] } | { ok: false; reason: string };

/** Whether the change edits the line of a place, or one that refers there. */
export type IsTouched = (at: Origin, on: 'base' | 'head') => boolean;

/** Harmless changes, and breaks, told of one document one by one. */
const mostHarmless = 20;
const mostBreaks = 40;
const operationsNamed = 3;
/** Of one change: oasdiff wrote 19 MB, more than is read, for 65,536 places, and its time grows faster. */
const mostPlaces = 200_000;

/**
 * Compares two bundled documents of OpenAPI 3 or Swagger 2, in any combination. The changes come sorted, breaks first;
 * what goes beyond the most that is told of one document stands in one change with counts.
 */
export async function compareDocuments(
  oasdiff: Oasdiff,
  before: MapNode,
  after: MapNode,
  isTouched: IsTouched = () => true,
): Promise<Comparison> {
  const { base, head, changed } = alignAddresses(openapi(before), openapi(after));
  const [old, now] = [writeYaml(base), writeYaml(head)];
  if (old.text === now.text) return { ok: true, changes: [] };
  if (placesToCompare(base, head) > mostPlaces) {
    return { ok: false, reason: 'its references put one change in too many places: not compared' };
  }
  const result = await oasdiff(old.text, now.text);
  if (!result.ok) return result;
  const places = {
    base: placesOf(base),
    head: placesOf(head),
  };
  const documents = { base: old, head: now };
  /** What oasdiff says of an unchanged line is told where the change is: below it, or where operations refer to it. */
  const relocate = (group: ChangeGroup): ChangeGroup => {
    const { at, side, written, operations } = group;
    if (at === null || written === null || isTouched(at, side)) return group;
    const below = touchedBelow(documents[side], written, (one) => isTouched(one, side));
    if (below !== null) return { ...group, at: below };
    const found = touchedPlace(operations, places, side, isTouched);
    return found === null ? group : { ...group, component: null, at: found.at, side: found.on };
  };
  const all = groupChanges(result.changes, old, now, relocate).map((group) => describe(group, places));
  all.push(...describeSecurity(findSecurityChanges(base, head)));
  if (changed !== null) {
    const { consumer, wayOut } = familyOf('server-path-changed');
    all.push({
      breaking: true,
      severity: 'warning',
      check: 'server-path-changed',
      element: changed.to,
      message: `The path of the server changes from ${changed.from} to ${changed.to}, and every operation moves with it`,
      consumer,
      wayOut,
      operations: [],
      at: changed.at,
      on: 'head',
    });
  }
  return {
    ok: true,
    changes: [
      ...capped(
        all.filter(({ breaking }) => breaking),
        mostBreaks,
      ),
      ...capped(
        all.filter(({ breaking }) => !breaking),
        mostHarmless,
      ),
    ],
  };
}

function openapi(document: MapNode): MapNode {
  return normalise(member(document, 'swagger') === undefined ? document : convertSwagger(document));
}

function placesOf(document: MapNode): Map<string, DocumentNode> {
  return new Map(operationsOf(document).map(({ name, node }) => [name, node]));
}

const schemaKeyword = /^(?:type|format|enum|nullable|pattern|default|const|required|(?:min|max)[A-Z]?\w*)$/;

/** The first line below a line of a written document, or beside it in the same schema, that the change edits. */
function touchedBelow(
  { lines }: WrittenDocument,
  line: number,
  isTouched: (at: Origin) => boolean,
): Origin | null {
  const { parent = -1, key = '' } = lines[line - 1] ?? {};
  // oasdiff names `type` where `format` beside it changed.
  const isKeyword = parent >= 0 && lines[parent]?.key !== 'properties' && schemaKeyword.test(key);
  const top = isKeyword ? parent : line - 1;
  for (let each = top + 1; each < lines.length && lines[each]!.parent >= top; each++) {
    if (isTouched(lines[each]!.at)) return lines[each]!.at;
  }
  return null;
}

/** The first line in operations that the change edits: where they came to refer to what did not change itself. */
function touchedPlace(
  operations: readonly string[],
  places: Record<'base' | 'head', ReadonlyMap<string, DocumentNode>>,
  side: 'base' | 'head',
  isTouched: IsTouched,
): { at: Origin; on: 'base' | 'head' } | null {
  for (const on of side === 'head' ? (['head', 'base'] as const) : (['base', 'head'] as const)) {
    for (const operation of operations) {
      const node = places[on].get(operation);
      const at = node === undefined ? null : firstTouched(node, on, isTouched);
      if (at !== null) return { at, on };
    }
  }
  return null;
}

function firstTouched(node: DocumentNode, on: 'base' | 'head', isTouched: IsTouched): Origin | null {
  const children = node.kind === 'map' ? [...node.entries.values()] : node.kind === 'list' ? node.items : [];
  for (const child of children) {
    const found = firstTouched(child, on, isTouched);
    if (found !== null) return found;
  }
  return isTouched(node.at, on) ? node.at : null;
}

/**
 * The worst that a change of a request's body can be. Servers ignore the body of a GET (OpenAPI 3.0, "Operation Object"),
 * and documents that were lifted from Swagger by hand still have it as a parameter.
 */
function boundOfBody(
  check: string,
  operations: readonly string[],
  base: ReadonlyMap<string, DocumentNode>,
): Severity {
  if (!/request-body|request-property/.test(check) || operations.length === 0) return 'error';
  if (operations.every((name) => /^(?:GET|HEAD) /.test(name))) return 'note';
  const hadBody = (name: string) => {
    const node = base.get(name);
    const parameters = node?.kind === 'map' ? member(node, 'parameters') : undefined;
    const items = parameters?.kind === 'list' ? parameters.items : [];
    return items.some((item) => {
      const place = item.kind === 'map' ? member(item, 'in') : undefined;
      return place?.kind === 'scalar' && (place.value === 'body' || place.value === 'formData');
    });
  };
  return check === 'request-body-added-required' && operations.every(hadBody) ? 'note' : 'error';
}

const rank: readonly Severity[] = ['note', 'warning', 'error'];

function describe(
  group: ChangeGroup,
  places: Record<'base' | 'head', ReadonlyMap<string, DocumentNode>>,
): DocumentChange {
  const { check, operations, component, text } = group;
  const family = familyOf(check);
  const bound = boundOfBody(check, operations, places.base);
  const most = [family.most ?? 'error', mostOfTypes(check, text), bound].map((each) => rank.indexOf(each));
  const level = Math.min(Math.max(group.level - 1, 0), ...most);
  const severity = rank[level]!;
  const breaking = severity !== 'note';
  const [first] = operations;
  const many = operations.length > 1;
  const element = many ? (component ?? say(operations)) : (first ?? component ?? 'the document');
  let { at, side: on } = group;
  if (at === null && first !== undefined) {
    on = places.head.has(first) ? 'head' : 'base';
    at = places[on].get(first)?.at ?? null;
  }
  return {
    breaking,
    severity,
    check,
    element,
    message: sentence(group, element),
    consumer: breaking
      ? family.consumer.replaceAll('{where}', many ? `${operations.length} operations` : element)
      : '',
    wayOut: breaking ? family.wayOut : '',
    operations,
    at,
    on,
  };

  function sentence({ check: id }: ChangeGroup, name: string): string {
    const verb = many ? 'are' : 'is';
    if (/^(?:api-(?:path-)?removed-|webhook-removed)/.test(id)) {
      const without = id.endsWith('-without-deprecation') ? ' without having been deprecated' : '';
      return `${name} ${verb} removed${without}`;
    }
    if (id === 'endpoint-added' || id === 'webhook-added') return `${name} ${verb} added`;
    if (id === 'endpoint-deprecated') return `${name} ${verb} deprecated`;
    if (text === '') return `${id.replaceAll('-', ' ')}, ${group.count} times in ${name}`;
    return many && component !== null ? `${name}: ${text} (${say(operations)})` : `${name}: ${text}`;
  }
}

/** `12 operations: GET /a, GET /b, GET /c and 9 more`. */
function say(operations: readonly string[]): string {
  const more = operations.length - operationsNamed;
  const named = operations.slice(0, operationsNamed).join(', ');
  return `${operations.length} operations: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

/** One change for each requirement, however many operations it guards. */
function describeSecurity(changes: readonly SecurityChange[]): DocumentChange[] {
  const groups = new Map<string, SecurityChange[]>();
  for (const one of changes) {
    const key = JSON.stringify([one.global, one.opens, one.asks]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((members): DocumentChange => {
    const { opens, asks, at } = members[0]!;
    const operations = members.map(({ operation }) => operation).sort();
    const many = operations.length > 1;
    const element = many ? say(operations) : operations[0]!;
    const check = opens ? 'operation-needs-no-credentials' : 'operation-requires-credentials';
    const family = familyOf(check);
    const where = many ? `${operations.length} operations` : element;
    return {
      breaking: !opens,
      severity: opens ? 'note' : 'error',
      check,
      element,
      message: opens
        ? `${element} ${many ? 'answer' : 'answers'} without credentials, which ${many ? 'they' : 'it'} did not before`
        : `${element} ${many ? 'require' : 'requires'} credentials that callers did not need before: ${asks}`,
      consumer: opens ? '' : family.consumer.replaceAll('{where}', where),
      wayOut: opens ? '' : family.wayOut,
      operations,
      at,
      on: 'head',
    };
  });
}

/** The changes up to a number, and the rest as one. */
function capped(changes: DocumentChange[], most: number): DocumentChange[] {
  if (changes.length <= most) return changes;
  const rest = changes.slice(most - 1);
  const counts = new Map<string, number>();
  for (const { check } of rest) counts.set(check, (counts.get(check) ?? 0) + 1);
  const kinds = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const named = kinds.slice(0, 5).map(([check, count]) => `${count} ${check}`);
  const others = kinds.length > 5 ? ' and others' : '';
  const { breaking } = rest[0]!;
  const severity = rank[Math.max(...rest.map((each) => rank.indexOf(each.severity ?? 'note')))]!;
  const family = familyOf('more-changes');
  const element = `${rest.length} more ${breaking ? 'breaking' : 'harmless'} changes`;
  return [
    ...changes.slice(0, most - 1),
    {
      breaking,
      severity,
      check: 'more-changes',
      element,
      message: `${element} of the document: ${named.join(', ')}${others}`,
      consumer: breaking ? family.consumer.replaceAll('{where}', 'the document') : '',
      wayOut: breaking ? family.wayOut : '',
      operations: [...new Set(rest.flatMap(({ operations }) => operations))].sort(),
      at: null,
      on: 'head',
    },
  ];
}
