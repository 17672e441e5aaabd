import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dialect, scanImports } from '../../../../../src/evidence/graph/imports/python/scan-imports.ts';
import { timeRatio } from '../../../time-ratio.ts';
import { openOracleImports } from './oracle-imports.ts';

const oracle = await openOracleImports();

/** `specifier@line`, with `type ` before it when a type checker alone reads it. */
function scan(text: string, dialect: Dialect = 'module'): string[] {
  return scanImports(text, dialect).map(
    ({ specifier, line, typeOnly }) => `${typeOnly ? 'type ' : ''}${specifier}@${line}`,
  );
}

function expected(text: string): string[] | null {
  const found = oracle(text);
  if (found === null) return null;
  return found.map(([name, line, typeOnly]) => `${typeOnly ? 'type ' : ''}${name}@${line}`);
}

describe('what is an import', () => {
  const cases: [what: string, text: string, imports: string][] = [
    ['modules', 'import a\nimport a.b as c, d\nimport e . f', 'a@1 a.b@2 d@2 e.f@3'],
    ['names', 'from a import b\nfrom a.b import c as d, e', 'a:b@1 a.b:c@2 a.b:e@2'],
    ['all names', 'from a import *\nfrom . import *', 'a:*@1 .:*@2'],
    [
      'relative',
      'from . import a\nfrom .. import b\nfrom .c import d\nfrom ...e.f import g',
      '.:a@1 ..:b@2 .c:d@3 ...e.f:g@4',
    ],
    ['blanks between dots', 'from . . a import b\nfrom .import c\nfrom.d import e', '..a:b@1 .:c@2 .d:e@3'],
    ['brackets', 'from a import (b, c)\nfrom a import(b,)', 'a:b@1 a:c@1 a:b@2'],
    ['over lines', 'from a import (\n  b,  # not c, d\n  # (\n  e as f,\n)\nimport g', 'a:b@1 a:e@1 g@6'],
    ['continued lines', 'from a \\\n  import b, \\\n  c\nimport d, \\\r\n  e', 'a:b@1 a:c@1 d@4 e@4'],
    ['semicolons', 'import a; import b;from c import d ; x = 1', 'a@1 b@1 c:d@1'],
    ['after colons', 'try: import a\nexcept ImportError: from b import c\nelse: pass', 'a@1 b:c@2'],
    [
      'blocks',
      'def f():\n  import a\nclass C:\n\timport b\nif x:\n  try:\n    from c import d\n  finally: pass',
      'a@2 b@4 c:d@7',
    ],
    ['the future', 'from __future__ import annotations', '__future__:annotations@1'],
    ['CR LF', 'import a\r\nfrom b import (\r\n c,\r\n d)\r\nimport e\r\n', 'a@1 b:c@2 b:d@2 e@5'],
    ['names that are no ASCII', 'import módulo.número\nfrom 名 import 字', 'módulo.número@1 名:字@2'],
    ['soft keywords as names', 'import type, match\nfrom case import _', 'type@1 match@1 case:_@2'],
    ['comments', '# import a\nimport b # import c\n  # from d import e', 'b@2'],
    ['strings', `a = "import b"; c = 'x\\'; import d'\nimport e\n"""\nimport f\n"""; import g`, 'e@2 g@5'],
    [
      'quotes in triple strings',
      `'''it's " \\''' import a\n\\\\'''\nimport b\nx = """\n""\\"""\nimport c\n"""`,
      'b@3',
    ],
    ['prefixes', `r"\\" ; import a"\nx = rb'\\'; import b'\nB"""\nimport c\n"""\nU'"'; import d`, 'd@6'],
    ['a continued string', `x = "a\\\nimport b"\nimport c`, 'c@3'],
    [
      'formatted strings',
      `x = f"{a['b']} import c {{ {d}"; import e\ny = f'''{\nf"{x}"}\nimport g\n'''`,
      'e@1',
    ],
    [
      'the same quotes in formatted strings',
      `f"{a["b"]}{f"{c["'"]}"}"; import d\nf"{'"'}"; import e`,
      'd@1 e@2',
    ],
    [
      'formats',
      `f"{a:{b}.{c["'"]}}" ; import d\nf'{e!r:>10}'; import f\nf"{x:%H:%M}"; import g`,
      'd@1 f@2 g@3',
    ],
    [
      'backslashes in formatted strings',
      `f"\\{a["'"]}"; import b\nrf'\\'{c}'; import d\nf"\\N{DASH}"; import e`,
      'b@1 d@2 e@3',
    ],
    [
      'lambdas and dictionaries in fields',
      `f"{(lambda x: {'"': 1})(2)}"; import a\nf"{ {':': "}"}[':'] }"; import b`,
      'a@1 b@2',
    ],
    [
      'keywords in expressions',
      'yield_from = 1\ndef f():\n  yield from a\n  raise B from c\nx = [\n  importer,\n  from_, ]',
      '',
    ],
    ['slices and annotations', 'a[b:c]\nx: importlib = 1\nd = {e: from_importer}', ''],
    ['calls', `importlib.import_module("a.b")\nimport_module('c', )\n__import__(u"d", x)`, 'a.b@1 c@2 d@3'],
    ['calls over lines', `x = importlib.import_module(\n  # (\n  "a"\n)`, 'a@1'],
    [
      'relative calls',
      `import_module(".a", __package__)\nimport_module("..b", package="c.d")\nimport_module(".", 'e')`,
      '.a@1 c.b@2',
    ],
    ['calls in fields', `x = f"{import_module('a').b}"`, 'a@1'],
    [
      'calls that name no module',
      `import_module(a)\nimport_module("a" + b)\nimport_module("a" "b")\nimport_module(f"a")\nx.import_module("a")\n` +
        `reimport_module("a")\nimport_module("a/b")\nimport_module("")\nimport_module(".a")\nimport_module(".a", b)\n` +
        `import_module("...a", "b")\ndef import_module(name): pass\nimport_module("""a""")`,
      '',
    ],
  ];
  test.each(cases)('%s', (_, text, imports) => {
    expect(scan(text).join(' ')).toBe(imports);
    const seen = expected(text);
    // The grammar at hand knows no quotes of the same kind within a field, nor `import(`.
    if (seen !== null) expect(scan(text)).toEqual(seen);
  });
});

describe('what a type checker alone reads', () => {
  test.each([
    [
      'its block',
      'if TYPE_CHECKING:\n  import a\n\n# x\n  from b import c\nimport d',
      'type a@2 type b:c@5 d@6',
    ],
    [
      'by its module',
      'if typing.TYPE_CHECKING:\n  import a\nif t . TYPE_CHECKING :\n  import b',
      'type a@2 type b@4',
    ],
    ['on its line', 'if TYPE_CHECKING: import a; import b\nimport c', 'type a@1 type b@1 c@2'],
    [
      'with a further condition',
      'if TYPE_CHECKING and x:\n  import a\nif TYPE_CHECKING or x:\n  import b',
      'type a@2 b@4',
    ],
    [
      'the other branch',
      'if TYPE_CHECKING:\n  import a\nelse:\n  import b\nif not TYPE_CHECKING:\n  import c',
      'type a@2 b@4 c@6',
    ],
    [
      'a later branch',
      'if x:\n  import a\nelif TYPE_CHECKING:\n  import b\nelse:\n  import c',
      'a@2 type b@4 c@6',
    ],
    [
      'blocks in it',
      'if TYPE_CHECKING:\n  if x:\n    import a\n  try:\n    import b\n  except: pass\n  import c\nimport d',
      'type a@3 type b@5 type c@7 d@8',
    ],
    ['within a function', 'def f():\n\tif TYPE_CHECKING:\n\t\timport a\n\timport b', 'type a@3 b@4'],
    [
      'brackets and strings at the margin',
      'if TYPE_CHECKING:\n  from a import (\nb,\n)\n  x = """\ny"""\n  z = [\n1]\n  import c\nimport d',
      'type a:b@2 type c@9 d@10',
    ],
    [
      'names that are alike',
      'if NOT_TYPE_CHECKING:\n  import a\nif TYPE_CHECKING2:\n  import b\nif x.TYPE_CHECKING():\n  import c',
      'a@2 b@4 c@6',
    ],
  ])('%s', (_, text, imports) => {
    expect(scan(text).join(' ')).toBe(imports);
    const seen = expected(text);
    if (seen !== null) expect(scan(text)).toEqual(seen);
  });

  test('stubs', () => expect(scan('import a\nfrom b import c', 'stub')).toEqual(['type a@1', 'type b:c@2']));
});

test.each([
  ['a string that is not closed costs a line', 'a = "oops\nimport b', 'b@2'],
  ['three quotes that are not closed hide the rest', 'import a\nb = """\nimport c', 'a@1'],
  [
    'a bracket that is not closed',
    'a = (\nimport b\nif TYPE_CHECKING:\n  import c\nimport d',
    'b@2 type c@4 d@5',
  ],
  ['brackets that were not opened', ')]}\nimport a', 'a@2'],
  ['a clause that is not closed', 'from a import (b\nimport c', 'a:b@1 c@2'],
  ['clauses without names', 'from\nimport\nfrom a\nfrom a import\nimport 1\nimport a', 'a@6'],
  ['a byte order mark', '\uFEFFimport a', 'a@1'],
  ['a name longer than any module has', `import ${'a'.repeat(400)}\nimport b`, 'b@2'],
  ['zero bytes', 'import a\0\n\0import b\nimport c', 'a@1 c@3'],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 10, ...Buffer.from('import a')]).toString(), 'a@2'],
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
      '"""',
      `'"`,
      '\\',
      '\\\n',
      '#',
      ':',
      ';',
      '.',
      ',',
      ' ',
      '\n',
      '\t',
      'ñ',
      '\0',
    ],
    ...[
      'import ',
      'import a,',
      'import a.',
      'from ',
      'from a ',
      'from . ',
      '\nfrom a import (',
      '\nfrom a import b,',
      'from\\\n',
    ],
    ...[
      'f"',
      'f"{',
      'f"{a:',
      'f"{a:{',
      `f'{f"{`,
      'f"""{',
      '}"',
      'f"{{',
      'f"\\',
      'if ',
      '\nif TYPE_CHECKING:\n ',
    ],
    ...[
      'import_module(',
      'import_module("',
      'import_module("a",',
      'import_module(\n',
      'import_module("a" #',
      '__import__(".a",',
    ],
  ];
  test.each(storms)('%j: twice the text takes about twice the time', (unit) => {
    const ratio = timeRatio((size) => {
      const text = `${unit.repeat(Math.ceil(size / unit.length))}\nimport end`;
      return () => scanImports(text, 'module');
    });
    expect(ratio).toBeLessThan(2.7);
  });

  test('a deep nest needs no deep stack', () => {
    for (const unit of ['(', '{', 'f"{', 'f"{a:{', 'if x:\n ']) {
      expect(() => scanImports(`${unit.repeat(200_000)}\nimport a`, 'module')).not.toThrow();
    }
  });

  test('many names of a module of a long name cost what they are', () => {
    const text = `from ${'a'.repeat(290)} import ${'b,'.repeat(200_000)}`;
    expect(scanImports(text, 'module')).toHaveLength(200_000);
  });
});

test('any program of these pieces has the imports that tree-sitter sees', () => {
  const statement = fc.constantFrom(
    ...[
      'import a',
      'import a.b as c, d',
      'from . import a',
      'from .a import b, c as d',
      'from a import *',
      'from ..a.b import (\n  c, # d\n  e,\n)',
    ],
    ...[
      'x = "import a"',
      "y = 'it\\'s'",
      'z = """\nimport q\n"""',
      "f'{a!r:>{b}}'",
      `f"{x['y']} {{}}"`,
      'rb"\\""',
      `'''"'''`,
      '# import a',
      'pass',
    ],
    ...[
      'importlib.import_module("a.b")',
      'g(__import__("c"), [1,\n2])',
      'd = {\n"a": 1, # {\n}',
      'a[1:2]; import b',
      'x = 1 \\\n  + 2',
      'lambda: (1)',
    ],
    ...['yield_ = a', 'importer(fromage)', `f"""{\na}\nimport b"""`],
  );
  const header = fc.constantFrom(
    'if TYPE_CHECKING:',
    'if t.TYPE_CHECKING:',
    'if x:',
    'def f():',
    'try:',
    'class C: # if TYPE_CHECKING:',
    'with a(\nb): # (',
  );
  const { block } = fc.letrec<{ block: string }>((tie) => ({
    block: fc.oneof(
      { depthSize: 'small' },
      statement,
      fc.tuple(header, fc.array(tie('block'), { minLength: 1, maxLength: 4 })).map(nest),
    ),
  }));
  let compared = 0;
  fc.assert(
    fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
      const text = blocks.join('\n');
      const seen = expected(text);
      if (seen === null) return;
      compared += seen.length;
      expect(scan(text)).toEqual(seen);
    }),
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(1_000);
});

/** A header over an indented block; what stands in a string or in brackets is indented as well. */
function nest([header, blocks]: [string, string[]]): string {
  const body = blocks.map((block) => block.replaceAll('\n', '\n    ')).join('\n    ');
  const tail = header === 'try:' ? '\nfinally:\n    pass' : '';
  return `${header}\n    ${body}${tail}`;
}
