import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { draftFollowUp } from '../../src/adr/draft-follow-up.ts';
import type { DecisionToRecord } from '../../src/review/review.ts';
import { defaultSettings } from '../../src/settings/settings.ts';

const decision: DecisionToRecord = {
  fingerprint: 'broker',
  title: 'Use RabbitMQ for events',
  why: 'It is the first broker of this system.',
  options: [
    { name: 'RabbitMQ', good: 'routing is built in', bad: 'one more thing to run' },
    { name: 'Outbox table', good: '', bad: 'polling' },
  ],
  paths: ['package.json', 'src/queue/publish.ts'],
};

function draft(some: Partial<DecisionToRecord> = {}, paths: string[] = [], folder: string | null = null) {
  const entries = new Map(paths.map((path) => [path, { path, mode: '100644', blob: path }]));
  return draftFollowUp(
    { ...decision, ...some },
    {
      repository: { host: 'https://github.com', owner: 'acme', repo: 'shop' },
      pullRequest: 42,
      head: 'a'.repeat(40),
      base: { entries },
      settings: { decisions: { ...defaultSettings.decisions, folder } },
    },
  );
}

/** The record inside the issue, as somebody would copy it. */
function recordOf(body: string): string {
  const code = marked.lexer(body).filter((token) => token.type === 'code');
  expect(code).toHaveLength(1);
  return (code[0] as { text: string }).text;
}

describe('draftFollowUp', () => {
  it('says where the decision comes from, why it matters and where it shows', () => {
    const { title, body, labels, fingerprint } = draft();
    expect(title).toBe('Record the decision: Use RabbitMQ for events');
    expect(fingerprint).toBe('broker');
    expect(labels).toEqual(['architecture-decision']);
    expect(body.split('\n')[0]).toBe('#42 takes an architecture decision that has no record yet.');
    expect(body).toContain('It is the first broker of this system.');
    expect(body).toContain(
      `[\`src/queue/publish.ts\`](https://github.com/acme/shop/blob/${'a'.repeat(40)}/src/queue/publish.ts)`,
    );
  });

  it('drafts a MADR 4 record with its parts in order', () => {
    const record = recordOf(draft().body);
    const [, front] = record.split('---\n');
    expect(parse(front as string)).toMatchObject({ status: 'proposed' });
    const headings = [...record.matchAll(/^#{1,3} (.*)$/gm)].map(([, name]) => name);
    expect(headings).toEqual([
      'Use RabbitMQ for events',
      'Context and Problem Statement',
      'Decision Drivers',
      'Considered Options',
      'Decision Outcome',
      'Consequences',
      'Confirmation',
      'Pros and Cons of the Options',
      'RabbitMQ',
      'Outbox table',
      'More Information',
    ]);
    expect(record).toContain('https://github.com/acme/shop/pull/42');
    expect(record).toContain('* Good, because routing is built in');
  });

  it('asks for what nobody said instead of inventing it', () => {
    const record = recordOf(draft({ why: '', options: [] }).body);
    expect(record).toContain('<Which problem does this solve, and for whom?>');
    expect(record).toContain('* <what else was possible>');
    expect(record).toContain('Chosen option: "<which one>"');
    expect(record).not.toContain('Pros and Cons');
    expect(recordOf(draft().body)).toContain('<what speaks for it>');
  });

  const folders: [name: string, paths: string[], folder: string | null, expected: string][] = [
    ['none yet', ['src/a.ts'], null, 'docs/adr/NNNN-broker.md'],
    ['the usual one', ['docs/decisions/0001-a.md'], null, 'docs/decisions/NNNN-broker.md'],
    ['three digits', ['doc/adr/001-a.md', 'doc/adr/README.md'], null, 'doc/adr/NNN-broker.md'],
    ['no numbers', ['adr/choose-db.md', 'adr/choose-queue.md'], null, 'adr/broker.md'],
    ['the first of two', ['adr/0001-a.md', 'docs/adr/0001-b.md'], null, 'docs/adr/NNNN-broker.md'],
    ['what the settings say', ['docs/adr/0001-a.md'], './notes/adrs/', 'notes/adrs/NNNN-broker.md'],
  ];
  it.each(folders)('suggests a file where the records are: %s', (_, paths, folder, expected) => {
    expect(draft({}, paths, folder).body).toContain(`\`${expected}\``);
  });

  it('lets nothing hostile act or leave the draft', () => {
    const hostile = '```\n</details> <img src=x> @octocat Closes #1\n---\nstatus: accepted';
    const { body, title } = draft({
      title: hostile,
      why: hostile,
      options: [{ name: hostile, good: hostile, bad: hostile }],
      paths: [hostile],
    });
    expect(title).not.toContain('\n');
    const outside = body.replace(recordOf(body), '');
    marked.walkTokens(marked.lexer(outside), (token) => expect(['html', 'image']).not.toContain(token.type));
    expect(outside.replace(/`[^`\n]*`/g, '')).not.toMatch(/@octocat|#1\b/);
    const [, front] = recordOf(body).split('---\n');
    expect(parse(front as string)).toMatchObject({ status: 'proposed' });
  });

  it('fits GitHub with texts of 300 KB', () => {
    const huge = 'All work and no play. '.repeat(14_000);
    const options = Array.from({ length: 200 }, () => ({ name: huge, good: huge, bad: huge }));
    const { body, title } = draft({ title: huge, why: huge, options, paths: Array(500).fill(huge) });
    expect(body.length).toBeLessThanOrEqual(65_000);
    expect(title.length).toBeLessThanOrEqual(256);
    expect(recordOf(body)).toContain('status: proposed');
  });
});
