import { describe, expect, test, vi } from 'vitest';
import { typescript } from '../../../../../src/evidence/graph/imports/typescript/typescript.ts';
import { cpuMilliseconds } from '../../../../cpu-milliseconds.ts';
import { timeRatio } from '../../../time-ratio.ts';

/** What an import means: a path, `npm:name`, null for what is neither, `?` when it is not found. */
function resolve(files: Record<string, string>, from: string, specifier: string): string | null {
  return resolver(files).ask(from, specifier);
}

function resolver(files: Record<string, string>) {
  const paths = new Set(Object.keys(files).sort());
  const sources = new Set(
    [...paths].filter((path) => typescript.classify(path) && !path.includes('node_modules')),
  );
  const manifests = new Map(Object.entries(files).filter(([path]) => typescript.isManifest(path)));
  const made = typescript.createResolver({ paths, sources, manifests, declares: new Map() });
  return {
    ask(from: string, specifier: string): string | null {
      const to = made.resolve(from, specifier);
      if (to.kind === 'file') return to.path;
      if (to.kind === 'package') return `npm:${to.name}`;
      return to.kind === 'ignored' || to.kind === 'builtin' ? null : '?';
    },
  };
}

const json = (value: unknown) => JSON.stringify(value);

describe('relative imports', () => {
  const files = Object.fromEntries(
    [
      ...[
        'src/a.ts',
        'src/b.tsx',
        'src/c.js',
        'src/d/index.ts',
        'src/e.d.ts',
        'src/f.mts',
        'src/g.service.ts',
        'src/i.cjs',
      ],
      ...[
        'src/a.css',
        'src/data.json',
        'src/d.ts',
        'src/index.ts',
        'src/deep/er/x.ts',
        'src/k.js',
        'src/k.d.ts',
        'src/j.vue',
        'src/100%.ts',
        'src/%41.ts',
        'src/A.ts',
      ],
    ].map((path) => [path, '']),
  );
  test.each([
    ['./a', 'src/a.ts'],
    ['./a.js', 'src/a.ts'],
    ['./a.ts', 'src/a.ts'],
    ['./b.jsx', 'src/b.tsx'],
    ['./b.js', 'src/b.tsx'],
    ['./c', 'src/c.js'],
    ['./d', 'src/d.ts'],
    ['./d/', 'src/d/index.ts'],
    ['./d/index.js', 'src/d/index.ts'],
    ['./e', 'src/e.d.ts'],
    ['./e.d', 'src/e.d.ts'],
    ['./f.mjs', 'src/f.mts'],
    ['./g.service', 'src/g.service.ts'],
    ['./i.cjs', 'src/i.cjs'],
    ['./k', 'src/k.js'],
    ['.', 'src/index.ts'],
    ['./', 'src/index.ts'],
    ['./deep/../deep/er/x', 'src/deep/er/x.ts'],
    ['./a?raw', 'src/a.ts'],
    ['./a.css', null],
    ['./data.json', null],
    ['./j.vue', 'src/j.vue'],
    ['./j', 'src/j.vue'],
    ['./nothing', '?'],
    // Where modules are URLs.
    ['./%61.ts', 'src/a.ts'],
    ['./deep/%2E%2e/%61', 'src/a.ts'],
    ['./100%.js', 'src/100%.ts'],
    ['./%41.js', 'src/%41.ts'],
    ['./a.ts#part', 'src/a.ts'],
    ['./deep\\er/x.ts', 'src/deep/er/x.ts'],
    ['./de\n\tep/er/x.ts', 'src/deep/er/x.ts'],
    ['./deep%2fer/x.ts', '?'],
    ['./%zz/%61.ts', '?'],
    ['../../outside', '?'],
  ])('%s is %s', (specifier, expected) => expect(resolve(files, 'src/main.ts', specifier)).toBe(expected));

  test('a folder by its package.json', () => {
    const folder = { 'lib/x/package.json': json({ main: './main.js' }), 'lib/x/main.ts': '', 'a.ts': '' };
    expect(resolve(folder, 'a.ts', './lib/x')).toBe('lib/x/main.ts');
  });

  test('what a build writes leads to its source', () => {
    const built = {
      'packages/a/src/x.ts': '',
      'packages/a/src/types/index.ts': '',
      'packages/a/src/index.ts': '',
      'packages/types/src/z.ts': '',
      'packages/b/test/y.ts': '',
    };
    expect(resolve(built, 'packages/b/test/y.ts', '../../a/dist/types')).toBe(
      'packages/a/src/types/index.ts',
    );
    expect(resolve(built, 'packages/b/test/y.ts', '../../a/dist/types/x.d.ts')).toBe('packages/a/src/x.ts');
    expect(resolve(built, 'packages/b/test/y.ts', '../../types/dist/z')).toBe('packages/types/src/z.ts');
    expect(resolve(built, 'packages/b/test/y.ts', '../../a/types/x')).toBe('?');
    expect(resolve(built, 'packages/b/test/y.ts', '../../a/dist/x.js')).toBe('packages/a/src/x.ts');
    expect(resolve(built, 'packages/b/test/y.ts', '../../a/lib/esm/x')).toBe('packages/a/src/x.ts');
  });
});

describe('packages and builtins', () => {
  const files = {
    'package.json': json({ dependencies: { react: '1', util: '2' } }),
    'src/a.ts': '',
    'utils/x.ts': '',
  };
  test.each([
    ['react', 'npm:react'],
    ['react/jsx-runtime', 'npm:react'],
    ['@scope/name', 'npm:@scope/name'],
    ['@scope/name/sub/path.js', 'npm:@scope/name'],
    ['not-declared', 'npm:not-declared'],
    ['npm:chalk@5', 'npm:chalk'],
    ['node:fs', null],
    ['node:test', null],
    ['fs', null],
    ['fs/promises', null],
    ['https://deno.land/x.ts', null],
    ['virtual:pages', null],
    ['@/components/x', '?'],
    ['~/x', '?'],
    ['#internal', '?'],
    ['/absolute', '?'],
    ['', '?'],
    ['utils/x', 'utils/x.ts'],
    ['utils/nothing', '?'],
    [`${'a'.repeat(300)}`, '?'],
  ])('%s is %s', (specifier, expected) => expect(resolve(files, 'src/a.ts', specifier)).toBe(expected));
});

describe('workspaces', () => {
  const files: Record<string, string> = {
    'package.json': json({ name: 'root', workspaces: ['packages/*', '!packages/hidden'] }),
    'packages/a/package.json': json({ name: '@x/a', main: './dist/index.js', types: './dist/index.d.ts' }),
    'packages/a/src/index.ts': '',
    'packages/a/src/deep/part.ts': '',
    'packages/b/package.json': json({
      name: '@x/b',
      exports: {
        '.': { types: './dist/types/main.d.ts', import: './dist/esm/main.js' },
        './feature': './dist/feature/index.js',
        './parts/*': { default: './dist/parts/*.js' },
        './style.css': './style.css',
      },
      imports: { '#config': './dist/config.js', '#lib/*': './lib/*.js', '#ext': 'react' },
    }),
    'packages/b/src/main.ts': '',
    'packages/b/src/feature/index.tsx': '',
    'packages/b/src/parts/one.ts': '',
    'packages/b/src/config.ts': '',
    'packages/b/lib/tool.js': '',
    'packages/b/style.css': '',
    'packages/hidden/package.json': json({ name: 'hidden' }),
    'packages/hidden/index.js': '',
    'examples/react/package.json': json({ name: 'react' }),
    'examples/react/index.js': '',
    'examples/linked/package.json': json({
      name: 'linked',
      dependencies: { hidden: 'file:../../packages/hidden' },
    }),
    'examples/linked/index.js': '',
  };
  test.each([
    ['@x/a', 'packages/a/src/index.ts'],
    ['@x/a/deep/part', 'packages/a/src/deep/part.ts'],
    ['@x/a/dist/deep/part.js', 'packages/a/src/deep/part.ts'],
    ['@x/a/src/deep/part', 'packages/a/src/deep/part.ts'],
    ['@x/a/nothing', '?'],
    ['@x/b', 'packages/b/src/main.ts'],
    ['@x/b/feature', 'packages/b/src/feature/index.tsx'],
    ['@x/b/parts/one', 'packages/b/src/parts/one.ts'],
    ['@x/b/style.css', null],
    ['react', 'npm:react'],
    ['hidden', 'npm:hidden'],
  ])('%s is %s', (specifier, expected) => {
    expect(resolve(files, 'packages/a/src/index.ts', specifier)).toBe(expected);
  });

  test('a package imports itself and its own imports', () => {
    const from = 'packages/b/src/parts/one.ts';
    expect(resolve(files, from, '#config')).toBe('packages/b/src/config.ts');
    expect(resolve(files, from, '#lib/tool')).toBe('packages/b/lib/tool.js');
    expect(resolve(files, from, '#ext')).toBe('npm:react');
    expect(resolve(files, 'examples/react/index.js', 'react')).toBe('examples/react/index.js');
    expect(resolve(files, 'examples/linked/index.js', 'hidden')).toBe('packages/hidden/index.js');
  });

  test.each([
    ['pnpm', { 'pnpm-workspace.yaml': 'packages:\n  - "libs/**"\n' }],
    ['lerna', { 'lerna.json': json({ packages: ['libs/*'] }) }],
    ["yarn's object", { 'package.json': json({ workspaces: { packages: ['libs/*'] } }) }],
  ])('%s lists them too', (_, manifest) => {
    const tree = {
      ...manifest,
      'libs/a/package.json': json({ name: 'a' }),
      'libs/a/index.ts': '',
      'main.ts': '',
    };
    expect(resolve(tree, 'main.ts', 'a')).toBe('libs/a/index.ts');
  });
});

describe('aliases', () => {
  const files: Record<string, string> = {
    'tsconfig.base.json': `{
      // comments and trailing commas are allowed
      "compilerOptions": { "baseUrl": ".", "paths": { "@app/*": ["libs/*/src/index.ts", "libs/*"], "exact": ["libs/exact.ts",], }, },
    }`,
    'apps/web/tsconfig.json': json({ extends: '../../tsconfig.base', compilerOptions: { jsx: 'preserve' } }),
    'apps/web/main.ts': '',
    'apps/own/tsconfig.json': json({
      extends: ['../../tsconfig.base.json'],
      compilerOptions: { paths: { '@/*': ['./src/*'] } },
    }),
    'apps/own/tsconfig.app.json': json({ compilerOptions: { paths: { '~/*': ['./src/*'] } } }),
    'apps/own/src/x.ts': '',
    'apps/based/tsconfig.json': json({ compilerOptions: { baseUrl: 'src' } }),
    'apps/based/package.json': json({ dependencies: { declared: '1' } }),
    'apps/based/src/declared.ts': '',
    'apps/based/src/own.ts': '',
    'apps/based/src/deep/y.ts': '',
    'apps/based/src/util/index.ts': '',
    'libs/orders/src/index.ts': '',
    'libs/orders.ts': '',
    'libs/exact.ts': '',
    'libs/plain.ts': '',
  };
  test.each([
    ['apps/web/main.ts', '@app/orders', 'libs/orders/src/index.ts'],
    ['apps/web/main.ts', '@app/plain', 'libs/plain.ts'],
    ['apps/web/main.ts', 'exact', 'libs/exact.ts'],
    ['apps/own/src/x.ts', '~/x', 'apps/own/src/x.ts'],
    ['apps/based/src/deep/y.ts', 'deep/y', 'apps/based/src/deep/y.ts'],
    ['apps/based/src/deep/y.ts', 'util', null],
    ['apps/based/src/deep/y.ts', 'lodash/fp', 'npm:lodash'],
    ['apps/based/src/deep/y.ts', 'own', 'apps/based/src/own.ts'],
    ['apps/based/src/deep/y.ts', 'declared', 'npm:declared'],
  ])('in %s %s is %s', (from, specifier, expected) => expect(resolve(files, from, specifier)).toBe(expected));

  test('paths of the nearest file are relative to it, unless it inherits a baseUrl', () => {
    const own = {
      'a/tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
      'a/src/x.ts': '',
      'a/y.ts': '',
    };
    expect(resolve(own, 'a/y.ts', '@/x')).toBe('a/src/x.ts');
  });

  test('a base in a workspace package', () => {
    const tree = {
      'package.json': json({ workspaces: ['packages/*', 'apps/*'] }),
      'packages/tsconfig/package.json': json({ name: '@x/tsconfig' }),
      'packages/tsconfig/base.json': json({ compilerOptions: { baseUrl: '../../shared' } }),
      'apps/a/tsconfig.json': json({ extends: '@x/tsconfig/base.json' }),
      'apps/a/index.ts': '',
      'shared/tool/run.ts': '',
    };
    expect(resolve(tree, 'apps/a/index.ts', 'tool/run')).toBe('shared/tool/run.ts');
  });

  test('files that extend each other come to an end', () => {
    const tree = {
      'tsconfig.json': json({ extends: './tsconfig.b.json' }),
      'tsconfig.b.json': json({ extends: './tsconfig.json', compilerOptions: { paths: { x: ['./y.ts'] } } }),
      'y.ts': '',
    };
    expect(resolve(tree, 'y.ts', 'x')).toBe('y.ts');
  });
});

describe('aliases of frameworks, whose configuration is not in the tree', () => {
  const files = {
    'web/package.json': json({ devDependencies: { nuxt: '4' } }),
    'web/app/pages/a.vue': '',
    'web/app/b.ts': '',
    'web/config/c.ts': '',
    'web/shared/d.ts': '',
    'kit/package.json': json({ devDependencies: { '@sveltejs/kit': '2' } }),
    'kit/src/lib/index.ts': '',
    'kit/src/lib/A.svelte': '',
    'kit/src/routes/+page.svelte': '',
    'other/package.json': json({}),
    'other/app/b.ts': '',
    'other/src/lib/index.ts': '',
  };
  test.each([
    ['web/app/pages/a.vue', '~/b', 'web/app/b.ts'],
    ['web/app/pages/a.vue', '@/pages/a.vue', 'web/app/pages/a.vue'],
    ['web/app/b.ts', '~~/config/c', 'web/config/c.ts'],
    ['web/app/b.ts', '#shared/d', 'web/shared/d.ts'],
    ['web/app/b.ts', '#imports', null],
    ['web/app/b.ts', '~/nothing', '?'],
    ['web/app/b.ts', '#else', '?'],
    ['kit/src/routes/+page.svelte', '$lib', 'kit/src/lib/index.ts'],
    ['kit/src/routes/+page.svelte', '$lib/A.svelte', 'kit/src/lib/A.svelte'],
    ['kit/src/routes/+page.svelte', '$app/state', null],
    ['kit/src/routes/+page.svelte', './$types', null],
    ['kit/src/routes/+page.svelte', '../$types.js', null],
    ['kit/src/routes/+page.svelte', './types', '?'],
    ['kit/src/routes/+page.svelte', '$lib/nothing', '?'],
    ['other/app/b.ts', '~/b', '?'],
    ['other/app/b.ts', '$lib', '?'],
    ['other/app/b.ts', './$types', '?'],
  ])('in %s %s is %s', (from, specifier, expected) => expect(resolve(files, from, specifier)).toBe(expected));
});

describe('hostile manifests', () => {
  test.each([
    ['malformed', '{"name": '],
    ['no object', '[1]'],
    [
      'wrong types',
      json({
        name: 1,
        exports: [[null, 1]],
        workspaces: { packages: 'x' },
        dependencies: [],
        imports: 3,
        main: {},
      }),
    ],
    [
      'keys of the prototype',
      '{"name":"__proto__","dependencies":{"__proto__":"1","constructor":"2"},"exports":{"__proto__":"./x"}}',
    ],
    ['deep', `{"exports":${'{"a":'.repeat(5_000)}"./x"${'}'.repeat(5_000)}}`],
  ])('%s', (_, text) => {
    const tree = {
      'package.json': text,
      'tsconfig.json': text,
      'lerna.json': text,
      'pnpm-workspace.yaml': text,
      'a.ts': '',
    };
    for (const specifier of ['./a', '#x', 'x', '__proto__', 'constructor', 'toString']) {
      expect(() => resolve(tree, 'a.ts', specifier)).not.toThrow();
    }
    expect(resolve(tree, 'b.ts', './a')).toBe('a.ts');
  });

  test('an alias bomb in YAML', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
      .split('')
      .map((key, at) => `${key}: &${key} [${`*${'abcdefghij'[at]},`.repeat(9)}]`)
      .join('\n')}\npackages: *j\n`;
    expect(resolve({ 'pnpm-workspace.yaml': bomb, 'a.ts': '' }, 'b.ts', './a')).toBe('a.ts');
  });

  test('YAML that is too large, or broken in every character, is neither read nor told of', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    try {
      const folders = Array.from({ length: 20 }, (_, at) => [
        `f${at}/pnpm-workspace.yaml`,
        '"'.repeat(15_000),
      ]);
      const start = cpuMilliseconds();
      const tree = {
        'pnpm-workspace.yaml': 'packages: ["libs/*"]\n',
        'g/pnpm-workspace.yaml': '"'.repeat(200_000),
        'h/pnpm-workspace.yaml': '"'.repeat(65_536),
        'i/pnpm-workspace.yaml': '? !<tag:x> %a\n: 1\n',
        'libs/one/package.json': json({ name: 'one' }),
        'libs/one/index.ts': '',
        ...Object.fromEntries(folders),
      };
      expect(resolve(tree, 'a.ts', 'one')).toBe('libs/one/index.ts');
      // Alone, the largest took 15 s.
      expect(cpuMilliseconds() - start).toBeLessThan(6_000);
      expect(warned).not.toHaveBeenCalled();
    } finally {
      warned.mockRestore();
    }
  }, 20_000);

  const range = (length: number) => Array.from({ length }, (_, at) => at);
  const hostile: [what: string, files: Record<string, string>, specifier: string][] = [
    [
      'an alias with many targets',
      {
        'tsconfig.json': json({
          compilerOptions: { paths: { '@/*': ['./src/*', ...range(85_000).map((at) => `x${at}/*`)] } },
        }),
      },
      '@/',
    ],
    [
      'many configurations of one folder, each with many aliases',
      {
        'tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
        ...Object.fromEntries(
          range(500).map((at) => [
            `tsconfig.${at}.json`,
            json({
              compilerOptions: { paths: Object.fromEntries(range(400).map((key) => [`p${key}*`, ['q*']])) },
            }),
          ]),
        ),
      },
      '@/',
    ],
  ];
  const packages: [what: string, exports: Record<string, unknown>][] = [
    ['many patterns', Object.fromEntries(range(40_000).map((at) => [`./k${at}/*`, `./s${at}/*`]))],
    ['many exact keys', Object.fromEntries(range(40_000).map((at) => [`./k${at}`, `./s${at}`]))],
    [
      'targets in targets',
      { './m*': range(40).map(() => range(40).map((a) => range(40).map((b) => `./${a}/${b}*`))) },
    ],
    ['a target of stars', { './n*': '*'.repeat(300_000) }],
  ];
  for (const [what, exports] of packages) {
    const manifest = json({ name: 'p', exports: { './*': './src/*.ts', ...exports } });
    hostile.push([`exports of ${what}`, { 'package.json': manifest }, 'p/']);
  }
  test.each(hostile)(
    '%s: each import still costs little',
    (_, files, specifier) => {
      const tree = resolver({ ...files, 'src/a.ts': '' });
      const start = cpuMilliseconds();
      for (const at of range(1_000)) tree.ask('b.ts', `${specifier}n${at}`);
      // They took 5 s and more.
      expect(cpuMilliseconds() - start).toBeLessThan(2_500);
      expect(tree.ask('b.ts', `${specifier}a`)).toBe('src/a.ts');
    },
    60_000,
  );

  test('comments in a tsconfig cost time in proportion', () => {
    const ratio = timeRatio((size) => {
      const files = { 'tsconfig.json': `{"a":[${'1,/*x*/\n'.repeat(size / 8)}],}`, 'a.ts': '' };
      return () => resolve(files, 'a.ts', './a');
    });
    expect(ratio).toBeLessThan(3);
  });

  test('many imports of many folders cost time in proportion', () => {
    const ratio = timeRatio((size) => {
      const count = Math.round(size / 40);
      const files = Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`src/m${at % 97}/f${at}.ts`, '']),
      );
      const tree = resolver({
        ...files,
        'tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
      });
      return () => {
        for (let at = 0; at < count; at++)
          tree.ask(`src/m${at % 97}/f${at}.ts`, `../m${(at + 1) % 97}/f${at + 1}.js`);
      };
    });
    expect(ratio).toBeLessThan(3.5);
  });
});
