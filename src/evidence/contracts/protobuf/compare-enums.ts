import type { Comparison, Pair } from './comparison.ts';
import { listNames } from './proto-change.ts';
import type { ProtoEnum, ProtoEnumValue } from './proto-file.ts';
import { covers, joinRanges, unreserved } from './reserved.ts';

/** What changes in an enum that stays: its values by number, what is reserved. Adds to the comparison. */
export function compareEnums(
  { before, after, beforeFile, afterFile }: Pair<ProtoEnum>,
  into: Comparison,
): void {
  const name = after.fullName;
  const right = { kind: 'break', path: afterFile.path, side: 'RIGHT' } as const;
  const news = byNumber(after.values);
  const olds = byNumber(before.values);
  const newNames = new Map(after.values.map((value) => [value.name, value]));
  const oldNames = new Set(before.values.map((value) => value.name));
  const reserved = joinRanges(after.reserved.ranges);
  const wasReserved = joinRanges(before.reserved.ranges);

  const kept = new Set(
    before.values.flatMap(({ name, number }) => (newNames.get(name)?.number === number ? number : [])),
  );
  for (const value of before.values) {
    const now = news.get(value.number);
    const element = `${name}.${value.name}`;
    const moved = newNames.get(value.name);
    if (moved?.number === value.number) continue;
    if (moved !== undefined) {
      const message = `${element} changes its number from ${value.number} to ${moved.number}`;
      const check = 'ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED';
      into.changes.push({ ...right, check, element, message, line: moved.line });
    } else if (now !== undefined && !kept.has(value.number) && now.every((one) => oldNames.has(one.name))) {
      // The other name stood for another number before: what is sent or stored as this value is read as that.
      const message = `number ${value.number} was ${element} and is ${name}.${now[0]!.name} now`;
      const check = 'ENUM_VALUE_SAME_NAME';
      into.changes.push({ ...right, check, severity: 'error', element, message, line: now[0]!.line });
    } else if (now !== undefined) {
      const isAlias = kept.has(value.number);
      const message = isAlias
        ? `${element}, another name of ${now[0]!.name}, is removed`
        : `${element} is renamed to ${now[0]!.name}`;
      into.changes.push({ ...right, check: 'ENUM_VALUE_SAME_NAME', element, message, line: now[0]!.line });
    } else {
      const isNumber = covers(reserved, { from: value.number, to: value.number });
      const isName = after.reserved.names.has(value.name);
      const check = !isNumber
        ? 'ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED'
        : isName
          ? 'ENUM_VALUE_NO_DELETE'
          : 'ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED';
      const note = !isNumber
        ? `is removed without its number ${value.number} being reserved`
        : isName
          ? 'is removed and reserved'
          : 'is removed without its name being reserved';
      const place = { path: beforeFile.path, line: value.line, side: 'LEFT' } as const;
      into.changes.push({ kind: 'break', check, element, message: `${element} ${note}`, ...place });
    }
  }

  const added = after.values.filter((value) => !olds.has(value.number) && !oldNames.has(value.name));
  for (const value of added) {
    if (!covers(wasReserved, { from: value.number, to: value.number })) continue;
    const element = `${name}.${value.name}`;
    const message = `${element} takes number ${value.number}, which was reserved`;
    into.changes.push({ ...right, check: 'RESERVED_ENUM_NO_DELETE', element, message, line: value.line });
  }
  const fresh = added.filter(({ number }) => !covers(wasReserved, { from: number, to: number }));
  if (fresh.length > 0) {
    into.changes.push({
      kind: 'addition',
      check: 'ENUM_VALUE_ADDED',
      element: fresh.length === 1 ? `${name}.${fresh[0]!.name}` : name,
      message: `${name} gains ${listNames(fresh.map((value) => value.name))}`,
      path: afterFile.path,
      line: fresh[0]!.line,
      side: 'RIGHT',
    });
  }
  const lost = unreserved(before.reserved, {
    ranges: [...after.reserved.ranges, ...after.values.map(({ number }) => ({ from: number, to: number }))],
    names: after.reserved.names,
  });
  if (lost.length > 0) {
    const message = `${name} no longer reserves ${listNames(lost)}`;
    into.changes.push({
      ...right,
      check: 'RESERVED_ENUM_NO_DELETE',
      element: name,
      message,
      line: after.line,
    });
  }
  const [was, is] = [before.values[0], after.values[0]];
  // In proto3 the first value is zero whatever happens.
  if (beforeFile.syntax === 'proto2' && was !== undefined && is !== undefined && was.number !== is.number) {
    const message = `${name} has ${is.name} as its first value, which was ${was.name}`;
    into.changes.push({ ...right, check: 'ENUM_FIRST_VALUE_SAME', element: name, message, line: is.line });
  }
}

function byNumber(values: readonly ProtoEnumValue[]): Map<number, ProtoEnumValue[]> {
  const all = new Map<number, ProtoEnumValue[]>();
  for (const value of values) {
    const known = all.get(value.number);
    if (known === undefined) all.set(value.number, [value]);
    else known.push(value);
  }
  return all;
}
