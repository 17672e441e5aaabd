import fc from 'fast-check';
import { marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { permalink } from '../../src/review/repository-links.ts';
import { quoteCode, sanitiseMarkdown, sanitiseText } from '../../src/review/sanitise-markdown.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';

const repository = { host: 'https://github.com', owner: 'acme', repo: 'shop' };
const sanitise = (text: string) => sanitiseMarkdown(text, { repository });
const bare = '(`';

describe('sanitiseMarkdown', () => {
  const cases: [name: string, input: string, output: string][] = [
    [
      'keeps ordinary Markdown',
      '**Bold** and `code`, a < b.\n\n- one\n- two',
      '**Bold** and `code`, a &lt; b.\n\n- one\n- two',
    ],
    ['keeps tables', '| a | b |\n|---|---|\n| `x` | 2 |', '| a | b |\n|---|---|\n| `x` | 2 |'],
    [
      'keeps a code cell in its cell',
      '| a | b |\n|---|---|\n| `x|y` @m | 2 |',
      '| a | b |\n|---|---|\n| `x\\|y` `@m` | 2 |',
    ],
    ['escapes tags', '<img src=x onerror=y></details>', '&lt;img src=x onerror=y>&lt;/details>'],
    ['escapes comments', 'a <!-- hidden --> b', 'a &lt;!-- hidden --> b'],
    ['sets mentions as code', 'ask @octocat or (@acme/team).', 'ask `@octocat` or (`@acme/team`).'],
    ['sets addresses as code', 'mail a.b@example.org now', 'mail `a.b@example.org` now'],
    [
      'sets issue references as code',
      'Closes #12, fixes acme/shop#3, GH-7',
      'Closes `#12`, fixes `acme/shop#3`, `GH-7`',
    ],
    ['sets bare addresses as code', 'see https://evil.example/x?q=1.', 'see `https://evil.example/x?q=1`.'],
    ['sets www addresses as code', 'www.evil.example', '`www.evil.example`'],
    ['turns foreign links into text', '[docs](https://evil.example)', 'docs (`https://evil.example`)'],
    ['turns images into text', '![x](https://evil.example/a.png)', '\\!x (`https://evil.example/a.png`)'],
    [
      'turns links to issues into text',
      '[a](https://github.com/acme/shop/issues/1)',
      'a (`https://github.com/acme/shop/issues/1`)',
    ],
    [
      'turns reference links into text',
      '[a][b]\n\n[b]: https://evil.example',
      '\\[a\\]\\[b\\]\n\n\\[b\\]: `https://evil.example`',
    ],
    [
      'keeps links to code of the repository',
      '[a](https://github.com/acme/shop/blob/abc/src/a.ts#L3)',
      '[a](https://github.com/acme/shop/blob/abc/src/a.ts#L3)',
    ],
    [
      'names bare links by their path',
      'https://github.com/acme/shop/blob/abc/src/a.ts#L3',
      '[`src/a.ts#L3`](https://github.com/acme/shop/blob/abc/src/a.ts#L3)',
    ],
    [
      'refuses to climb out of the repository',
      '[a](https://github.com/acme/shop/blob/../../x/y)',
      'a (`https://github.com/acme/shop/blob/../../x/y`)',
    ],
    [
      'refuses a name that only begins like ours',
      '[a](https://github.com/acme/shopping)',
      'a (`https://github.com/acme/shopping`)',
    ],
    ['refuses script', '[a](javascript:alert(1))', '\\[a\\](javascript:alert(1))'],
    [
      'sees through character references',
      '&#64;octocat &commat;octocat',
      '&amp;`#64`;octocat &amp;commat;octocat',
    ],
    [
      'sees through escapes',
      '\\@octocat GH\\-12 http\\://evil.example www\\.evil.example',
      '`@octocat` `GH-12` `http://evil.example` `www.evil.example`',
    ],
    ['sees through hidden characters', '@\u200boctocat #\u206012', '`@octocat` `#12`'],
    ['defuses commands', '/architect accept\n  /lgtm', '\\/architect accept\n  \\/lgtm'],
    ['balances backticks', 'a ` b @octocat', 'a &#96; b `@octocat`'],
    ['keeps code spans apart', '`a`@octocat', '`a` `@octocat`'],
    ['lowers headings', '# Title\n\nText\n===\n\nText\n---', '#### Title\n\nText\n\\===\n\nText\n***'],
    ['closes what is open', '```js\nlet a;', '```js\nlet a;\n```'],
    ['lengthens fences over their content', '````\n```\nx\n````', '````\n```\nx\n````'],
    ['takes a fence out of its list', '- ```js\n  let a;\n  ```\n- b', '- ↓\n```js\nlet a;\n```\n- b'],
    ['keeps slashes of code off the margin', '```js\n// x\n\ny\n```', ' ```js\n // x\n\n y\n ```'],
    ['refuses blocks that GitHub acts on', '```suggestion\nrm -rf\n```', '```\nrm -rf\n```'],
    [
      'disarms diagrams',
      '```mermaid\n%%{init: {}}%%\nflowchart LR\n  a["<img src=x><br/>y"] --> b\n  click a "https://evil.example"\n```',
      '```mermaid\nflowchart LR\n  a["#lt;img src=x><br/>y"] --> b\n```',
    ],
    ['shows alerts as text', '> [!CAUTION]\n> do', '> \\[!CAUTION\\]\n> do'],
    ['keeps task lists', '- [ ] first\n- [x] second', '- [ ] first\n- [x] second'],
    [
      'redacts credentials',
      `token ${'gh'}p_${'a1B2'.repeat(9)} end`,
      'token \\[redacted: GitHub token\\] end',
    ],
    ['keeps an entity from hiding in an ampersand', 'R&D &amp; &lt;b&gt;', 'R&D &amp; &lt;b&gt;'],
  ];

  it.each(cases)('%s', (_, input, output) => {
    expect(sanitise(input)).toBe(output);
    expect(sanitise(output)).toBe(output);
  });

  it('cuts at its limit and leaves nothing open', () => {
    const text = `${'word '.repeat(200)}\n\n\`\`\`js\n${'x;\n'.repeat(5_000)}\`\`\`\n\n${'more\n\n'.repeat(3_000)}`;
    const out = sanitiseMarkdown(text, { repository, limit: 3_000 });
    expect(out.length).toBeLessThanOrEqual(3_000);
    expect(out).toMatch(/… \(cut\)$/);
    expect((out.match(/^ ?```/gm) ?? []).length % 2).toBe(0);
  });

  it('is idempotent, and never lets anything act', () => {
    fc.assert(
      fc.property(hostileMarkdown, (text) => {
        const once = sanitise(text);
        expect(sanitise(once)).toBe(once);
        expectInert(once);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is linear on hostile input', () => {
    const begun = cpuMilliseconds();
    for (const unit of [
      '`',
      '``a`',
      '[',
      '![',
      '[a](',
      '\\',
      '&#',
      '@',
      '@a',
      '<',
      '#1',
      'http://',
      'a_',
      '-',
      '|',
      '/',
      '> ',
      '```\n',
      '- [ ] ',
      '\\|',
      '~~~a\n',
      '[`a`](x "',
      'www.',
    ]) {
      sanitiseMarkdown(unit.repeat(Math.ceil(200_000 / unit.length)), { repository, limit: 300_000 });
    }
    expect(cpuMilliseconds() - begun).toBeLessThan(6_000);
  });
});

describe('sanitiseText', () => {
  const cases: [input: string, output: string][] = [
    ['src/a/__init__.py imports src/b.py', '`src/a/__init__.py` imports `src/b.py`'],
    ['a *b* _c_ [d](e) ~f~', 'a \\*b\\* `_c_` \\[d\\](e) \\~f\\~'],
    ['- not a list', '\\- not a list'],
    ['# no heading', '\\# no heading'],
    ['1. no list', '1\\. no list'],
    ['> no quote', '\\> no quote'],
    ['/architect help', '\\/architect help'],
    ['two\nlines', 'two lines'],
    ['uses `OrderService` and @types/node', 'uses `OrderService` and `@types/node`'],
    ['e.g. this and/or that', 'e.g. this and/or that'],
  ];
  it.each(cases)('%j becomes %j', (input, output) => {
    expect(sanitiseText(input)).toBe(output);
  });

  it('stays in one cell of a table, inert', () => {
    fc.assert(
      fc.property(hostileMarkdown, (text) => {
        const cell = sanitiseText(text, { table: true });
        const table = `| a | b |\n|---|---|\n| ${cell} | end |`;
        expectInert(cell);
        const [token] = marked.lexer(table);
        expect(token?.type).toBe('table');
        expect((token as { rows: { text: string }[][] }).rows[0]?.at(1)?.text).toBe('end');
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('quoteCode', () => {
  it('shows code verbatim, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('```', '~~~', '  x', '/x', '@a', '<b>', '', '\t# 1')), (lines) => {
        const [token, ...rest] = marked.lexer(quoteCode(lines.join('\n'), 'ts'));
        expect(token?.type).toBe('code');
        expect((token as { text: string }).text.trimEnd()).toBe(lines.join('\n').trimEnd());
        expect(rest).toEqual([]);
      }),
    );
  });
});

/** Pieces that attack the sanitiser, in any order. */
const hostileMarkdown = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@octocat',
        '@acme/team',
        '#12',
        'GH-12',
        'acme/shop#1',
        'acme/shop@abc',
        'a@b.co',
        'Closes #3',
        'https://evil.example/x',
        'http://',
        'www.evil.example',
        'ftp://e.x',
        'mailto:a@b.co',
        bare,
        ')',
        '](',
        '[a]',
        '![i](https://evil.example/i.png)',
        '[l](https://evil.example)',
        '[r]: https://evil.example',
        '[^1]',
        '[^1]: x',
        'https://github.com/acme/shop/blob/a/b.ts#L1',
        'https://github.com/acme/shop/issues/1',
        '[x](https://github.com/acme/shop/blob/a/b)',
        '<img src=x>',
        '<a href="https://evil.example">',
        '</details>',
        '<!--',
        '-->',
        '<script>',
        '<https://evil.example>',
        '<a@b.co>',
        '`',
        '``',
        '```',
        '````',
        '~~~',
        '\n```js\n',
        '\n~~~\n',
        '\n',
        '\n\n',
        '\r\n',
        '\r',
        '    ',
        '\t',
        ' ',
        '|',
        '\n|---|\n',
        '\n---\n',
        '\n===\n',
        '\\',
        '\\\\',
        '\\`',
        '\\@',
        '\\#',
        '\\-',
        '\\.',
        '\\:',
        '\\<',
        '&#64;',
        '&commat;',
        '&lt;',
        '&#96;',
        '&amp;',
        '&',
        ';',
        '*',
        '**',
        '_',
        '~',
        '~~',
        '# ',
        '- ',
        '1. ',
        '> ',
        '- [ ] ',
        '/architect',
        '\n/run',
        '"',
        "'",
        '(',
        '!',
        '$',
        '$$',
        ':',
        '//',
        '.',
        '-',
        '@',
        '#',
        'GH',
        '\u200b',
        '\u202e',
        '\u{e0041}',
        '\u0000',
        '\ud800',
        'é',
        '中',
        'word',
        'a',
        '1',
        'http',
        's',
        'www',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(''));

/** Parses the Markdown with another parser and fails on anything that could act on a reader or on GitHub. */
function expectInert(markdown: string): void {
  expect(markdown).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u{e0000}-\u{e007f}\u0000]/u);
  expect(markdown).not.toMatch(/^\//m);
  walk(marked.lexer(markdown));
}

function walk(tokens: Token[]): void {
  for (const token of tokens) {
    if (token.type === 'code' || token.type === 'codespan') continue;
    expect(['html', 'image', 'def']).not.toContain(token.type);
    if (token.type === 'link')
      expect(token['href']).toMatch(
        /^https:\/\/github\.com\/acme\/shop(?:\/(?:blob|tree|commit|compare)\/|\/?$)/,
      );
    if (token.type === 'table') {
      for (const { tokens } of [...token['header'], ...token['rows'].flat()]) walk(tokens);
    } else if (token.type === 'list') {
      for (const item of token['items']) walk(item.tokens);
    } else if ('tokens' in token && token.tokens !== undefined) {
      walk(token.tokens);
    } else if (token.type === 'text' || token.type === 'escape') {
      expect(token['text']).not.toMatch(/@[a-z0-9]|#\d|\bGH-\d|&#(?!96;)x?[0-9a-f]+;|<[a-z/!]/i);
    }
  }
}

describe('permalink', () => {
  it('is kept by the sanitiser, whatever the path holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(500), (name, line) => {
        fc.pre(!/^\.{1,2}$|[\u0000-\u001f/\\]/.test(name));
        const url = permalink(repository, 'a'.repeat(40), {
          path: `src/${name}`,
          side: 'RIGHT',
          line: line + 1,
          startLine: null,
        });
        expect(sanitise(`[x](${url})`)).toBe(`[x](${url})`);
      }),
    );
  });
});
