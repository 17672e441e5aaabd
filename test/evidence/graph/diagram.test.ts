import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gather } from '../gather.ts';
import type { Files } from '../in-memory-tree.ts';
import { parseMermaid } from './parse-mermaid.ts';

async function diagram(base: Files, head: Files): Promise<string> {
  return (await gather(base, head)).graph.diagram;
}

describe('the picture of a change', () => {
  test('files in the boxes of their modules: new thick, removed dashed, a new cycle red, what stayed thin', async () => {
    const text = await diagram(
      { 'src/a/x.ts': `import '../b/y';`, 'src/b/y.ts': `import './z';`, 'src/b/z.ts': '', 'src/c/w.ts': '' },
      {
        'src/a/x.ts': `import '../b/y';`,
        'src/b/y.ts': `import '../a/x';\nimport 'amqplib';`,
        'src/b/z.ts': '',
        'src/c/w.ts': `import '../b/z';`,
      },
    );
    expect(text).toBe(`flowchart LR
  subgraph g0["src/a"]
    n1["x.ts"]
  end
  subgraph g1["src/b"]
    n2["y.ts"]
    n3["z.ts"]
  end
  subgraph g2["src/c"]
    n4["w.ts"]
  end
  n0(["amqplib"])
  n1 -->|"cycle"| n2
  n2 ==>|"new"| n0
  n2 ==>|"new, cycle"| n1
  n2 -.->|"removed"| n3
  n4 ==>|"new"| n3
  linkStyle 1,4 stroke:#3fb950
  linkStyle 3 stroke:#8b949e
  linkStyle 0,2 stroke:#e5534b
`);
    const { edges, groups } = await parseMermaid(text);
    expect(edges.map(({ label, stroke }) => [label, stroke])).toEqual([
      ['cycle', 'normal'],
      ['new', 'thick'],
      ['new, cycle', 'thick'],
      ['removed', 'dotted'],
      ['new', 'thick'],
    ]);
    expect(edges[2]!.style).toContain('#e5534b');
    expect(groups).toHaveLength(3);
  });

  test('many files become their modules, with how many imports an edge stands for', async () => {
    const base: Files = {};
    const head: Files = {};
    for (let at = 0; at < 30; at++) {
      base[`src/m${at % 3}/f${at}.ts`] = '';
      head[`src/m${at % 3}/f${at}.ts`] = `import '../m${(at + 1) % 3}/f${(at + 1) % 30}';`;
    }
    const { nodes, edges } = await parseMermaid(await diagram(base, head));
    expect([...nodes.values()]).toEqual(['src/m0', 'src/m1', 'src/m2']);
    expect(edges.map(({ label }) => label)).toContain('new, cycle, +10 imports');
  });

  test('between modules only the first import is new; more or fewer are counted', async () => {
    const base: Files = {
      'src/a/0.ts': `import '../b/0';`,
      'src/b/0.ts': '',
      'src/c/0.ts': `import '../b/0';`,
    };
    const head: Files = { ...base, 'src/c/0.ts': `import '../a/0';` };
    for (let at = 1; at < 15; at++) head[`src/a/${at}.ts`] = `import '../b/0';`;
    const { edges } = await parseMermaid(await diagram(base, head));
    expect(edges.map(({ label, stroke }) => [label, stroke])).toEqual([
      ['+14 imports', 'normal'],
      ['new', 'thick'],
      ['removed', 'dotted'],
    ]);
  });

  test('never more than twenty nodes and a word on the rest', async () => {
    const head: Files = {};
    for (let at = 0; at < 60; at++)
      head[`src/m${at}/f.ts`] = `import '../m${(at * 7) % 60}/f'; import 'p${at}';`;
    const { nodes } = await parseMermaid(await diagram({}, head));
    expect(nodes.size).toBeLessThanOrEqual(21);
    expect([...nodes.values()].at(-1)).toMatch(/^and \d+ more edges$/);
  });

  test('hostile names stay names', async () => {
    const names = [
      '"] --> x[("',
      '<img src=x onerror=alert(1)>',
      '`code` **bold** __init__',
      '#quot; #35; &amp;',
      'line\nfeed\r\ttab',
      'end',
      'subgraph x',
      '%%{init: {}}%%',
      '😀‍💥 名前',
      '\u202Etxt.exe\u200B',
      'click n0 href "javascript:1"',
      'x'.repeat(200),
      ';|{}()[]\\',
      '1. list',
      '- list',
      '$$x$$',
    ];
    const head = Object.fromEntries(names.map((name) => [`${name}.ts`, `import './target';`]));
    const text = await diagram({}, { ...head, 'target.ts': '' });
    const { nodes, edges, groups } = await parseMermaid(text);
    expect(edges).toHaveLength(names.length);
    expect(nodes.size + groups.length).toBeLessThanOrEqual(20);
    for (const [, label] of text.matchAll(/\["(.*)"\]/g)) expect(label).toMatch(/^[\p{L}\p{N} ./@,…+#;-]+$/u);
    expect(text.split('\n').every((line) => line.length < 600)).toBe(true);
  });

  test('any name parses, and means what it was', async () => {
    // NUL and slash cannot stand in a name of git.
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/[\0/]/.test(text) && text !== '.' && text !== '..');
    await fc.assert(
      fc.asyncProperty(name, async (one) => {
        const { nodes, edges } = await parseMermaid(
          await diagram({ 'b.ts': '' }, { [`${one}.ts`]: `import './b'`, 'b.ts': '' }),
        );
        if (one === 'b') return;
        expect(edges).toHaveLength(1);
        // Mermaid trims a label; nothing can follow from a blank at its ends.
        const meant = `${one}.ts`.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
        expect(nodes.get(edges[0]!.from)?.trim()).toBe(meant);
      }),
      { numRuns: 60 },
    );
  });
});

describe('folders and packages of several ecosystems', () => {
  test('a Go package is one node, in the box of its module unless it is one', async () => {
    const go = (path: string, ...imports: string[]) => [
      path,
      `package x // ${path}\n${imports.map((one) => `import "${one}"\n`).join('')}`,
    ];
    const files = (...all: string[][]): Files => ({
      'go.mod': 'module acme.io/shop\n',
      ...Object.fromEntries(all),
    });
    const base = files(go('pkg/a/a.go'), go('pkg/a/more.go'), go('pkg/b/b.go'), go('pkg/b/in/c.go'));
    const head = files(
      go('pkg/a/a.go', 'acme.io/shop/pkg/b', 'github.com/lib/pq'),
      go('pkg/a/more.go', 'acme.io/shop/pkg/b'),
      go('pkg/b/b.go', 'acme.io/shop/pkg/b/in'),
      go('pkg/b/in/c.go'),
      ['web/x.ts', `import 'pq';`],
    );
    const { nodes, groups, edges } = await parseMermaid(await diagram(base, head));
    const name = (id: string) => nodes.get(id);
    expect(edges.map(({ from, to, label }) => [name(from), name(to), label])).toEqual([
      ['pkg/a', 'github.com/lib/pq (go)', 'new'],
      ['pkg/a', 'b', 'new, +2 imports'],
      ['b', 'in', 'new'],
      ['x.ts', 'pq (npm)', 'new'],
    ]);
    expect(groups.map(({ title }) => title)).toEqual(expect.arrayContaining(['pkg/b', 'web']));
  });

  test('what tests import is not drawn', async () => {
    expect(await diagram({ 'a.ts': '' }, { 'a.ts': '', 'a.test.ts': `import './a'; import 'vitest';` })).toBe(
      '',
    );
  });

  test('a cycle of files is red between its modules too', async () => {
    const base: Files = { 'src/a/0.ts': `import '../b/0';`, 'src/b/0.ts': '' };
    const head: Files = { ...base, 'src/b/0.ts': `import '../a/0';` };
    for (let at = 1; at < 15; at++) head[`src/a/${at}.ts`] = `import '../c/${at}';`;
    for (let at = 1; at < 15; at++) head[`src/c/${at}.ts`] = '';
    const { edges } = await parseMermaid(await diagram(base, head));
    expect(edges.filter(({ style }) => style.includes('#e5534b')).map(({ label }) => label)).toEqual([
      'cycle',
      'new, cycle',
    ]);
  });
});
