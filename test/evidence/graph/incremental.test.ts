import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FactCache } from '../../../src/evidence/detector.ts';
import { buildModuleGraph } from '../../../src/evidence/graph/build-module-graph.ts';
import { cutChunks, decodePack, encodePack } from '../../../src/evidence/graph/extract-packs.ts';
import { createExtracts } from '../../../src/evidence/graph/extracts.ts';
import type { Extract } from '../../../src/evidence/graph/imports/language.ts';
import { languages } from '../../../src/evidence/graph/imports/languages.ts';
import { openLocalRepository } from '../../../src/source/open-local-repository.ts';
import type { Tree } from '../../../src/source/tree.ts';
import { openFolderFactCache } from '../../../src/store/folder-fact-cache.ts';
import { commitFiles, git } from '../../doubles/git-fixture.ts';
import { type Files, inMemoryTree } from '../in-memory-tree.ts';

describe('the graph built step by step', () => {
  const folders = ['', 'src/', 'packages/a/', 'packages/a/src/', 'packages/b/', 'lib/'];
  const names = [
    'index.ts',
    'x.ts',
    'y.js',
    'z.d.ts',
    'm.py',
    'n.py',
    '__init__.py',
    'g.go',
    'A.java',
    'B.kt',
  ];
  const path = fc
    .tuple(fc.constantFrom(...folders), fc.constantFrom(...names))
    .map((parts) => parts.join(''));
  const statement = fc.constantFrom(
    ...["import './x'", "import type { Y } from '../y'", "export * from '.'", "require('../../lib')"],
    ...["import '@s/a'", "import '@s/b/x'", "import '~/x'", "import 'react'", "import('node:fs')"],
    ...[
      'from . import m',
      'import lib.n',
      'from lib import m as n',
      'import os',
      'package lib',
      'package p;',
    ],
    ...[
      'import "example.org/mod/lib"',
      'import p.A;',
      'class A {}',
      'import p.*',
      'class B',
      '\0',
      '\ud800 {',
    ],
  );
  const source = fc.array(statement, { maxLength: 4 }).map((lines) => lines.join('\n'));
  const json = (value: unknown) => JSON.stringify(value);
  const manifest = fc.oneof(
    fc.constantFrom(
      ...[{ workspaces: ['packages/*'] }, {}, { imports: { '#x': './lib/x.ts' } }].map((content) => ({
        path: 'package.json',
        text: json(content),
      })),
    ),
    fc
      .tuple(
        fc.constantFrom('packages/a', 'packages/b'),
        fc.constantFrom('@s/a', '@s/b'),
        fc.constantFrom<unknown>('./src/index.ts', { '.': './index.ts', './*': './src/*.ts' }, undefined),
      )
      .map(([folder, name, exports]) => ({
        path: `${folder}/package.json`,
        text: json({ name, exports, dependencies: { react: '1' } }),
      })),
    fc.constantFrom('src/*', 'lib/*').map((target) => ({
      path: 'tsconfig.json',
      text: json({ compilerOptions: { paths: { '~/*': [`./${target}`] } } }),
    })),
    fc.constantFrom('example.org/mod', 'example.org/other').map((module) => ({
      path: 'go.mod',
      text: `module ${module}\n`,
    })),
    fc.constantFrom('lib/** linguist-generated', 'src/* linguist-vendored', '').map((text) => ({
      path: '.gitattributes',
      text,
    })),
    fc.constantFrom('notes.md', 'lib/data.json').map((at) => ({ path: at, text: '{}' })),
  );
  /** Where much hangs on few files, so that most changes matter. */
  const skeleton: Files = {
    'package.json': json({ workspaces: ['packages/*'] }),
    'packages/a/package.json': json({ name: '@s/a', exports: { '.': './index.ts', './*': './src/*.ts' } }),
    'packages/b/package.json': json({ name: '@s/b' }),
    'tsconfig.json': json({ compilerOptions: { paths: { '~/*': ['./src/*'] } } }),
    'go.mod': 'module example.org/mod\n',
    '.gitattributes': '',
    'packages/a/index.ts': '',
    'packages/a/src/index.ts': '',
    'packages/b/index.ts': '',
    'src/x.ts': "import '@s/a';\nimport '@s/b';\nimport '~/y';\nimport '~/x'",
    'src/y.js': '',
    'lib/x.ts': "import '../src/x';\nimport './y'",
    'lib/y.js': '',
    'g.go': 'package p\nimport "example.org/mod/lib"',
    'lib/g.go': 'package lib',
    'A.java': 'import p.A;\nimport p.B;',
    'lib/A.java': 'package p;\nclass A {}',
    'lib/B.kt': 'package p;\nclass B',
    'm.py': 'from lib import m as n\nimport lib.n',
    'lib/__init__.py': '',
    'lib/n.py': '',
  };
  type Step = (files: Files) => void;
  const declared = fc
    .constantFrom('p', 'q')
    .chain((name) => fc.constantFrom('A', 'B').map((own) => `package ${name};\nclass ${own} {}`));
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom('lib/A.java', 'lib/B.kt'), declared).map(
        ([at, text]): Step =>
          (files) => {
            files[at] = text;
          },
      ),
    },
    {
      weight: 6,
      arbitrary: fc.tuple(fc.nat(), source).map(
        ([which, text]): Step =>
          (files) => {
            const all = Object.keys(files).filter((at) => !isManifest(at));
            const at = all[which % all.length];
            if (at !== undefined) files[at] = text;
          },
      ),
    },
    {
      weight: 5,
      arbitrary: fc.tuple(path, source).map(
        ([at, text]): Step =>
          (files) =>
            (files[at] = text),
      ),
    },
    {
      weight: 5,
      arbitrary: manifest.map(
        ({ path: at, text }): Step =>
          (files) =>
            (files[at] = text),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.nat().map(
        (which): Step =>
          (files) => {
            const all = Object.keys(files);
            if (all.length > 0) delete files[all[which % all.length]!];
          },
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.nat(), path).map(
        ([which, to]): Step =>
          (files) => {
            const all = Object.keys(files).filter((at) => !/json|go\.mod|git/.test(at));
            const from = all[which % all.length];
            if (from === undefined || from === to) return;
            files[to] = files[from]!;
            delete files[from];
          },
      ),
    },
  );
  const change = fc.array(step, { minLength: 1, maxLength: 2 });

  test('equals the one from scratch, whatever is edited, moved, added or removed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (begin, changes, ownAttributes) => {
          const cache = memoryCache();
          const extracts = createExtracts(cache);
          const files: Files = { ...skeleton };
          for (const apply of begin) apply(files);
          const first = inMemoryTree({ ...files });
          for (const steps of [[], ...changes]) {
            for (const apply of steps) apply(files);
            const attributesOf = ownAttributes ? {} : { attributesOf: first };
            const build = (options: object) =>
              buildModuleGraph(inMemoryTree({ ...files }), { ...attributesOf, ...options });
            const scratch = await build({});
            expect(await build({ extracts })).toEqual(scratch);
            // As the next run does, which knows only the cache.
            const again = inMemoryTree({ ...files });
            expect(await buildModuleGraph(again, { ...attributesOf, cache })).toEqual(scratch);
            const kept = new Set(scratch.graph.files.map((file) => file.path));
            expect(again.reads.filter((at) => kept.has(at) && !isManifest(at))).toEqual([]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('equals the one from scratch where a run starts from what an older one kept, and reads only what changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (changes, ownAttributes) => {
          const cache = memoryCache();
          const files: Files = { ...skeleton };
          const first = inMemoryTree({ ...files });
          let before: Files = {};
          for (const [at, steps] of [[], ...changes].entries()) {
            for (const apply of steps) apply(files);
            const attributesOf = ownAttributes ? {} : { attributesOf: first };
            const scratch = await buildModuleGraph(inMemoryTree({ ...files }), attributesOf);
            const tree = inMemoryTree({ ...files });
            expect(await buildModuleGraph(tree, { ...attributesOf, cache })).toEqual(scratch);
            const reads = tree.reads.filter((one) => !isManifest(one));
            // What is generated no more is read for the first time.
            if (at > 0 && !ownAttributes)
              expect(reads.filter((one) => before[one] === files[one])).toEqual([]);
            // Whoever looks again finds all.
            const again = inMemoryTree({ ...files });
            expect(await buildModuleGraph(again, { ...attributesOf, cache })).toEqual(scratch);
            before = {
              ...before,
              ...Object.fromEntries(Object.entries(files).map(([, text]) => [text, text])),
            };
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  describe('a snapshot', () => {
    const files: Files = {
      ...skeleton,
      'src/z.ts': "import type { Y } from './x'\nimport 'react'",
      'src/w.ts': "import '~/y'",
      'src/y.js': "import './x'",
      'src/x.ts': "import './y'\nimport './gone'",
    };
    const edited = { ...files, 'src/z.ts': "import './y'" };
    const isSnapshot = (kind: string) => kind.startsWith('packs/graph');

    /** What of the cache was asked for and found, and what was given to it. */
    function watched(cache: FactCache, change: (text: string, kind: string) => string = (text) => text) {
      const found: string[] = [];
      const put: string[] = [];
      const watching: FactCache = {
        async getMany(kind, keys) {
          const known = await cache.getMany(kind, keys);
          found.push(...[...known].map(() => kind));
          return new Map([...known].map(([key, text]) => [key, change(text, kind)]));
        },
        async putMany(kind, texts) {
          put.push(...[...texts].map(() => kind));
          await cache.putMany(kind, texts);
        },
      };
      return { cache: watching, found, put };
    }

    test('spares a tree all reading, and one that differs in contents all but these', async () => {
      const store = memoryCache();
      await buildModuleGraph(inMemoryTree(files), { cache: store });
      const same = watched(store);
      const tree = inMemoryTree(files);
      expect(await buildModuleGraph(tree, { cache: same.cache })).toEqual(
        await buildModuleGraph(inMemoryTree(files)),
      );
      expect(same.found.every(isSnapshot)).toBe(true);
      expect(same.put).toEqual([]);
      expect(tree.reads.filter((one) => one !== '.gitattributes')).toEqual([]);

      const other = watched(store);
      const changed = inMemoryTree(edited);
      expect(await buildModuleGraph(changed, { cache: other.cache })).toEqual(
        await buildModuleGraph(inMemoryTree(edited)),
      );
      expect(changed.reads.filter((one) => !isManifest(one))).toEqual(['src/z.ts']);
      // The small pack of the one file, and nothing of the tree.
      expect(other.put).toEqual(['packs/1']);
    });

    test('that is damaged is as good as none, and is written anew', async () => {
      const scratch = await buildModuleGraph(inMemoryTree(edited));
      const store = memoryCache();
      await buildModuleGraph(inMemoryTree(files), { cache: store });
      const damages: ((text: string) => string)[] = [
        () => '',
        () => '{}',
        () => 'null',
        () => '[[],[],[],[]]',
        // Another language, in a form that is sound.
        (text) => text.replace('["', '["x'),
        (text) => text.slice(0, -1),
        (text) => text.slice(0, text.length / 2),
        (text) => text.replace(/\d+\]/, '99999]'),
        (text) => text.replace(/\[(\d+),/, '[-1,'),
        (text) => text.replace(/,(\d+)\]/, ',$1,0]'),
        (text) => text.replace(/,(\d+)\]/, ']'),
      ];
      for (const damage of damages) {
        const { cache, put } = watched(store, (text, kind) => {
          const begin = text.indexOf('\n') + 1;
          return isSnapshot(kind) ? text.slice(0, begin) + damage(text.slice(begin)) : text;
        });
        expect(await buildModuleGraph(inMemoryTree(edited), { cache }), String(damage)).toEqual(scratch);
        expect(put.some(isSnapshot), String(damage)).toBe(true);
      }
    });

    test('of another version of a language is not looked for', async () => {
      const store = memoryCache();
      await buildModuleGraph(inMemoryTree(files), { cache: store });
      const language = languages[0]!;
      language.version++;
      try {
        const { cache, found, put } = watched(store);
        await buildModuleGraph(inMemoryTree(files), { cache });
        expect(found.filter(isSnapshot)).toEqual([]);
        expect(put.some(isSnapshot)).toBe(true);
      } finally {
        language.version--;
      }
    });

    test('knows an import that becomes one at runtime, and what is too large to be read', async () => {
      const store = memoryCache();
      const tree = (how: string) =>
        inMemoryTree({
          'a.ts': "import './b'",
          'b.ts': `import ${how} './a'`,
          'c.ts': `import './a';${' '.repeat(1024 * 1024)}`,
        });
      for (const how of ['type { A } from', '{ A } from', 'type { A } from', '{ A } from']) {
        const built = await buildModuleGraph(tree(how), { cache: store });
        expect(built).toEqual(await buildModuleGraph(tree(how)));
        expect(built.graph.cycles).toHaveLength(how.startsWith('type') ? 0 : 1);
        expect(built.coverage.skipped).toHaveLength(1);
      }
    });

    test('is not kept of a tree that cannot be read whole', async () => {
      for (const lost of ['src/z.ts', 'tsconfig.json', 'lib/A.java']) {
        const store = memoryCache();
        const whole = inMemoryTree(files);
        const partial: Tree = {
          ...whole,
          async readEach(paths, show) {
            for (const one of paths) {
              show(one, one === lost ? { found: false, reason: 'missing' } : await whole.read(one));
            }
          },
        };
        await buildModuleGraph(partial, { cache: store });
        expect(await buildModuleGraph(inMemoryTree(files), { cache: store }), lost).toEqual(
          await buildModuleGraph(inMemoryTree(files)),
        );
      }
    });

    test('follows what other .gitattributes call generated', async () => {
      const store = memoryCache();
      for (const text of ['', 'lib/** linguist-vendored', 'src/** linguist-vendored', '']) {
        const tree = () => inMemoryTree({ ...files, '.gitattributes': text });
        expect(await buildModuleGraph(tree(), { cache: store })).toEqual(await buildModuleGraph(tree()));
        const foreign = { attributesOf: inMemoryTree({ '.gitattributes': 'm.py linguist-generated' }) };
        expect(await buildModuleGraph(tree(), { cache: store, ...foreign })).toEqual(
          await buildModuleGraph(tree(), foreign),
        );
      }
    });
  });

  test('does not depend on the order in which files are listed and read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.nat(), async (steps, turn) => {
        const files: Files = { ...skeleton };
        for (const apply of steps) apply(files);
        const straight = inMemoryTree(files);
        const listed = [...straight.entries];
        const at = listed.length === 0 ? 0 : turn % listed.length;
        const turned: Tree = {
          ...straight,
          entries: new Map([...listed.slice(at), ...listed.slice(0, at)].reverse()),
          async readEach(paths, show) {
            for (const one of [...paths].sort().reverse()) show(one, await straight.read(one));
          },
        };
        expect(await buildModuleGraph(turned)).toEqual(await buildModuleGraph(straight));
      }),
      { numRuns: 60 },
    );
  });

  test('a cache that gives what no scan ever gave costs its extracts, never the graph', async () => {
    const files = { 'a.ts': `import './b'`, 'b.ts': `import './c'`, 'c.ts': '' };
    const scratch = await buildModuleGraph(inMemoryTree(files));
    const lies = ['', '{', 'null', '[]', '[[],[0,0,0]]', '[["./b"],[[0,0],[0],[0]]]'];
    lies.push(
      '[["./b"],[[0,7,2],[0],[0]]]',
      '[["./b"],[[9],[0],[0]]]',
      '[["./b"],[[0,-1,2],[0],[0]]]',
      '[[1],[[0]]]',
    );
    for (const lie of lies) {
      const cache: FactCache = {
        getMany: async (_, keys) => new Map(keys.map((key) => [key, lie])),
        putMany: async () => {
          throw new Error('full');
        },
      };
      expect(await buildModuleGraph(inMemoryTree(files), { cache }), lie).toEqual(scratch);
    }
    const broken: FactCache = {
      getMany: () => Promise.reject(new Error('gone')),
      putMany: () => Promise.reject(new Error('gone')),
    };
    expect(await buildModuleGraph(inMemoryTree(files), { cache: broken })).toEqual(scratch);
  });
});

describe('packs', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 });
  const extract: fc.Arbitrary<Extract> = fc.record({
    imports: fc.array(
      fc.record({ specifier: text, line: fc.integer({ min: 1, max: 1e6 }), typeOnly: fc.boolean() }),
    ),
    declares: fc.array(text),
  });

  test('give back what was put in', () => {
    fc.assert(
      fc.property(fc.array(fc.option(extract)), (extracts) => {
        const pack = encodePack(extracts);
        expect(decodePack(pack, extracts.length)).toEqual(extracts);
        expect(decodePack(pack, extracts.length + 1)).toBeNull();
        // Postgres keeps neither.
        expect(pack.isWellFormed() && !pack.includes('\0')).toBe(true);
      }),
    );
  });

  test('a file that comes or goes leaves all chunks but its own as they are', () => {
    const sources = Array.from({ length: 5000 }, (_, at) => ({
      path: `src/f${String(at).padStart(5, '0')}.ts`,
      blob: `${at}`,
      kind: 'k',
    }));
    const keys = new Set(cutChunks(sources).map(({ key }) => key));
    expect(keys.size).toBeGreaterThan(10);
    for (const at of [0, 1234, 2500, 4999]) {
      const fewer = cutChunks(sources.toSpliced(at, 1)).filter(({ key }) => !keys.has(key));
      expect(fewer.length).toBeLessThanOrEqual(1);
    }
    expect(cutChunks(sources).flatMap((chunk) => chunk.sources)).toEqual(sources);
    expect(cutChunks([])).toEqual([]);
  });
});

describe('over git and a folder of facts', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'architect-graph-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('a change of five files among hundreds reads these five, and a damaged cache costs no more than reading', async () => {
    git(directory, 'init', '-q', '-b', 'main');
    const files: Record<string, string | Buffer> = { 'package.json': '{}' };
    for (let at = 0; at < 600; at++)
      files[`src/d${at % 20}/f${at}.ts`] = `import '../d${(at + 1) % 20}/f${(at + 1) % 600}';\n// ${at}`;
    files['src/bytes.ts'] = Buffer.from([
      0xff,
      0xfe,
      0x00,
      0x0a,
      ...Buffer.from(`import './d0/f0';\0`),
      0xc3,
    ]);
    const base = commitFiles(directory, files);
    const head = { ...files };
    for (const at of [3, 77, 199, 402, 599])
      head[`src/d${at % 20}/f${at}.ts`] = `import '../d0/f0'; // ${at} changed`;
    const changed = commitFiles(directory, head, { parents: [base] });
    const facts = join(directory, 'facts');

    async function build(): Promise<{ reads: string[]; graphs: unknown[] }> {
      const repository = await openLocalRepository(directory);
      try {
        const reads: string[] = [];
        const extracts = createExtracts(openFolderFactCache(facts));
        const graphs: unknown[] = [];
        for (const commit of [base, changed]) {
          graphs.push(await buildModuleGraph(countReads(await repository.tree(commit), reads), { extracts }));
        }
        return { reads: reads.filter((path) => path.endsWith('.ts')).sort(), graphs };
      } finally {
        await repository.close();
      }
    }

    const cold = await build();
    expect(cold.reads).toHaveLength(601 + 5);
    // Knows base only.
    await rm(facts, { recursive: true });
    const repository = await openLocalRepository(directory);
    await buildModuleGraph(await repository.tree(base), { cache: openFolderFactCache(facts) });
    await repository.close();
    const warm = await build();
    expect(warm.graphs).toEqual(cold.graphs);
    expect(warm.reads).toEqual([3, 77, 199, 402, 599].map((at) => `src/d${at % 20}/f${at}.ts`).sort());
    expect((await build()).reads).toEqual([]);

    for (const file of await readdir(facts, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) await writeFile(join(file.parentPath, file.name), 'not\nwhat it was \0');
    }
    const damaged = await build();
    expect(damaged).toEqual(cold);
    expect((await build()).reads).toEqual([]);
  });
});

function isManifest(path: string): boolean {
  return /json$|\.mod$|\.gitattributes$|__init__\.py$/.test(path);
}

function countReads(tree: Tree, reads: string[]): Tree {
  return {
    ...tree,
    readMany: (paths) => {
      const all = [...paths];
      reads.push(...all);
      return tree.readMany(all);
    },
    readEach: (paths, show) => {
      const all = [...paths];
      reads.push(...all);
      return tree.readEach!(all, show);
    },
  };
}

function memoryCache(): FactCache {
  const shelves = new Map<string, Map<string, string>>();
  return {
    async getMany(kind, keys) {
      const shelf = shelves.get(kind);
      return new Map(keys.flatMap((key) => (shelf?.has(key) ? [[key, shelf.get(key)!] as const] : [])));
    },
    async putMany(kind, extracts) {
      shelves.set(kind, new Map([...(shelves.get(kind) ?? []), ...extracts]));
    },
  };
}
