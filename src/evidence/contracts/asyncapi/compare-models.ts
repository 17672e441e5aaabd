import type { DocumentNode } from '../json-schema/document-store.ts';
import type { Harm } from '../json-schema/schema-difference.ts';
import { canonical } from '../json-schema/values.ts';
import type { AsyncapiCheck } from './advice.ts';
import type { Action, AsyncapiModel, Channel, Message, Operation, Security, Server } from './model.ts';

/** One change of an AsyncAPI document that is none of its schemas. */
export interface AsyncapiDifference {
  check: AsyncapiCheck;
  element: string;
  /** Without the element and a full stop. */
  what: string;
  harm: Harm;
  base: DocumentNode | null;
  head: DocumentNode | null;
}

/** A message on both sides, whose schemas are to be compared. */
export interface MessagePair {
  action: Action;
  address: string;
  before: Message;
  after: Message;
}

/** What changed between two models, and the messages that stand on both sides. Both in the order of the base. */
export function compareModels(
  base: AsyncapiModel,
  head: AsyncapiModel,
): { differences: AsyncapiDifference[]; messages: MessagePair[] } {
  const differences: AsyncapiDifference[] = [];
  const messages: MessagePair[] = [];
  compareServers(base, head, differences);
  for (const [before, after] of pairChannels(base, head, differences)) {
    compareChannel(before, after, differences, messages);
  }
  return { differences, messages };
}

function compareServers(base: AsyncapiModel, head: AsyncapiModel, differences: AsyncapiDifference[]): void {
  const free = new Set([...head.servers.values()].filter(({ name }) => !base.servers.has(name)));
  for (const before of base.servers.values()) {
    const element = `server ${before.name}`;
    const same = [...free].find((one) => one.host === before.host && one.protocol === before.protocol);
    const after = head.servers.get(before.name) ?? same;
    if (after === undefined) {
      differences.push({
        check: 'server-removed',
        element,
        what: 'is removed',
        harm: 'likely',
        base: before.at,
        head: null,
      });
      continue;
    }
    free.delete(after);
    compareServer(before, after, element, differences);
  }
  for (const { name, at } of free) {
    // A first server is told of what ran before.
    if (base.servers.size === 0) continue;
    differences.push({
      check: 'server-added',
      element: `server ${name}`,
      what: 'is added',
      harm: 'none',
      base: null,
      head: at,
    });
  }
}

function compareServer(
  before: Server,
  after: Server,
  element: string,
  differences: AsyncapiDifference[],
): void {
  const at = { base: before.at, head: after.at };
  if (before.protocol !== after.protocol && before.protocol !== '' && after.protocol !== '') {
    const what = `changes its protocol from ${before.protocol} to ${after.protocol}`;
    differences.push({ check: 'server-protocol-changed', element, what, harm: 'certain', ...at });
  } else if (before.host !== after.host) {
    const what = `moves from ${before.host || 'no address'} to ${after.host || 'no address'}`;
    differences.push({ check: 'server-changed', element, what, harm: 'likely', ...at });
  }
  compareSecurity(before.security, after.security, element, at, differences);
  compareBindings(before, after, element, differences);
}

function compareSecurity(
  before: Security,
  after: Security,
  element: string,
  at: { base: DocumentNode; head: DocumentNode },
  differences: AsyncapiDifference[],
): void {
  const asked = [...after.keys()].sort().join(' or ');
  if (before.size === 0 && after.size > 0) {
    differences.push({
      check: 'security-added',
      element,
      what: `asks for ${asked} now`,
      harm: 'certain',
      ...at,
    });
    return;
  }
  // A scheme of another name and the same type is most likely the same one.
  const types = new Set(after.values());
  const lost = [...before].flatMap(([name, type]) => (after.has(name) || types.has(type) ? [] : [name]));
  if (lost.length === 0 || after.size === 0) return;
  const what = `no longer accepts ${lost.sort().join(' or ')}, but ${asked}`;
  differences.push({ check: 'security-changed', element, what, harm: 'likely', ...at });
}

function compareBindings(
  before: { bindings: string; at: DocumentNode },
  after: { bindings: string; at: DocumentNode },
  element: string,
  differences: AsyncapiDifference[],
): void {
  // Bindings that are written down for the first time, or no more, tell of what ran before.
  if (before.bindings === after.bindings || before.bindings === '' || after.bindings === '') return;
  const [olds, news] = [before.bindings.split('\n'), after.bindings.split('\n')];
  const changed = [
    ...olds.filter((one) => !news.includes(one)),
    ...news.filter((one) => !olds.includes(one)),
  ];
  const protocols = [...new Set(changed.map((one) => one.slice(0, one.indexOf(' '))))].sort();
  differences.push({
    check: 'binding-changed',
    element,
    what: `changes its bindings for ${protocols.join(', ')}`,
    harm: 'possible',
    base: before.at,
    head: after.at,
  });
}

/** Channels that stand on both sides: by address, then by name; the others are told as added and removed. */
function pairChannels(
  base: AsyncapiModel,
  head: AsyncapiModel,
  differences: AsyncapiDifference[],
): [Channel, Channel][] {
  const pairs: [Channel, Channel][] = [];
  const gone: Channel[] = [];
  const fresh = new Set(
    [...head.channels].filter(([key]) => !base.channels.has(key)).map(([, channel]) => channel),
  );
  for (const [key, before] of base.channels) {
    const after = head.channels.get(key);
    if (after === undefined) gone.push(before);
    else pairs.push([before, after]);
  }
  for (const before of gone) {
    const after = [...fresh].find(({ name }) => name === before.name);
    if (after !== undefined) {
      fresh.delete(after);
      pairs.push([before, after]);
      const what = `changes its address from ${before.address} to ${after.address}`;
      const at = { base: before.at, head: after.at };
      const element = `channel ${before.name}`;
      const harm: Harm = before.operations.has('sends') ? 'certain' : 'likely';
      differences.push({ check: 'channel-address-changed', element, what, harm, ...at });
      continue;
    }
    // Who only receives there may have listened to a channel of others, that goes on without it.
    const harm: Harm = before.operations.has('sends') ? 'certain' : 'likely';
    const element = `channel ${before.address}`;
    differences.push({
      check: 'channel-removed',
      element,
      what: 'is removed',
      harm,
      base: before.at,
      head: null,
    });
  }
  for (const { address, at } of fresh) {
    const element = `channel ${address}`;
    differences.push({
      check: 'channel-added',
      element,
      what: 'is added',
      harm: 'none',
      base: null,
      head: at,
    });
  }
  return pairs;
}

function compareChannel(
  before: Channel,
  after: Channel,
  differences: AsyncapiDifference[],
  messages: MessagePair[],
): void {
  const element = `channel ${after.address}`;
  before.parameters.forEach((values, at) => {
    const now = after.parameters[at];
    const lost =
      now === null || now === undefined || values === null ? [] : values.filter((one) => !now.includes(one));
    if (lost.length === 0) return;
    const what = `no longer takes ${lost.slice(0, 5).join(', ')} as a parameter`;
    const place = { base: before.at, head: after.at };
    differences.push({ check: 'parameter-value-removed', element, what, harm: 'likely', ...place });
  });
  compareBindings(before, after, element, differences);
  for (const [action, old] of before.operations) {
    // A channel that got its operations now is described better, not changed.
    const now =
      after.operations.get(action) ?? (action === 'describes' ? first(after.operations) : undefined) ?? null;
    if (now !== null) {
      compareOperation(old, now, after.address, differences, messages);
      continue;
    }
    if (after.operations.has('describes')) {
      compareOperation(old, after.operations.get('describes')!, after.address, differences, messages);
      continue;
    }
    const what = `is removed: the application ${action} nothing there any more`;
    const harm: Harm = action === 'sends' || action === 'sends replies' ? 'certain' : 'likely';
    const name = `${action} on ${after.address}`;
    differences.push({ check: 'operation-removed', element: name, what, harm, base: old.at, head: null });
  }
  for (const [action, { at }] of after.operations) {
    if (before.operations.has(action) || action === 'describes' || before.operations.has('describes'))
      continue;
    const name = `${action} on ${after.address}`;
    differences.push({
      check: 'operation-added',
      element: name,
      what: 'is added',
      harm: 'none',
      base: null,
      head: at,
    });
  }
}

function first(operations: ReadonlyMap<Action, Operation>): Operation | undefined {
  return operations.values().next().value;
}

function compareOperation(
  old: Operation,
  now: Operation,
  address: string,
  differences: AsyncapiDifference[],
  messages: MessagePair[],
): void {
  const element = `${now.action} on ${address}`;
  if (old.action === now.action) {
    compareSecurity(old.security, now.security, element, { base: old.at, head: now.at }, differences);
    compareBindings(old, now, element, differences);
  }
  const action = old.action === 'describes' ? now.action : old.action;
  const { pairs, gone, fresh } = pairMessages(old.messages, now.messages);
  for (const [before, after] of pairs) {
    messages.push({ action, address, before, after });
    compareMessage(before, after, `${after.name} (${action} on ${address})`, differences);
  }
  const isDescribed = old.action === 'describes' || now.action === 'describes';
  for (const { name, isNamed, at } of gone) {
    const what = 'is removed';
    // A message without a name may be another one with a changed payload; an only one may have a new name.
    const isReplaced = old.messages.length === 1 && now.messages.length === 1;
    const harm: Harm = isDescribed || !isNamed || isReplaced ? 'likely' : 'certain';
    differences.push({
      check: 'message-removed',
      element: `${name} (${element})`,
      what,
      harm,
      base: at,
      head: null,
    });
  }
  for (const { name, at } of fresh) {
    const what = 'is added';
    differences.push({
      check: 'message-added',
      element: `${name} (${element})`,
      what,
      harm: 'none',
      base: null,
      head: at,
    });
  }
}

/** Messages that share a name belong together, and a single one on each side does when only its name changed. */
function pairMessages(
  olds: readonly Message[],
  news: readonly Message[],
): { pairs: [Message, Message][]; gone: Message[]; fresh: Message[] } {
  const pairs: [Message, Message][] = [];
  const byName = new Map<string, Message>();
  for (const one of [...news].reverse()) for (const name of one.names) byName.set(name, one);
  const taken = new Set<Message>();
  let gone = olds.filter((old) => {
    const now = old.names.map((name) => byName.get(name)).find((one) => one !== undefined && !taken.has(one));
    if (now === undefined) return true;
    taken.add(now);
    pairs.push([old, now]);
    return false;
  });
  let fresh = news.filter((one) => !taken.has(one));
  const [last, other] = [gone[0], fresh[0]];
  const isAlone = olds.length === 1 && news.length === 1;
  if (isAlone && last !== undefined && other !== undefined && mayBeRenamed(last, other)) {
    pairs.push([last, other]);
    [gone, fresh] = [[], []];
  }
  // Without names the order is what is left, where as many stand on both sides.
  if (gone.length === fresh.length && [...gone, ...fresh].every(({ isNamed }) => !isNamed)) {
    gone.forEach((one, at) => {
      pairs.push([one, fresh[at]!]);
    });
    [gone, fresh] = [[], []];
  }
  return { pairs, gone, fresh };
}

/**
 * The name of a message is seldom sent: the only one of an operation, with the payload that it had or a name that goes
 * on from the old one, is the same one.
 */
function mayBeRenamed(before: Message, after: Message): boolean {
  if (!before.isNamed || !after.isNamed) return true;
  // `JobStatus` that becomes `JobStatusChanged`: what changed of its payload says more than that it is gone.
  const [short, long] = [before.name, after.name].sort((a, b) => a.length - b.length) as [string, string];
  if (short.length >= 4 && long.toLowerCase().startsWith(short.toLowerCase())) return true;
  return canonical(before.payload?.value ?? null) === canonical(after.payload?.value ?? null);
}

function compareMessage(
  before: Message,
  after: Message,
  element: string,
  differences: AsyncapiDifference[],
): void {
  const at = { base: before.at, head: after.at };
  if (before.contentType !== null && after.contentType !== null) {
    const [from, to] = [before.contentType, after.contentType].map((type) =>
      type.split(';')[0]!.trim().toLowerCase(),
    );
    if (from !== to) {
      const what = `changes its content type from ${from} to ${to}`;
      const harm: Harm = encodingOf(from!) === encodingOf(to!) ? 'possible' : 'certain';
      differences.push({ check: 'content-type-changed', element, what, harm, ...at });
    }
  }
  if (before.correlation !== null && before.correlation !== after.correlation) {
    const what =
      after.correlation === null
        ? `has no correlation id at ${before.correlation} any more`
        : `has its correlation id at ${after.correlation} instead of ${before.correlation}`;
    differences.push({ check: 'correlation-id-changed', element, what, harm: 'likely', ...at });
  }
  compareBindings(before, after, element, differences);
}

/** `json` for `application/vnd.orders+json`: what a reader needs to decode it. */
function encodingOf(type: string): string {
  return type.slice(Math.max(type.lastIndexOf('/'), type.lastIndexOf('+')) + 1);
}
