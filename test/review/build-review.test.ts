import { describe, expect, it } from 'vitest';
import type { Claim, Judgement } from '../../src/architect/judgement.ts';
import type { Evidence, Fact } from '../../src/evidence/evidence.ts';
import { buildReview } from '../../src/review/build-review.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import type { ChangedFile } from '../../src/source/change.ts';
import { change, claim, evidence, fact, file, hunk, judgement, treeOf } from './samples.ts';

const text = 'const one = 1;\nconst two = 2;\nconst three = 3;\nconst two = 2;\n';

interface Given {
  files?: ChangedFile[];
  facts?: Fact[];
  claims?: Claim[];
  judged?: Partial<Judgement>;
  gathered?: Partial<Evidence>;
  settings?: unknown;
  incomplete?: string[];
  head?: Record<string, string>;
}

function build(given: Given) {
  const files = given.files ?? [file('src/a.ts', { hunks: [hunk(1, 3)] })];
  return buildReview({
    change: change(files),
    evidence: evidence(files, given.facts ?? [], given.gathered),
    judgement: judgement({ claims: given.claims ?? [], ...given.judged }),
    base: treeOf('base', { 'src/a.ts': 'const old = 0;\n' }),
    head: treeOf('head', given.head ?? { 'src/a.ts': text, 'src/far.ts': text }),
    settings: { ...settingsSchema.parse(given.settings ?? {}), nested: [] },
    evidenceMilliseconds: 12,
    ...(given.incomplete === undefined ? {} : { incomplete: given.incomplete }),
  });
}

describe('buildReview', () => {
  it('ranks by severity, then facts before judgement, then confidence', async () => {
    const { findings, verdict } = await build({
      facts: [fact('graph/hub', { severity: 'note' }), fact('graph/new-cycle', { line: 1 })],
      claims: [
        claim({ title: 'sure', attribute: 'cost' }),
        claim({ title: 'worst', severity: 'error', line: 3, quote: 'three' }),
        claim({ title: 'unsure', confidence: 'low', attribute: 'security' }),
      ],
    });
    expect(findings.map(({ id, title }) => `${id} ${title}`)).toEqual([
      'F1 worst',
      'F2 Fact of graph/new-cycle',
      'F3 sure',
      'F4 unsure',
      'F5 Fact of graph/hub',
    ]);
    expect(verdict).toBe('attention');
  });

  it('tells notes that call for nothing as context, and decisions as decisions', async () => {
    const review = await build({
      facts: [
        fact('dependency/added', { severity: 'note' }),
        fact('contract/openapi-changed', { severity: 'note' }),
        fact('decision/needed', { data: { decision: 'Use a broker' } }),
        fact('graph/cycle-removed', { severity: 'note' }),
      ],
    });
    expect(review.findings).toEqual([]);
    expect(review.verdict).toBe('clear');
    expect(review.context.map(({ rule }) => rule)).toEqual([
      'dependency/added',
      'contract/openapi-changed',
      'graph/cycle-removed',
    ]);
    expect(review.decisions.map(({ title }) => title)).toEqual(['Fact of decision/needed']);
  });

  it('makes a finding of a context rule that the settings made more than a note', async () => {
    const { findings } = await build({ facts: [fact('dependency/added', { severity: 'error' })] });
    expect(findings).toHaveLength(1);
  });

  it('places inline what the diff shows, up to the cap, and the rest in the summary', async () => {
    const { findings } = await build({
      facts: [
        fact('graph/a', { line: 1 }),
        fact('graph/b', { line: 2 }),
        fact('graph/c', { line: 3 }),
        fact('graph/d', { line: 4 }),
        fact('graph/e', { line: null }),
        fact('graph/f', { path: 'src/far.ts' }),
      ],
      settings: { comments: { inline: 2 } },
    });
    const inline = findings.filter(({ placement }) => placement === 'inline');
    expect(inline.map(({ rule, line }) => [rule, line])).toEqual([
      ['graph/a', 1],
      ['graph/b', 2],
    ]);
    expect(findings.find(({ rule }) => rule === 'graph/d')?.placement).toBe('summary');
    expect(findings.find(({ rule }) => rule === 'graph/e')).toMatchObject({ line: null, quote: '' });
  });

  it('places a quote of several lines as a range of the hunk', async () => {
    const { findings } = await build({
      claims: [claim({ quote: 'const one = 1;\nconst two = 2;', line: 1 })],
    });
    expect(findings[0]).toMatchObject({ startLine: 1, line: 2, placement: 'inline' });
  });

  it('leaves out what is below the lowest severity', async () => {
    const { findings } = await build({
      facts: [fact('graph/hub', { severity: 'note' }), fact('graph/new-cycle')],
      settings: { comments: { lowest: 'warning' } },
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['graph/new-cycle']);
  });

  it('lets a claim on the place of a fact explain it, and drops what was said twice', async () => {
    const { findings } = await build({
      facts: [fact('graph/new-cycle'), fact('graph/new-cycle')],
      claims: [
        claim({ attribute: 'coupling', consequence: 'Orders and billing can no longer be released apart.' }),
      ],
    });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      origin: 'fact',
      rule: 'graph/new-cycle',
      title: 'Fact of graph/new-cycle',
    });
    expect(findings[0]?.body).toContain('can no longer be released apart');
    expect(findings[0]?.body).toContain('**Way out:** Bound it in time.');
  });

  it('shows the chain of a cycle as evidence, below its title', async () => {
    const path = ['src/a.ts', 'src/b.ts', 'src/a.ts'];
    const message = `An import closes a cycle: ${path.join(' → ')}`;
    const { findings } = await build({ facts: [fact('graph/new-cycle', { message, data: { path } })] });
    expect(findings[0]?.title).toBe('An import closes a cycle');
    expect(findings[0]?.body).toContain('**Evidence:** `src/a.ts` → `src/b.ts` → `src/a.ts`');
  });

  it('gives equal lines their own fingerprints, stable when lines shift and files are renamed', async () => {
    const facts = [
      fact('resilience/missing-timeout', { line: 2 }),
      fact('resilience/missing-timeout', { line: 4, message: 'other' }),
    ];
    const before = await build({ facts });
    const shifted = await build({
      facts: facts.map((each) => ({ ...each, path: 'src/b.ts', line: (each.line as number) + 3 })),
      files: [file('src/b.ts', { status: 'renamed', previousPath: 'src/a.ts', hunks: [hunk(1, 3)] })],
      head: { 'src/b.ts': `// new\n\n\n${text}` },
    });
    const prints = before.findings.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(2);
    expect(shifted.findings.map(({ fingerprint }) => fingerprint)).toEqual(prints);
  });

  it('counts what could not be verified', async () => {
    const { dropped, findings } = await build({
      claims: [claim({ quote: 'invented' }), claim({ path: 'no.ts' })],
    });
    expect(findings).toEqual([]);
    expect(dropped.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  it('keeps a migration in scope that is named or marked as generated, but not one of other people', async () => {
    const [own, foreign] = ['migrations/20260101_a.generated.up.sql', 'vendor/migrations/20260101_a.up.sql'];
    const review = await build({
      files: [file(own, { generated: true }), file(foreign, { generated: true })],
      facts: [fact('data/ban-drop-table', { path: own }), fact('data/ban-drop-table', { path: foreign })],
    });
    expect(review.coverage.outOfScope.map(({ path }) => path)).toEqual([foreign]);
    expect(review.findings.map(({ path }) => path)).toEqual([own]);
  });

  it('lists files out of scope, judges nothing in them, and is whole all the same', async () => {
    const files = [
      file('src/a.ts', { hunks: [hunk(1, 3)] }),
      file('gen/x.ts', { generated: true }),
      file('docs/y.md'),
      file('logo.png', { binary: true, language: null }),
      file('vendor/lib', { newMode: '160000' }),
    ];
    const review = await build({
      files,
      facts: [
        fact('graph/new-cycle', { path: 'docs/y.md' }),
        fact('settings/changed', { path: 'docs/y.md' }),
      ],
      gathered: { coverage: { read: 1, skipped: [{ path: 'gen/x.ts', reason: 'larger than 1 MiB' }] } },
      settings: { ignore: ['docs/**'] },
    });
    expect(review.coverage).toMatchObject({ changed: 1 });
    expect(review.coverage.outOfScope.map(({ reason }) => reason)).toEqual([
      'generated or vendored',
      'ignored by the settings',
      'binary',
      'submodule',
    ]);
    expect(review.findings.map(({ rule }) => rule)).toEqual(['settings/changed']);
    expect(review.incomplete).toEqual([]);
  });

  const gaps: [name: string, given: Given, reason: RegExp][] = [
    [
      'a changed file unread',
      { gathered: { coverage: { read: 1, skipped: [{ path: 'src/a.ts', reason: 'missing' }] } } },
      /src\/a\.ts was not read: missing/,
    ],
    [
      'a changed file not shown',
      { judged: { notShown: [{ path: 'src/a.ts', reason: 'too large' }] } },
      /src\/a\.ts was not shown to the model/,
    ],
    [
      'a model that failed',
      { judged: { incomplete: { reason: 'refused', message: 'refused to answer', retry: false } } },
      /refused to answer/,
    ],
    [
      'a language that nobody reads, and no model',
      {
        files: [file('lib/models.ex', { language: 'elixir', hunks: [hunk(1, 3)] })],
        judged: { architect: 'none' },
      },
      /imports in elixir are not read yet/,
    ],
    ['what the pipeline knows', { incomplete: ['detector graph failed'] }, /detector graph failed/],
  ];
  it('is whole where only a part of a file was not understood, and says which', async () => {
    const skipped = [{ path: 'src/a.ts', reason: 'line 3: computed SQL', partial: true as const }];
    const review = await build({ gathered: { coverage: { read: 1, skipped } } });
    expect(review.incomplete).toEqual([]);
    expect(review.coverage.skipped).toEqual(skipped);
  });

  it.each(gaps)('is incomplete with %s', async (_, given, reason) => {
    const review = await build(given);
    expect(review.verdict).toBe('incomplete');
    expect(review.incomplete.join('\n')).toMatch(reason);
    const blocked = await build({ ...given, facts: [fact('graph/new-cycle', { severity: 'error' })] });
    expect(blocked.verdict).toBe('blocked');
  });

  it('is whole when a file that nobody changed was not read', async () => {
    const review = await build({
      gathered: { coverage: { read: 1, skipped: [{ path: 'other.json', reason: 'big' }] } },
    });
    expect(review.verdict).toBe('clear');
    expect(review.coverage.skipped).toHaveLength(1);
  });

  it('gives the same review for the same input', async () => {
    const given = { facts: [fact('graph/new-cycle'), fact('graph/hub')], claims: [claim()] };
    expect(JSON.stringify(await build(given))).toBe(JSON.stringify(await build(given)));
  });
});
