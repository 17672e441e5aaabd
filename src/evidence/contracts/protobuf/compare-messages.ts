import { compareTypes } from './compare-types.ts';
import type { Comparison, Pair } from './comparison.ts';
import { jsonNameOf, presenceOf } from './field-traits.ts';
import { listNames, type ProtoBreak } from './proto-change.ts';
import type { ProtoField, ProtoMessage } from './proto-file.ts';
import { resolveType } from './proto-side.ts';
import { covers, joinRanges, uncovered, unreserved } from './reserved.ts';

/** What changes in a message that stays: fields by number, oneofs, what is reserved. Adds to the comparison. */
export function compareMessages(pair: Pair<ProtoMessage>, into: Comparison): void {
  const { before, after, afterFile, beforeFile } = pair;
  const name = after.fullName;
  const olds = new Map(before.fields.map((field) => [field.number, field]));
  const news = new Map(after.fields.map((field) => [field.number, field]));
  const newNames = new Map(after.fields.map((field) => [field.name, field]));
  const oldNames = new Set(before.fields.map((field) => field.name));
  const reserved = joinRanges(after.reserved.ranges);
  const wasReserved = joinRanges(before.reserved.ranges);
  const right = { kind: 'break', path: afterFile.path, side: 'RIGHT' } as const;
  const left = { kind: 'break', path: beforeFile.path, side: 'LEFT' } as const;

  for (const field of before.fields) {
    const now = news.get(field.number);
    if (now !== undefined) {
      // The field of the one name lives on, or that of the other was there before: it is another field.
      compareFields(pair, field, now, into, newNames.has(field.name) || oldNames.has(now.name));
      continue;
    }
    const element = `${name}.${field.name}`;
    const moved = newNames.get(field.name);
    const isRequired = presenceOf(field, beforeFile) === 'required';
    if (moved !== undefined) {
      const message = `${element} changes its number from ${field.number} to ${moved.number}`;
      into.changes.push({
        ...right,
        check: 'FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED',
        element,
        message,
        line: moved.line,
      });
    } else {
      const check = deletionCheck(field, after, reserved);
      const note =
        check === 'FIELD_NO_DELETE'
          ? 'is removed and reserved'
          : check === 'FIELD_NO_DELETE_UNLESS_NAME_RESERVED'
            ? 'is removed without its name being reserved'
            : `is removed without its number ${field.number} being reserved`;
      into.changes.push({ ...left, check, element, message: `${element} ${note}`, line: field.line });
    }
    if (isRequired && moved === undefined) {
      into.changes.push({
        ...left,
        check: 'MESSAGE_SAME_REQUIRED_FIELDS',
        element,
        message: `${element} was required and is removed`,
        line: field.line,
      });
    }
  }

  const added: ProtoField[] = [];
  for (const field of after.fields) {
    if (olds.has(field.number)) continue;
    const element = `${name}.${field.name}`;
    if (presenceOf(field, afterFile) === 'required') {
      const message = `${element} is added as a required field`;
      into.changes.push({
        ...right,
        check: 'MESSAGE_SAME_REQUIRED_FIELDS',
        element,
        message,
        line: field.line,
      });
    } else if (covers(wasReserved, { from: field.number, to: field.number })) {
      const message = `${element} takes number ${field.number}, which was reserved`;
      into.changes.push({
        ...right,
        check: 'RESERVED_MESSAGE_NO_DELETE',
        element,
        message,
        line: field.line,
      });
    } else if (!oldNames.has(field.name)) {
      added.push(field);
    }
  }
  if (added.length > 0) {
    into.changes.push({
      kind: 'addition',
      check: 'FIELD_ADDED',
      path: afterFile.path,
      side: 'RIGHT',
      line: added[0]!.line,
      element: added.length === 1 ? `${name}.${added[0]!.name}` : name,
      message: `${name} gains ${listNames(added.map((field) => field.name))}`,
    });
  }

  compareOneofs(pair, into);
  const lost = unreserved(before.reserved, {
    // A number that is used again is told by its field.
    ranges: [...after.reserved.ranges, ...after.fields.map(({ number }) => ({ from: number, to: number }))],
    names: after.reserved.names,
  });
  if (lost.length > 0) {
    const message = `${name} no longer reserves ${listNames(lost)}`;
    into.changes.push({
      ...right,
      check: 'RESERVED_MESSAGE_NO_DELETE',
      element: name,
      message,
      line: after.line,
    });
  }
  const extensions = uncovered(before.extensionRanges, after.extensionRanges);
  if (extensions.length > 0) {
    const message = `${name} no longer takes extensions ${listNames(extensions)}`;
    into.changes.push({
      ...right,
      check: 'EXTENSION_MESSAGE_NO_DELETE',
      element: name,
      message,
      line: after.line,
    });
  }
  const accessor = 'no_standard_descriptor_accessor';
  if (before.options.get(accessor) !== 'true' && after.options.get(accessor) === 'true') {
    into.changes.push({
      ...right,
      check: 'MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR',
      element: name,
      message: `${name} gives up its standard descriptor accessor`,
      line: after.line,
    });
  }
}

function deletionCheck(field: ProtoField, after: ProtoMessage, reserved: ReturnType<typeof joinRanges>) {
  if (!covers(reserved, { from: field.number, to: field.number }))
    return 'FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED';
  return after.reserved.names.has(field.name) ? 'FIELD_NO_DELETE' : 'FIELD_NO_DELETE_UNLESS_NAME_RESERVED';
}

/** One field that keeps its number; extensions are compared by it too. */
export function compareFields(
  pair: Pair<{ fullName: string }>,
  before: ProtoField,
  after: ProtoField,
  into: Comparison,
  isAnother = false,
): void {
  const { before: message, after: newMessage, beforeFile, afterFile } = pair;
  const element = `${newMessage.fullName}.${after.name}`;
  const place = {
    kind: 'break',
    path: afterFile.path,
    side: 'RIGHT',
    line: after.line,
    element,
  } as const;
  const push = (change: Pick<ProtoBreak, 'check' | 'message'> & Partial<ProtoBreak>) =>
    into.changes.push({ ...place, ...change });
  const type = compareTypes(
    { side: into.base, scope: message.fullName, written: before.type },
    { side: into.head, scope: newMessage.fullName, written: after.type },
    into.renamed,
  );
  const isRenamed = before.name !== after.name;
  if (isRenamed && type === 'FIELD_WIRE_COMPATIBLE_TYPE') {
    const was = `${newMessage.fullName}.${before.name}`;
    const message = `number ${after.number} was ${was} (${before.type}) and is ${element} (${after.type}) now`;
    push({ check: type, message });
    return;
  }
  if (isRenamed && isAnother) {
    const was = `${newMessage.fullName}.${before.name}`;
    const message = `number ${after.number} was ${was} and is ${element} now`;
    push({ check: 'FIELD_SAME_NAME', severity: 'error', message });
  } else if (isRenamed) {
    const was = `${newMessage.fullName}.${before.name}`;
    push({ check: 'FIELD_SAME_NAME', element: was, message: `${was} is renamed to ${after.name}` });
  } else if (jsonNameOf(before) !== jsonNameOf(after)) {
    const message = `${element} changes its JSON name from ${jsonNameOf(before)} to ${jsonNameOf(after)}`;
    push({ check: 'FIELD_SAME_JSON_NAME', message });
  }
  if (type === 'unsure') into.unsure.push({ path: afterFile.path, element });
  else if (type !== 'same') {
    const check = type === 'renamed' ? 'FIELD_SAME_TYPE' : type;
    push({ check, message: `${element} changes its type from ${before.type} to ${after.type}` });
  }
  compareCardinality(before, after, into, { beforeFile, afterFile, scope: newMessage.fullName }, push);
  const defaults = [before.options.get('default'), after.options.get('default')];
  if (defaults[0] !== defaults[1] && (type === 'same' || type === 'renamed')) {
    const message = `${element} changes its default from ${defaults[0] ?? 'none'} to ${defaults[1] ?? 'none'}`;
    push({ check: 'FIELD_SAME_DEFAULT', message });
  }
}

function compareCardinality(
  before: ProtoField,
  after: ProtoField,
  into: Comparison,
  {
    beforeFile,
    afterFile,
    scope,
  }: { beforeFile: Pair<unknown>['beforeFile']; afterFile: Pair<unknown>['afterFile']; scope: string },
  push: (change: Pick<ProtoBreak, 'check' | 'message'>) => void,
): void {
  const [was, is] = [presenceOf(before, beforeFile), presenceOf(after, afterFile)];
  // A map against no map is told by its type.
  if (was === is || before.type.startsWith('map<') !== after.type.startsWith('map<')) return;
  const element = `${scope}.${after.name}`;
  const resolved = resolveType(into.head, scope, after.type);
  if (was === 'repeated' || is === 'repeated') {
    const isPacked =
      resolved.kind === 'enum' || (resolved.kind === 'scalar' && !/^(?:string|bytes)$/.test(resolved.name));
    const check = isPacked ? 'FIELD_WIRE_COMPATIBLE_CARDINALITY' : 'FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY';
    push({
      check,
      message: `${element} ${is === 'repeated' ? 'becomes repeated' : 'is no longer repeated'}`,
    });
  } else if (was === 'required' || is === 'required') {
    push({
      check: 'MESSAGE_SAME_REQUIRED_FIELDS',
      message: `${element} ${is === 'required' ? 'becomes required' : 'is no longer required'}`,
    });
  } else if ((resolved.kind === 'scalar' || resolved.kind === 'enum') && before.oneof === after.oneof) {
    // Messages know whether they are set in any case.
    push({
      check: 'FIELD_SAME_CARDINALITY',
      message: `${element} ${is === 'explicit' ? 'becomes' : 'is no longer'} optional`,
    });
  }
}

function compareOneofs({ before, after, beforeFile, afterFile }: Pair<ProtoMessage>, into: Comparison): void {
  const name = after.fullName;
  const news = new Map(after.fields.map((field) => [field.number, field]));
  const stays = new Set(after.oneofs.map((oneof) => oneof.name));
  const members = new Map<string, ProtoField[]>();
  for (const field of before.fields) {
    if (field.oneof === null) continue;
    const known = members.get(field.oneof);
    if (known === undefined) members.set(field.oneof, [field]);
    else known.push(field);
  }
  for (const oneof of before.oneofs) {
    const kept = (members.get(oneof.name) ?? []).filter(({ number }) => news.has(number));
    // With all its fields it goes unseen: each of them is told.
    if (stays.has(oneof.name) || kept.length === 0) continue;
    const message = `the oneof ${name}.${oneof.name} is removed or renamed, its fields are not`;
    const place = { path: beforeFile.path, line: oneof.line, side: 'LEFT' } as const;
    into.changes.push({
      kind: 'break',
      check: 'ONEOF_NO_DELETE',
      element: `${name}.${oneof.name}`,
      message,
      ...place,
    });
  }
  for (const field of before.fields) {
    const now = news.get(field.number);
    if (now === undefined || now.oneof === field.oneof) continue;
    // A number that was given to another field is told as that.
    if (now.name !== field.name && now.type !== field.type) continue;
    if (field.oneof !== null && !stays.has(field.oneof)) continue;
    const others = now.oneof === null ? [] : (members.get(now.oneof) ?? []);
    const message =
      now.oneof === null
        ? `${name}.${now.name} leaves the oneof ${field.oneof}`
        : `${name}.${now.name} moves into the oneof ${now.oneof}`;
    into.changes.push({
      kind: 'break',
      check: 'FIELD_SAME_ONEOF',
      // Beside fields that are set already its value, or theirs, is lost.
      severity: others.length > 0 ? 'error' : 'warning',
      element: `${name}.${now.name}`,
      message,
      path: afterFile.path,
      line: now.line,
      side: 'RIGHT',
    });
  }
}
