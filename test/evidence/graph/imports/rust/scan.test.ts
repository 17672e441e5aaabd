import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanFile } from '../../../../../src/evidence/graph/imports/rust/scan-file.ts';
import { timeRatio } from '../../../time-ratio.ts';
import { openOracleItems } from './oracle-items.ts';

const oracle = await openOracleItems();

function scan(text: string): string[] {
  return scanFile(text).imports.map(({ specifier, line }) => `${specifier}@${line}`);
}

describe('what is an import', () => {
  const cases: [what: string, text: string, imports: string][] = [
    [
      'paths',
      'use a::b::C;\nuse crate::d;\npub use self::e::F;\npub(crate) use super::g;',
      'a::b::C@1 crate::d@2 self::e::F@3 super::g@4',
    ],
    [
      'groups',
      'use a::{b, c::{D, E as F}, self, g::*};\nuse {h::I, j};',
      'a::b@1 a::c::D@1 a::c::E@1 a@1 a::g::*@1 h::I@2 j@2',
    ],
    ['over lines, with comments', 'use a::{\n  b, // c,\n  /* d, */ e,\n};\nuse f;', 'a::b@1 a::e@1 f@5'],
    ['aliases', 'use a::b as c;\nuse a::D as _;\nuse a::{self as e};', 'a::b@1 a::D@2 a@3'],
    ['globs', 'use a::*;\nuse a::b::*;', 'a::*@1 a::b::*@2'],
    [
      'global paths',
      'use ::a::b;\nextern crate c;\nextern crate d as e;\nextern crate self as f;',
      '::a::b@1 ::c@2 ::d@3',
    ],
    [
      'modules',
      'mod a;\npub mod b;\npub(in crate::x) mod c;\nmod d { mod e; pub mod f { mod g; } }\nmod h;',
      'mod a@1 mod b@2 mod c@3 mod d::e@4 mod d::f::g@4 mod h@5',
    ],
    [
      'paths of modules',
      '#[path = "x/y.rs"]\n#[cfg(unix)]\nmod a;\n#[cfg_attr(windows, path = "w.rs")] mod b;\nmod c;',
      'mod a=x/y.rs@3 mod b=w.rs@4 mod c@5',
    ],
    ['an attribute of another item', '#[path = "x.rs"] fn a() {}\nmod b;', 'mod b@2'],
    [
      'inline modules',
      'mod a {\n use super::b;\n use self::c;\n use crate::d;\n mod e { use super::super::f; use super::super::super::g; } }\nuse self::h;',
      'self::b@2 self::a::c@3 crate::d@4 self::f@5 super::g@5 self::h@6',
    ],
    ['tests in the file', '#[cfg(test)]\nmod tests {\n  use super::*;\n}', 'self::*@3'],
    [
      'a path that begins with a module of the file',
      'use a::B;\nmod a;\nmod c { use d::E; mod d {} }',
      'self::a::B@1 mod a@2 self::c::d::E@3',
    ],
    [
      'in functions',
      'fn a() { use b::C; if x { use d; } }\nimpl A { fn f() { use self::e; } }',
      'b::C@1 d@1 self::e@2',
    ],
    ['captures', "fn a() -> impl B + use<'a, T> { }\nuse c;", 'c@2'],
    ['raw names', 'use r#a::r#use;\nmod r#match;\nlet r#use = r#mod;', 'a::use@1 mod match@2'],
    ['comments', '// use a;\n/* use b; /* use c; */ use d; */ use e;\n/// use f;\n//! mod g;', 'e@2'],
    ['strings', 'let a = "use b; \\" use c;";\nlet d = "\nuse e;\n"; let f = b"\\\\"; use g;', 'g@4'],
    [
      'raw strings',
      'let a = r"\\"; use b;\nlet c = r#"" use d; "#; let e = br##" "# use f; "##; use g;\nlet h = cr"use i;"; use j;',
      'b@1 g@2 j@3',
    ],
    [
      'characters and lifetimes',
      `let a = '"'; use b;\nfn c<'a>(d: &'a str) { let e = '\\''; let f = b'"'; 'x: loop { break 'x; } } use g;\nlet h = ('\\u{1F600}', '😀', '\\\\', '/'); use i;`,
      'b@1 g@2 i@3',
    ],
    [
      'macros',
      'macro_rules! a { ($b:path) => { use $b; mod c; use d; } }\nquote! { use e; }\nb!(use f;);\nx::y![mod g;];\nuse h;',
      'h@5',
    ],
    [
      'macros under a condition',
      'cfg_rt! {\n  mod a;\n  pub use a::B;\n  cfg_net! { use c; }\n}\ncfg_if! { use d; }\nuse e;',
      'mod a@2 self::a::B@3 c@4 d@6 e@7',
    ],
    ['no macros', 'if a != (b) { use c; }\nlet d = !{ true }; if!(x) { use e; }', 'c@1 e@2'],
    [
      'attributes',
      '#![allow(unused)]\n#[doc = "use a;"] #[derive(B)]\n#[cfg(feature = "mod")] use c;',
      'c@3',
    ],
    ['names that are alike', 'let user = reuse; modify(); let x = a.used; module! {}', ''],
  ];
  test.each(cases)('%s', (_, text, imports) => {
    expect(scan(text).join(' ')).toBe(imports);
    const seen = oracle(text);
    // The oracle reads items under a condition apart, and knows no names of another place.
    if (seen !== null && seen.conditional.length === 0) expect(scan(text)).toEqual(seen.items);
  });

  test.each([
    [
      'a name that a use binds',
      'use crate::a;\nuse a::B;\nuse std::io;\nuse io::{self, Read};',
      'crate::a@1 crate::a::B@2 std::io@3 std::io@4 std::io::Read@4',
    ],
    [
      'a name that a use in a function binds',
      'fn a() { use crate::b; use b::C; }\nuse b::D;',
      'crate::b@1 crate::b::C@1 b::D@2',
    ],
  ])('%s', (_, text, imports) => expect(scan(text).join(' ')).toBe(imports));

  test('names that go round come to an end', () => {
    expect(scan('use a::b;\nuse b::a;\nuse c::c;')).toHaveLength(3);
  });
});

test('modules, and what is passed on from them, are for types alone; all that is used is not', () => {
  const text =
    'mod a;\npub use a::B;\npub(crate) use self::a::C;\nuse a::D;\npub use crate::e;\npub use f::G;\nuse super::h;\npub fn x() { use a::I; }';
  expect(scanFile(text).imports.map(({ typeOnly }) => typeOnly)).toEqual([
    ...[true, true, true],
    ...[false, false, false, false, false],
  ]);
});

test('what a file declares', () => {
  const text = 'mod a;\nmod b { mod c; mod d {} }\n#[path = "f.rs"] mod e;\nfn g() {}';
  expect(scanFile(text).declares).toEqual(['a;', 'b', 'b::c;', 'b::d', 'e;f.rs']);
});

test.each([
  ['a string that is not closed', 'use a;\nlet b = "\nuse c;', 'a@1'],
  ['a comment that is not closed', 'use a;\n/* /* */ use b;', 'a@1'],
  ['a declaration that is not closed', 'use a::{b, c\nuse d;', 'd@2'],
  ['a declaration that is none', 'use a::$b;\nuse c::;\nuse ;\nuse d e;\nmod ;\nmod 1;\nuse f;', 'f@7'],
  ['braces that were not opened', '}}}\nmod a { } } use b;', 'b@2'],
  ['a path longer than any', `use ${'a::'.repeat(200)}b;\nuse c;`, 'c@2'],
  ['a byte order mark', '\uFEFFuse a;', 'a@1'],
  ['a shebang', '#!/usr/bin/env run\nuse a;', 'a@2'],
  ['zero bytes', '\0use a;\0mod b;', 'a@1 mod b@1'],
  ['bytes that are no UTF-8', Buffer.from([0xff, 10, ...Buffer.from('use a;')]).toString(), 'a@2'],
])('malformed: %s', (_, text, imports) => expect(scan(text).join(' ')).toBe(imports));

describe('hostile texts', () => {
  const storms = [
    ...[
      '(',
      ')',
      '{',
      '}',
      '[',
      '"',
      "'",
      '/',
      '/*',
      '*/',
      '/*/',
      '#',
      '!',
      ':',
      ';',
      '\\',
      'r#',
      'r"',
      'br#"',
      'r##"#',
      '\n',
      'ñ',
      '\0',
      "'a",
      "'\\",
    ],
    ...[
      'use ',
      'use a::{',
      'use a::',
      'use a,',
      'use {{',
      'use{}',
      'use a as ',
      'mod ',
      'mod a{',
      'mod a;',
      'mod a{mod b;}',
      'extern crate ',
      'pub ',
      'pub(',
    ],
    ...[
      '#[',
      '#![',
      '#[path="a"]',
      '#[path = "',
      'a!(',
      'a!{',
      'cfg_a!{',
      'macro_rules! a {',
      'use a;',
      'use a::b;use b::a;',
      'use/**/',
    ],
  ];
  test.each(storms)('%j: twice the text takes about twice the time', (unit) => {
    const ratio = timeRatio((size) => {
      const text = `${unit.repeat(Math.ceil(size / unit.length))}\nuse end;`;
      return () => scanFile(text);
    });
    expect(ratio).toBeLessThan(2.7);
  });

  test('a deep nest needs no deep stack', () => {
    for (const unit of ['{', 'mod a{', 'use a::{', '/*', 'a!{', 'cfg_a!{']) {
      expect(() => scanFile(`${unit.repeat(200_000)} use a;`)).not.toThrow();
    }
  });
});

test('any program of these pieces has the imports that tree-sitter sees', () => {
  const item = fc.constantFrom(
    ...[
      'use a::b;',
      'pub use crate::c::{d, e::*, f as g};',
      'use super::h;',
      'use self::i::{self, J};',
      'mod k;',
      '#[path = "l.rs"]\nmod m;',
      'extern crate n;',
    ],
    ...[
      'fn o() { let p = "use q;"; }',
      "const R: char = '\"';",
      "fn s<'a>(t: &'a str) -> char { '\\'' }",
      'const U: &str = r#"" use v; "#;',
      '/* use w; /* */ */',
      '// use x;',
    ],
    ...[
      'macro_rules! y { () => { use z; }; }',
      'vec_of!{ use aa; }',
      '/// use bb;\nstruct Cc;',
      '#[derive(Dd)]\nenum Ee { Ff(u8) }',
      'impl Gg for Hh { fn ii(&self) { use jj::kk; } }',
      "static LL: u8 = b'\"';",
    ],
  );
  const { block } = fc.letrec<{ block: string }>((tie) => ({
    block: fc.oneof(
      { depthSize: 'small' },
      item,
      fc
        .tuple(
          fc.constantFrom('mod tests', 'pub mod other', 'fn run()'),
          fc.array(tie('block'), { maxLength: 4 }),
        )
        .map(([head, body]) => `${head} {\n${body.join('\n')}\n}`),
    ),
  }));
  let compared = 0;
  fc.assert(
    fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
      const text = blocks.join('\n');
      const seen = oracle(text);
      if (seen === null) return;
      compared += seen.items.length;
      expect(scan(text)).toEqual(seen.items);
    }),
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(1_000);
});
