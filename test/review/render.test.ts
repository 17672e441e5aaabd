import { marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { conclude } from '../../src/review/conclude.ts';
import { renderCheck } from '../../src/review/render-check.ts';
import { renderInlineComment } from '../../src/review/render-inline-comment.ts';
import type { RenderContext } from '../../src/review/render-parts.ts';
import { renderSummary } from '../../src/review/render-summary.ts';
import { renderTerminal } from '../../src/review/render-terminal.ts';
import type { Review } from '../../src/review/review.ts';
import { reviewJson } from '../../src/review/review-json.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';
import { base, fact, finding, head, mergeBase, repository, review, unchangedGraph } from './samples.ts';

const context: RenderContext = { repository, docsUrl: 'https://docs.example/rules' };
const hostile =
  '</details> <img src=x> @octocat #12 ![i](https://evil.example) [l](https://evil.example) | `\n\n```\n/run';
const sectionNames = [
  'Current vs Proposed Architecture',
  'Architecture Diagrams',
  'Key Component Implementation',
  'API Contracts and Interfaces',
  'Migration and Implementation Plan',
];

/** Tags that our own frame writes; anything else must have been made text. */
const ownTags = /^<\/?(?:details|summary|sub|b|br)(?: open)?>$/;

function rawHtml(markdown: string): string[] {
  const found: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === 'html') found.push(...(token['text'] as string).match(/<[^>]*>/g)!);
    if (token.type === 'image') found.push('<image>');
  });
  return found;
}

function expectSafe(markdown: string): void {
  expect(rawHtml(markdown).filter((tag) => !ownTags.test(tag))).toEqual([]);
  expect((markdown.match(/<details/g) ?? []).length).toBe((markdown.match(/^<\/details>$/gm) ?? []).length);
  expect(markdown).not.toMatch(/^\//m);
  const withoutCode = markdown.replace(/^ ?(`{3,})[\s\S]*?^ ?\1$/gm, '').replace(/`[^`\n]*`/g, '');
  expect(withoutCode).not.toMatch(/@octocat|\]\(https:\/\/evil|(?<!→ )#12/);
}

function hostileReview(some: Partial<Review> = {}): Review {
  return review({
    verdict: 'attention',
    architect: 'claude',
    model: hostile,
    summary: hostile,
    findings: [
      finding(1, { title: hostile, body: hostile, quote: hostile, path: `src/${hostile}.ts`, rule: hostile }),
    ],
    context: [fact('dependency/added', { message: hostile })],
    decisions: [{ fingerprint: 'd', title: hostile, why: hostile, options: [], paths: [hostile] }],
    questions: [{ topic: 'scale', text: hostile, why: hostile }],
    sections: {
      currentVsProposed: hostile,
      diagrams: hostile,
      components: hostile,
      contracts: hostile,
      plan: hostile,
    },
    graph: { ...unchangedGraph, diagram: `flowchart LR\n a["${hostile}"]` },
    coverage: {
      read: 1,
      changed: 1,
      skipped: [{ path: hostile, reason: hostile }],
      outOfScope: [],
      notShown: [],
      unreadLanguages: [{ language: 'python', files: 2 }],
    },
    incomplete: [hostile],
    dropped: [{ reason: hostile, count: 1 }],
    ...some,
  });
}

describe('renderSummary', () => {
  const verdicts: [Partial<Review>, string][] = [
    [{}, '### 🟢 Clear: no findings in 3 changed files'],
    [{ verdict: 'attention', findings: [finding(1)] }, '### 🟡 To consider: 1 warning'],
    [{ verdict: 'blocked', findings: [finding(1, { severity: 'error' })] }, '### 🔴 Blocked: 1 error'],
    [{ verdict: 'incomplete', incomplete: ['x'] }, '### ⚪ Incomplete: no findings so far'],
  ];
  it.each(verdicts)('says the verdict first: %o', (some, line) => {
    expect(renderSummary(review(some), context).split('\n')[0]).toBe(line);
  });

  it('is short when there is nothing to say', () => {
    const text = renderSummary(review(), context);
    expect(text.length).toBeLessThan(1_200);
    expect(text).not.toContain('<details>');
    for (const name of sectionNames) expect(text).toContain(name);
    expect(text).toContain('no model: from the evidence alone');
  });

  it('links each finding where it stands, on the commit of its side', () => {
    const findings = [
      finding(1, { placement: 'inline', startLine: 3, line: 5 }),
      finding(2, { side: 'LEFT', line: 9 }),
      finding(3, { path: 'docs/a b.md', line: 2 }),
      finding(4, { line: null }),
    ];
    const text = renderSummary(review({ verdict: 'attention', findings }), context);
    expect(text).toContain(
      `[\`src/orders/a.ts:3-5\`](https://github.com/acme/shop/blob/${head}/src/orders/a.ts#L3-L5)`,
    );
    expect(text).toContain(`/blob/${mergeBase}/src/orders/a.ts#L9)`);
    expect(text).toContain(`/blob/${head}/docs/a%20b.md?plain=1#L2)`);
    expect(text).toContain(
      `[\`src/orders/a.ts\`](https://github.com/acme/shop/blob/${head}/src/orders/a.ts)`,
    );
  });

  it('folds the details of what is not inline, and of what GitHub refused', () => {
    const findings = [
      finding(1, { placement: 'inline', body: 'inline body' }),
      finding(2, { placement: 'inline', body: 'refused body' }),
      finding(3, { body: 'distant body' }),
    ];
    const notPosted = [{ fingerprint: findings[1]!.fingerprint, reason: 'line is not part of the diff' }];
    const text = renderSummary(review({ verdict: 'attention', findings }), { ...context, notPosted });
    expect(text).not.toContain('inline body');
    expect(text).toContain('refused body');
    expect(text).toContain('Not inline: line is not part of the diff');
    expect(text).toContain('distant body');
  });

  it('holds the five sections in their order: folded when long, open with a picture, in one line when empty', () => {
    const long = 'Word after word. '.repeat(80);
    const text = renderSummary(
      review({
        findings: [finding(1)],
        sections: { currentVsProposed: long, diagrams: '', components: 'Short.', contracts: '', plan: long },
        graph: { ...unchangedGraph, diagram: 'flowchart LR\n  a --> b' },
      }),
      context,
    );
    const places = [
      '<details><summary><b>Current vs Proposed Architecture</b></summary>\n\n',
      '<details open><summary><b>Architecture Diagrams</b></summary>\n\n```mermaid\nflowchart LR',
      '#### Key Component Implementation\n\nShort.',
      '<details><summary><b>Migration and Implementation Plan</b></summary>\n\n',
      'No material for API Contracts and Interfaces (needs ',
    ].map((part) => text.indexOf(part));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('draws the diagram once when the judgement holds it already', () => {
    const diagram = 'flowchart LR\n  a --> b';
    const sections = { ...review().sections, diagrams: `\`\`\`mermaid\n${diagram}\n\`\`\`` };
    const text = renderSummary(review({ sections, graph: { ...unchangedGraph, diagram } }), context);
    expect(text.split('```mermaid')).toHaveLength(2);
  });

  it('names decisions with their issues, questions, coverage, cost and commits', () => {
    const text = renderSummary(
      review({
        architect: 'claude',
        model: 'claude-sonnet-5-5',
        decisions: [
          { fingerprint: 'broker', title: 'Use a broker', why: 'First one', options: [], paths: ['a.ts'] },
        ],
        questions: [{ topic: 'scale', text: 'How many orders?', why: 'sizes the queue' }],
        coverage: {
          read: 1234,
          changed: 2,
          skipped: [{ path: 'big.json', reason: 'too large' }],
          outOfScope: [{ path: 'gen.ts', reason: 'generated' }],
          notShown: [{ path: 'huge.ts', reason: 'over the budget' }],
          unreadLanguages: [{ language: 'python', files: 2 }],
        },
        dropped: [{ reason: 'quote not in the file', count: 3 }],
        usage: {
          calls: 2,
          inputTokens: 1000,
          cacheReadTokens: 500,
          cacheWriteTokens: 100,
          outputTokens: 200,
          dollars: 0.1234,
        },
        milliseconds: { evidence: 1, judgement: 2, total: 12_345 },
      }),
      { ...context, followUps: new Map([['broker', 43]]) },
    );
    expect(text).toContain('**Use a broker** → #43');
    expect(text).toContain('How many orders? (scale: sizes the queue)');
    expect(text).toContain(
      '1,234 files read, 1 out of scope, 1 not read, 1 not shown to the model, imports in python not read yet (2 changed files), 3 claims dropped',
    );
    for (const part of ['`big.json`: too large', '`gen.ts`: generated', '`huge.ts`: over the budget'])
      expect(text).toContain(part);
    expect(text.split('\n').at(-1)).toBe(
      `<sub>[\`bbbbbbb\`](https://github.com/acme/shop/commit/${base})…[\`aaaaaaa\`](https://github.com/acme/shop/commit/${head}) · claude-sonnet-5-5 · 1,600 tokens in, 200 out · $0.12 · 12 s</sub>`,
    );
  });

  it('says why it is not whole and which settings are not in force', () => {
    const settingsProblems = [{ file: '.github/architect.yml', line: 3, column: 1, message: 'unknown key' }];
    const text = renderSummary(
      review({ verdict: 'incomplete', incomplete: ['the model gave no answer: overloaded'] }),
      {
        ...context,
        settingsProblems,
        notices: ['The check run could not be written.'],
      },
    );
    expect(text).toContain('the model gave no answer: overloaded');
    expect(text).toContain('`.github/architect.yml:3:1` unknown key');
    expect(text).toContain('The check run could not be written.');
  });

  it('lets nothing hostile act, and keeps its own frame', () => {
    expectSafe(renderSummary(hostileReview(), context));
  });

  it('fits GitHub with 500 findings and texts of 300 KB, worst findings first, and says what is left out', () => {
    const huge = 'All work and no play.\n\n'.repeat(14_000);
    const findings = Array.from({ length: 500 }, (_, i) =>
      finding(i + 1, { title: huge, body: huge, quote: huge }),
    );
    const some = { findings, summary: huge, incomplete: [huge] };
    const sections = {
      currentVsProposed: huge,
      diagrams: huge,
      components: huge,
      contracts: huge,
      plan: huge,
    };
    const begun = cpuMilliseconds();
    const text = renderSummary(hostileReview({ ...some, sections }), context);
    expect(cpuMilliseconds() - begun).toBeLessThan(5_000);
    expect(text.length).toBeLessThanOrEqual(64_000);
    expect(text).toContain('**F1** warning');
    expect(text).toMatch(/\d+ more findings did not fit into this table\./);
    expect(text).toMatch(/<sub>Left out for length: .+\.<\/sub>$/);
    expectSafe(text);
  });

  it('shows places as text without a repository', () => {
    const text = renderSummary(review({ findings: [finding(1)] }), { repository: null, docsUrl: null });
    expect(text).not.toContain('](');
    expect(text).toContain('`src/orders/a.ts:1`');
  });
});

describe('renderInlineComment', () => {
  it('says what, why, the way out, and the rule with its page', () => {
    const text = renderInlineComment(finding(4, { severity: 'error' }), review(), context);
    expect(text.split('\n')[0]).toBe('🔴 **Finding number 4**');
    expect(text).toContain('**Way out:** Do it.');
    expect(text.split('\n').at(-1)).toBe(
      '<sub>F4 · error · [`graph/new-cycle`](https://docs.example/rules/graph/new-cycle.md) · computed from the code</sub>',
    );
  });

  it('lets nothing hostile act', () => {
    const bad = hostileReview();
    expectSafe(renderInlineComment(bad.findings[0]!, bad, context));
  });
});

describe('renderCheck', () => {
  it('annotates lines at head, at most as many as one request takes', () => {
    const findings = [
      finding(1, { startLine: 3, line: 5 }),
      finding(2, { side: 'LEFT' }),
      finding(3, { line: null }),
      ...Array.from({ length: 60 }, (_, i) => finding(i + 4)),
    ];
    const some = review({ verdict: 'attention', findings });
    const check = renderCheck(some, conclude(some, defaultSettings, []), context);
    expect(check.title).toBe('63 warnings');
    expect(check.annotations).toHaveLength(50);
    expect(check.annotations[0]).toMatchObject({
      path: 'src/orders/a.ts',
      startLine: 3,
      endLine: 5,
      severity: 'warning',
    });
    expect(check.annotations[1]).toMatchObject({ startLine: 1, endLine: 1, title: 'F3: Finding number 3' });
    expect(check.text).toContain('F2: Finding number 2');
  });

  it('fits GitHub whatever it is given, safely', () => {
    const huge = `${hostile} ${'x '.repeat(150_000)}`;
    const findings = Array.from({ length: 500 }, (_, i) => finding(i + 1, { title: huge, body: huge }));
    const some = hostileReview({ findings, summary: huge });
    const check = renderCheck(some, { conclusion: 'failure', title: huge }, context);
    expect(check.title.length).toBeLessThanOrEqual(150);
    for (const text of [check.summary, check.text]) {
      expect(text.length).toBeLessThanOrEqual(65_535);
      expectSafe(text);
    }
    for (const { message, title } of check.annotations) {
      expect(title.length).toBeLessThanOrEqual(255);
      expect(message.length).toBeLessThanOrEqual(65_536);
    }
  });
});

describe('renderTerminal', () => {
  it('is plain Markdown with the five sections, and no escape sequence', () => {
    const text = renderTerminal(
      review({
        verdict: 'attention',
        findings: [finding(1, { title: 'red \u001b[31malert\u001b[0m' })],
        summary: 'a\u202eb',
      }),
    );
    expect(text.split('\n')[0]).toBe('# To consider: 1 warning');
    expect(text).toContain('### F1 warning: red [31malert[0m');
    expect(text).toContain('src/orders/a.ts:1 (graph/new-cycle)');
    for (const name of sectionNames) expect(text).toContain(`## ${name}\n`);
    expect(text).not.toMatch(/[\u001b\u202e]|<details|<sub>/);
  });
});

describe('reviewJson', () => {
  it('has a version, a fixed order of keys, and ends with a line feed', () => {
    const some = review({ findings: [finding(1)] });
    const text = reviewJson(some, { conclusion: 'success', title: 't' });
    const shuffled = Object.fromEntries(Object.entries(some).reverse()) as unknown as Review;
    expect(reviewJson(shuffled, { conclusion: 'success', title: 't' })).toBe(text);
    expect(text.startsWith('{\n  "schemaVersion": 1,\n')).toBe(true);
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({
      conclusion: 'success',
      verdict: 'clear',
      findings: [{ id: 'F1', line: 1 }],
    });
  });
});
