import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { php } from '../../../../../src/evidence/graph/imports/php/php.ts';
import { timeRatio } from '../../../time-ratio.ts';
import { type Oracle, openOracle } from '../tree-sitter.ts';
import { oracleDeclares, oracleImports } from './php-oracle.ts';

function scan(text: string): string[] {
  return php.scan(text, 'php').imports.map(({ specifier, line }) => `${specifier}:${line}`);
}

let oracle: Oracle;
beforeAll(async () => {
  oracle = await openOracle('php');
});

describe('what is an import', () => {
  const cases: [what: string, text: string, expected: string[]][] = [
    [
      'use',
      `<?php\nuse A\\B;\nuse \\C\\D as E;\nuse F, G\\H;\nuse function I\\j;\nuse const K\\L;`,
      ['A\\B:2', 'C\\D:3', 'F:4', 'G\\H:4', 'function I\\j:5', 'const K\\L:6'],
    ],
    [
      'groups',
      `<?php\nuse A\\{B, C\\D as E, function f,};\nuse function G\\{h, i};\nuse J\\{const K};`,
      ['A\\B:2', 'A\\C\\D:2', 'function A\\f:2', 'function G\\h:3', 'function G\\i:3', 'const J\\K:4'],
    ],
    [
      'over lines, with comments',
      `<?php\nuse /* x */ A\\B // no; use C\\D;\n as E # no\n;\nuse F\\{\n  G,\n};`,
      ['A\\B:2', 'F\\G:5'],
    ],
    ['any case', `<?PHP\nUSE A\\B;\nNamespace C;\nUse Function D\\e;`, ['A\\B:2', 'function D\\e:4']],
    [
      'namespaces with braces',
      `<?php\nnamespace A { use B\\C; }\nnamespace { use D\\E; class F { use G\\H; } }`,
      ['B\\C:2', 'D\\E:3'],
    ],
    [
      'other meanings of use',
      `<?php\nclass A { use B\\C; use D { e as f; } }\n$f = function () use ($x) { };\n$a->use; A::use(); enum I { case Use; }\nuse J\\K;`,
      ['J\\K:5'],
    ],
    [
      'full names',
      `<?php\nclass A extends \\B\\C implements \\D\\E { function f(\\G\\H $i): ?\\J\\K { return new \\L\\M(\\N\\o(), \\P\\Q::R); } }\n#[\\S\\T]\nfunction u() { throw new \\Exception(); }\nnew \\B\\C;`,
      ['B\\C:2', 'D\\E:2', 'G\\H:2', 'J\\K:2', 'L\\M:2', 'N\\o:2', 'P\\Q:2', 'S\\T:3'],
    ],
    [
      'included files',
      `<?php\nrequire 'a.php';\nrequire_once("b/c.php");\ninclude __DIR__ . '/d.php';\ninclude_once dirname(__FILE__).'/../e.php';\nrequire dirname(__DIR__) . "/f.php";\n$x = require __DIR__.'/g.php' ;\nrequire './h.php';`,
      ['a.php:2', 'b/c.php:3', './d.php:4', './../e.php:5', '../f.php:6', './g.php:7', 'h.php:8'],
    ],
    [
      'no literals',
      `<?php\nrequire $a;\nrequire "a/$b.php";\nrequire __DIR__ . '/a' . $b;\nrequire A . '/b.php';\nrequire foo('c.php');\nrequire __DIR__;\n$d->require('e.php');`,
      [],
    ],
    [
      'markup',
      `use A\\B; 'x' <p>it's</p> <?xml ?>\n<?php use C\\D; ?>\nuse E\\F; "\n<?= new \\G\\H ?>\n<?php\n// use I\\J; ?> use K\\L; <?php\nuse M\\N;`,
      ['C\\D:2', 'G\\H:4', 'M\\N:7'],
    ],
    [
      'comments',
      `<?php\n// use A\\B;\n# use C\\D;\n/* use E\\F; */ /** \\G\\H */\n#[I]\nuse J\\K;`,
      ['J\\K:6'],
    ],
    [
      'strings',
      `<?php\n$a = 'use A\\B; it\\'s'; $b = "use C\\D; {$c['"']} $d[e] \\" \${f} \\G\\H"; $i = \`use J\\K\`;\nuse L\\M;`,
      ['L\\M:3'],
    ],
    ['code in strings', `<?php\n$a = "x {$b->c(new \\D\\E("}"))} \\F\\G";\nuse H\\I;`, ['D\\E:2', 'H\\I:3']],
    [
      'heredocs',
      `<?php\n$a = <<<X\n'use A\\B; {$c["X"]} {$d(\\E\\F::g)}\nXY\n  X . <<<'Z'\nuse H\\I; {$j\nZ;\n$k = <<<"L"\n"\nL;\nuse M\\N;`,
      ['E\\F:3', 'M\\N:11'],
    ],
    [
      'names like keywords',
      `<?php\nfoo(use: 1, class: 2, require: 3);\nclass X { const USE = 1; function use() {} function require() {} function namespace() {} }\n$use = X::USE; namespace\\foo();\nuse A\\B;`,
      ['A\\B:5'],
    ],
  ];
  test.each(cases)('%s', (_, text, expected) => {
    expect(scan(text)).toEqual(expected);
    expect(scan(text.replaceAll('\n', '\r\n'))).toEqual(expected);
    const known = oracleImports(oracle, text);
    if (known !== null) expect(scan(text).sort()).toEqual(known);
  });

  // The grammar of the parser does not know it.
  test('the end of the code', () => {
    expect(scan('<?php\nuse A\\B;\n__halt_compiler(); use C\\D;')).toEqual(['A\\B:2']);
  });

  test('what is declared', () => {
    const text = `<?php\nnamespace A\\B;\nabstract class C extends D { const E = 1; function f() { function g() {} } }
interface H {} trait I {} enum J: string { case K = 'k'; }\nfunction l() { return new class { function m() {} }; }
const N = 1;\nif (!function_exists('o')) { function &o() {} }\n$p = function () {}; fn () => C::class; $q = new readonly class {};\nfinal readonly class R {}\nenum('x');`;
    const expected = [
      'A\\B\\C',
      'A\\B\\H',
      'A\\B\\I',
      'A\\B\\J',
      'A\\B\\R',
      'const A\\B\\N',
      'function A\\B\\l',
      'function A\\B\\o',
    ];
    expect(php.scan(text, 'php').declares).toEqual(expected);
    expect(php.scan('<?php class A {} function b() {}', 'php').declares).toEqual(['A', 'function b']);
    expect(php.scan('<?php namespace A { class B {} } namespace { class C {} }', 'php').declares).toEqual([
      'A\\B',
      'C',
    ]);
  });
});

test('programs glued from fragments read as the parser reads them', () => {
  const fragments = [
    'use A\\B;\n',
    'use C\\{D, E as F};\n',
    'use function G\\h;\n',
    'class I extends \\J\\K { use L; function m() { return "{$n["}"]}"; } }\n',
    `$o = 'it\\'s';\n`,
    `require __DIR__ . '/p.php';\n`,
    '$q = <<<R\n  use S\\T; {$u[\'"\']} "\n  R;\n',
    `$v = <<<'W'\nuse X\\Y; {$z\nW;\n`,
    "?>\n<p>use No\\No; it's</p>\n<?php\n",
    '// use No\\No;\n',
    "# it's\n",
    '/* " */\n',
    '$a = fn (\\B\\C $d) => $d->class;\n',
    'function e() { return function () use ($f) { return new \\G\\H; }; }\n',
    '#[\\I\\J("use")]\nenum K { case Use; }\n',
    '$l = new class { use M; };\n',
    '$n = `ls "\' {$o}`;\n',
    'if (true) { function p() {} }\n',
    'interface Q {}\n',
    '$r = $s ?? \\T\\U::V;\n',
    'const W = 1;\n',
  ];
  let compared = 0;
  const program = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(program, fc.constantFrom('', 'namespace X\\Y;\n'), (parts, head) => {
      const text = `<?php\n${head}${parts.join('')}`;
      const known = oracleImports(oracle, text);
      if (known === null) return;
      compared++;
      expect(scan(text).sort()).toEqual(known);
      expect(php.scan(text, 'php').declares).toEqual(oracleDeclares(oracle, text));
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(200);
});

describe('hostile texts', () => {
  const repeated = [
    '<?',
    '?>',
    '<?php ',
    '<?php ?>',
    '"',
    `'`,
    '`',
    '"{$',
    '{',
    '}',
    '(',
    '/*',
    '//',
    '# ',
    '<<<A\n',
    `<<<'A'\n`,
    'use ',
    'use A',
    'use A,',
    'use A\\{',
    'use A\\{B,',
    'use as as ',
    'namespace ',
    'namespace A;',
    'class A {',
    'function ',
    'new class {',
    'enum A ',
    '\\A',
    '\\A\\B ',
    '\\',
    '$',
    'require "',
    'require(',
    'require dirname(',
    'require __DIR__ . ',
    ' ',
    '\n',
    '\0',
    '::',
    '->',
    'const A',
    '${',
    'A\\',
  ];
  test.each(repeated)('%j again and again takes linear time', (unit) => {
    const ratio = timeRatio((size) => {
      const text = `<?php ${unit.repeat(Math.ceil(size / unit.length))}`;
      return () => php.scan(text, 'php');
    });
    expect(ratio).toBeLessThan(2.7);
  });

  test('different heredocs take linear time', () => {
    const ratio = timeRatio((size) => {
      const text = `<?php ${Array.from({ length: size / 20 }, (_, at) => `<<<A${at}\n{$x \\B${at}\\C\n`).join('')}`;
      return () => php.scan(text, 'php');
    });
    expect(ratio).toBeLessThan(2.7);
  });

  test('broken bytes and broken code do not throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        php.scan(`<?php ${Buffer.from(bytes).toString('utf8')}`, 'php');
      }),
    );
    const signs = fc.array(
      fc.constantFrom(
        ...`"'/*<?:.(){}[]#\\\n|=@$ aA0;,`,
        'use ',
        'class ',
        'function ',
        '<?php ',
        '?>',
        '<<<A\n',
        '{$',
        'namespace ',
      ),
    );
    fc.assert(
      fc.property(signs, (parts) => void php.scan(`<?php ${parts.join('')}`, 'php')),
      { numRuns: 1000 },
    );
  });
});
