import { describe, expect, it } from 'vitest';
import { markdownToText } from '../../demo/markdown-to-text.ts';

const plain = (markdown: string, width = 40) => markdownToText(markdown, width, (text) => text);

describe('markdownToText', () => {
  it.each([
    ['headings and paragraphs, wrapped', '### One\n\ntwo three four', 9, 'One\n\ntwo three\nfour'],
    ['lists with a hanging indent', '- one two three\n- four', 9, '- one two\n  three\n- four'],
    ['numbered lists', '1. one\n2. two', 20, '1. one\n2. two'],
    ['links as their text', '[`a.ts:2`](http://127.0.0.1/a.ts#L2)', 40, '`a.ts:2`'],
    ['no comments', 'text <!-- hidden --> more\n\n<!-- architect:v1 hmac=0 -->', 40, 'text more'],
    [
      'the title of a fold',
      '<details open><summary><b>More</b></summary>\n\nx\n\n</details>',
      40,
      'More\n\nx',
    ],
    ['no tags', '<sub>small</sub>', 40, 'small'],
    ['entities as what they mean', 'a &lt;b&gt; &amp;amp; &#64;c', 40, 'a <b> &amp; @c'],
    ['no emoji and no escape sequences', '🟡 **F1** \u001b[31mred', 40, 'F1 [31mred'],
    ['diagrams by name', '```mermaid\nflowchart LR\n```', 40, '(A diagram: drawn on the page.)'],
    ['code behind a line', '```\na\n\n  b\n```', 40, '  | a\n  |\n  |   b'],
    ['words that are too long in pieces', 'abcdefghijklmno', 10, 'abcdefghij\nklmno'],
  ])('shows %s', (_name, markdown, width, expected) => {
    expect(plain(markdown, width)).toBe(expected);
  });

  it('lines up tables, and wraps the widest column', () => {
    const table =
      '| | Finding | n |\n|---|---|---:|\n| F1 | one two three four five six seven<br>`a.ts` | 10 |';
    expect(plain(table, 35).split('\n')).toEqual([
      '     Finding                      n',
      'F1   one two three four five     10',
      '     six seven',
      '     `a.ts`',
    ]);
  });

  it('leaves the end of long code to the page', () => {
    const code = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n');
    const lines = plain(`\`\`\`\n${code}\n\`\`\``).split('\n');
    expect(lines).toHaveLength(15);
    expect(lines.at(-1)).toBe('  | … and 16 more lines on the page');
  });
});
