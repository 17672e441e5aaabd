import { expect, test } from 'vitest';
import { gather } from '../gather.ts';

test('an edit of the settings of a folder is said', async () => {
  const base = { 'a/architect.yml': '', 'vendor/architect.yml': '', 'architect.yml': '' };
  const head = { 'b/architect.yml': 'x: 1', 'vendor/architect.yml': 'x: 1', 'architect.yml': 'x: 1' };
  const { facts } = await gather(base, head);
  expect(facts.map(({ rule, path, side }) => [rule, path, side])).toEqual([
    ['settings/changed', 'a/architect.yml', 'LEFT'],
    ['settings/changed', 'b/architect.yml', 'RIGHT'],
  ]);
});
