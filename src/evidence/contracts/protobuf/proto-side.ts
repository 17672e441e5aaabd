import type { ProtoEnum, ProtoFile, ProtoMessage } from './proto-file.ts';

/** The .proto files of one side of the change that were read, and what they declare by full name. */
export interface ProtoSide {
  files: ReadonlyMap<string, ProtoFile>;
  messages: ReadonlyMap<string, ProtoMessage>;
  enums: ReadonlyMap<string, ProtoEnum>;
}

/** What a type's name means on one side. */
export type ResolvedType =
  | { kind: 'scalar'; name: string }
  | { kind: 'message'; name: string; message: ProtoMessage | null }
  | { kind: 'enum'; name: string; declaration: ProtoEnum | null }
  | { kind: 'unknown'; name: string };

const scalars = new Set(
  'double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes'.split(
    ' ',
  ),
);
/** All others that `google.protobuf` holds are messages. */
const knownEnums = new Set(['google.protobuf.NullValue', 'google.protobuf.Syntax']);

/** Indexes files of one side; where two declare the same name, the first by path counts. */
export function protoSide(files: ReadonlyMap<string, ProtoFile>): ProtoSide {
  const messages = new Map<string, ProtoMessage>();
  const enums = new Map<string, ProtoEnum>();
  for (const path of [...files.keys()].sort()) {
    for (const message of files.get(path)!.messages) {
      if (!messages.has(message.fullName)) messages.set(message.fullName, message);
    }
    for (const one of files.get(path)!.enums) if (!enums.has(one.fullName)) enums.set(one.fullName, one);
  }
  return { files, messages, enums };
}

/**
 * Finds what a type's name means from a scope (a package or a message) on: the innermost declaration that has it, as
 * protoc looks it up. `unknown` when no file that was read declares it; its name is then as written.
 */
export function resolveType(side: ProtoSide, scope: string, written: string): ResolvedType {
  if (scalars.has(written)) return { kind: 'scalar', name: written };
  const name = written.startsWith('.') ? written.slice(1) : written;
  let around = written.startsWith('.') ? '' : scope;
  for (;;) {
    const full = around === '' ? name : `${around}.${name}`;
    const message = side.messages.get(full);
    if (message !== undefined) return { kind: 'message', name: full, message };
    const declaration = side.enums.get(full);
    if (declaration !== undefined) return { kind: 'enum', name: full, declaration };
    if (around === '') break;
    around = around.slice(0, Math.max(around.lastIndexOf('.'), 0));
  }
  if (!/^google\.protobuf\.[A-Z]\w*$/.test(name)) return { kind: 'unknown', name };
  return knownEnums.has(name)
    ? { kind: 'enum', name, declaration: null }
    : { kind: 'message', name, message: null };
}
