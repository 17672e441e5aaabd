import { describe, expect, it } from 'vitest';
import { capSettings } from '../../src/settings/cap-settings.ts';
import { parseSettings } from '../../src/settings/parse-settings.ts';
import { defaultSettings } from '../../src/settings/settings.ts';

const file = '.github/architect.yml';
const read = (text: string) => parseSettings([{ file, text }]);

describe('parseSettings', () => {
  it('gives the defaults for no file and for an empty one', () => {
    expect(parseSettings([])).toEqual({ settings: defaultSettings, problems: [], sources: [] });
    expect(read('# nothing\n').settings).toEqual(defaultSettings);
    expect(read('# nothing\n').problems).toEqual([]);
  });

  it.each([
    ['an unknown key', 'reviews:\n  automatc: false\n', 2, 3, 'did you mean `automatic`?'],
    ['an unknown key far from all', 'zebra: 1\n', 1, 1, 'known here: architecture, budget'],
    ['a wrong type', 'reviews:\n  drafts: sometimes\n', 2, 11, 'expected boolean'],
    ['a number out of range', 'comments: { inline: 99 }\n', 1, 21, '<=30'],
    ['a wrong word', 'comments:\n  lowest: warnings\n', 2, 11, 'expected one of'],
    ['a wrong entry of a list', 'ignore:\n  - a\n  - 5\n', 3, 5, 'expected string'],
    ['a list in place of a mapping', '- a\n', 1, 1, 'must be a mapping'],
    ['broken YAML', 'reviews:\n  drafts: [true\nignore: []\n', 3, 1, 'not valid YAML'],
    ['a key written twice', 'ignore: []\nignore: []\n', 2, 1, 'not valid YAML'],
  ])('reports %s with line and column', (_, text, line, column, message) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file, line, column });
    expect(problems[0]!.message).toContain(message);
  });

  it('uses the rest when a part is wrong', () => {
    const { settings, problems } = read(
      'reviews:\n  drafts: true\n  bots: perhaps\ncomments: { inline: 3 }\nfoo: 1\n',
    );
    expect(problems).toHaveLength(2);
    expect(settings.reviews).toEqual({ automatic: true, drafts: true, bots: false });
    expect(settings.comments.inline).toBe(3);
  });

  it('puts the repository over the organisation, key by key, lists whole', () => {
    const { settings } = parseSettings([
      { file: 'organisation', text: 'budget: { review: 2, day: 9 }\nignore: [a, b]\ncontext: [one]\n' },
      { file, text: 'budget: { day: 3 }\nignore: [c]\n' },
    ]);
    expect(settings.budget).toEqual({ review: 2, day: 3 });
    expect(settings.ignore).toEqual(['c']);
    expect(settings.context).toEqual(['one']);
  });

  it('lets the organisation’s value stand where the repository’s is wrong', () => {
    const { settings, problems } = parseSettings([
      { file: 'organisation', text: 'budget: { review: 2 }\n' },
      { file, text: 'budget: { review: much }\n' },
    ]);
    expect(settings.budget.review).toBe(2);
    expect(problems[0]).toMatchObject({ file, line: 1, column: 19 });
  });

  it.each([
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]},`.repeat(9)}]`).join('\n')}\n`,
    ],
    ['a huge file', 'x'.repeat(100_000)],
    ['a deep one', '['.repeat(30_000)],
    ['prototype keys', '__proto__: { reviews: { drafts: true } }\nconstructor: 1\n'],
  ])('survives %s and falls back to the defaults', (_, text) => {
    const { settings, problems } = read(text);
    expect(settings).toEqual(defaultSettings);
    expect(problems.length).toBeGreaterThan(0);
  });
});

describe('capSettings', () => {
  const limits = { models: ['claude-haiku-5-5'], dollarsPerReview: 0.5, dollarsPerDay: 100 };

  it('cuts models and money to what the operator allows, and says so', () => {
    const { settings, capped } = capSettings(defaultSettings, limits);
    expect(settings.model.finder).toBe('claude-haiku-5-5');
    expect(settings.budget).toEqual({ review: 0.5, day: 20 });
    expect(capped).toEqual([
      'model.finder: claude-haiku-5-5 instead of claude-sonnet-5-5',
      'budget.review: 0.5 instead of 1',
    ]);
  });

  it('leaves allowed settings alone', () => {
    expect(capSettings(defaultSettings, { models: [], dollarsPerReview: 9, dollarsPerDay: 99 })).toEqual({
      settings: defaultSettings,
      capped: [],
    });
  });
});
