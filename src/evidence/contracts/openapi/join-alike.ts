import type { ChangeGroup } from './group-changes.ts';

/** Names in one sentence. */
const mostNamed = 6;

/**
 * Joins groups that one edit made: one place reached by many operations, the values that one enum gains or loses, the
 * properties that one request loses, and a property that goes from requests and answers alike.
 */
export function joinAlike(groups: readonly ChangeGroup[]): ChangeGroup[] {
  return joinSides(joinNames(joinPlaces(groups)));
}

/** A shared parameter or answer is written once, and oasdiff tells it of each operation. */
function joinPlaces(groups: readonly ChangeGroup[]): ChangeGroup[] {
  return joinBy(groups, ({ check, level, text, component, side, at }) =>
    component === null && at !== null && !/^(?:api-|endpoint-|webhook-)/.test(check)
      ? [check, level, text, side, at.path, at.line]
      : null,
  );
}

/** What is named and what stands around the name, of sentences about one of several. */
const named: readonly { sentence: RegExp; plural: string }[] = [
  { sentence: /^(added the new )(.+?)( enum value)( (?:to|in) .*)$/, plural: ' enum values' },
  { sentence: /^(removed the enum value)( .+?)()( (?:of|from) .*)$/, plural: '' },
  { sentence: /^(removed the request property)( [^/]+)()()$/, plural: '' },
];

function joinNames(groups: readonly ChangeGroup[]): ChangeGroup[] {
  const parse = ({ check, text }: ChangeGroup) => {
    if (!/enum-value-(?:added|removed)$|^request-property-removed$/.test(check)) return null;
    for (const { sentence, plural } of named) {
      const match = sentence.exec(text);
      if (match !== null) return { parts: match as unknown as string[], plural };
    }
    return null;
  };
  const names = new Map<ChangeGroup, string[]>();
  const joined = joinBy(
    groups,
    (group) => {
      const parsed = parse(group);
      if (parsed === null || (group.check === 'request-property-removed' && group.component !== null))
        return null;
      const { check, level, component, operations, side, at } = group;
      return [check, level, component, operations, side, at?.path, parsed.parts[1], parsed.parts[4]];
    },
    (first, other) => {
      const known = names.get(first) ?? [parse(first)!.parts[2]!.trim()];
      known.push(parse(other)!.parts[2]!.trim());
      names.set(first, known);
    },
  );
  return joined.map((group) => {
    const all = names.get(group);
    const parsed = parse(group);
    if (all === undefined || parsed === null) return group;
    const [, before = '', name = '', , after = ''] = parsed.parts;
    const list = listNames(all);
    const start = before.replace(/enum value$/, 'enum values').replace(/property$/, 'properties');
    return { ...group, text: `${start}${name.startsWith(' ') ? ' ' : ''}${list}${parsed.plural}${after}` };
  });
}

function listNames(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : names.join(', ');
}

/** One line that goes takes a property from answers and from requests: told once, at its worst. */
function joinSides(groups: readonly ChangeGroup[]): ChangeGroup[] {
  const placeOf = ({ at, side }: ChangeGroup) => (at === null ? null : `${side} ${at.path}:${at.line}`);
  const answers = new Map<string, ChangeGroup>();
  for (const group of groups) {
    const place = placeOf(group);
    if (
      place !== null &&
      /^response-(?:required|optional)-property-removed$/.test(group.check) &&
      !answers.has(place)
    )
      answers.set(place, group);
  }
  const requests = new Map<ChangeGroup, ChangeGroup>();
  const rest = groups.filter((group) => {
    const place = group.check === 'request-property-removed' ? placeOf(group) : null;
    const answer = place === null ? undefined : answers.get(place);
    if (answer === undefined || requests.has(answer)) return true;
    requests.set(answer, group);
    return false;
  });
  return rest.map((group) => {
    const request = requests.get(group);
    if (request === undefined) return group;
    const { length } = request.operations;
    return {
      ...group,
      level: Math.max(group.level, request.level),
      text: `${group.text}, and from requests${length > 1 ? ` of ${length} operations` : ''}`,
      operations: [...new Set([...group.operations, ...request.operations])].sort(),
    };
  });
}

/** Joins those of an equal key into the first of them, with the operations of all; those without a key stay. */
function joinBy(
  groups: readonly ChangeGroup[],
  keyOf: (group: ChangeGroup) => unknown[] | null,
  onJoin: (first: ChangeGroup, other: ChangeGroup) => void = () => {},
): ChangeGroup[] {
  const known = new Map<string, ChangeGroup>();
  const out: ChangeGroup[] = [];
  for (const group of groups) {
    const parts = keyOf(group);
    const key = parts === null ? null : JSON.stringify(parts);
    const first = key === null ? undefined : known.get(key);
    if (first !== undefined) {
      if (group.at !== null && first.at?.path === group.at.path && group.at.line < first.at.line) {
        first.at = group.at;
      }
      first.operations = [...new Set([...first.operations, ...group.operations])].sort();
      onJoin(first, group);
      continue;
    }
    const own = { ...group, operations: [...group.operations] };
    if (key !== null) known.set(key, own);
    out.push(own);
  }
  return out;
}
