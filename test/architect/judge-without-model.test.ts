import { describe, expect, test } from 'vitest';
import { judgeWithoutModel } from '../../src/architect/judge-without-model.ts';
import type { MigrationChange } from '../../src/evidence/evidence.ts';
import { changedFile, evidenceOf, sampleMaterial } from './material.ts';

describe('the model-less architect', () => {
  test('says nothing where there is nothing', () => {
    const judgement = judgeWithoutModel(evidenceOf([changedFile('src/a.ts', ['x'])]));
    expect(judgement.summary).toBe(
      'The module graph stays as it is (1 changed file). No rule found anything to mend.',
    );
    expect(Object.values(judgement.sections)).toEqual(['', '', '', '', '']);
    expect(judgement).toMatchObject({
      architect: 'none',
      model: null,
      claims: [],
      decisions: [],
      questions: [],
    });
    expect(judgement.lookedAt).toEqual(['src/a.ts']);
  });

  test('does not take an unread language for an unchanged one', () => {
    const file = { ...changedFile('lib/models.ex', ['x']), language: 'elixir' };
    expect(judgeWithoutModel(evidenceOf([file])).summary).toBe(
      'No change of the module graph is known (1 changed file). Imports in elixir (1 file) are not read yet: what the change does to their dependencies is unknown. No rule found anything to mend.',
    );
  });

  test('tells the change of the graph, new parts and decisions from the evidence', () => {
    const { summary, sections, decisions } = judgeWithoutModel(sampleMaterial().evidence);
    expect(summary).toBe(
      'This change adds 2 dependencies between files, creates or extends 1 import cycle and brings in 1 package (2 changed files). The rules found 1 warning. 1 decision is to be recorded.',
    );
    expect(sections.currentVsProposed).toContain('| import cycles | 0 | 1 |');
    expect(sections.currentVsProposed).toContain(
      '- New dependency: `src/orders/place-order.ts` → `src/queue/publish.ts`',
    );
    expect(sections.diagrams).toBe('```mermaid\nflowchart LR\n  a --> b\n```');
    expect(sections.components).toContain(
      '- New file: `src/queue/publish.ts`; uses `src/orders/place-order.ts`; used by `src/orders/place-order.ts`',
    );
    expect(sections.components).toContain('- New package: `amqplib` (npm); used by `src/queue/publish.ts`');
    expect([sections.contracts, sections.plan]).toEqual(['', '']);
    expect(decisions).toEqual([
      {
        title: 'Message broker: amqplib',
        why: 'amqplib is the first message broker of this repository. First of its kind.',
        options: [],
        paths: ['package.json', 'src/queue/publish.ts'],
      },
    ]);
  });

  test('infrastructure facts fill the plan; contracts and migrations have tables of their own', () => {
    const fact = (rule: string, message: string) =>
      ({ rule, severity: 'warning', path: 'x.sql', line: 1, side: 'RIGHT', message, data: {} }) as const;
    const { sections } = judgeWithoutModel(
      evidenceOf([], {
        facts: [
          fact('contract/openapi-breaking', 'GET /orders is gone.'),
          fact('data/adding-not-nullable-field', 'Adds a column.'),
          fact('infrastructure/port-exposed', 'Opens *a* port.'),
        ],
      }),
    );
    expect(sections.contracts).toBe('');
    expect(sections.plan).toBe('- Fact: Opens \\*a\\* port. (`x.sql`)');
  });

  test('names from the repository cannot leave their inline code, nor a diagram its fence', () => {
    const evidence = evidenceOf([]);
    const hostile = 'a`\n# Approved | ![x](http://evil)\u202e';
    const { sections } = judgeWithoutModel({
      ...evidence,
      graph: {
        ...evidence.graph,
        edgesAdded: [{ from: hostile, to: 'b', line: 1, typeOnly: false }],
        diagram: 'flowchart LR\n```\n# out',
      },
    });
    expect(sections.currentVsProposed.split('\n').at(-1)).toBe(
      '- New dependency: `aˋ # Approved | ![x](http://evil)` → `b`',
    );
    expect(sections.diagrams).toBe('');
  });

  test('long lists are cut and say so', () => {
    const evidence = evidenceOf([]);
    const edgesAdded = Array.from({ length: 50 }, (_, i) => ({
      from: `f${i}`,
      to: 't',
      line: 1,
      typeOnly: false,
    }));
    const { sections } = judgeWithoutModel({ ...evidence, graph: { ...evidence.graph, edgesAdded } });
    expect(sections.currentVsProposed).toContain('- New dependency: 38 more');
  });
});

test('the summary counts what changes for others and for the data', () => {
  const fact = (rule: string, severity: 'error' | 'note', path: string) =>
    ({ rule, severity, path, line: 1, side: 'RIGHT', message: 'm', data: {} }) as const;
  const migration: MigrationChange = {
    path: 'a.sql',
    format: 'sql',
    status: 'added',
    database: null,
    version: null,
    rollback: 'none',
    transaction: 'unknown',
    steps: [],
  };
  const summaryOf = (rest: Parameters<typeof evidenceOf>[1]) =>
    judgeWithoutModel(evidenceOf([], rest)).summary;
  expect(
    summaryOf({
      facts: [
        fact('contract/openapi-breaking', 'error', 'a.yaml'),
        fact('contract/openapi-breaking', 'error', 'a.yaml'),
        fact('contract/graphql-changed', 'note', 'b.graphql'),
      ],
      migrations: [
        migration,
        { ...migration, path: 'b.sql' },
        { ...migration, path: 'c.sql', status: 'removed' },
      ],
    }),
  ).toContain(' It can break the consumers of 1 contract and brings 2 migrations.');
  expect(summaryOf({ facts: [fact('contract/graphql-changed', 'note', 'b.graphql')] })).toContain(
    ' It changes 1 contract without harm.',
  );
  expect(summaryOf({})).not.toContain(' It ');
});
