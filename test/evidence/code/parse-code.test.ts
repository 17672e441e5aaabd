import { describe, expect, it } from 'vitest';
import { type Grammar, grammarFiles } from '../../../src/evidence/code/grammars.ts';
import { stringOf } from '../../../src/evidence/code/literals.ts';
import { grammarOf, parseCode } from '../../../src/evidence/code/parse-code.ts';
import { lineOf, walk } from '../../../src/evidence/code/walk.ts';

/** Every literal of a text with its line. */
async function literals(text: string, grammar: Grammar): Promise<[number, string][]> {
  const parsed = await parseCode(text, grammar, (root) =>
    [...walk(root)].flatMap((node): [number, string][] => {
      const value = stringOf(node);
      return value === null ? [] : [[lineOf(node), value]];
    }),
  );
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

describe('stringOf', () => {
  const cases: [Grammar, string, [number, string][]][] = [
    [
      'typescript',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the code of a template
      "f('it\\'s',\n`plain`, `a${b}`, \"\")",
      [
        [1, "it's"],
        [2, 'plain'],
        [2, ''],
      ],
    ],
    [
      'javascript',
      "<A b='c' />; f('d\\n')",
      [
        [1, 'c'],
        [1, 'd\n'],
      ],
    ],
    [
      'python',
      "f('a', b\"b\", f'c{d}', r'e\\d',\n'''x\ny''')",
      [
        [1, 'a'],
        [1, 'b'],
        [1, 'e\\d'],
        [2, 'x\ny'],
      ],
    ],
    [
      'python',
      "f('select '\n 'one')",
      [
        [1, 'select one'],
        [1, 'select '],
        [2, 'one'],
      ],
    ],
    [
      'go',
      'package a\nvar b = f("c\\nd", `e`)',
      [
        [2, 'c\nd'],
        [2, 'e'],
      ],
    ],
    ['java', 'class A { String b = "c\\"d"; }', [[1, 'c"d']]],
    [
      'csharp',
      'class A { string b = "c"; string d = @"e"; string f = """g"""; string h = $"i{j}"; }',
      [
        [1, 'c'],
        [1, 'e'],
        [1, 'g'],
      ],
    ],
    [
      'ruby',
      'f \'a\', :b, "c#{d}", %q(e)',
      [
        [1, 'a'],
        [1, 'b'],
        [1, 'e'],
      ],
    ],
    [
      'php',
      '<?php f(\'a\', "b", "c$d");',
      [
        [1, 'a'],
        [1, 'b'],
      ],
    ],
  ];
  it.each(cases)('of %s: %j', async (grammar, text, expected) => {
    expect(await literals(text, grammar)).toEqual(expected);
  });
});

describe('parseCode', () => {
  it('loads every grammar', async () => {
    for (const grammar of Object.keys(grammarFiles) as Grammar[]) {
      const parsed = await parseCode('', grammar, (root) => root.hasError);
      expect([grammar, parsed]).toEqual([grammar, { ok: true, value: false }]);
    }
  });

  it('knows a grammar by the name of the file', () => {
    expect(['a.ts', 'b/c.tsx', 'd.PY', 'e.kt', 'Rakefile', 'f.md'].map(grammarOf)).toEqual([
      'typescript',
      'javascript',
      'python',
      'kotlin',
      null,
      null,
    ]);
  });

  it('refuses what is too large with a reason', async () => {
    expect(await parseCode('x'.repeat(600_000), 'python', () => 0)).toEqual({
      ok: false,
      reason: 'larger than 512 Ki characters: not parsed',
    });
  });

  it.each(['(', '[', '{', '"', '<a>', 'if x:\n ', 'begin\n', '`${'])(
    'survives half a megabyte of %j in every grammar, and parses the next text',
    async (unit) => {
      const hostile = unit.repeat(Math.floor(500_000 / unit.length / 8));
      for (const grammar of Object.keys(grammarFiles) as Grammar[]) {
        const parsed = await parseCode(hostile, grammar, (root) => [...walk(root)].length);
        expect(parsed.ok ? parsed.value : parsed.reason).toSatisfy(
          (value: unknown) => typeof value === 'number' || value === 'not parsed within 2 s',
        );
      }
      expect(await literals("f('a')", 'typescript')).toEqual([[1, 'a']]);
    },
  );

  it('frees the tree when reading it throws', async () => {
    const failing = () => {
      throw new Error('no');
    };
    await expect(parseCode('a', 'go', failing)).rejects.toThrow('no');
    expect(await parseCode('package a', 'go', (root) => root.type)).toEqual({
      ok: true,
      value: 'source_file',
    });
  });
});
