import { describe, expect, it } from 'vitest';
import { protobufDetector } from '../../../../src/evidence/contracts/protobuf/protobuf-detector.ts';
import type { Evidence } from '../../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

function detect(base: Files, head: Files, renames: Record<string, string> = {}): Promise<Evidence> {
  return gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [protobufDetector],
  );
}

function said({ facts }: Evidence): string[] {
  return facts.map(({ severity, data }) => `${severity} ${data['check']} ${data['element']}`);
}

it('tells the worst of many breaks of a file, and the number of the others', async () => {
  const fields = Array.from({ length: 2_000 }, (_, at) => `string f${at} = ${at + 1};`);
  const types = Array.from({ length: 40 }, (_, at) => `int32 n${at} = ${at + 3_000};`);
  const before = order(...fields, ...types);
  const { facts } = await detect(
    { 'shop/v1/order.proto': before },
    { 'shop/v1/order.proto': order(...types.map((field) => field.replace('int32', 'int64'))) },
  );
  expect(facts).toHaveLength(21);
  expect(facts.every(({ severity }) => severity === 'error')).toBe(true);
  expect(facts.find(({ line }) => line === null)).toMatchObject({
    path: 'shop/v1/order.proto',
    message: '2020 more breaking changes in shop/v1/order.proto',
    data: { check: 'more-changes', count: 2_020, element: 'shop/v1/order.proto' },
  });
});

const proto3 = 'syntax = "proto3";\npackage shop.v1;\n';
const order = (...fields: string[]) => `${proto3}message Order {\n${fields.join('\n')}\n}\n`;
const twoFields = ['string id = 1;', 'int32 total = 2;'];

/** Before, after, and what is said: of one file. */
const cases: Record<string, [string, string, string[]]> = {
  'a field removed without a trace': [
    order(...twoFields),
    order('string id = 1;'),
    ['error FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED shop.v1.Order.total'],
  ],
  'a field removed with its number reserved': [
    order(...twoFields),
    order('string id = 1;', 'reserved 2;'),
    ['warning FIELD_NO_DELETE_UNLESS_NAME_RESERVED shop.v1.Order.total'],
  ],
  'a field removed with number and name reserved': [
    order(...twoFields),
    order('string id = 1;', 'reserved 2 to 4;', 'reserved "total";'),
    ['warning FIELD_NO_DELETE shop.v1.Order.total'],
  ],
  'a field that changes its number': [
    order(...twoFields),
    order('string id = 1;', 'int32 total = 3;'),
    ['error FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED shop.v1.Order.total'],
  ],
  'a field renamed': [
    order(...twoFields),
    order('string id = 1;', 'int32 sum = 2;'),
    ['warning FIELD_SAME_NAME shop.v1.Order.total'],
  ],
  'numbers swapped': [
    order('int32 net = 1;', 'int32 gross = 2;'),
    order('int32 gross = 1;', 'int32 net = 2;'),
    ['error FIELD_SAME_NAME shop.v1.Order.gross', 'error FIELD_SAME_NAME shop.v1.Order.net'],
  ],
  'a number used for something else': [
    order(...twoFields),
    order('string id = 1;', 'string note = 2;'),
    ['error FIELD_WIRE_COMPATIBLE_TYPE shop.v1.Order.note'],
  ],
  'int32 to string': [
    order(...twoFields),
    order('string id = 1;', 'string total = 2;'),
    ['error FIELD_WIRE_COMPATIBLE_TYPE shop.v1.Order.total'],
  ],
  'int32 to int64': [
    order(...twoFields),
    order('string id = 1;', 'int64 total = 2;'),
    ['warning FIELD_WIRE_JSON_COMPATIBLE_TYPE shop.v1.Order.total'],
  ],
  'int32 to uint32': [
    order(...twoFields),
    order('string id = 1;', 'uint32 total = 2;'),
    ['warning FIELD_SAME_TYPE shop.v1.Order.total'],
  ],
  'string to bytes, and bytes to string': [
    order('string a = 1;', 'bytes b = 2;'),
    order('bytes a = 1;', 'string b = 2;'),
    [
      'error FIELD_WIRE_COMPATIBLE_TYPE shop.v1.Order.b',
      'warning FIELD_WIRE_JSON_COMPATIBLE_TYPE shop.v1.Order.a',
    ],
  ],
  'single to repeated': [
    order('string a = 1;', 'int32 b = 2;'),
    order('repeated string a = 1;', 'repeated int32 b = 2;'),
    [
      'error FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY shop.v1.Order.a',
      'error FIELD_WIRE_COMPATIBLE_CARDINALITY shop.v1.Order.b',
    ],
  ],
  'a field that becomes optional': [
    order(...twoFields),
    order('string id = 1;', 'optional int32 total = 2;'),
    ['warning FIELD_SAME_CARDINALITY shop.v1.Order.total'],
  ],
  'another JSON name': [
    order('string order_id = 1;'),
    order('string order_id = 1 [json_name = "id"];'),
    ['warning FIELD_SAME_JSON_NAME shop.v1.Order.order_id'],
  ],
  'a map with another value': [
    order('map<string, int32> totals = 1;'),
    order('map<string, string> totals = 1;'),
    ['error FIELD_WIRE_COMPATIBLE_TYPE shop.v1.Order.totals'],
  ],
  'a field into a oneof that has fields': [
    order('oneof paid { string card = 1; }', 'string cash = 2;'),
    order('oneof paid { string card = 1; string cash = 2; }'),
    ['error FIELD_SAME_ONEOF shop.v1.Order.cash'],
  ],
  'a oneof dissolved': [
    order('oneof paid { string card = 1; string cash = 2; }'),
    order('string card = 1;', 'string cash = 2;'),
    ['warning ONEOF_NO_DELETE shop.v1.Order.paid'],
  ],
  'a reserved number taken': [
    order('reserved 2;', 'string id = 1;'),
    order('string id = 1;', 'string total = 2;'),
    ['warning RESERVED_MESSAGE_NO_DELETE shop.v1.Order.total'],
  ],
  'a reservation given up': [
    order('reserved 2 to 4, 9;', 'reserved "old";', 'string id = 1;'),
    order('reserved 2 to 4;', 'string id = 1;'),
    ['warning RESERVED_MESSAGE_NO_DELETE shop.v1.Order'],
  ],
  'a message removed': [
    `${order(...twoFields)}message Line { string sku = 1; }`,
    order(...twoFields),
    ['error MESSAGE_NO_DELETE shop.v1.Line'],
  ],
  'a message renamed, with the fields that use it': [
    `${order('Line line = 1;')}message Line { string sku = 1; }`,
    `${order('Item line = 1;')}message Item { string sku = 1; }`,
    ['warning MESSAGE_NO_DELETE shop.v1.Line'],
  ],
  'a number of an enum given to another value of it': [
    `${proto3}enum State { NONE = 0; OPEN = 1; PAID = 2; SENT = 3; }`,
    `${proto3}enum State { NONE = 0; OPEN = 1; SENT = 2; }`,
    [
      'error ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED shop.v1.State.SENT',
      'error ENUM_VALUE_SAME_NAME shop.v1.State.PAID',
    ],
  ],
  'a new name of a value, its number kept': [
    `${proto3}enum State { NONE = 0; OPEN = 1; PAID = 2; }`,
    `${proto3}enum State { NONE = 0; OPEN = 1; SETTLED = 2; }`,
    ['warning ENUM_VALUE_SAME_NAME shop.v1.State.PAID'],
  ],
  'enum values removed, renamed, renumbered': [
    `${proto3}enum State { NONE = 0; OPEN = 1; PAID = 2; SENT = 3; }`,
    `${proto3}enum State { NONE = 0; NEW = 1; SENT = 4; }`,
    [
      'error ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED shop.v1.State.PAID',
      'error ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED shop.v1.State.SENT',
      'warning ENUM_VALUE_SAME_NAME shop.v1.State.OPEN',
    ],
  ],
  'methods removed and changed': [
    `${proto3}service Orders {\nrpc Get(A) returns (B);\nrpc List(A) returns (B);\nrpc Old(A) returns (B) { option deprecated = true; }\n}
      message A { string a = 1; } message B { int32 b = 1; }`,
    `${proto3}service Orders {\nrpc Get(B) returns (B);\nrpc List(A) returns (stream B);\n}
      message A { string a = 1; } message B { int32 b = 1; }`,
    [
      'error RPC_SAME_REQUEST_TYPE shop.v1.Orders.Get',
      'error RPC_SAME_SERVER_STREAMING shop.v1.Orders.List',
      'warning RPC_NO_DELETE shop.v1.Orders.Old',
    ],
  ],
  'a service removed': [
    `${proto3}service Orders { rpc Get(A) returns (A); } message A {}`,
    `${proto3}message A {}`,
    ['error SERVICE_NO_DELETE shop.v1.Orders'],
  ],
  'a package renamed': [
    `${order(...twoFields)}service Orders { rpc Get(Order) returns (Order); }`,
    `${order(...twoFields)}service Orders { rpc Get(Order) returns (Order); }`.replace('shop.v1', 'shop.v2'),
    ['error FILE_SAME_PACKAGE shop.v1'],
  ],
  'a Go package moved': [
    `${proto3}option go_package = "a/b";\nmessage A {}`,
    `${proto3}option go_package = "a/c";\nmessage A {}`,
    ['warning FILE_SAME_GO_PACKAGE orders.proto go_package'],
  ],
  'required fields of proto2': [
    'message A { optional string a = 1; }',
    'message A { required string a = 1; required string b = 2; }',
    ['error MESSAGE_SAME_REQUIRED_FIELDS A.a', 'error MESSAGE_SAME_REQUIRED_FIELDS A.b'],
  ],
  'a default of proto2': [
    'message A { optional int32 a = 1 [default = 3]; }',
    'message A { optional int32 a = 1 [default = 4]; }',
    ['warning FIELD_SAME_DEFAULT A.a'],
  ],
  'extensions of proto2': [
    'message A { extensions 100 to 199; }\nextend A { optional string a = 100; }',
    'message A { extensions 100 to 150; }',
    ['error EXTENSION_NO_DELETE a', 'warning EXTENSION_MESSAGE_NO_DELETE A'],
  ],
  'a break in an unstable package': [
    order(...twoFields).replace('v1', 'v1beta1'),
    order('string id = 1;').replace('v1', 'v1beta1'),
    ['note FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED shop.v1beta1.Order.total'],
  ],
  'additions, as one note each': [
    `${order('string id = 1;')}enum State { NONE = 0; }\nservice Orders {}`,
    `${order('string id = 1;', 'string a = 2;', 'repeated Line b = 3;')}enum State { NONE = 0; OPEN = 1; }
      service Orders { rpc Get(Order) returns (Order); } message Line {}`,
    [
      'note ENUM_VALUE_ADDED shop.v1.State.OPEN',
      'note FIELD_ADDED shop.v1.Order',
      'note MESSAGE_ADDED shop.v1.Line',
      'note RPC_ADDED shop.v1.Orders.Get',
    ],
  ],
};

describe('protobufDetector', () => {
  it.each(Object.entries(cases))('tells %s', async (_, [before, after, expected]) => {
    const evidence = await detect({ 'orders.proto': before }, { 'orders.proto': after });
    expect(said(evidence).sort()).toEqual([...expected].sort());
    expect(evidence.coverage.skipped).toEqual([]);
  });

  const nearMisses: Record<string, [string, string]> = {
    'comments, white space and order': [
      order(...twoFields),
      `// SPDX\n${order('/* message Old { string a = 9; } */ int32 total = 2;', 'string id = 1; // "')}`,
    ],
    'a type written otherwise': [
      `${order('Line line = 1;', 'map<string, Line> lines = 2;')}message Line {}`,
      `${order('.shop.v1.Line line = 1;', 'map<string,shop.v1.Line> lines = 2;')}message Line {}`,
    ],
    'an imported type written otherwise': [
      order('other.v1.Money total = 1;'),
      order('.other.v1.Money total = 1;'),
    ],
    'a message that becomes optional': [
      `${order('Line line = 1;')}message Line {}`,
      `${order('optional Line line = 1;')}message Line {}`,
    ],
    'the JSON name that it had': [
      order('string order_id = 1;'),
      order('string order_id = 1 [json_name = "orderId"];'),
    ],
    'options for tools': [
      order(...twoFields),
      order(
        'string id = 1 [deprecated = true, (validate.rules).string = { min_len: 1 }];',
        'int32 total = 2;',
      ),
    ],
    'ranges written otherwise': [
      order('reserved 2, 3, 4;', 'string id = 1;'),
      order('reserved 2 to 4;', 'string id = 1;'),
    ],
    'hexadecimal numbers': [order('string id = 16;'), order('string id = 0x10;')],
    'an idempotency level that is new': [
      `${proto3}service S { rpc Get(A) returns (A); } message A {}`,
      `${proto3}service S { rpc Get(A) returns (A) { option idempotency_level = NO_SIDE_EFFECTS; } } message A {}`,
    ],
    'names that are words of the language': [
      order('string message = 1;', 'string reserved = 2;', 'string option = 3;'),
      order('string message = 1;', 'string reserved = 2;', 'string option = 3;', ''),
    ],
  };
  it.each(Object.entries(nearMisses))('leaves alone %s', async (_, [before, after]) => {
    const evidence = await detect({ 'orders.proto': before }, { 'orders.proto': after });
    expect(said(evidence)).toEqual([]);
    expect(evidence.coverage.skipped).toEqual([]);
  });

  it('takes features of an edition for what they replace', async () => {
    const before = order('string id = 1;', 'optional int32 total = 2;');
    const after = before
      .replace('syntax = "proto3";', 'edition = "2023";')
      .replace('string id = 1;', 'string id = 1 [features.field_presence = IMPLICIT];')
      .replace('optional ', '');
    expect(said(await detect({ 'a.proto': before }, { 'a.proto': after }))).toEqual([
      'note FILE_SAME_SYNTAX a.proto',
    ]);
  });

  it('sees no break in a declaration that moves to another file of its package', async () => {
    const line = 'message Line { string sku = 1; }\n';
    const evidence = await detect(
      { 'a.proto': order('Line line = 1;') + line, 'b.proto': proto3 },
      { 'a.proto': order('Line line = 1;'), 'b.proto': proto3 + line },
    );
    expect(evidence.facts).toEqual([]);
  });

  it('sees what changes in a declaration that moves', async () => {
    const evidence = await detect(
      { 'a.proto': `${order()}message Line { string sku = 1; }`, 'b.proto': proto3 },
      { 'a.proto': order(), 'b.proto': `${proto3}message Line { int32 sku = 1; }` },
    );
    expect(evidence.facts).toMatchObject([
      { path: 'b.proto', line: 3, data: { check: 'FIELD_WIRE_COMPATIBLE_TYPE' } },
    ]);
  });

  it('compares a renamed file with what it was, and places what is gone in the base', async () => {
    const evidence = await detect(
      { 'a.proto': order(...twoFields) },
      { 'b.proto': order('string id = 1;') },
      {
        'a.proto': 'b.proto',
      },
    );
    expect(evidence.facts).toMatchObject([{ path: 'a.proto', line: 5, side: 'LEFT' }]);
  });

  it('tells the removal of a file once, as an error only with a service', async () => {
    const service = `${proto3}service Orders { rpc Get(A) returns (A); } message A {}`;
    expect(said(await detect({ 'a.proto': order(...twoFields), 'b.proto': service }, {}))).toEqual([
      'error FILE_NO_DELETE b.proto',
      'warning FILE_NO_DELETE a.proto',
    ]);
  });

  it('reads imported files only to know what a type is', async () => {
    const money = 'syntax = "proto3"; package m; enum Money { NONE = 0; }';
    const file = (type: string) =>
      order(`${type} total = 1;`).replace('message', 'import "m/money.proto";\nmessage');
    const base = { 'proto/m/money.proto': money, 'a.proto': file('int32') };
    const evidence = await detect(base, { ...base, 'a.proto': file('m.Money') });
    expect(said(evidence)).toEqual(['warning FIELD_WIRE_JSON_COMPATIBLE_TYPE shop.v1.Order.total']);
    const { 'proto/m/money.proto': _, ...without } = base;
    const unsure = await detect(without, { 'a.proto': file('m.Money') });
    expect(unsure.facts).toEqual([]);
    expect(unsure.coverage.skipped).toEqual([
      {
        path: 'a.proto',
        reason: 'the type of shop.v1.Order.total was not compared: its file is not in the tree',
        partial: true,
      },
    ]);
  });

  it.each([
    [
      'malformed',
      'syntax = "proto3";\nmessage A {\n  string = 1;\n}',
      'not readable as protobuf: unexpected = (line 3)',
    ],
    ['open', 'message A {\n', 'not readable as protobuf: a { without its } (line 1)'],
    ['templated', 'package {{ name }};\nmessage A {}', 'templated: a statement without an end'],
    [
      'nested too deep',
      'message A {'.repeat(5_000),
      'not readable as protobuf: blocks nested too deep (line 1)',
    ],
  ])('puts a %s file into coverage and says nothing about it', async (_, text, reason) => {
    const evidence = await detect({ 'a.proto': order(...twoFields) }, { 'a.proto': text });
    expect(evidence.facts).toEqual([]);
    expect(evidence.coverage.skipped).toMatchObject([{ path: 'a.proto' }]);
    expect(evidence.coverage.skipped[0]!.reason).toContain(reason);
  });

  it.each(['third_party/google/a.proto', 'src/testdata/a.proto'])('leaves %s alone', async (path) => {
    const evidence = await detect({ [path]: order(...twoFields) }, { [path]: order() });
    expect(evidence.facts).toEqual([]);
    expect(evidence.coverage).toEqual({ read: 0, skipped: [] });
  });

  it('reads nothing when no contract changed', async () => {
    const base = inMemoryTree({ 'a.proto': order(), 'a.txt': 'a' });
    const head = inMemoryTree({ 'a.proto': order(), 'a.txt': 'b' });
    const change = inMemoryChange({ 'a.txt': 'a' }, { 'a.txt': 'b' });
    await gatherEvidence({ change, base, head, settings: defaultSettings }, [protobufDetector]);
    expect([...base.reads, ...head.reads]).not.toContain('a.proto');
  });

  it('says what to do and who is hurt', async () => {
    const evidence = await detect({ 'a.proto': order(...twoFields) }, { 'a.proto': order('string id = 1;') });
    expect(evidence.facts).toMatchObject([
      {
        rule: 'contract/protobuf-breaking',
        message: 'shop.v1.Order.total is removed without its number 2 being reserved',
        data: {
          format: 'protobuf',
          consumer: expect.stringMatching(/^readers lose/),
          wayOut: expect.stringMatching(/reserve/),
        },
      },
    ]);
  });
});

it('takes for the new name of a message the nearest of those with its fields, each once', async () => {
  const messages = (...names: string[]) =>
    proto3 + names.map((name) => `message ${name} { string text = 1; }\n`).join('');
  const { facts } = await detect(
    { 'a.proto': messages('RestoreMarkdownRequest', 'ParseRequest') },
    { 'a.proto': messages('StringifyNodesRequest', 'RestoreMarkdownNodesRequest') },
  );
  expect(facts.filter(({ severity }) => severity !== 'note').map(({ message }) => message)).toEqual([
    'the message shop.v1.RestoreMarkdownRequest is renamed to shop.v1.RestoreMarkdownNodesRequest',
    'the message shop.v1.ParseRequest is renamed to shop.v1.StringifyNodesRequest',
  ]);
});
