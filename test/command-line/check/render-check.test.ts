import type { Log } from 'sarif';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../../src/command-line/check/check-report.ts';
import { renderCheckGitHub } from '../../../src/command-line/check/render-check-github.ts';
import { renderCheckJunit } from '../../../src/command-line/check/render-check-junit.ts';
import { renderCheckSarif } from '../../../src/command-line/check/render-check-sarif.ts';
import { renderCheckText } from '../../../src/command-line/check/render-check-text.ts';
import type { Fact } from '../../../src/evidence/evidence.ts';
import { isSarif } from '../is-sarif.ts';

const breach = (some: Partial<Fact> = {}): Fact => ({
  rule: 'graph/boundary',
  severity: 'error',
  path: 'src/domain/a.ts',
  line: 3,
  side: 'RIGHT',
  message: 'pure-domain: domain must not import infra (src/domain/a.ts → src/infra/b.ts)',
  data: { rule: 'pure-domain', from: 'src/domain/a.ts', to: 'src/infra/b.ts' },
  ...some,
});

const report = (some: Partial<CheckReport> = {}): CheckReport => ({
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  facts: [],
  rules: [
    { name: 'pure-domain', kind: 'boundary', file: '.github/architect.yml' },
    { name: 'hexagon', kind: 'layers', file: '.github/architect.yml' },
    { name: 'cycles', kind: 'cycles', file: '.github/architect.yml' },
  ],
  files: 1200,
  skipped: [],
  unjudged: [],
  resolution: [{ language: 'typescript', imports: 4310, unresolved: 0 }],
  ...some,
});

const hostile = breach({
  path: 'src/"a<b>&,:%\n::error ::.ts',
  message: 'a\r\n::error file=x::planted %0A \u0007\u001b[31m]]> "quoted" <b>&',
});

describe('text', () => {
  it('says one line a breach that editors make links of, then what was checked', () => {
    const text = renderCheckText(report({ facts: [breach(), breach({ severity: 'note', line: null })] }));
    expect(text.split('\n')).toEqual([
      'src/domain/a.ts:3: error: pure-domain: domain must not import infra (src/domain/a.ts → src/infra/b.ts) [graph/boundary]',
      'src/domain/a.ts: note: pure-domain: domain must not import infra (src/domain/a.ts → src/infra/b.ts) [graph/boundary]',
      '',
      '1 error, 1 note.',
      'Checked 2 rules: pure-domain, hexagon.',
      'Over 1,200 files at aaaaaaaaaaaa, what changed since bbbbbbbbbbbb.',
      '',
    ]);
  });

  it('is never green without saying of what: no rules, unread files, unresolved imports', () => {
    const text = renderCheckText(
      report({
        base: null,
        rules: [],
        skipped: [{ path: 'big.ts', reason: 'larger than 1 MiB' }],
        resolution: [{ language: 'go', imports: 200, unresolved: 3 }],
      }),
    );
    expect(text).toBe(
      `big.ts: not read: larger than 1 MiB

No breach.
No boundaries or layers are in force: the settings name none.
Over 1,200 files at aaaaaaaaaaaa, the whole tree.
3 of 200 go imports (1.5 %) look local and lead to no file: no rule saw them.
`,
    );
  });

  it('keeps each breach on one line whatever its text holds', () => {
    const text = renderCheckText(report({ facts: [hostile] }));
    expect(text.split('\n')[1]).toBe('');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('GitHub annotations', () => {
  it('are one command a breach, on its line at head', () => {
    const text = renderCheckGitHub(report({ facts: [breach(), breach({ severity: 'note', side: 'LEFT' })] }));
    const [first, second] = text.split('\n');
    expect(first).toBe(
      '::error file=src/domain/a.ts,line=3,title=pure-domain::pure-domain: domain must not import infra (src/domain/a.ts → src/infra/b.ts)',
    );
    expect(second).toMatch(/^::notice file=src\/domain\/a\.ts,title=pure-domain::/);
    expect(text).toContain('2 rules: pure-domain, hexagon');
  });

  it('let no text begin a command of its own', () => {
    const text = renderCheckGitHub(report({ facts: [hostile, breach({ path: '::stop-commands::x' })] }));
    const commands = text.split('\n').filter((line) => /^\s*(?:::|##\[)/.test(line));
    expect(commands).toHaveLength(2);
    for (const line of commands) {
      const properties = /^::error file=([^:,\n]*),line=3,title=([^:,\n]*)::/.exec(line);
      expect(properties).not.toBeNull();
    }
    expect(commands[0]).toContain('file=src/"a<b>&%2C%3A%25%0A%3A%3Aerror %3A%3A.ts,');
  });
});

describe('SARIF', () => {
  const parsed = (some: Partial<CheckReport>) => JSON.parse(renderCheckSarif(report(some))) as Log;

  it.each([
    ['nothing', {}],
    ['breaches', { facts: [breach(), breach({ severity: 'warning', line: null })] }],
    ['hostile texts', { facts: [hostile, breach({ path: 'a b/ü/\ud800.ts' })] }],
    ['files not read', { skipped: [{ path: '', reason: 'module graph failed: x' }] }],
  ])('with %s is valid by the schema of 2.1.0', (_, some) => {
    isSarif(parsed(some));
    expect(isSarif.errors).toBeNull();
  });

  it('tells parts from whole files, and says what it leaves out of very many', () => {
    const skipped = [
      { path: 'a.sql', reason: 'line 3: computed SQL', partial: true as const },
      { path: 'b.ts', reason: 'larger than 1 MiB' },
    ];
    const notices = (some: Partial<CheckReport>) =>
      parsed(some).runs[0]!.invocations![0]!.toolExecutionNotifications!.map(({ message }) => message.text);
    expect(notices({ skipped })).toEqual([
      'a.sql: line 3: computed SQL',
      'b.ts was not read: larger than 1 MiB',
    ]);
    const facts = Array.from({ length: 5_003 }, (_, line) => breach({ line: line + 1 }));
    expect(parsed({ facts }).runs[0]!.results).toHaveLength(5_000);
    expect(notices({ facts })).toEqual(['3 more results are left out']);
    expect(renderCheckText(report({ skipped }))).toContain('a.sql: not understood: line 3: computed SQL\n');
  });

  it('names rule, level, place and an identity that no moved line changes', () => {
    const { runs } = parsed({ facts: [breach(), breach({ line: 9, side: 'LEFT' })] });
    const [first, second] = runs[0]!.results!;
    expect(first).toMatchObject({
      ruleId: 'graph/boundary',
      level: 'error',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'src/domain/a.ts' }, region: { startLine: 3 } } },
      ],
    });
    expect(second!.locations![0]!.physicalLocation!.region).toBeUndefined();
    expect(second!.partialFingerprints).toEqual(first!.partialFingerprints);
    const other = parsed({ facts: [breach({ data: { rule: 'other', to: 'src/infra/b.ts' } })] });
    expect(other.runs[0]!.results![0]!.partialFingerprints).not.toEqual(first!.partialFingerprints);
  });

  it('says that it failed when a detector did', () => {
    const { runs } = parsed({ skipped: [{ path: '', reason: 'cycles failed: x' }] });
    expect(runs[0]!.invocations![0]!.executionSuccessful).toBe(false);
  });
});

describe('JUnit', () => {
  function read(text: string) {
    const parser = new SaxesParser();
    const seen: { name: string; attributes: Record<string, unknown> }[] = [];
    parser.on('opentag', ({ name, attributes }) => seen.push({ name, attributes }));
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(text).close();
    return seen;
  }

  it('has a case a rule: those that hold pass, errors fail, the rest is output', () => {
    const warned = breach({ severity: 'warning', data: { rule: 'hexagon' } });
    const seen = read(renderCheckJunit(report({ facts: [breach(), warned] })));
    expect(seen[0]).toMatchObject({ name: 'testsuites', attributes: { tests: '3', failures: '1' } });
    expect(seen.map(({ name }) => name).slice(2)).toEqual([
      'testcase',
      'failure',
      'testcase',
      'system-out',
      'testcase',
    ]);
    expect(seen[3]!.attributes['message']).toContain('domain must not import infra');
  });

  it('shows what was not read as skipped', () => {
    const seen = read(renderCheckJunit(report({ skipped: [{ path: 'a<b', reason: 'larger than 1 MiB' }] })));
    expect(seen[0]!.attributes).toMatchObject({ tests: '4', failures: '0', skipped: '1' });
    expect(seen.at(-1)).toMatchObject({ name: 'skipped', attributes: { message: 'larger than 1 MiB' } });
  });

  it('is well-formed whatever the texts hold', () => {
    const seen = read(renderCheckJunit(report({ facts: [hostile, breach({ path: '\u0000\ud800' })] })));
    expect(seen.filter(({ name }) => name === 'failure')).toHaveLength(2);
  });
});
