import type { CheckName } from './checks.ts';
import type { ProtoMessage } from './proto-file.ts';
import { type ProtoSide, type ResolvedType, resolveType } from './proto-side.ts';

/** A type as one side writes it, with the scope that it is written in. */
export interface TypeUse {
  side: ProtoSide;
  scope: string;
  written: string;
}

/** How an old type goes over into a new one; `unsure` when a file that says what it is was not read. */
export type TypeChange = 'same' | 'renamed' | 'unsure' | CheckName;

/** By protobuf's guide on updating a message type; the groups are those of buf's rules of these names. */
const wireGroups = groups(
  'int32 int64 uint32 uint64 bool',
  'sint32 sint64',
  'fixed32 sfixed32',
  'fixed64 sfixed64',
);
const jsonGroups = groups('int32 uint32', 'int64 uint64', 'fixed32 sfixed32', 'fixed64 sfixed64');
const integers = new Set(['int32', 'int64', 'uint32', 'uint64']);

/**
 * What a change of a type means for readers with the old one. `renamed` maps full names at base to those at head, of
 * packages and messages that changed theirs.
 */
export function compareTypes(
  before: TypeUse,
  after: TypeUse,
  renamed: ReadonlyMap<string, string>,
): TypeChange {
  const maps = [mapOf(before.written), mapOf(after.written)] as const;
  if (maps[0] !== null && maps[1] !== null) {
    const parts = [0, 1].map((part) =>
      compareTypes({ ...before, written: maps[0]![part]! }, { ...after, written: maps[1]![part]! }, renamed),
    );
    return parts.find((part) => part !== 'same') ?? 'same';
  }
  if (maps[0] !== null || maps[1] !== null) return 'FIELD_WIRE_COMPATIBLE_TYPE';
  const old = resolveType(before.side, before.scope, before.written);
  const now = resolveType(after.side, after.scope, after.written);
  if (old.kind === 'scalar' && now.kind === 'scalar') return compareScalars(old.name, now.name);
  if (old.kind === 'unknown' || now.kind === 'unknown') return compareUnknown(old, now);
  if ((renamed.get(old.name) ?? old.name) === now.name) return 'same';
  if (old.kind === 'message' && now.kind === 'message') {
    if (old.message === null || now.message === null) return 'FIELD_WIRE_COMPATIBLE_TYPE';
    return readsAs(old.message, now.message) ? 'renamed' : 'FIELD_WIRE_COMPATIBLE_TYPE';
  }
  if (old.kind === 'enum' && now.kind === 'enum') {
    if (old.declaration === null || now.declaration === null) return 'FIELD_WIRE_COMPATIBLE_TYPE';
    const known = new Set(now.declaration.values.map(({ name, number }) => `${number} ${name}`));
    const holds = old.declaration.values.every(({ name, number }) => known.has(`${number} ${name}`));
    return holds ? 'renamed' : 'FIELD_WIRE_COMPATIBLE_TYPE';
  }
  const isNumbered = [old, now].every(({ kind, name }) => kind === 'enum' || integers.has(name));
  return isNumbered ? 'FIELD_WIRE_JSON_COMPATIBLE_TYPE' : 'FIELD_WIRE_COMPATIBLE_TYPE';
}

/**
 * Whether bytes of the old message can be read as the new one: no number means anything else in it, and it knows at
 * least half of them.
 */
function readsAs(before: ProtoMessage, after: ProtoMessage): boolean {
  const fields = new Map(after.fields.map((field) => [field.number, field]));
  let known = 0;
  for (const field of before.fields) {
    const now = fields.get(field.number);
    if (now === undefined) continue;
    if (lastName(field.type) !== lastName(now.type) || field.label !== now.label) return false;
    known++;
  }
  return known > 0 && known * 2 >= before.fields.length;
}

function compareScalars(before: string, after: string): TypeChange {
  if (before === after) return 'same';
  if (before === 'string' && after === 'bytes') return 'FIELD_WIRE_JSON_COMPATIBLE_TYPE';
  if (isOneGroup(jsonGroups, before, after)) return 'FIELD_SAME_TYPE';
  return isOneGroup(wireGroups, before, after)
    ? 'FIELD_WIRE_JSON_COMPATIBLE_TYPE'
    : 'FIELD_WIRE_COMPATIBLE_TYPE';
}

/** A name that was not found may be the same written otherwise, an enum or a message. */
function compareUnknown(before: ResolvedType, after: ResolvedType): TypeChange {
  if (before.kind === 'scalar' || after.kind === 'scalar') {
    const scalar = before.kind === 'scalar' ? before.name : after.name;
    return integers.has(scalar) ? 'unsure' : 'FIELD_WIRE_COMPATIBLE_TYPE';
  }
  return lastName(before.name) === lastName(after.name) ? 'same' : 'unsure';
}

function mapOf(written: string): [string, string] | null {
  const match = /^map<([^,]*), (.*)>$/.exec(written);
  return match === null ? null : [match[1]!, match[2]!];
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function groups(...lines: string[]): Set<string>[] {
  return lines.map((line) => new Set(line.split(' ')));
}

function isOneGroup(all: readonly Set<string>[], before: string, after: string): boolean {
  return all.some((group) => group.has(before) && group.has(after));
}
