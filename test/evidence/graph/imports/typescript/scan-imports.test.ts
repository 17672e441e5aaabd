import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Dialect,
  scanImports,
} from '../../../../../src/evidence/graph/imports/typescript/scan-imports.ts';
import { timeRatio } from '../../../time-ratio.ts';
import { oxcImports } from './oxc-imports.ts';

/** `specifier`, with `type ` before it when type-only, and its line behind. */
function scan(text: string, dialect: Dialect = 'typescript'): string[] {
  return scanImports(text, dialect).map(
    ({ specifier, line, typeOnly }) => `${typeOnly ? 'type ' : ''}${specifier}:${line}`,
  );
}

const names: Record<Dialect, string> = {
  typescript: 'a.ts',
  tsx: 'a.tsx',
  javascript: 'a.jsx',
  declaration: 'a.d.ts',
};

describe('what is an import', () => {
  const cases: [what: string, dialect: Dialect, text: string][] = [
    [
      'static forms',
      'typescript',
      `import a from './a';\nimport * as b from "./b";\nimport './c';\nimport d, { e } from './d';\nimport f, * as g from './f';`,
    ],
    [
      'without spaces',
      'javascript',
      `import{a}from'./a';import*as b from"./b";import'./c';export*from'./d';export{e}from"./e"`,
    ],
    ['over lines', 'typescript', `import {\n  a,\n  b,\n} from './a';\nimport c from './c';`],
    [
      're-exports',
      'typescript',
      `export * from './a';\nexport * as b from './b';\nexport { c, d as e } from './c';\nexport {};\nexport { f };\nexport const from = './no';`,
    ],
    [
      'type-only forms',
      'typescript',
      `import type A from './a';\nimport type { B } from './b';\nimport type * as C from './c';\nexport type { D } from './d';\nexport type * from './e';\nexport type * as F from './f';`,
    ],
    [
      'inline types',
      'typescript',
      `import { type A, type B as C } from './a';\nimport { type D, E } from './b';\nimport f, { type G } from './c';\nexport { type H } from './d';\nimport {} from './e';`,
    ],
    [
      'names called type',
      'typescript',
      `import type from './a';\nimport type, { b } from './b';\nimport { type } from './c';\nimport { type as d } from './d';\nimport { type as } from './e';\nimport { type as as f } from './f';\nimport type from from './g';`,
    ],
    [
      'import equals',
      'typescript',
      `import a = require('./a');\nimport type b = require('./b');\nexport import c = require('./c');\nimport d = A.B;`,
    ],
    [
      'require',
      'javascript',
      `const a = require('./a'), { b } = require("./b");\nmodule.exports = require(\`./c\`);\nif (x) { require ( './d' ) }\nrequire(name); require('./e' + name); x.require('./f');`,
    ],
    [
      'dynamic imports',
      'typescript',
      `await import('./a');\nimport("./b").then((b) => b);\nimport(name);\nimport(\`./\${name}\`);\nimport(/* webpackChunkName: "c" */ './c');\nconst url = import.meta.url;`,
    ],
    [
      'import types',
      'typescript',
      `type A = import('./a').A;\ntype B = typeof import('./b');\nlet c: import('./c').C<string> | null;\nvar d: import('./d')<string>;`,
    ],
    ['attributes', 'typescript', `import a from './a.json' with { type: 'json' };\nimport b from './b';`],
    [
      'comments',
      'typescript',
      `// import './no';\n/* import './no';\n */ import /* x */ a /* from 'no' */ from /* y */ './a'; // require('./no')\n/** import('./no').A */`,
    ],
    [
      'strings',
      'typescript',
      `const a = "import './no'", b = 'require("./no")', c = 'it\\'s require("./no")';\nimport './a';`,
    ],
    ['a continued string', 'javascript', `const a = 'one \\\n two require("./no")';\nrequire('./a');`],
    [
      'templates',
      'typescript',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a template
      '`import "./no" ${ `${ require("./a") } import "./no"` } require("./no")`;\nimport "./b";',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a template
    ['braces in templates', 'typescript', '`${ { a: { b: `}` } } } import "./no"`; import "./a";'],
    [
      'regular expressions',
      'javascript',
      `const a = /["'\`]/;\nrequire('./a');\nif (x) /'/.test(y);\nrequire('./b');\nreturn_ = b / c; require('./c') / 2;\nx = [/[/'"]/g, /\\/"/];\nrequire('./d');`,
    ],
    [
      'division',
      'javascript',
      `a = b / c / d; e = (f) / g; h = i[0] / j; k = l++ / m; n = {}.o / p; require('./a'); // '\nrequire('./b');`,
    ],
    [
      'slashes after braces',
      'javascript',
      `function a() {}\n/'/.test(b);\nconst c = { d: 1 } / 2;\nrequire('./a');\n() => {}\n/"/;\nrequire('./b')`,
    ],
    [
      'keywords as members',
      'javascript',
      `a.return / 2; b.import('./no'); c?.require('./no'); d.typeof / 3; require('./a'); ({ import: 1, require: 2, export: 3 });`,
    ],
    ['spread', 'javascript', `[...require('./a'), ...b.require('./no')]; f(...import('./c'));`],
    [
      'JSX text',
      'tsx',
      `const a = <p title="it's">Don't {b ? <i>"x" {require('./a')}</i> : \`\${c}\`} import './no' // ' </p>;\nimport './b';`,
    ],
    [
      'JSX attributes',
      'tsx',
      `const a = <A b={{ c: '}' }} {...d} e='"' f=<i/> g />;\nimport './a';\nconst h = <>it's <A.B/> </>;\nimport './b';`,
    ],
    [
      'JSX after keywords',
      'javascript',
      `function A() { return <div>it's</div> }\nconst b = c && <B>it's</B>;\nconst d = () => <D>'</D>;\nrequire('./a');`,
    ],
    [
      'generics in tsx',
      'tsx',
      `const a = <T,>(b: T) => b;\nconst c = <T extends object>(d: T) => "'";\ntype E = <T>(f: T) => T;\nimport './a';\nconst g = useState<Map<string, A>>();\nconst h = <List<Item> of={x}>it's</List>;\nimport './b';`,
    ],
    ['comparison', 'tsx', `if (a < b && c > d) { x = "'"; }\nfor (let i = 0; i <n; i++) {}\nimport './a';`],
    [
      'casts',
      'typescript',
      `const a = <any>b; const c = <Array<string>>d;\nimport './a';\nconst e = f! / g; const h = "'";\nimport './b';`,
    ],
    ['a hashbang', 'javascript', `#!/usr/bin/env node '\nrequire('./a');`],
    [
      'decorators and private names',
      'typescript',
      `@A({ b: '/' })\nclass C { #d = 1; e() { return this.#d / 2; } }\nimport './a';`,
    ],
    ['return types', 'typescript', `function a(): Promise<void> { b() }\n/'/.test(c);\nimport './a';`],
    [
      'escapes in specifiers',
      'typescript',
      String.raw`import '../\x69nfra/b.ts'; import "\u{69}a"; import '\u0070g'; import '\u{00000070}g'; export * from '\.\/a\'b"';`,
    ],
    [
      'escaped control characters',
      'typescript',
      String.raw`import 'a\n\t\b\v\f\r\0b'; import '\u{1F600}\ud83d\ude00\u2028'; import "\q\e\-\\x69";`,
    ],
    [
      'continued lines in specifiers',
      'typescript',
      `import './a\\\n/b';\nimport './c\\\r\n/d'; import './e\\\u2028\\\u2029f'; import '\\\r./g';`,
    ],
    [
      'escapes in calls and templates',
      'javascript',
      `require('../\\x69nfra/b'); import("\\u{2e}/a"); require(\`./\\u0062\\\`\\\${c}$\\{d}\`); require(\`./e\r\nf\`); require(\`\\0\`);`,
    ],
    [
      'escapes in names',
      'typescript',
      String.raw`import { \u{61} } from './a'; import \u{62}c from './b'; export * as \u0064 from './c'; import * as \u{65}\u{66} from './d'`,
    ],
    [
      'parentheses around the string',
      'javascript',
      `require(('./a')); require ( ( /* b */ (('./b')) ) ); import(('./c'), {}); require(('./no', name)); require(('./no') + 1); require((\`./d\`));`,
    ],
    ['CR LF', 'typescript', `import a from './a';\r\nimport {\r\n b } from './b';\r\n`],
    [
      'names that are no ASCII',
      'typescript',
      `const naïve = 1; const 名 = require('./名');\nimport { é } from "./é";`,
    ],
  ];

  test.each(cases)('%s', (_, dialect, text) => {
    const expected = oxcImports(names[dialect], text);
    expect(expected, 'the oracle reads it').not.toBeNull();
    expect(expected!.length).toBeGreaterThan(0);
    expect(scanImports(text, dialect)).toEqual(expected);
  });

  test.each([
    [String.raw`import '../\x6nfra/b.ts';`, String.raw`../\x6nfra/b.ts`],
    [String.raw`import '\u{110000}';`, String.raw`\u{110000}`],
    [String.raw`import '\u{}a\x69';`, String.raw`\u{}a\x69`],
    [String.raw`import '\u{69';`, String.raw`\u{69`],
    [String.raw`import '\u006';`, String.raw`\u006`],
    ['require(`\\151`)', '\\151'],
    ['require(`\\8`)', '\\8'],
    // Code that is no module still has octal escapes; the oracle refuses them.
    [String.raw`require('../\151nfra/\0601\8')`, '../infra/018'],
  ])('an escape that is malformed or of old: %s', (text, specifier) =>
    expect(scan(text, 'javascript')).toEqual([`${specifier}:1`]),
  );

  test('the line is the one on which the statement begins', () => {
    expect(scan(`\n\nimport {\n  a,\n} from './a';\n\nexport * from './b';`)).toEqual(['./a:3', './b:7']);
  });

  test('declaration files leave nothing at run time', () => {
    expect(scan(`import { A } from './a';\nexport * from './b';`, 'declaration')).toEqual([
      'type ./a:1',
      'type ./b:2',
    ]);
  });

  test('a byte order mark is no part of the first word', () => {
    expect(scan(`\uFEFFimport './a';`)).toEqual(['./a:1']);
  });

  test("Flow's type imports", () => {
    expect(scan(`import typeof A from './a';\nimport { typeof B } from './b';`, 'javascript')).toEqual([
      'type ./a:1',
      'type ./b:2',
    ]);
  });

  test.each([
    ['an unterminated string costs one line', `const a = 'oops;\nimport './a';`, ['./a:2']],
    ['an unterminated regular expression', `a = /oops;\nimport './a';`, ['./a:2']],
    ['an unterminated comment hides the rest', `import './a';\n/* import './b';`, ['./a:1']],
    ['an unterminated clause', `import { a, b\nimport './b';`, ['./b:2']],
    ['a stray closing brace', `}})]\nimport './a';`, ['./a:2']],
  ])('malformed: %s', (_, text, expected) => expect(scan(text)).toEqual(expected));
});

test('agrees with oxc-parser on the sources of every library here that is small enough to be read by people', () => {
  const root = new URL('../../../../../node_modules/', import.meta.url);
  const folders = [
    'fast-check',
    'zod',
    'kysely',
    'pg-boss',
    'yaml',
    'probot',
    '@octokit',
    '@anthropic-ai',
    'vite',
    'jsdom',
  ];
  let compared = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.[cm]?[jt]sx?$/.test(entry.name)) continue;
      const path = `${entry.parentPath}/${entry.name}`;
      const text = readFileSync(path, 'utf8');
      if (text.length > 60_000) continue;
      const expected = oxcImports(path, text);
      if (expected === null) continue;
      expect(scanImports(text, dialectOf(path)), path).toEqual(expected);
      compared += expected.length;
    }
  }
  expect(compared).toBeGreaterThan(5_000);
});

function dialectOf(path: string): Dialect {
  if (path.endsWith('.tsx')) return 'tsx';
  return path.endsWith('ts') ? 'typescript' : 'javascript';
}

describe('hostile texts', () => {
  // Each ends in an import, so that nothing is spared the scanner.
  const storms: [what: string, unit: string][] = [
    ['slashes', '/'],
    ['slashes and brackets on one line', '/[ '],
    ['open parentheses', '('],
    ['open braces', '{'],
    ['closing braces', '}'],
    ['nested templates', '`${'],
    ['backticks', '`'],
    ['quotes', `"'`],
    ['import words', 'import '],
    ['import clauses', 'import{'],
    ['import clauses with names', 'import{a,b,'],
    ['import calls', 'import('],
    ['import strings', `import"`],
    ['import templates', 'import(`'],
    ['require calls', 'require("'],
    ['words closed by the other quote', `import"import'`],
    ['exports of names', 'export{a,'],
    ['exports without names', 'export '],
    ['import and blank', 'import   \u00a0  '],
    ['imports before open comments', 'import/*'],
    ['imports without a source', 'import {a} x;'],
    ['exports', 'export{'],
    ['export types', 'export type '],
    ['from', ' from '],
    ['comments', '/**/'],
    ['imports and comments', 'import/**/'],
    ['open comments', '/*'],
    ['tags', '<a>'],
    ['tags with expressions', '<a b={'],
    ['tags with type arguments', '<a<'],
    ['closing tags', '</a'],
    ['different tags', '=<a,'],
    ['fragments', '<>'],
    ['conditions', 'if('],
    ['a regular expression in each condition', 'if(a)/b/;'],
    ['backslashes', '\\'],
    ['escapes', `import'\\u{`],
    ['escaped names', 'import \\u{6'],
    ['parentheses', 'require(('],
    ['hashes', '#'],
    ['no ASCII', 'ñ'],
    ['line feeds', '\n'],
  ];
  test.each(storms)('%s: twice the text takes about twice the time', (_, unit) => {
    for (const dialect of ['typescript', 'tsx'] as const) {
      const ratio = timeRatio((size) => {
        const text = `${unit.repeat(Math.ceil(size / unit.length))}\nimport './end';`;
        return () => scanImports(text, dialect);
      });
      expect(ratio).toBeLessThan(3);
    }
  });

  test.each(storms)('%s, and no import behind them', (_, unit) => {
    const ratio = timeRatio((size) => {
      const text = unit.repeat(Math.ceil(size / unit.length));
      return () => scanImports(text, 'tsx');
    });
    expect(ratio).toBeLessThan(3);
  });

  test('a deep nest needs no deep stack', () => {
    for (const unit of ['(', '{', '[', '`${', '<a b={', '<a>{']) {
      expect(() => scanImports(`x = ${unit.repeat(200_000)}require('./a')`, 'tsx')).not.toThrow();
    }
  });

  test('where scanning stops early, nothing is missed', () => {
    const pieces = fc.constantFrom(
      ...['import', 'export', 'require', 'from', 'type', 'typeof', 'defer', 'as', 'default', 'the', 'Import'],
      ...[' ', '\n', '\u00a0', '/**/', '//\n', '{', '}', '*', ',', '=', '(', ')', ';', '.', '...', '\\'],
      ...[
        "'./a'",
        '"b"',
        '`./c`',
        '{ d }',
        '{ type e, f as g }',
        "'",
        '"',
        '`',
        '${',
        '}',
        'é',
        '<p>',
        '</p>',
      ],
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 30 }),
        fc.constantFrom<Dialect>('typescript', 'tsx', 'javascript'),
        (parts, dialect) => {
          const text = parts.join('');
          // A backslash at the end would make the line break behind it part of an open string.
          fc.pre(!text.endsWith('\\'));
          // An import behind it makes the scanner read all of it, unless it is inside something unclosed there.
          const whole = scanImports(`${text}\n;import './end';`, dialect);
          if (whole.at(-1)?.specifier === './end') whole.pop();
          expect(scanImports(text, dialect)).toEqual(whole);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('any text: no exception, lines within it, nothing but what stands in it', () => {
    const pieces = fc.constantFrom(
      ...[
        'import ',
        'export ',
        'from ',
        'require(',
        'type ',
        '"./a"',
        "'b'",
        '`',
        '${',
        '{',
        '}',
        '(',
        ')',
        '<a>',
        '</a>',
      ],
      ...[
        '/',
        '*',
        '//',
        '/*',
        '*/',
        '\n',
        '\\',
        '=>',
        ' x ',
        ',',
        ';',
        '.',
        '...',
        '[',
        ']',
        'return ',
        '!',
        '\0',
        '\ud800',
      ],
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 60 }),
        fc.constantFrom<Dialect>('typescript', 'tsx', 'javascript'),
        (parts, dialect) => {
          const text = parts.join('');
          const lines = text.split('\n').length;
          let before = 1;
          for (const { specifier, line } of scanImports(text, dialect)) {
            if (!text.includes('\\')) expect(text).toContain(specifier);
            expect(line).toBeGreaterThanOrEqual(before);
            expect(line).toBeLessThanOrEqual(lines);
            before = line;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
