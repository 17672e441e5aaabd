import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { parseProto } from '../../../../src/evidence/contracts/protobuf/parse-proto.ts';
import { timeRatio } from '../../time-ratio.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const type = fc.constantFrom('string', 'int32', '.a.B', 'map<string, Money>');
const message = fc
  .uniqueArray(fc.tuple(name, type), { selector: ([each]) => each, maxLength: 8 })
  .map((fields) =>
    fields.map(
      ([field, written], at) => `  ${written} ${field} = ${at * 3 + 1} [deprecated = true]; // ${field}`,
    ),
  );

describe('parseProto', () => {
  it('finds the fields that protobufjs finds', () => {
    fc.assert(
      fc.property(message, message, (outer, inner) => {
        const text = `syntax = "proto3";\nmessage Outer {\n${outer.join('\n')}\nmessage Inner {\n${inner.join('\n')}\n}\n}\n`;
        const { root } = protobuf.parse(text, { keepCase: true });
        for (const path of ['Outer', 'Outer.Inner']) {
          const theirs = root.lookupType(path).fieldsArray.map((field) => [field.name, field.id]);
          const ours = parseProto('a.proto', text).messages.find(({ fullName }) => fullName === path)!;
          expect(ours.fields.map((field) => [field.name, field.number])).toEqual(theirs);
        }
      }),
    );
  });

  it('knows lines, groups, oneofs and options in braces', () => {
    const text = `syntax = "proto2";
package a.b;
/* a comment
   of two lines */
message A {
  option (x) = { a: "}" b { c: 1 } };
  optional group Part = 1 { optional string s = 2; }
  oneof one {
    string x = 3 [(y).z = "a;b", default = 'q"'];
  }
  repeated
    B many = 4;
}
service S {
  rpc Do(stream A) returns (.a.b.A) {
    option (http) = { get: "/v1/{id=*}" };
  }
}`;
    const file = parseProto('a.proto', text);
    expect(file.messages.map(({ fullName, line }) => [fullName, line])).toEqual([
      ['a.b.A', 5],
      ['a.b.A.Part', 7],
    ]);
    expect(file.messages[0]!.fields).toMatchObject([
      { name: 'part', number: 1, type: 'Part', isGroup: true },
      { name: 'x', number: 3, oneof: 'one', line: 9 },
      { name: 'many', number: 4, label: 'repeated', line: 11 },
    ]);
    expect(file.messages[0]!.fields[1]!.options).toEqual(
      new Map([
        ['(y).z', 'a;b'],
        ['default', 'q"'],
      ]),
    );
    expect(file.services[0]!.methods).toMatchObject([
      {
        name: 'Do',
        request: 'A',
        response: '.a.b.A',
        clientStreaming: true,
        serverStreaming: false,
        line: 15,
      },
    ]);
  });

  it.each([
    ['fields', (size: number) => `message A {${'string a = 1;\n'.repeat(size / 10)}}`],
    ['blocks', (size: number) => 'message A {}\n'.repeat(size / 10)],
    [
      'options',
      (size: number) => `message A { string a = 1 [${'(x).a = {b: 1},'.repeat(size / 10)} c = 1]; }`,
    ],
    ['comments', (size: number) => '/* */ // a\n'.repeat(size / 5)],
    ['reserved', (size: number) => `message A { reserved ${'1 to 2,'.repeat(size / 10)} 3; }`],
  ])('takes time in line with many %s', (_, text) => {
    expect(
      timeRatio((size) => {
        const input = text(size);
        return () => parseProto('a.proto', input);
      }),
    ).toBeLessThan(3);
  });
});
