import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Detector, FactCache } from '../../src/evidence/detector.ts';
import { detectors, rules } from '../../src/evidence/detectors.ts';
import type { Fact } from '../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../src/evidence/gather-evidence.ts';
import { matchGlobs } from '../../src/evidence/match-globs.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import { gather } from './gather.ts';
import { inMemoryChange } from './in-memory-change.ts';
import { inMemoryTree } from './in-memory-tree.ts';
import { timeRatio } from './time-ratio.ts';

const base = {
  'package.json': '{\n  "dependencies": {\n    "fastify": "^5.0.0"\n  }\n}\n',
  'src/api/orders.ts': `import { save } from '../store/orders.ts';\nexport const place = save;\n`,
  'src/store/orders.ts': `export const save = 1;\n`,
};
const head = {
  'package.json': '{\n  "dependencies": {\n    "amqplib": "^0.10.4",\n    "fastify": "^5.0.0"\n  }\n}\n',
  'src/api/orders.ts': `import { save } from '../store/orders.ts';\nexport const place = save;\n`,
  'src/store/orders.ts': `import amqp from 'amqplib';\nimport { place } from '../api/orders.ts';\nexport const save = amqp ?? place;\n`,
};

describe('the whole evidence', () => {
  test('a cycle across modules and a broker: facts on their lines, the worst first', async () => {
    const evidence = await gather(base, head);
    expect(
      evidence.facts.map(({ rule, severity, path, line, side }) => [rule, severity, path, line, side]),
    ).toEqual([
      ['decision/needed', 'warning', 'package.json', 3, 'RIGHT'],
      ['graph/new-cycle', 'warning', 'src/store/orders.ts', 2, 'RIGHT'],
      ['dependency/added', 'note', 'package.json', 3, 'RIGHT'],
    ]);
    expect(evidence.facts[0]!.data).toMatchObject({
      decision: 'adopt-message-broker',
      packages: ['amqplib'],
      paths: ['package.json', 'src/store/orders.ts'],
    });
    expect(evidence.facts[0]!.data['drivers']).toContain(
      'the change closes an import cycle across modules with it',
    );
    expect(evidence.facts[1]!.message).toContain(
      'src/store/orders.ts → src/api/orders.ts → src/store/orders.ts',
    );
    expect(evidence.graph).toMatchObject({
      base: { files: 2, edges: 1, cycles: 0 },
      head: { files: 2, edges: 2, cycles: 1 },
      cyclesAdded: [['src/api/orders.ts', 'src/store/orders.ts']],
      packagesAdded: [{ name: 'amqplib', ecosystem: 'npm', from: ['src/store/orders.ts'] }],
    });
    expect(evidence.coverage).toEqual({ read: 3, skipped: [] });
  });

  test('the same input gives the same bytes', async () => {
    expect(JSON.stringify(await gather(base, head))).toBe(JSON.stringify(await gather(base, head)));
  });

  test('a change of nothing has no facts and no diagram', async () => {
    const evidence = await gather(head, head);
    expect(evidence.facts).toEqual([]);
    expect(evidence.graph.diagram).toBe('');
  });
});

describe('scope', () => {
  test.each([['src/store/**'], ['**/orders.ts'], ['src/{store,other}/*.ts'], ['./src/store/*']])(
    'files that the settings ignore by %s bring no facts',
    async (glob) => {
      const { facts } = await gather(base, head, { settings: { ignore: [glob] } });
      expect(facts.map(({ path }) => path)).not.toContain('src/store/orders.ts');
      expect(facts.map(({ path }) => path)).toContain('package.json');
    },
  );

  test('a decision on an ignored manifest is none', async () => {
    const { facts } = await gather(base, head, { settings: { ignore: ['package.json'] } });
    expect(facts.map(({ rule }) => rule)).toEqual(['graph/new-cycle']);
  });

  test('generated files bring no facts and are no part of the graph', async () => {
    const generated = { ...head, 'dist/a.js': `require('./b')`, 'dist/b.js': `require('./a')` };
    const evidence = await gather(base, generated);
    expect(evidence.graph.cyclesAdded).toHaveLength(1);
    expect(evidence.graph.head.files).toBe(2);
  });

  test("folders that .gitattributes calls generated are none of the graph's", async () => {
    const marked = {
      ...head,
      '.gitattributes': 'client/** linguist-generated\n',
      'client/a.ts': `import './b'`,
      'client/b.ts': `import './a'`,
    };
    const evidence = await gather({ ...base, '.gitattributes': marked['.gitattributes'] }, marked);
    expect(evidence.graph.head.files).toBe(2);
  });

  test('a glob made to be slow takes time in proportion to the path', () => {
    const ignored = matchGlobs([`${'*a'.repeat(200)}b`, `${'**/'.repeat(150)}x`, '{a,b}'.repeat(90)]);
    const ratio = timeRatio((size) => {
      const path = `src/${'a'.repeat(size / 100)}.ts`;
      return () => ignored(path);
    });
    expect(ratio).toBeLessThan(3);
  });
});

describe('what fails', () => {
  const fact: Fact = {
    rule: 'a/b',
    severity: 'note',
    path: 'package.json',
    line: 1,
    side: 'RIGHT',
    message: 'x',
    data: {},
  };
  const broken: Detector = { name: 'broken', rules: [], detect: () => Promise.reject(new Error('no luck')) };
  const sound: Detector = {
    name: 'sound',
    rules: [],
    detect: async () => ({ facts: [fact, fact], coverage: { read: 1, skipped: [] } }),
  };

  test('a detector that throws costs its own facts only, and makes the evidence incomplete', async () => {
    const evidence = await gatherEvidence(
      {
        change: inMemoryChange(base, head),
        base: inMemoryTree(base),
        head: inMemoryTree(head),
        settings: defaultSettings,
      },
      [broken, sound],
    );
    expect(evidence.facts).toEqual([fact]);
    expect(evidence.coverage).toEqual({ read: 3, skipped: [{ path: '', reason: 'broken failed: no luck' }] });
  });

  test('a tree that cannot be read leaves the facts of the others', async () => {
    const unreadable = { ...inMemoryTree(head), readMany: () => Promise.reject(new Error('gone')) };
    const evidence = await gatherEvidence(
      {
        change: inMemoryChange(base, head),
        base: inMemoryTree(base),
        head: unreadable,
        settings: defaultSettings,
      },
      [sound, ...detectors],
    );
    expect(evidence.facts).toEqual([fact]);
    expect(evidence.graph.diagram).toBe('');
    expect(evidence.coverage.skipped.map(({ reason }) => reason)).toEqual([
      'cycles failed: gone',
      'dependencies failed: gone',
      'hubs failed: gone',
      'module graph failed: gone',
      'modules failed: gone',
      'routes failed: gone',
      'table ownership failed: gone',
    ]);
  });

  test('files that are missing or too large are named, not taken for empty', async () => {
    const large = { ...head, 'src/large.ts': `import './store/orders.ts';${' '.repeat(1024 * 1024)}` };
    const tree = inMemoryTree(large);
    const evidence = await gatherEvidence({
      change: inMemoryChange(base, large),
      base: inMemoryTree(base),
      head: {
        ...tree,
        async readMany(paths) {
          const readings = await tree.readMany(paths);
          if (readings.has('src/api/orders.ts'))
            readings.set('src/api/orders.ts', { found: false, reason: 'missing' });
          return readings;
        },
      },
      settings: defaultSettings,
    });
    expect(evidence.coverage.skipped).toContainEqual({ path: 'src/large.ts', reason: 'larger than 1 MiB' });
  });

  test('a cache that fails or lies never fails the review', async () => {
    const expected = await gather(base, head);
    const failing: FactCache = {
      getMany: () => Promise.reject(new Error('no')),
      putMany: () => Promise.reject(new Error('no')),
    };
    const lying: FactCache = {
      getMany: async (_, blobs) => new Map(blobs.map((blob) => [blob, '[[1]'])),
      putMany: async () => {},
    };
    expect(await gather(base, head, { cache: failing })).toEqual(expected);
    expect(await gather(base, head, { cache: lying })).toEqual(expected);
  });
});

test('what people read of a fact is one line, whatever names stand in it', async () => {
  const broken = 'a\u0000b  c \r\n\t d\u202e\u2028e\u001b[31m';
  const detector: Detector = {
    name: 'broken',
    rules: [],
    detect: async () => ({
      facts: [
        {
          rule: 'data/broken',
          severity: 'note',
          path: 'a.sql',
          line: 1,
          side: 'RIGHT',
          message: broken,
          data: { consumer: broken, element: broken, wayOut: 'two  blanks' },
        },
      ],
      coverage: { read: 0, skipped: [{ path: 'a.sql', reason: broken }] },
    }),
  };
  const files = { 'a.sql': 'select 1' };
  const evidence = await gatherEvidence(
    {
      change: inMemoryChange({}, files),
      base: inMemoryTree({}),
      head: inMemoryTree(files),
      settings: defaultSettings,
    },
    [detector],
  );
  const line = 'ab  c d e[31m';
  expect(evidence.facts).toMatchObject([
    { message: line, data: { consumer: line, element: broken, wayOut: 'two  blanks' } },
  ]);
  expect(evidence.coverage.skipped).toEqual([{ path: 'a.sql', reason: line }]);
});

test('rules are unique and sorted', () => {
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

test.each(rules)('$id has a page', ({ id }) => {
  const page = readFileSync(new URL(`../../docs/rules/${id}.md`, import.meta.url), 'utf8');
  expect(page.split('\n')[0]).toContain(id);
  for (const part of ['What', 'Why', 'Example']) expect(page).toContain(part);
});
