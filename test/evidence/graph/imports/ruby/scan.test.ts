import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ruby } from '../../../../../src/evidence/graph/imports/ruby/ruby.ts';
import { timeRatio } from '../../../time-ratio.ts';
import { type Oracle, openOracle } from '../tree-sitter.ts';
import { oracleImports } from './ruby-oracle.ts';

function scan(text: string): string[] {
  return ruby.scan(text, 'ruby').imports.map(({ specifier, line }) => `${specifier}:${line}`);
}

let oracle: Oracle;
beforeAll(async () => {
  oracle = await openOracle('ruby');
});

const interpolated = (code: string) => `#{${code}}`;

describe('what is an import', () => {
  const cases: [what: string, text: string, expected: string[]][] = [
    [
      'require',
      `require 'a'\nrequire "b/c"\nrequire('d') ; require ( "e" )\nrequire 'f' if x`,
      ['a:1', 'b/c:2', 'd:3', 'e:3', 'f:4'],
    ],
    [
      'require_relative',
      `require_relative 'a'\nrequire_relative './b'\nrequire_relative "../c"`,
      ['./a:1', './b:2', '../c:3'],
    ],
    ['the folder of the process', `require './a'\nload '../b.rb'`, ['$PWD/a:1', '$PWD/../b.rb:2']],
    [
      'load and autoload',
      `load 'a.rb'\nautoload :B, 'b'\nautoload(:C, "c")\nM.autoload :D, 'd'\nautoload :E`,
      ['a.rb:1', 'b:2', 'c:3', '::M:4', 'd:4'],
    ],
    [
      'receivers',
      `Kernel.require 'a'\nx.require 'no'\nx&.load 'no'\nself.require 'no'`,
      ['::Kernel:1', 'a:1'],
    ],
    [
      'no literals',
      `require "a${interpolated('x')}"\nrequire x\nrequire 'a' + b\nrequire 'a' 'b'\nrequire 'a'.b\nrequire File.join('a')\nrequire "a\\tb"`,
      ['::File:6'],
    ],
    [
      'not the method',
      `def require(x) = 1\nrequire = 'x'\n{ require: 'a' }\nf :require, 'a'\n@require 'x'\nrequire? 'a'`,
      [],
    ],
    [
      'comments',
      `# require 'no'\n=begin\nrequire 'no'\n=end\nrequire 'a' # require 'no'\n__END__\nrequire 'no'`,
      ['a:5'],
    ],
    [
      'strings',
      `'require "no"'; "require 'no'"; \`require 'no'\`; %q(require 'no' (x)); %w[require 'no']; %(it's); :"require 'no'"\nrequire 'a'`,
      ['a:2'],
    ],
    [
      'interpolation',
      `"${interpolated('require \'a\'; { b: "}" }')} require 'no'"\n%Q(${interpolated("require 'b'")})\n/${interpolated("require 'c'")}/`,
      ['a:1', 'b:2', 'c:3'],
    ],
    [
      'heredocs',
      `x = <<A, <<~'B', <<-"C"\nrequire 'no'\n A\nA\n  require 'no' ${interpolated('no')}\n  B\n ${interpolated("require 'a'")}\n C\nrequire 'b'`,
      ['a:7', 'b:9'],
    ],
    ['a heredoc in a call', `f(<<~A.strip, "x")\n  it's\nA\nrequire 'a'`, ['a:4']],
    ['shifts', `a << b\na <<= 2\nb[0] << 'x'\n@a << 1\nclass << self\nend\nrequire 'a'`, ['a:7']],
    ['regular expressions', `x = /'/\nf /"/, 1\nreturn /'/ if a\nx =~ /[']/mi\nrequire 'a'`, ['a:5']],
    ['division', `a / b; c/d; x.y / 2 # '\nf(1) / 2 / 3; @a /2; 1 / 2 # '\nrequire 'a'`, ['a:3']],
    ['characters', `x = [?', ?", ?\\', ?/]\na ? 'b' : "c"\nrequire 'a'`, ['a:3']],
    [
      'symbols',
      `[:/, :%, :<<, :[], :a?, :b=, :"c d", :'e', :!]\nf :/, '\nrequire "no"'\nrequire 'a'`,
      ['a:4'],
    ],
    ['modulo', `a % b; a %b\nf %w[x '], 1\nx = 5 % 3 # '\nrequire 'a'`, ['a:4']],
    ['globals', `$' + $" + $/ + $1 + $a\nrequire 'a'`, ['a:2']],
    [
      'constants',
      `Order\nShop::Cart.new\n::Top\nx = Y\nOrder`,
      ['::Order:1', '::Shop::Cart:2', '::Top:3', '::Y:4'],
    ],
    [
      'nesting',
      `module Shop\n  class Cart < Base\n    Item\n  end\n  Out\nend\nclass A::B\n  C\nend\nD`,
      ['Shop|Base:2', 'Shop|Cart|Item:3', 'Shop|Out:5', 'A::B|C:8', '::D:10'],
    ],
    ['what is defined', `A = 1\nB ||= 2\nC::D = 3\nE == 1\nF => x`, ['::C:3', '::E:4', '::F:5']],
    [
      'called like a constant',
      `Integer('1')\nA::B(1)\nInteger '1'\nx.Y\nBefore do\nend\nf X do\nend`,
      ['::A:2', '::X:7'],
    ],
    ['keys', `{ A: 1, 'B': 2, C => 3 }\nx ? D : E`, ['::C:1', '::D:2', '::E:2']],
    [
      'ends',
      `module M\n  def a\n    if b then c end\n    d if e\n    while f do g end\n    h do i end\n    x = case j when 1 then 2 end\n    begin; k; end until l\n  end\n  def m = n\n  def o(p) = q\n  def r=(s); end\n  def self.class; self.class.end; end\n  A\nend\nB`,
      ['M|A:14', '::B:16'],
    ],
    ['a singleton class', `class A\n  class << self\n    B\n  end\n  C\nend`, ['A|B:3', 'A|C:5']],
    ['a superclass over lines', `class A < Struct.new(\n  :b\n)\n  C\nend`, ['::Struct:1', 'A|C:4']],
    ['an alias', `class A\n  alias end class\n  alias == eql?\n  B\nend\nC`, ['A|B:4', '::C:6']],
  ];
  test.each(cases)('%s', (_, text, expected) => {
    expect(scan(text)).toEqual(expected);
    expect(scan(text.replaceAll('\n', '\r\n'))).toEqual(expected);
    const known = oracleImports(oracle, text);
    if (known !== null) expect([...new Set(scan(text))].sort()).toEqual(known);
  });

  test('what is declared', () => {
    const text = `module Shop\n  class Cart < Base\n    LIMIT = 3\n    class Error < StandardError; end\n  end\n  class ::Top; end\nend\nclass A::B; end`;
    expect(ruby.scan(text, 'ruby').declares).toEqual(
      ['A::B', 'Shop', 'Shop::Cart', 'Shop::Cart::Error', 'Shop::Cart::LIMIT', 'Top'].sort(),
    );
  });
});

test('programs glued from fragments read as the parser reads them', () => {
  const fragments = [
    `require 'a'\n`,
    `require_relative "b"\n`,
    `autoload :C, 'c'\n`,
    `x = "it's ${interpolated("require 'd'; E")}"\n`,
    `f(<<~X, 'y')\n  require 'no' ${interpolated('F')} "\nX\n`,
    `z = <<-'Y'\n${interpolated('No')} '\n  Y\n`,
    `g /['"]/, 1\n`,
    `h = i / j / 2\n`,
    `%w[require 'no'].each { |k| L }\n`,
    `m = n ? O : P\n`,
    `class Q < R\n  S\nend\n`,
    `module T\n  def u = V\n  W\nend\n`,
    `while x do Y end\n`,
    `return Z if a\n`,
    `# require 'no'\n`,
    `=begin\nrequire "no'\n=end\n`,
    `[?', ?a, :'b', :"c"]\n`,
    `def d(e = F, *) G end\n`,
    `puts %q(it's (a) "b")\n`,
    `case a\nwhen B then C::D\nend\n`,
    `x.each do |y| ::E end\n`,
    `a << b\n`,
    `k = { class: 1, end: 2, if: H }\n`,
    `self.class.new unless I\n`,
    `"\\"${interpolated('"J"')}"; \`ls '\`\n`,
  ];
  let compared = 0;
  const program = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(program, fc.boolean(), (parts, isNested) => {
      const text = isNested ? `module Outer\n${parts.join('')}end\nLast\n` : parts.join('');
      const known = oracleImports(oracle, text);
      if (known === null) return;
      compared++;
      expect([...new Set(scan(text))].sort()).toEqual(known);
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(200);
});

describe('hostile texts', () => {
  const repeated: [what: string, unit: string][] = [
    ['quotes', `"`],
    ['interpolations', `"${'#{'}`],
    ['braces', '{'],
    ['parentheses', '('],
    ['heredocs', '<<A '],
    ['heredoc lines', '<<A\n'],
    ['percent literals', '%w('],
    ['slashes', 'a /b '],
    ['requires', 'require "'],
    ['requires in parentheses', 'require(\n'],
    ['autoloads', 'autoload :A,'],
    ['comments', '#'],
    ['=begin', '\n=begin'],
    ['classes', 'class A;'],
    ['modules', 'module A\n'],
    ['headers', 'class A < '],
    ['paths', 'A::'],
    ['calls', 'A('],
    ['dots', '.'],
    ['blanks', ' '],
    ['lines', '\n'],
    ['nulls', '\0'],
    ['backslashes', '\\'],
    ['questions', '?'],
    ['colons', ':'],
    ['ends', 'end '],
    ['defs', 'def a('],
    ['constants', 'Ab '],
    ['symbols', ':"'],
    ['regular expressions', 'x /\n'],
  ];
  test.each(repeated)('%s take linear time', (_, unit) => {
    const ratio = timeRatio((size) => {
      const text = unit.repeat(Math.ceil(size / unit.length));
      return () => ruby.scan(text, 'ruby');
    });
    expect(ratio).toBeLessThan(2.7);
  });

  test('different heredocs and names take linear time', () => {
    const ratio = timeRatio((size) => {
      const text = Array.from({ length: size / 20 }, (_, at) => `x(<<~A${at}, B${at})\n`).join('');
      return () => ruby.scan(text, 'ruby');
    });
    expect(ratio).toBeLessThan(2.7);
  });

  test('broken bytes and broken code do not throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        ruby.scan(Buffer.from(bytes).toString('utf8'), 'ruby');
      }),
    );
    const signs = fc.array(
      fc.constantFrom(...`"'/%<?:.(){}[]#\\\n|=@$ aA0`, 'end', 'class ', 'def ', 'require "a"', '<<~A', '#{'),
    );
    fc.assert(
      fc.property(signs, (parts) => void ruby.scan(parts.join(''), 'ruby')),
      { numRuns: 1000 },
    );
  });
});
