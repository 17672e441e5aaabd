import { childOf, type DocumentNode, type DocumentStore } from '../json-schema/document-store.ts';
import { tokensOf } from '../json-schema/parse-document.ts';
import { childrenOf } from '../json-schema/schema-shape.ts';
import { canonical, isRecord } from '../json-schema/values.ts';
import type { Action, AsyncapiModel, Channel, Message, Operation, Security, Server } from './model.ts';

const mostHops = 16;

/** The model of an AsyncAPI document of version 2 or 3, references followed over the store. What is malformed is left out. */
export function readModel(store: DocumentStore, document: DocumentNode): AsyncapiModel {
  const isNew = /^3/.test(
    textOf(document, 'asyncapi') ?? String((document.value as { asyncapi: unknown }).asyncapi),
  );
  const reader: Reader = { store, schemes: new Map(), contentType: textOf(document, 'defaultContentType') };
  const components = childOf(document, 'components');
  for (const [name, node] of entriesOf(reader, components && childOf(components, 'securitySchemes'))) {
    reader.schemes.set(name, textOf(node, 'type') ?? '');
  }
  const servers = new Map<string, Server>();
  for (const [name, node] of entriesOf(reader, childOf(document, 'servers')))
    servers.set(name, readServer(reader, name, node));
  const channels = new Map<string, Channel>();
  if (isNew) readChannels3(reader, document, channels);
  else readChannels2(reader, document, channels);
  return { servers, channels };
}

interface Reader {
  store: DocumentStore;
  /** Types of security schemes by name. */
  schemes: Map<string, string>;
  contentType: string | null;
}

function readChannels2(reader: Reader, document: DocumentNode, channels: Map<string, Channel>): void {
  for (const [address, node] of entriesOf(reader, childOf(document, 'channels'))) {
    const channel = readChannel(reader, address, address, node);
    // In version 2 the words are the client's: what it may publish the application receives.
    for (const [keyword, action] of [
      ['publish', 'receives'],
      ['subscribe', 'sends'],
    ] as const) {
      const at = through(reader, childOf(node, keyword));
      if (!isRecord(at?.value)) continue;
      const message = childOf(at, 'message');
      const target = through(reader, message);
      const list = target === null ? [] : childrenOf(target, 'oneOf');
      const nodes = list.length > 0 ? list : message === null ? [] : [message];
      const messages = nodes.flatMap((one) => readMessage(reader, one, null) ?? []);
      addOperation(channel, operationAt(reader, action, at, messages));
    }
    channels.set(withoutNames(address), channel);
  }
}

function readChannels3(reader: Reader, document: DocumentNode, channels: Map<string, Channel>): void {
  const byValue = new Map<unknown, Channel>();
  const messagesOf = new Map<Channel, { value: unknown; message: Message }[]>();
  for (const [name, node] of entriesOf(reader, childOf(document, 'channels'))) {
    const address = textOf(node, 'address') ?? name;
    const channel = readChannel(reader, name, address, node);
    const holder = childOf(node, 'messages');
    const messages = keysOf(holder).flatMap((key) => {
      const one = childOf(holder!, key)!;
      const message = readMessage(reader, one, key);
      return message === null ? [] : [{ value: through(reader, one)?.value, message }];
    });
    byValue.set(node.value, channel);
    messagesOf.set(channel, messages);
    // Channels may share an address; the first one stands for it, the others go by their names.
    const key = withoutNames(address);
    channels.set(channels.has(key) ? `${key} (${name})` : key, channel);
  }
  for (const [, at] of entriesOf(reader, childOf(document, 'operations'))) {
    const action = textOf(at, 'action');
    if (action !== 'send' && action !== 'receive') continue;
    const sends = action === 'send';
    const channel = byValue.get(through(reader, childOf(at, 'channel'))?.value);
    if (channel === undefined) continue;
    addOperation(channel, operationAt(reader, sends ? 'sends' : 'receives', at, listed(channel, at)));
    const reply = through(reader, childOf(at, 'reply'));
    if (!isRecord(reply?.value)) continue;
    const target = byValue.get(through(reader, childOf(reply, 'channel'))?.value) ?? channel;
    const answered = childOf(reply, 'messages') === null && target === channel ? [] : listed(target, reply);
    addOperation(target, operationAt(reader, sends ? 'receives replies' : 'sends replies', reply, answered));
  }
  for (const [channel, messages] of messagesOf) {
    if (channel.operations.size > 0 || messages.length === 0) continue;
    const all = messages.map(({ message }) => message);
    addOperation(channel, {
      action: 'describes',
      at: channel.at,
      messages: all,
      security: new Map(),
      bindings: '',
    });
  }

  /** The messages that an operation names, all of its channel when it names none. */
  function listed(channel: Channel, at: DocumentNode): Message[] {
    const all = messagesOf.get(channel) ?? [];
    if (!Array.isArray(childOf(at, 'messages')?.value)) return all.map(({ message }) => message);
    const values = new Set(childrenOf(at, 'messages').map((one) => through(reader, one)?.value));
    return all.filter(({ value }) => values.has(value)).map(({ message }) => message);
  }
}

function readChannel(reader: Reader, name: string, address: string, at: DocumentNode): Channel {
  const parameters = new Map(entriesOf(reader, childOf(at, 'parameters')));
  return {
    name,
    address,
    at,
    parameters: [...address.matchAll(/\{([^{}]*)\}/g)].map(([, parameter]) => {
      const node = parameters.get(parameter!);
      const holder = node === undefined ? null : (through(reader, childOf(node, 'schema')) ?? node);
      const values = holder === null ? [] : childrenOf(holder, 'enum').map(({ value }) => String(value));
      return values.length === 0 ? null : values;
    }),
    operations: new Map(),
    bindings: bindingsOf(reader, at),
  };
}

function operationAt(reader: Reader, action: Action, at: DocumentNode, messages: Message[]): Operation {
  return { action, at, messages, security: securityOf(reader, at), bindings: bindingsOf(reader, at) };
}

/** Several operations of one action on one channel are one to those who meet it there. */
function addOperation(channel: Channel, operation: Operation): void {
  const known = channel.operations.get(operation.action);
  if (known === undefined) channel.operations.set(operation.action, operation);
  else known.messages.push(...operation.messages.filter((one) => !known.messages.includes(one)));
}

function readServer(reader: Reader, name: string, at: DocumentNode): Server {
  const address = textOf(at, 'host') ?? textOf(at, 'url') ?? '';
  const path = textOf(at, 'pathname') ?? '';
  const bare = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  return {
    name,
    at,
    host: `${bare}${path}`.toLowerCase().replace(/\/$/, ''),
    protocol: (textOf(at, 'protocol') ?? '').toLowerCase(),
    security: securityOf(reader, at),
    bindings: bindingsOf(reader, at),
  };
}

function readMessage(reader: Reader, from: DocumentNode, key: string | null): Message | null {
  const at = through(reader, from);
  if (!isRecord(at?.value)) return null;
  const traits = childrenOf(at, 'traits').flatMap((one) => through(reader, one) ?? []);
  const field = (name: string): DocumentNode | null => {
    for (const holder of [at, ...traits]) {
      const child = childOf(holder, name);
      if (child !== null) return child;
    }
    return null;
  };
  const word = (name: string): string | null => {
    const value = field(name)?.value;
    return typeof value === 'string' ? value : null;
  };
  const names = [nameOfReference(from), key, word('messageId'), word('name'), word('title')];
  const known = [...new Set(names.filter((name) => name !== null))];
  const isNamed = known.length > 0;
  let payload = field('payload');
  let format = word('schemaFormat');
  const inner = payload === null ? null : childOf(payload, 'schema');
  if (payload !== null && inner !== null && textOf(payload, 'schemaFormat') !== null) {
    format = textOf(payload, 'schemaFormat');
    payload = inner;
  }
  // A payload names a message that has no name of its own, by its reference or by all that it says.
  if (known.length === 0 && payload !== null) {
    known.push(nameOfReference(payload) ?? `payload ${canonical(payload.value)}`);
  }
  const correlation = through(reader, field('correlationId'));
  return {
    name: isNamed ? known[0]! : 'an unnamed message',
    names: known,
    isNamed,
    at,
    payload,
    headers: field('headers'),
    schemaFormat: format,
    contentType: word('contentType') ?? reader.contentType,
    correlation: correlation === null ? null : textOf(correlation, 'location'),
    bindings: bindingsOf(reader, at),
  };
}

/** The last word of a reference that names something: `#/components/messages/OrderPlaced`, `messages/order.yaml`. */
function nameOfReference({ value }: DocumentNode): string | null {
  const reference = isRecord(value) ? value['$ref'] : undefined;
  if (typeof reference !== 'string') return null;
  const [file = '', pointer = ''] = reference.split('#');
  const word =
    tokensOf(pointer).at(-1) ?? file.slice(file.lastIndexOf('/') + 1).replace(/\.(?:json|ya?ml)$/, '');
  return word === '' || /^\d+$/.test(word) ? null : word;
}

function securityOf(reader: Reader, at: DocumentNode): Security {
  const schemes = new Map<string, string>();
  for (const one of childrenOf(at, 'security')) {
    const node = through(reader, one);
    if (!isRecord(node?.value)) continue;
    const type = textOf(node, 'type');
    if (type !== null) {
      schemes.set(nameOfReference(one) ?? type, type);
      continue;
    }
    const names = Object.keys(node.value).sort();
    // An empty alternative lets everybody in.
    if (names.length === 0) return new Map();
    schemes.set(names.join(' and '), names.map((name) => reader.schemes.get(name) ?? '').join(' and '));
  }
  return schemes;
}

function bindingsOf(reader: Reader, at: DocumentNode): string {
  const bindings = through(reader, childOf(at, 'bindings'));
  if (bindings === null || !isRecord(bindings.value)) return '';
  const parts = entriesOf(reader, bindings).map(([protocol, { value }]) => {
    const { bindingVersion: _, ...rest } = value as Record<string, unknown>;
    return Object.keys(rest).length === 0 ? '' : `${protocol} ${canonical(rest)}`;
  });
  return parts
    .filter((part) => part !== '')
    .sort()
    .join('\n');
}

/** The objects under the keys of an object, references followed. */
function entriesOf(reader: Reader, holder: DocumentNode | null): [string, DocumentNode][] {
  const node = through(reader, holder);
  return keysOf(node).flatMap((key) => {
    const child = through(reader, childOf(node!, key));
    return isRecord(child?.value) ? [[key, child] as [string, DocumentNode]] : [];
  });
}

function keysOf(node: DocumentNode | null): string[] {
  return isRecord(node?.value) ? Object.keys(node.value).filter((key) => !key.startsWith('x-')) : [];
}

/** What a node stands for: itself, or what its reference leads to; null when that cannot be read. */
function through(reader: Reader, from: DocumentNode | null): DocumentNode | null {
  let node = from;
  for (let hop = 0; hop < mostHops && node !== null && isRecord(node.value); hop++) {
    const reference: unknown = node.value['$ref'];
    if (typeof reference !== 'string') return node;
    node = reader.store.resolve(node, reference);
  }
  return node;
}

function textOf(node: DocumentNode, key: string): string | null {
  const value = childOf(node, key)?.value;
  return typeof value === 'string' ? value : null;
}

/** An address whose parameters have other names is the same one to who sends there. */
function withoutNames(address: string): string {
  return address.replace(/\{[^{}]*\}/g, '{}');
}
