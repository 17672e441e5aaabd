import { describe, expect, test } from 'vitest';
import { asyncapiDetector } from '../../../../src/evidence/contracts/asyncapi/asyncapi-detector.ts';
import { jsonSchemaDetector } from '../../../../src/evidence/contracts/json-schema/schema-detector.ts';
import type { Evidence } from '../../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

/** Orders: the application sends OrderPlaced and receives CancelOrder. In version 2 the words are the client's. */
const version2 = `asyncapi: 2.6.0
info:
  title: Orders
  version: 1.0.0
defaultContentType: application/json
servers:
  production:
    url: kafka://broker.example.com:9092
    protocol: kafka
    security:
      - sasl: []
channels:
  orders.{region}.placed:
    parameters:
      region:
        schema:
          type: string
          enum: [eu, us]
    subscribe:
      operationId: placed
      message:
        $ref: '#/components/messages/OrderPlaced'
  orders.cancel:
    publish:
      operationId: cancel
      message:
        $ref: '#/components/messages/CancelOrder'
components:
  securitySchemes:
    sasl:
      type: scramSha256
  messages:
    OrderPlaced:
      headers:
        type: object
        properties:
          trace:
            type: string
      correlationId:
        location: $message.header#/trace
      payload:
        $ref: '#/components/schemas/Order'
    CancelOrder:
      payload:
        type: object
        required: [id]
        properties:
          id:
            $ref: '#/components/schemas/Id'
          reason:
            type: string
            enum: [mistake, late]
  schemas:
    Id:
      type: string
      maxLength: 20
    Order:
      type: object
      required: [id, total]
      properties:
        id:
          $ref: '#/components/schemas/Id'
        total:
          type: integer
        note:
          type: string
`;

/** The same in version 3. */
const version3 = `asyncapi: 3.0.0
info:
  title: Orders
  version: 1.0.0
defaultContentType: application/json
servers:
  production:
    host: broker.example.com:9092
    protocol: kafka
    security:
      - $ref: '#/components/securitySchemes/sasl'
channels:
  ordersPlaced:
    address: orders.{where}.placed
    parameters:
      where:
        enum: [eu, us]
    messages:
      OrderPlaced:
        $ref: '#/components/messages/OrderPlaced'
  cancelOrder:
    address: orders.cancel
    messages:
      subscribe.message:
        $ref: '#/components/messages/CancelOrder'
operations:
  placed:
    action: send
    channel:
      $ref: '#/channels/ordersPlaced'
    messages:
      - $ref: '#/channels/ordersPlaced/messages/OrderPlaced'
  cancel:
    action: receive
    channel:
      $ref: '#/channels/cancelOrder'
${version2.slice(version2.indexOf('components:'))}`;

async function run(base: Files, head: Files, renames: Record<string, string> = {}): Promise<Evidence> {
  return gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [asyncapiDetector, jsonSchemaDetector],
  );
}

/** `severity check path:line side message`, breaks only. */
function breaks(evidence: Evidence): string[] {
  return evidence.facts
    .filter(({ rule }) => rule.endsWith('-breaking'))
    .map(
      ({ severity, data, line, side, message }) =>
        `${severity} ${data['check']} ${line}${side[0]} ${message}`,
    );
}

function edited(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

async function edit(from: string, to: string, text = version2): Promise<string[]> {
  return breaks(await run({ 'asyncapi.yaml': text }, { 'asyncapi.yaml': edited(text, from, to) }));
}

describe('what breaks for those who listen and those who send', () => {
  test.each<[string, string, string, string[]]>([
    [
      'what the application sends loses a property that was always there',
      '        total:\n          type: integer\n',
      '',
      // Still asked for by `required`: something of that name is sent.
      [],
    ],
    [
      'what it sends promises less',
      'required: [id, total]',
      'required: [id]',
      [
        'error property-no-longer-required 63L OrderPlaced (sends on orders.{region}.placed): total is no longer required',
      ],
    ],
    ['what it sends promises more', 'required: [id, total]', 'required: [id, total, note]', []],
    [
      'what it sends loses an optional property',
      '        note:\n          type: string\n',
      '',
      ['warning property-removed 69L OrderPlaced (sends on orders.{region}.placed): note is removed'],
    ],
    [
      'what it sends gains a property',
      '        note:\n',
      '        more:\n          type: string\n        note:\n',
      [],
    ],
    [
      'what it sends widens',
      'type: integer',
      'type: number',
      [
        'error type-widened 68R OrderPlaced (sends on orders.{region}.placed): total changes its type from integer to number',
      ],
    ],
    [
      'what it receives asks for more',
      'required: [id]',
      'required: [id, reason]',
      ['error property-made-required 50R CancelOrder (receives on orders.cancel): reason becomes required'],
    ],
    ['what it receives asks for less', '        required: [id]\n', '', []],
    [
      'what it receives takes fewer values',
      'enum: [mistake, late]',
      'enum: [mistake]',
      [
        'error enum-value-removed 56L CancelOrder (receives on orders.cancel): reason no longer allows "late"',
      ],
    ],
    ['what it receives takes more values', 'enum: [mistake, late]', 'enum: [mistake, late, other]', []],
    [
      'a schema that both share grows tighter: only senders are hurt',
      'maxLength: 20',
      'maxLength: 10',
      [
        'error bound-tightened 60R CancelOrder (receives on orders.cancel): id changes its maxLength from 20 to 10',
      ],
    ],
    [
      'a header goes',
      '        properties:\n          trace:\n            type: string\n',
      '',
      ['warning property-removed 40L OrderPlaced (sends on orders.{region}.placed): header trace is removed'],
    ],
    [
      'the correlation id moves',
      '$message.header#/trace',
      '$message.header#/correlation',
      [
        'warning correlation-id-changed 35R OrderPlaced (sends on orders.{region}.placed) has its correlation id at $message.header#/correlation instead of $message.header#/trace',
      ],
    ],
    [
      'a channel on which it sends goes',
      version2.slice(version2.indexOf('  orders.{region}'), version2.indexOf('  orders.cancel')),
      '',
      ['error channel-removed 13L channel orders.{region}.placed is removed'],
    ],
    [
      'a channel on which it receives goes: it may have been of others',
      version2.slice(version2.indexOf('  orders.cancel'), version2.indexOf('components:')),
      '',
      ['warning channel-removed 24L channel orders.cancel is removed'],
    ],
    ['the parameter of an address has another name', 'orders.{region}.placed', 'orders.{area}.placed', []],
    [
      'a parameter takes fewer values',
      'enum: [eu, us]',
      'enum: [eu]',
      [
        'warning parameter-value-removed 13R channel orders.{region}.placed no longer takes us as a parameter',
      ],
    ],
    [
      'a message is another one',
      "message:\n        $ref: '#/components/messages/OrderPlaced'",
      "message:\n        oneOf:\n          - $ref: '#/components/messages/CancelOrder'\n          - $ref: '#/components/messages/Gone'",
      ['warning message-removed 36L OrderPlaced (sends on orders.{region}.placed) is removed'],
    ],
    [
      'one message of several is added',
      "message:\n        $ref: '#/components/messages/OrderPlaced'",
      "message:\n        oneOf:\n          - $ref: '#/components/messages/OrderPlaced'\n          - $ref: '#/components/messages/CancelOrder'",
      [],
    ],
    [
      'the encoding changes',
      'defaultContentType: application/json',
      'defaultContentType: application/xml',
      [
        'error content-type-changed 36R OrderPlaced (sends on orders.{region}.placed) changes its content type from application/json to application/xml',
        'error content-type-changed 45R CancelOrder (receives on orders.cancel) changes its content type from application/json to application/xml',
      ],
    ],
    [
      'the encoding keeps its structure',
      'defaultContentType: application/json',
      'defaultContentType: application/vnd.orders+json; charset=utf-8',
      [],
    ],
    [
      'the protocol changes',
      'protocol: kafka\n',
      'protocol: amqp\n',
      ['error server-protocol-changed 7R server production changes its protocol from kafka to amqp'],
    ],
    [
      'a server moves',
      'broker.example.com:9092',
      'broker.example.com:9093',
      [
        'warning server-changed 7R server production moves from broker.example.com:9092 to broker.example.com:9093',
      ],
    ],
    ['a server has another name', '  production:', '  live:', []],
    [
      'credentials of another type are asked for',
      '      - sasl: []',
      '      - certificate: []',
      ['warning security-changed 7R server production no longer accepts sasl, but certificate'],
    ],
    ['credentials are not asked for any more', '    security:\n      - sasl: []\n', '', []],
    ['words for people change', 'title: Orders', 'title: Our orders', []],
    ['a channel comes', '  orders.cancel:', '  orders.paid:\n    subscribe: {}\n  orders.cancel:', []],
  ])('%s', async (_, from, to, expected) => {
    const found = await edit(from, to);
    expect(found.map(withoutLine)).toEqual(expected.map(withoutLine));
  });

  test('lines stand in the head, and in the base for what went', async () => {
    const note = '        note:\n          type: string\n';
    const head = edited(edited(version2, note, ''), 'type: integer', 'type: string');
    const { facts } = await run({ 'asyncapi.yaml': version2 }, { 'asyncapi.yaml': head });
    const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
    expect(facts.map(({ line, side }) => [line, side])).toEqual([
      [lineOf(head, 'total:\n          type: string') + 1, 'RIGHT'],
      [lineOf(version2, note) + 0, 'LEFT'],
    ]);
  });

  test('every break says who is hurt and how to do it compatibly', async () => {
    const { facts } = await run(
      { 'asyncapi.yaml': version2 },
      { 'asyncapi.yaml': edited(version2, 'integer', 'string') },
    );
    expect(facts[0]?.data).toEqual({
      check: 'type-changed',
      consumer: 'Who reads documents meets what the old schema ruled out',
      element: 'total',
      format: 'asyncapi',
      wayOut: 'Give the new form a name or a version of its own, and send both until every reader has moved',
    });
  });
});

/** Lines are checked apart. */
function withoutLine(text: string): string {
  return text.replace(/ \d+([LR]) /, ' $1 ');
}

describe('version 3', () => {
  test('an upgrade alone breaks nothing, and neither does the way back', async () => {
    expect((await run({ 'asyncapi.yaml': version2 }, { 'asyncapi.yaml': version3 })).facts).toEqual([]);
    expect((await run({ 'asyncapi.yaml': version3 }, { 'asyncapi.yaml': version2 })).facts).toEqual([]);
  });

  test('a break in an upgrade is seen', async () => {
    const head = edited(version3, 'required: [id, total]', 'required: [id]');
    expect(breaks(await run({ 'asyncapi.yaml': version2 }, { 'asyncapi.yaml': head }))).toEqual([
      'error property-no-longer-required 59L OrderPlaced (sends on orders.{where}.placed): total is no longer required',
    ]);
  });

  test.each<[string, string, string, string[]]>([
    [
      'an address changes',
      'address: orders.cancel',
      'address: orders.cancellations',
      [
        'warning channel-address-changed R channel cancelOrder changes its address from orders.cancel to orders.cancellations',
      ],
    ],

    [
      'the application listens where it spoke',
      'action: send',
      'action: receive',
      [
        'error operation-removed L sends on orders.{where}.placed is removed: the application sends nothing there any more',
      ],
    ],
    [
      'an operation asks for credentials',
      'action: send',
      "action: send\n    security:\n      - $ref: '#/components/securitySchemes/sasl'",
      ['error security-added R sends on orders.{where}.placed asks for sasl now'],
    ],
  ])('%s', async (_, from, to, expected) => {
    const found = (await edit(from, to, version3)).map(withoutLine);
    expect(found.map((one, at) => one.slice(0, expected[at]?.length ?? one.length))).toEqual(expected);
  });

  test('a channel has another name and the same address', async () => {
    const head = version3.replaceAll('cancelOrder', 'cancellation');
    expect((await run({ 'asyncapi.yaml': version3 }, { 'asyncapi.yaml': head })).facts).toEqual([]);
  });

  test('a channel without operations: who is hurt is not certain', async () => {
    const text = `asyncapi: 3.0.0
info: { title: Catalogue, version: 1.0.0 }
channels:
  placed:
    address: placed
    messages:
      Placed:
        payload: { type: object, required: [a], properties: { a: { type: string } } }
`;
    expect(await edit('required: [a], ', '', text)).toEqual([
      'warning property-no-longer-required 8L Placed (describes on placed): a is no longer required',
    ]);
  });

  test('a reply goes the other way than its request', async () => {
    const text = `asyncapi: 3.0.0
info: { title: Prices, version: 1.0.0 }
channels:
  ask:
    address: ask
    messages:
      Ask: { payload: { type: object, properties: { a: { type: string, enum: [x, y] } } } }
  answer:
    address: null
    messages:
      Answer: { payload: { type: object, properties: { b: { type: string, enum: [x, y] } } } }
operations:
  price:
    action: receive
    channel: { $ref: '#/channels/ask' }
    reply:
      channel: { $ref: '#/channels/answer' }
`;
    expect(await edit('b: { type: string, enum: [x, y] }', 'b: { type: string, enum: [x] }', text)).toEqual(
      [],
    );
    expect(await edit('b: { type: string, enum: [x, y] }', 'b: { type: string }', text)).toEqual([
      'warning enum-dropped 11R Answer (sends replies on answer): b allows other values than "x", "y" now',
    ]);
    expect(
      await edit('a: { type: string, enum: [x, y] }', 'a: { type: string, enum: [x] }', text),
    ).toHaveLength(1);
  });
});

describe('files beside the document', () => {
  const document = `asyncapi: 2.6.0
info: { title: T, version: 1.0.0 }
channels:
  a: { subscribe: { message: { name: A, payload: { $ref: 'schemas/order.json#/definitions/Order' } } } }
  b: { subscribe: { message: { name: B, payload: { $ref: 'schemas/order.json#/definitions/Order' } } } }
  c: { subscribe: { message: { name: C, payload: { $ref: 'https://example.com/c.json' } } } }
`;
  const schema = (type: string) =>
    JSON.stringify(
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        definitions: { Order: { type: 'object', properties: { total: { type } } } },
      },
      null,
      2,
    );

  test('a schema that changed under an unchanged document: one fact for all who use it, none as a schema file', async () => {
    const evidence = await run(
      { 'asyncapi.yaml': document, 'schemas/order.json': schema('integer') },
      { 'asyncapi.yaml': document, 'schemas/order.json': schema('string') },
    );
    expect(evidence.facts.map(({ rule, path, line, message }) => [rule, path, line, message])).toEqual([
      [
        'contract/asyncapi-breaking',
        'schemas/order.json',
        8,
        'A (sends on a) and 1 more message: total changes its type from integer to string',
      ],
    ]);
    expect(evidence.coverage.skipped).toEqual([
      {
        path: 'asyncapi.yaml',
        reason: 'external $ref not followed: https://example.com/c.json',
        partial: true,
      },
    ]);
  });

  test('a file that is not in the tree is said, and costs nothing else', async () => {
    const head = edited(document, 'title: T', 'title: U');
    const { facts, coverage } = await run({ 'asyncapi.yaml': document }, { 'asyncapi.yaml': head });
    expect(facts).toEqual([]);
    expect(coverage.skipped.map(({ reason }) => reason)).toContain(
      '$ref to schemas/order.json, which is not in the tree',
    );
  });

  test('the only message of an operation goes on under a longer name: what changed of it is told', async () => {
    const head = version2
      .replaceAll('OrderPlaced', 'OrderPlacedEvent')
      .replace('required: [id, total]', 'required: [id]');
    expect(breaks(await run({ 'asyncapi.yaml': version2 }, { 'asyncapi.yaml': head }))).toEqual([
      'error property-no-longer-required 59L OrderPlacedEvent (sends on orders.{region}.placed): total is no longer required',
    ]);
    const other = version2
      .replaceAll('OrderPlaced', 'Shipped')
      .replace("payload:\n        $ref: '#/components/schemas/Order'", 'payload:\n        type: string');
    expect(breaks(await run({ 'asyncapi.yaml': version2 }, { 'asyncapi.yaml': other }))).toEqual([
      'warning message-removed 33L OrderPlaced (sends on orders.{region}.placed) is removed',
    ]);
  });

  test('a removed, an added and a renamed document', async () => {
    const removed = await run({ 'asyncapi.yaml': version2 }, {});
    expect(breaks(removed)).toEqual(['warning document-removed nullL asyncapi.yaml is removed']);
    const added = await run({}, { 'asyncapi.yaml': version2 });
    expect(added.facts.map(({ severity, message }) => [severity, message])).toEqual([
      ['note', 'asyncapi.yaml is a new document'],
    ]);
    const head = edited(version2, 'maxLength: 20', 'maxLength: 10');
    const renamed = await run(
      { 'asyncapi.yaml': version2 },
      { 'events.yaml': head },
      { 'asyncapi.yaml': 'events.yaml' },
    );
    expect(renamed.facts.map(({ path, data }) => [path, data['check']])).toEqual([
      ['events.yaml', 'bound-tightened'],
    ]);
    const moved = await run({ 'asyncapi.yaml': version2 }, { 'docs/asyncapi.yaml': version2 });
    expect(moved.facts).toEqual([]);
  });

  test('what cannot be read is coverage', async () => {
    const avro = version2.replace(
      '      headers:',
      '      schemaFormat: application/vnd.apache.avro;version=1.9.0\n      headers:',
    );
    const evidence = await run(
      { 'a/asyncapi.yaml': version2, 'b/asyncapi.yaml': version2, 'c/asyncapi.yaml': avro },
      {
        'a/asyncapi.yaml': `{{ if .Values.events }}\n${version2}{{ end }}\n`,
        'b/asyncapi.yaml': version2.replace('title: Orders', 'title: "Orders'),
        'c/asyncapi.yaml': avro.replace('#/components/schemas/Order', '#/components/schemas/Id'),
      },
    );
    expect(evidence.facts).toEqual([]);
    expect(evidence.coverage.skipped.map(({ path, reason }) => [path, reason.replace(/: .*/, '')])).toEqual([
      ['a/asyncapi.yaml', 'templated, not analysed'],
      ['b/asyncapi.yaml', 'cannot be parsed'],
      ['c/asyncapi.yaml', 'payload in Avro not compared (line 42)'],
    ]);
  });

  test('other files cost nothing and are never skipped', async () => {
    const base = inMemoryTree({ 'src/a.ts': '1' });
    const head = inMemoryTree({ 'src/a.ts': '2', 'asyncapi.yaml': version2 });
    const change = inMemoryChange({ 'src/a.ts': '1' }, { 'src/a.ts': '2' });
    await gatherEvidence({ change, base, head, settings: defaultSettings }, [asyncapiDetector]);
    expect([...base.reads, ...head.reads].filter((path) => path.endsWith('.yaml'))).toEqual([]);
    const other = await run({ 'k8s.yaml': 'a: {{ b }}' }, { 'k8s.yaml': 'a: {{ c }}', 'x.json': '{' });
    expect([other.facts, other.coverage.skipped]).toEqual([[], []]);
  });

  test('aliases that multiply are refused, not followed', async () => {
    const levels = Array.from({ length: 30 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at},`.repeat(9)}]`);
    const bomb = `asyncapi: 2.6.0\nl0: &l0 x\n${levels.join('\n')}\n`;
    const { coverage } = await run({ 'asyncapi.yaml': version2 }, { 'asyncapi.yaml': bomb });
    expect(coverage.skipped).toEqual([
      { path: 'asyncapi.yaml', reason: 'cannot be parsed: its aliases cannot be resolved' },
    ]);
  });
});

test('wants names that say asyncapi, and nothing else', () => {
  const wanted = ['asyncapi.yaml', 'docs/asyncapi-orders.yml', 'orders.asyncapi.json', 'async-api.yml'];
  const others = [
    'package.json',
    'src/a.yaml',
    'node_modules/x/asyncapi.yaml',
    'asyncapi.md',
    'asyncapi/other.yaml',
  ];
  expect([...wanted, ...others].filter((path) => asyncapiDetector.wants?.(path))).toEqual(wanted);
});
