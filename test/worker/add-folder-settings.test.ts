import { expect, test } from 'vitest';
import { addFolderSettings } from '../../src/worker/add-folder-settings.ts';
import { settingsOf } from '../../src/worker/read-settings-in-force.ts';
import { inMemoryTree } from '../evidence/in-memory-tree.ts';

const limits = { models: [], dollarsPerReview: 9, dollarsPerDay: 9 };
const ofRepository = settingsOf([{ file: '.github/architect.yml', text: 'ignore: [x]\n' }], limits);
const modules = 'architecture: { modules: { a: src } }\n';

test('adds the settings of folders, but for what is vendored, generated, of GitHub or at the root', async () => {
  const inForce = await addFolderSettings(
    ofRepository,
    inMemoryTree({
      '.github/architect.yml': 'ignore: []\n',
      '.github/x/architect.yml': modules,
      'architect.yml': modules,
      'a/.github/architect.yml': modules,
      'b/architect.yml': modules,
      'a/b/architect.yml': modules,
      'vendor/x/architect.yml': modules,
      'imported/architect.yml': modules,
      'c/my-architect.yml': modules,
      '.gitattributes': 'imported/** linguist-vendored\n',
    }),
  );
  expect(inForce.settings.nested.map(({ folder, file }) => [folder, file])).toEqual([
    ['a/b', 'a/b/architect.yml'],
    ['b', 'b/architect.yml'],
  ]);
  expect(inForce.settings.ignore).toEqual(['x']);
  expect(inForce.problems).toEqual([]);
  expect(inForce.hash).not.toBe(ofRepository.hash);
});

test('changes nothing where there are none', async () => {
  expect(await addFolderSettings(ofRepository, inMemoryTree({ 'src/a.ts': '' }))).toBe(ofRepository);
});

test('reports what is wrong, too large, unread or too many, and never drops it silently', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 203 }, (_, at) => [`s${String(at).padStart(3, '0')}/architect.yml`, modules]),
  );
  files['s000/architect.yml'] = 'ignore: []\n';
  files['s001/architect.yml'] = `# ${'x'.repeat(66_000)}`;
  const tree = inMemoryTree(files);
  const partial: typeof tree = {
    ...tree,
    async readMany(paths) {
      const readings = await tree.readMany(paths);
      return readings.set('s002/architect.yml', { found: false, reason: 'missing' });
    },
  };
  const { problems, settings } = await addFolderSettings(ofRepository, partial);
  expect(problems.map(({ file, message }) => `${file} ${message}`)).toEqual([
    's200/architect.yml not read: only the first 200 settings files of folders are, of 203',
    's001/architect.yml larger than 65536 bytes: not read',
    's002/architect.yml could not be read: missing',
    "s000/architect.yml `ignore` holds for the whole repository: move it to .github/architect.yml; a folder's file says `architecture` only",
  ]);
  expect(settings.nested).toHaveLength(198);
});
