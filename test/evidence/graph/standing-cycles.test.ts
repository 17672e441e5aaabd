import { expect, test } from 'vitest';
import { architectureSchema } from '../../../src/settings/architecture.ts';
import { gather } from '../gather.ts';

const files = {
  'src/orders/a.ts': "import '../store/b';\nimport './c';\n",
  'src/orders/c.ts': '',
  'src/store/b.ts': "import type {} from './d';\nimport '../orders/a';\n",
  'src/store/d.ts': "import './e';\n",
  'src/store/e.ts': "import type {} from './d';\n",
  'test/x.test.ts': "import './y.test';\n",
  'test/y.test.ts': "import './x.test';\n",
};
const told = async (architecture: object, head: Record<string, string> = files) => {
  const settings = { architecture: architectureSchema.parse(architecture) };
  const { facts } = await gather(files, head, { settings });
  return facts
    .filter(({ rule }) => rule.startsWith('graph/') && rule.endsWith('cycle'))
    .map(({ rule, severity, path, line, message }) => `${rule} ${severity} ${path}:${line} ${message}`);
};

test('are told where all is reported, on an import that makes them, and nowhere else', async () => {
  expect(await told({})).toEqual([]);
  expect(await told({ report: 'touched' })).toEqual([]);
  expect(await told({ report: 'all' })).toEqual([
    'graph/cycle warning src/orders/a.ts:1 An import cycle holds 2 files: src/orders/a.ts → src/store/b.ts → src/orders/a.ts',
  ]);
  expect(await told({ report: 'all', cycles: { severity: 'off' } })).toEqual([]);
});

test('between modules too where the settings ask for it', async () => {
  const both = await told({ report: 'all', cycles: { scope: 'module', severity: 'error' } });
  expect(both).toEqual([
    expect.stringContaining('graph/cycle error src/orders/a.ts:1 A cycle of modules holds 2 modules'),
    expect.stringContaining('graph/cycle error src/orders/a.ts:1 An import cycle holds 2 files'),
  ]);
});

test('are not told again when the change makes them grow', async () => {
  const head = { ...files, 'src/orders/c.ts': "import './a';\n" };
  expect(await told({ report: 'all' }, head)).toEqual([
    expect.stringContaining('graph/new-cycle warning src/orders/c.ts:1'),
  ]);
});

test.each([
  ['src/a.ts', 'grow from 2 to 3 files'],
  ['', 'draws more into an import cycle of 2 files'],
])('a cycle that gains is told by what it became (%j)', async (kept, words) => {
  const base = { 'src/a.ts': "import './b';", 'src/b.ts': "import './a';", 'src/c.ts': '' };
  // With `kept` the old cycle stays and grows; without, one member leaves as another comes.
  const head = {
    'src/a.ts': kept === '' ? '' : "import './b';",
    'src/b.ts': "import './a';\nimport './c';",
    'src/c.ts': "import './b';",
  };
  const { facts } = await gather(base, head);
  expect(facts.map(({ message }) => message)).toContainEqual(expect.stringContaining(words));
});
