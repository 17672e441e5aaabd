import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { settingsJsonSchemas } from '../../src/settings/json-schema.ts';
import { parseNestedSettings, parseSettings } from '../../src/settings/parse-settings.ts';

const { repository, folder } = settingsJsonSchemas();
// Formats are left to the reading of settings itself.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, formats: { date: true } });
const isSettings = ajv.compile(JSON.parse(repository));
const isFolderSettings = ajv.compile(JSON.parse(folder));

// After a change of the settings: npx vitest run test/settings/json-schema.test.ts -u
test('the published schemas are those of the settings', async () => {
  await expect(repository).toMatchFileSnapshot('../../docs/settings.schema.json');
  await expect(folder).toMatchFileSnapshot('../../docs/folder-settings.schema.json');
});

test('every key has a description for editors', () => {
  const bare: string[] = [];
  const walk = (at: unknown, path: string): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const [key, value] of Object.entries(at)) {
      if (key === 'properties') {
        for (const [name, property] of Object.entries(value as Record<string, { description?: string }>)) {
          if (!property.description) bare.push(`${path}.${name}`);
        }
      }
      walk(value, `${path}.${key}`);
    }
  };
  walk(JSON.parse(repository), '');
  expect(bare).toEqual([]);
});

const page = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const examples = [...page('docs/architecture-rules.md').matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, text]) => text!,
);

describe('examples in the documentation', () => {
  it.each(examples)('%s', (text) => {
    const own = /^# (\S+\/architect\.yml)$/m.exec(text)?.[1] ?? '.github/architect.yml';
    const files = [{ file: own, text }];
    const isNested = !own.startsWith('.github/');
    expect((isNested ? parseNestedSettings(files) : parseSettings(files)).problems).toEqual([]);
    expect((isNested ? isFolderSettings : isSettings)(parse(text))).toBe(true);
  });

  it('are there', () => expect(examples.length).toBeGreaterThan(5));
});

test('our own settings are right', () => {
  const text = page('.github/architect.yml');
  expect(parseSettings([{ file: 'own', text }]).problems).toEqual([]);
  expect(isSettings(parse(text))).toBe(true);
});

test.each([
  ['architecture: { modlues: {} }'],
  ['architecture: { boundaries: [{ from: a }] }'],
  ['architecture: { report: some }'],
  ['budget: { day: much }'],
])('the schema refuses %s', (text) => {
  expect(isSettings(parse(text))).toBe(false);
});
