import type { Change } from '@graphql-inspector/core';
import type { BuiltSchema, Place } from './build-schema.ts';
import { additions, caution, checks } from './checks.ts';
import { inputEnums } from './input-enums.ts';
import { loadInspector } from './load-graphql.ts';
import { reachableTypes } from './reachable-types.ts';
import type { SchemaChange } from './schema-change.ts';

/** Where operations may carry a directive; elsewhere it is the schema's own matter. */
const executable = new Set([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
]);

const neverAnswered =
  'clients wait for a value that is never answered any more, and code that names it no longer compiles once it is generated anew';

/** What a federation's gateway and its subgraphs say to each other. */
const federation = /^(?:_Any|_Entity|_Service|Query\._(?:entities|service))(?:\.|$)/;

/**
 * What changes between two schemas, as GraphQL Inspector tells it: breaks, and additions that may be told together.
 * Breaks that no operation can meet are harmless; what was announced as deprecated is a warning. `lost` are types that
 * head uses and does not define any more: whether they changed is not known.
 */
export async function compareSchemas(
  before: BuiltSchema,
  after: BuiltSchema,
): Promise<{ changes: SchemaChange[]; lost: string[] }> {
  const found = await loadInspector().diff(before.schema, after.schema);
  const reachable = reachableTypes(before.schema, before.entities, () => true);
  const remains = reachableTypes(
    before.schema,
    before.entities,
    (element, type) => after.places.get(element)?.type === type,
  );
  const added = new Set(
    found.flatMap(({ type, path }) => (/^(?:TYPE|FIELD)_ADDED$/.test(String(type)) ? [path] : [])),
  );
  const named = inputEnums(before.schema);
  const changes: SchemaChange[] = [];
  const lost = new Set<string>();
  for (const change of found) {
    const element = elementOf(change);
    const [owner = ''] = element.split('.');
    if (federation.test(element)) continue;
    if (before.placeholders.has(owner) || after.placeholders.has(owner)) {
      if (after.placeholders.has(owner) && before.places.has(owner)) lost.add(owner);
      continue;
    }
    const level = change.criticality.level as string;
    const check = checks[change.type as string];
    if (level === 'NON_BREAKING' || check === undefined || (isAddition(change) && level !== 'BREAKING')) {
      const told = level === 'BREAKING' ? null : addition(change, element, added, after);
      if (told !== null) changes.push(told);
      continue;
    }
    const isGone = before.places.has(element) && !after.places.has(element);
    const place = isGone ? before.places.get(element) : (nearest(after, element) ?? nearest(before, element));
    if (place === undefined) continue;
    const side = isGone || !nearest(after, element) ? 'LEFT' : 'RIGHT';
    const base = {
      check: change.type as string,
      element,
      message: messageOf(change),
      path: place.path,
      line: place.line,
      side,
    } as const;
    const harmless = whyHarmless(change, element, before, reachable, remains);
    if (harmless !== null) {
      const message = `${base.message}, ${harmless}`;
      changes.push({ ...base, message, breaking: false, severity: 'note', consumer: '', wayOut: '' });
      continue;
    }
    const isAnnounced = isGone && place.deprecated;
    // A value that only answers hold is in no operation.
    const isOnlyAnswered = base.check === 'ENUM_VALUE_REMOVED' && !named.has(owner);
    const isLess = isAnnounced || isOnlyAnswered || becomesList(change);
    const severity = isLess && check.severity === 'error' ? 'warning' : check.severity;
    const isSaid = base.message.includes('(deprecated)');
    const message = isAnnounced && !isSaid ? `${base.message}, which was deprecated` : base.message;
    changes.push({
      ...base,
      message,
      breaking: true,
      severity,
      consumer: isOnlyAnswered ? neverAnswered : check.consumer,
      wayOut: check.wayOut,
    });
  }
  return { changes, lost: [...lost].sort() };
}

function isAddition({ type }: Change): boolean {
  return (type as string) in additions;
}

function addition(
  change: Change,
  element: string,
  added: ReadonlySet<string | undefined>,
  after: BuiltSchema,
): SchemaChange | null {
  const type = change.type as string;
  const verb = additions[type];
  const cut = element.lastIndexOf('.');
  const owner = cut === -1 ? element : element.slice(0, cut);
  if (verb === undefined) return null;
  // What a new type or field has is told with it.
  const told = [element.split('.')[0], verb === 'deprecates' ? element : owner];
  if (type !== 'TYPE_ADDED' && told.some((one) => added.has(one))) return null;
  const place = nearest(after, element);
  if (place === undefined) return null;
  const gains = cut === -1 ? element : element.slice(cut + 1);
  return {
    breaking: false,
    severity: 'note',
    check: type,
    element,
    message: type === 'TYPE_ADDED' ? `${element} ${verb}` : `${owner} ${verb} ${gains}`,
    consumer: caution[type] ?? '',
    wayOut: '',
    path: place.path,
    line: place.line,
    side: 'RIGHT',
    owner: type === 'TYPE_ADDED' ? '' : owner,
    gains,
  };
}

/** A value where a list is asked for is taken as a list of one; only variables of the old type are refused. */
function becomesList({ type, meta }: Change): boolean {
  const { oldArgumentType, newArgumentType, oldInputFieldType, newInputFieldType } = meta as Record<
    string,
    unknown
  >;
  if (!/^(?:INPUT_FIELD|FIELD_ARGUMENT)_TYPE_CHANGED$/.test(String(type))) return false;
  const old = String(oldArgumentType ?? oldInputFieldType);
  const now = String(newArgumentType ?? newInputFieldType);
  return now.replace(/!(?=\]$)/, '') === `[${old.replace(/!$/, '')}]`;
}

/** Why no operation can meet a break; null when one can. */
function whyHarmless(
  change: Change,
  element: string,
  before: BuiltSchema,
  reachable: ReadonlySet<string> | null,
  remains: ReadonlySet<string> | null,
): string | null {
  if (element.startsWith('@')) {
    const directive = before.schema.getDirective(element.slice(1).split('.')[0]!);
    const locations = (directive?.locations ?? []) as readonly string[];
    const location = (change.meta as Record<string, unknown>)['removedDirectiveLocation'];
    const concerned = location === undefined ? locations : [String(location)];
    return concerned.some((one) => executable.has(one)) ? null : 'which operations cannot carry';
  }
  const owner = element.split('.')[0]!;
  if (before.schema.getType(owner) === undefined || reachable === null) return null;
  if (!reachable.has(owner)) return 'which no operation could reach';
  return change.type === 'TYPE_REMOVED' && remains?.has(owner) === false
    ? 'which was reached only over what is removed or changed too'
    : null;
}

function elementOf(change: Change): string {
  const meta = change.meta as Record<string, unknown>;
  const path = change.path ?? '';
  const member = meta['removedUnionMemberTypeName'] ?? meta['addedUnionMemberTypeName'];
  if (typeof member === 'string') return `${path}.${member}`;
  // A deprecation is told of what is deprecated.
  if (path !== '') return path.replace(/\.@deprecated$/, '');
  const roots = Object.entries(meta).find(
    ([key, value]) => key.startsWith('old') && typeof value === 'string',
  );
  return roots === undefined ? 'schema' : String(roots[1]);
}

/** The place of an element, or of what it stands in. */
function nearest(built: BuiltSchema, element: string): Place | undefined {
  for (let name = element; name !== ''; name = name.slice(0, Math.max(name.lastIndexOf('.'), 0))) {
    const place = built.places.get(name);
    if (place !== undefined) return place;
  }
  return undefined;
}

function messageOf({ message }: Change): string {
  return message.replace(/\s+/g, ' ').replace(/\.$/, '').trim().slice(0, 400);
}
