import { expect, test } from 'vitest';
import { parseSettings } from '../../src/settings/parse-settings.ts';
import { gather } from './gather.ts';

const base = { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': `import './a.ts';\n` };

test('a head that marks its own sources as vendored hides no cycle', async () => {
  const hidden = { 'src/a.ts': `import './b.ts';\nexport const a = 1;\n`, 'src/b.ts': `import './a.ts';\n` };
  const { facts } = await gather(base, { ...hidden, '.gitattributes': 'src/** linguist-vendored\n' });
  expect(facts.map(({ rule }) => rule)).toEqual(['graph/new-cycle', 'settings/changed']);
});

test('a base that marks sources as vendored is believed', async () => {
  const attributes = { '.gitattributes': 'src/** linguist-vendored\n' };
  const head = { 'src/a.ts': `import './b.ts';\nexport const a = 1;\n`, 'src/b.ts': `import './a.ts';\n` };
  const { facts } = await gather({ ...base, ...attributes }, { ...head, ...attributes });
  expect(facts).toEqual([]);
});

test('an edit of the settings is said, even where the settings ignore their own folder', async () => {
  const { settings } = parseSettings([{ file: 'x', text: "ignore: ['.github/**']\n" }]);
  const { facts } = await gather(
    base,
    { ...base, '.github/architect.yml': 'ignore: []\n', '.github/other.yml': '' },
    { settings },
  );
  expect(facts.map(({ rule, path }) => [rule, path])).toEqual([
    ['settings/changed', '.github/architect.yml'],
  ]);
});
