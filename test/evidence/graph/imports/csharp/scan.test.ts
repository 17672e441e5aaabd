import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csharp } from '../../../../../src/evidence/graph/imports/csharp/csharp.ts';
import { timeRatio } from '../../../time-ratio.ts';
import { openOracle } from '../tree-sitter.ts';
import { seenByOracle } from './oracle.ts';

function scan(text: string, dialect = 'csharp'): string[] {
  return csharp.scan(text, dialect).imports.map(({ specifier, line }) => `${specifier}:${line}`);
}

function declared(text: string): string[] {
  return csharp.scan(text, 'csharp').declares;
}

describe('what is an import', () => {
  test.each<[what: string, text: string, imports: string[]]>([
    [
      'plain',
      'using System;\nusing Acme.Orders;\nusing global::Acme . Web;',
      ['System:1', 'Acme.Orders:2', 'Acme.Web:3'],
    ],
    [
      'global and static',
      'global using A.B;\nglobal\nusing static A.C;\nusing static A.D.E;',
      ['A.B:1', 'A.C:2', 'A.D.E:4'],
    ],
    [
      'aliases',
      'using A = B.C;\nusing D = global::E.F;\nusing @g = H.@class;',
      ['B.C:1', 'E.F:2', 'H.class:3'],
    ],
    [
      'aliases of constructed types',
      'using A = B.C<D.E, F, int[]>;\nusing G = (H.I first, string second, J.K<L.M>? third);\nusing unsafe N = int*;\nusing O = P.Q<R.S>.T;\nusing U = string;\nusing unsafe V = delegate* <int, W.X>;',
      ['B.C:1', 'D.E:1', 'H.I:2', 'J.K:2', 'L.M:2', 'P.Q:4', 'R.S:4', 'W.X:6'],
    ],
    ['extern alias', 'extern alias A;\nusing A::B.C;\nusing D;', ['B.C:2', 'D:3']],
    [
      'in namespaces',
      'using A;\nnamespace B.C\n{\n  using D;\n  namespace E { using F.G; }\n}\nnamespace H { using I; }',
      ['A:1', 'D in B.C:4', 'F.G in B.C.E:5', 'I in H:7'],
    ],
    [
      'after a file-scoped namespace',
      'using A;\nnamespace B.C;\nusing D;\nclass E {}',
      ['A:1', 'D in B.C:3'],
    ],
    [
      'no statements',
      'using A;\nusing var b = new C();\nusing (var d = new E()) { }\nusing F g = H.I();\nawait using J<K> l = m;\nclass N { void O() { using P.Q r = s; using (t); using var u = v; } }',
      ['A:1'],
    ],
    [
      'comments and strings',
      '// using No;\n/* using No; */ using /* No; */ A /* . */ . /* No */ B ; // using No;\n[assembly: C("using No;", D = "\\"; using No;")]\n[assembly: E(@"a""; using No; \\")]\nusing F;',
      ['A.B:2', 'F:5'],
    ],
    [
      'preprocessor lines',
      "#region it's \"\nusing A;\n#endregion\n#if X\nusing B;\n#elif Y\nusing C;\n#else\nusing D;\n#endif // don't\n#nullable enable\nusing E;",
      ['A:2', 'B:5', 'C:7', 'D:9', 'E:12'],
    ],
    ['a byte order mark', '\uFEFFusing A;\r\nusing B;\r\n', ['A:1', 'B:2']],
    ['a script', '#!/usr/bin/env dotnet\n#r "nuget: A"\nusing B;\nConsole.WriteLine("c");', ['B:3']],
    [
      'after top-level statements',
      'using A;\nf("a", () => { g(\'"\'); });\nclass B { }\nnamespace C { using D; }',
      ['A:1', 'D in C:4'],
    ],
    ['words like it', 'using_ A; usings B; xusing C;', []],
    ['what is cut off', 'using A;\nusing B', ['A:1']],
  ])('%s', (_, text, imports) => expect(scan(text)).toEqual(imports));
});

describe('what is declared', () => {
  test.each<[what: string, text: string, declares: string[]]>([
    ['nothing', 'using A;\nnamespace B { }', []],
    ['outside of namespaces', 'class A { class No { } }\npublic enum B { C }', ['A', 'B']],
    [
      'every kind of type',
      'namespace N;\n[Attr(typeof(int))]\npublic abstract class A<T> : B where T : class, new() { }\nreadonly ref struct C { }\ninterface ID { }\nenum E : byte { X }\nrecord F(int G) : H(1);\nrecord struct I;\npublic sealed record class J { }\npublic delegate Task<K> L<in T>(int M);\ndelegate (int, string) O();\nfile class P;\nclass @event { }',
      ['N', 'N.A', 'N.C', 'N.E', 'N.F', 'N.I', 'N.ID', 'N.J', 'N.L', 'N.O', 'N.P', 'N.event'],
    ],
    [
      'nested namespaces',
      'namespace A.B { class C { } namespace D { struct E { } } }\nnamespace F { class G { } }\nclass H { }',
      ['A.B', 'A.B.C', 'A.B.D', 'A.B.D.E', 'F', 'F.G', 'H'],
    ],
    [
      'braces that a preprocessor line leaves out',
      'namespace A {\n#if X\nclass B : C {\n#else\nclass B {\n#endif\n}\nclass D {\n#if Y\nvoid E() {\n#elif Z\nvoid F() {\n#else\nvoid G() {\n#endif\n} }\nclass H { } }\nclass I { }',
      ['A', 'A.B', 'A.D', 'A.H', 'I'],
    ],
    ['no variables called record', 'var record = 1;\nrecord = 2;\nf(record);\nclass A { }', ['A']],
  ])('%s', (_, text, declares) => expect(declared(text)).toEqual(declares));

  // Each is closed as it should be when the type after it is found, and none of what it holds.
  test.each([
    ['a string', '"} class No { \\" \\\\"'],
    ['a verbatim string', '@"} class No { "" \\"'],
    ['a verbatim string over lines', '@"}\nclass No { \n "'],
    ['an empty string', '"" + @"" + $"" + $@""'],
    ['a raw string', '"""} "" class No { \\"""'],
    ['a raw string over lines', '"""""\n}\n""" class No {\n"""" \\\n"""""'],
    ['a character', "'\"' + '\\'' + '}' + '\\\\' + '\\u007D' + '{'"],
    ['an interpolated string', '$"}} {{ {a} class No {b:x}}} {c,-5:N2} \\" {{"'],
    ['strings in holes', '$"{f("}", \'}\', @"}""", $"{g("{")}")}{"{"}"'],
    ['braces in holes', '$"{new A { B = { C = "}" } }.D} {x switch { 1 => "}", _ => "{" }}"'],
    ['formats', '$"{a:hh\':\'mm} {b:0.##\'} {c::d:\\}e}" + $"{(f ? "{" : "}")} {global::G.H}"'],
    ['comments in holes', '$"{a /* } " */}" + $@"{b // } "\n}"'],
    ['a verbatim interpolated string', '$@"{a} "" {{ \\{b}" + @$"{{\n{c:d""e}"'],
    ['a raw interpolated string', '$"""{a} "" }} {f("""}""")} """ + $$"""{ {{b}} } {{c}}} {{{d}}} """'],
    ['nested holes', '$"{$"{$"{a}{{"}}}"}"'],
    ['a name that is a keyword', '@class.@namespace + @record'],
  ])('%s is no code', (_, value) => {
    expect(declared(`class A {\n object a = ${value};\n}\nclass B { }`)).toEqual(['A', 'B']);
    expect(declared(`f(${value});\nclass B { }`)).toEqual(['B']);
  });
});

describe('project files', () => {
  test('references, packages, usings, with their lines', () => {
    const text = `\uFEFF<?xml version="1.0"?>
<Project Sdk="Microsoft.NET.Sdk">
  <!-- <PackageReference Include="No" /> -->
  <ItemGroup Condition="'$(A)' == 'b'">
    <ProjectReference Include="..\\Domain\\Domain.csproj" />
    <PackageReference
      Version="1"
      Include="Serilog" />
    <PackageReference Include="A;B ; ">
      <Version>1</Version>
    </PackageReference>
    <PackageReference Update="No" />
    <PackageReference Remove="No" />
    <FrameworkReference Include='Microsoft.AspNetCore.App' />
    <Using Include="Acme.Orders" /><Using Include="Acme.Text" Static="true" />
    <Compile Include="No.cs" />
  </ItemGroup>
</Project>`;
    expect(scan(text, 'csproj')).toEqual([
      'project ..\\Domain\\Domain.csproj:5',
      'package Serilog:6',
      'package A:9',
      'package B:9',
      'package Microsoft.AspNetCore.App:14',
      'Acme.Orders:15',
      'Acme.Text:15',
    ]);
  });

  test.each([
    ['', []],
    ['no XML', []],
    ['<Project><PackageReference Include="A" /><', ['package A:1']],
    ['<Project><PackageReference Include="A" /></Broken><PackageReference Include="B" />', ['package A:1']],
    ['<!DOCTYPE a [<!ENTITY b "c">]><Project><PackageReference Include="&b;" /></Project>', []],
  ])('%j', (text, imports) => expect(scan(text, 'csproj')).toEqual(imports));
});

test('programs of random parts are read as tree-sitter reads them', async () => {
  const oracle = await openOracle('csharp');
  const name = fc.constantFrom('A', 'A.B', 'C.D.E', 'global::F.G', 'H');
  const using = fc
    .tuple(
      fc.constantFrom('', 'global ', 'global\n'),
      fc.constantFrom('', 'static ', 'I = ', 'J=', '/* ; */ '),
      name,
    )
    .map(([scope, before, to]) => `${scope}using ${before}${to};`);
  const local = fc.tuple(fc.constantFrom('', 'static ', 'K = '), name).map(([a, to]) => `using ${a}${to};`);
  const value = fc.constantFrom(
    '"}"',
    '"\\"{"',
    "'\"'",
    "'{'",
    '@"a"" }\n{"',
    '$"{a} }} {b:N2}"',
    '$"{f("}")}"',
    '"""a "" } """',
    '$@"{a}"" {{"',
    '/* } */ 1',
    '1 // {\n',
  );
  const member = fc.oneof(
    value.map((one) => `object a = ${one};`),
    value.map((one) => `void B() { using (c) { } using var d = ${one}; }`),
    fc.constantFrom(
      'class Inner { }',
      "#region it's\n#endregion\n",
      '#if X\nint e;\n#else\nlong e;\n#endif\n',
    ),
  );
  const type = fc
    .tuple(
      fc.constantFrom(
        'class T',
        'struct U',
        'interface IV',
        'record W',
        '[X(1)] public class Y<Z> : O where Z : class',
      ),
      fc.array(member, { maxLength: 3 }),
    )
    .map(([head, members]) => `${head} {\n${members.join('\n')}\n}`);
  const small = fc.constantFrom(
    'enum P { Q, R }',
    'delegate int S(int t);',
    'record Aa(int B);',
    '// using No;',
  );
  const body = fc
    .tuple(fc.array(local, { maxLength: 2 }), fc.array(fc.oneof(type, small), { maxLength: 3 }))
    .map((parts) => parts.flat().join('\n'));
  const block = fc
    .tuple(name, body)
    .map(([of, inside]) => `namespace ${of.replace('global::', '')}\n{\n${inside}\n}`);
  const whole = fc
    .tuple(name, body)
    .map(([of, inside]) => `namespace ${of.replace('global::', '')};\n${inside}`);
  const program = fc
    .tuple(
      fc.array(using, { maxLength: 4 }),
      fc.oneof(fc.array(fc.oneof(block, type), { maxLength: 3 }), whole),
    )
    .map(([usings, rest]) => [...usings, ...[rest].flat()].join('\n'));
  let compared = 0;
  fc.assert(
    fc.property(program, (text) => {
      const expected = seenByOracle(oracle, text);
      if (expected === null) return;
      compared++;
      expect({ imports: scan(text), declares: declared(text) }).toEqual(expected);
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(150);
});

describe('hostile texts', () => {
  test.each([
    ['dollars', '$'],
    ['signs', '@$'],
    ['at signs', '@'],
    ['quotes', '"'],
    ['apostrophes', "'"],
    ['open interpolations', '$"{'],
    ['open raw interpolations', '$"""{'],
    ['verbatim interpolations', '$@"{'],
    ['closed holes', '$"{a}'],
    ['escaped braces', '$"{{'],
    ['open braces', '{'],
    ['closing braces', '}'],
    ['open parentheses', '('],
    ['slashes', '/'],
    ['open comments', '/*'],
    ['conditions', '#if A\n'],
    ['conditions and braces', '#if A\n{\n#else\n'],
    ['using words', 'using '],
    ['using words with dots', 'using.'],
    ['aliases', 'using a='],
    ['long aliases', 'using a=using.'],
    ['generics', 'using a=b<'],
    ['tuples', 'using a=('],
    ['global words', 'global '],
    ['delegates', 'delegate '],
    ['delegates and colons', 'delegate a<;'],
    ['nested namespaces', 'namespace a.b{class c{}'],
    ['file-scoped namespaces', 'namespace a;class b;'],
    ['classes', 'class a;'],
    ['names', 'a.'],
    ['NUL bytes', '\0'],
    ['replacement characters', Buffer.from([0xff, 0xc3, 0x28]).toString()],
  ])('time is linear: %s', (_, unit) => {
    for (const before of ['', 'class A { ']) {
      const ratio = timeRatio((size) => {
        const text = before + unit.repeat(Math.ceil(size / unit.length));
        return () => csharp.scan(text, 'csharp');
      });
      expect(ratio).toBeLessThan(2.7);
    }
  });

  test.each([
    ['nested elements', '<a>'],
    ['open tags', '<'],
    ['attributes', '<a b="c" '],
    ['references', '<PackageReference Include="a" />'],
    ['lists', 'a;'],
    ['entities', '&a;'],
  ])('time is linear in a project file: %s', (_, unit) => {
    for (const before of ['<Project>', '<Project><PackageReference Include="']) {
      const ratio = timeRatio((size) => {
        const text = before + unit.repeat(Math.ceil(size / 4 / unit.length));
        return () => csharp.scan(text, 'csproj');
      });
      expect(ratio).toBeLessThan(2.7);
    }
  });

  test('any text is read to some end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const before of ['', 'class A { $"{', 'using A = ', 'namespace '])
          csharp.scan(before + text, 'csharp');
        csharp.scan(`<Project>${text}`, 'csproj');
      }),
    );
  });
});
