import type { Origin } from './document-node.ts';
import { joinAlike } from './join-alike.ts';
import type { OasdiffChange } from './run-oasdiff.ts';
import { pointerOfLine, type WrittenDocument } from './write-yaml.ts';

/** One change of the document, however many operations it reaches. */
export interface ChangeGroup {
  check: string;
  level: number;
  /** oasdiff's sentence about the first operation, as plain text; empty when the group's changes are of many places. */
  text: string;
  /** `GET /users/{id}`, sorted. */
  operations: string[];
  /** The member of a component that changes (`User.email`); null when it stands in the operation itself. */
  component: string | null;
  side: 'base' | 'head';
  /** Changes that were told as this one. */
  count: number;
  /** Null when oasdiff says no place. */
  at: Origin | null;
  /** The 1-based line of it in the document of `side` as oasdiff was given it; null with `at`. */
  written: number | null;
}

/** Operations that come or go, and harmless changes of one kind: in one fact when they are more than this. */
const mostAlike = 10;
const wholeOperations = /^(?:api-(?:path-)?removed-|endpoint-(?:added|deprecated)|webhook-)/;
/** Said by facts of ours (who is let in), or of no interest to a consumer. */
const ignored = /^api-(?:tag-|schema-removed|(?:global-)?security-)|^api-operation-id-added$/;
/** Levels that oasdiff gives too low: a value that was accepted is not any more. */
const raised = new Set(['request-body-enum-value-removed']);

/**
 * oasdiff's changes, those that one change of a shared schema, parameter or response brings to many operations as one.
 * `base` and `head` are what oasdiff was given, `relocate` says where a change is better told. Sorted by level, check and element.
 */
export function groupChanges(
  changes: readonly OasdiffChange[],
  base: WrittenDocument,
  head: WrittenDocument,
  relocate: (group: ChangeGroup) => ChangeGroup = (group) => group,
): ChangeGroup[] {
  const groups = new Map<string, ChangeGroup>();
  for (const change of changes) {
    if (ignored.test(change.id)) continue;
    const { baseSource, revisionSource, text } = change;
    const side = revisionSource?.line === undefined && baseSource?.line !== undefined ? 'base' : 'head';
    const document = side === 'base' ? base : head;
    const line = (side === 'base' ? baseSource : revisionSource)?.line;
    const pointer = line === undefined ? [] : pointerOfLine(document, line);
    const found = findProperty(change, pointer, document, side === 'base' ? head : base);
    const component = componentName(found?.pointer ?? pointer);
    const operation = change.operation === undefined ? '' : `${change.operation} ${change.path ?? ''}`;
    // The same place and the same thing; how the place is reached, and under which status, differs by operation.
    const parts =
      component === null
        ? [operation, text.replace(/`(?:[1-5]\w\w|default)`/g, ''), line]
        : [argumentsOf(text).join(' '), baseSource?.line, revisionSource?.line];
    // One new member of a schema is one harmless change, whether it is sent, received or both.
    const kind = change.level === 1 && component !== null ? '' : change.id;
    const key = JSON.stringify([kind, ...parts, found?.line]);
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, {
        check: change.id,
        level: raised.has(change.id) ? 3 : change.level,
        text: plainText(text),
        operations: operation === '' ? [] : [operation],
        component,
        count: 1,
        side,
        at: line === undefined ? null : (document.lines[(found?.line ?? line) - 1]?.at ?? null),
        written: line === undefined ? null : (found?.line ?? line),
      });
    } else if (operation !== '' && !known.operations.includes(operation)) known.operations.push(operation);
  }
  for (const group of groups.values()) group.operations.sort();
  return joinOperations(joinAlike(joinBranches([...groups.values()]).map(relocate))).sort(
    (a, b) =>
      b.level - a.level ||
      compare(a.check, b.check) ||
      compare(a.operations[0] ?? '', b.operations[0] ?? '') ||
      compare(a.text, b.text),
  );
}

/**
 * Alternatives without a name that oasdiff says are gone and as many that it says are new, at one place, are the same
 * ones changed inside: how is not told, so it is one harmless change.
 */
function joinBranches(groups: readonly ChangeGroup[]): ChangeGroup[] {
  const keyOf = ({ check, text, operations }: ChangeGroup, action: string): string | null => {
    const [, subject] = /^(.*-(?:all|any|one)-of)-/.exec(check) ?? [];
    const count = text.match(/subschema #\d+/g)?.length ?? 0;
    const named = /#\/components\//.test(text);
    return check.endsWith(action) && subject !== undefined && count > 0 && !named
      ? JSON.stringify([
          subject,
          count,
          operations,
          text.replace(/.*subschema #\d+/, '').replace(/ (?:to|from) /, ' '),
        ])
      : null;
  };
  const gone = new Map(groups.map((group) => [keyOf(group, '-removed'), group]));
  const come = new Map(groups.map((group) => [keyOf(group, '-added'), group]));
  return groups.flatMap((group) => {
    const [removed, added] = [keyOf(group, '-removed'), keyOf(group, '-added')];
    if (removed !== null && come.has(removed)) return [];
    if (added === null || !gone.has(added)) return [group];
    return [{ ...group, level: 1, text: 'alternatives without a name change inside' }];
  });
}

/** Many operations that come or go together are one change, and so are many harmless ones of a kind. */
function joinOperations(groups: readonly ChangeGroup[]): ChangeGroup[] {
  const alike = new Map<string, ChangeGroup[]>();
  for (const group of groups) {
    if (group.level > 1 && !wholeOperations.test(group.check)) continue;
    alike.set(group.check, [...(alike.get(group.check) ?? []), group]);
  }
  const joined: ChangeGroup[] = [];
  for (const members of alike.values()) {
    if (members.length <= mostAlike) continue;
    const operations = [...new Set(members.flatMap((each) => each.operations))].sort();
    const [first] = [...members].sort((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0));
    joined.push({ ...first!, component: null, operations, text: '', count: members.length });
  }
  const many = new Set(joined.map(({ check }) => check));
  return [...groups.filter(({ check }) => !many.has(check)), ...joined];
}

/**
 * Where a property that comes or goes is written, when it is a reference: oasdiff tells the place of what it refers to.
 * Null when the place is right, or not found.
 */
function findProperty(
  { id, text }: OasdiffChange,
  pointer: readonly string[],
  document: WrittenDocument,
  other: WrittenDocument,
): { line: number; pointer: string[] } | null {
  if (!/property-(?:added|removed)$|^new-.*-property/.test(id) || pointer.length !== 3) return null;
  const [path] = argumentsOf(text);
  if (path === undefined || pointer[0] !== 'components') return null;
  const target = pointer.join('/');
  for (const line of propertyLines(document, path)) {
    const own = pointerOfLine(document, line);
    const member = document.lines[line];
    if (member?.key !== '$ref' || member.parent !== line - 1 || !document.text.includes(`"#/${target}"`))
      continue;
    const elsewhere = propertyLines(other, path).map((each) => pointerOfLine(other, each).join('/'));
    if (!elsewhere.includes(own.join('/'))) return { line, pointer: own };
  }
  return null;
}

/** The lines on which schemas name a property. */
function propertyLines({ lines }: WrittenDocument, name: string): number[] {
  return lines.flatMap(({ key, parent }, at) =>
    key === name && lines[parent]?.key === 'properties' ? [at + 1] : [],
  );
}

/** `User.address.city` of a line in a component; null outside of them. */
function componentName(pointer: readonly string[]): string | null {
  if (pointer[0] !== 'components' || pointer.length < 3) return null;
  // The name of a shared answer (`404`) says less than the operations that give it.
  if (pointer[1] === 'responses' && !pointer.includes('properties')) return null;
  const names = [pointer[2]!];
  for (let at = 3; at < pointer.length; at++) {
    if (pointer[at] === 'properties' && at + 1 < pointer.length) names.push(pointer[++at]!);
  }
  return names.join('.');
}

/** What a sentence names, without what differs by operation: paths to a property, statuses, media types. */
function argumentsOf(text: string): string[] {
  return [...text.matchAll(/`([^`]*)`/g)]
    .map(([, argument]) => argument!)
    .filter((argument) => !/^(?:[1-5]\w\w|default)$/.test(argument))
    .map((argument) => argument.slice(argument.lastIndexOf('/') + 1));
}

/** oasdiff's sentence without its marks; a type with its format as `string (date)`. */
function plainText(text: string): string {
  return text
    .replace(/`([^`]*)`\/`([^`]*)`/g, (_, type: string, format: string) => {
      const said = type === '' ? 'any type' : type;
      return format === '' ? said : `${said} (${format})`;
    })
    .replace(/``([^`]+)``/g, '$1')
    .replaceAll('`', '')
    .trim();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
