import { describe, expect, test } from 'vitest';
import { typescript } from '../../../../../src/evidence/graph/imports/typescript/typescript.ts';
import { timeRatio } from '../../../time-ratio.ts';
import { oxcImports } from './oxc-imports.ts';

/** `specifier:line`, with `type ` before it when type-only. */
function scan(path: string, text: string): string[] {
  const { dialect } = typescript.classify(path)!;
  return typescript
    .scan(text, dialect)
    .imports.map(({ specifier, line, typeOnly }) => `${typeOnly ? 'type ' : ''}${specifier}:${line}`);
}

test.each([
  ['a/B.vue', 'vue'],
  ['a/B.svelte', 'svelte'],
  ['a/B.astro', 'astro'],
  ['a/b.svelte.ts', 'typescript'],
])('%s is %s', (path, language) => expect(typescript.classify(path)?.language).toBe(language));

describe('code in components', () => {
  const typed = `import a, { type B } from './a';\nimport type { C } from './c'\nconst d = import("./d") // import './no'\n`;
  const cases: [what: string, path: string, before: string, code: string, after: string][] = [
    [
      'a script',
      'a.vue',
      '<script>\n',
      typed.replaceAll('type ', ''),
      '</script>\n<template><p/></template>',
    ],
    ['a setup script in TypeScript', 'a.vue', '<script setup lang="ts">', typed, '</script>'],
    [
      'behind the template',
      'a.vue',
      '<template>\n<p>it\'s > "</p>\n</template>\n<script lang=ts>',
      typed,
      '',
    ],
    ['other cases of letters', 'a.vue', "<SCRIPT\n  LANG='ts' >", typed, '</Script >'],
    [
      'attributes with signs',
      'a.vue',
      '<script lang="ts" generic="T extends Array<P>">\n',
      typed,
      '</script>',
    ],
    [
      'templates in templates',
      'a.vue',
      '<template><template #a/><template v-if="b > c"><p/></template></template>\n<script lang="ts">',
      typed,
      '</script>',
    ],
    ['JSX', 'a.vue', '<script lang="tsx">\n', "const a = <p>it's {b}</p>;\nimport './b';\n", '</script>'],
    ['a module script', 'a.svelte', '<script context="module" lang="ts">\n', typed, '</script>'],
    ['a module script of Svelte 5', 'a.svelte', '<script module lang="ts">\n', typed, '</script>'],
    [
      'behind expressions',
      'a.svelte',
      '<A on={() => b("}")} {...c} d="{e > f}" {g}/>\n{#if a < b}<p/>{/if}\n<script lang="ts">',
      typed,
      '</script>',
    ],
    ['frontmatter', 'a.astro', '\n---', `\n${typed}`, '\n---\n<p>{a}</p>'],
    [
      "Astro's scripts",
      'a.astro',
      "---\nconst a = 1;\n---\n<A b={() => '>'} />\n<script>",
      typed,
      '</script>',
    ],
    [
      'CR LF',
      'a.vue',
      '<template>\r\n</template>\r\n<script lang="ts">\r\n',
      typed.replaceAll('\n', '\r\n'),
      '</script>',
    ],
  ];
  test.each(cases)('%s', (_, path, before, code, after) => {
    const lines = before.split('\n').length - 1;
    const expected = oxcImports('code.tsx', code)?.map(({ specifier, line, typeOnly }) => {
      return `${typeOnly ? 'type ' : ''}${specifier}:${lines + line}`;
    });
    expect(expected?.length).toBeGreaterThan(0);
    expect(scan(path, before + code + after)).toEqual(expected);
  });

  test('both scripts of a component, in the order of the text', () => {
    const text = `<script module>\nimport './a';\n</script>\n<p/>\n<script>\nimport './b';\n</script>`;
    expect(scan('a.svelte', text)).toEqual(['./a:2', './b:6']);
    expect(scan('a.vue', text.replace(' module', ' setup'))).toEqual(['./a:2', './b:6']);
  });

  test.each([
    ['a comment', 'a.vue', `<!-- <script>import './no';</script> -->`],
    ['a comment to the end', 'a.svelte', `<!-- <script>import './no';</script>`],
    ['a template', 'a.vue', `<template><p/><script>import './no'</script></template>`],
    ["a template's text", 'a.vue', `<template>import './no'</template>`],
    [
      'a template in another notation',
      'a.vue',
      `<template lang="pug">\np <script>import './no'\n</template>`,
    ],
    ['a block of documentation', 'a.vue', `<docs>\n<script>import './no';</script>\n</docs>`],
    ['an attribute', 'a.svelte', `<A b="<script>import './no'</script>" c={'<script>import "./no"'} />`],
    ['a style', 'a.svelte', `<style>/* <script>import './no'</script> */</style>`],
    ['data', 'a.svelte', `<script type="application/ld+json">require('./no')</script>`],
    ['another language', 'a.vue', `<script lang="coffee">import './no'</script>`],
    ['a script for the browser', 'a.astro', `<script is:inline>import('./no')</script>`],
    ['a longer name', 'a.vue', `<scripts>import './no'</scripts>`],
    ['nothing', 'a.vue', ''],
  ])('%s imports nothing', (_, path, text) => expect(scan(path, text)).toEqual([]));

  test("a script's source", () => {
    expect(scan('a.vue', `<template/>\n<script lang="ts" src="./x.ts"></script>`)).toEqual(['./x.ts:2']);
    expect(scan('a.vue', `<script src='@/x' />\n<script setup>import './y'</script>`)).toEqual([
      '@/x:1',
      './y:2',
    ]);
    expect(scan('a.svelte', `<script src="./x.ts"></script>\n<script src="/page.js"></script>`)).toEqual([
      './x.ts:1',
    ]);
  });

  test.each([
    ['a tag that is not closed', `<script`],
    ['an attribute that is not closed', `<script lang="ts>import './a'</script>`],
    ['NUL bytes', '<script>\0</script\0>\0<'],
    ['invalid UTF-8', Buffer.from([60, 0xff, 60, 115, 0xc3, 62]).toString('utf8')],
  ])('malformed: %s', (_, text) => {
    for (const path of ['a.vue', 'a.svelte', 'a.astro']) expect(() => scan(path, text)).not.toThrow();
  });
});

describe('hostile texts', () => {
  test.each([
    '<',
    '<a ',
    '<a>',
    '</a',
    '<!--',
    '<!-- -->',
    '<template>',
    '</template>',
    '<script>',
    '<script/>',
    '</script',
    '<a b="',
    "<a b='",
    '<a {',
    '<a b={`',
    '<a b=c ',
    '{',
    '"',
    '---\n',
    '\n---',
    '<script>import "./a";</script>',
    `<${'x'.repeat(60)}>`,
    '</script'.padEnd(70, 'x'),
    '<a a a',
    '\n',
  ])('%j: twice the text takes about twice the time', (unit) => {
    for (const path of ['a.vue', 'a.svelte', 'a.astro']) {
      const { dialect } = typescript.classify(path)!;
      const ratio = timeRatio((size) => {
        const text = unit.repeat(Math.ceil(size / unit.length));
        return () => typescript.scan(text, dialect);
      });
      expect(ratio).toBeLessThan(3);
    }
  });
});
