import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/evidence/evidence.ts';
import { gather } from '../gather.ts';
import type { Files } from '../in-memory-tree.ts';

const manifest = (dependencies: Record<string, string>, devDependencies = {}) =>
  `${JSON.stringify({ dependencies, devDependencies }, null, 2)}\n`;

async function decisions(base: Files, head: Files): Promise<Fact[]> {
  const { facts } = await gather(base, head);
  return facts.filter(({ rule }) => rule === 'decision/needed');
}

describe('a decision is needed', () => {
  test('the first of its kind', async () => {
    const [fact, ...others] = await decisions(
      { 'package.json': manifest({ express: '5' }) },
      { 'package.json': manifest({ express: '5', kafkajs: '^2.2.4' }), 'src/bus.ts': `import 'kafkajs';` },
    );
    expect(others).toEqual([]);
    expect(fact).toEqual({
      rule: 'decision/needed',
      severity: 'warning',
      path: 'package.json',
      line: 4,
      side: 'RIGHT',
      message:
        'A message broker enters this system (kafkajs): the first of its kind in this repository; work becomes asynchronous, with delivery, ordering and idempotency to decide, and a server to run',
      data: {
        decision: 'adopt-message-broker',
        drivers: [
          'the first of its kind in this repository',
          'an external dependency that is costly to change later',
        ],
        kind: 'message-broker',
        packages: ['kafkajs'],
        paths: ['package.json', 'src/bus.ts'],
      },
    });
  });

  test('two packages of one kind are one decision, in however many manifests', async () => {
    const facts = await decisions(
      { 'a/package.json': manifest({}), 'b/package.json': manifest({}) },
      {
        'a/package.json': manifest({ amqplib: '1', 'amqp-connection-manager': '4' }),
        'b/package.json': manifest({ amqplib: '1' }),
      },
    );
    expect(facts).toHaveLength(1);
    expect(facts[0]!.data).toMatchObject({
      packages: ['amqp-connection-manager', 'amqplib'],
      paths: ['a/package.json', 'b/package.json'],
    });
    expect(facts[0]!.data['drivers']).toContain('cross-cutting: 2 packages of the repository take it');
  });

  test('two kinds are two', async () => {
    const facts = await decisions(
      { 'package.json': manifest({}) },
      { 'package.json': manifest({ pg: '8', redis: '5' }) },
    );
    expect(facts.map(({ data }) => data['decision'])).toEqual(['adopt-datastore', 'adopt-cache']);
  });

  test('a second one beside the first, and one in the place of another', async () => {
    const base = { 'package.json': manifest({ mysql2: '3' }) };
    const beside = await decisions(base, { 'package.json': manifest({ mysql2: '3', pg: '8' }) });
    expect(beside.map(({ data }) => data['decision'])).toEqual(['add-datastore-beside-mysql2']);
    const instead = await decisions(base, { 'package.json': manifest({ pg: '8' }) });
    expect(instead.map(({ data }) => data['decision'])).toEqual(['replace-datastore-mysql2']);
    expect(instead[0]!.message).toContain('A datastore is replaced (pg in place of mysql2)');
  });

  test('its slug stays when the pull request goes on', async () => {
    const base = { 'package.json': manifest({}) };
    const [first] = await decisions(base, { 'package.json': manifest({ amqplib: '1' }) });
    const [second] = await decisions(base, {
      'package.json': manifest({ 'amqp-connection-manager': '4', amqplib: '1', left: '1' }),
    });
    expect(second!.data['decision']).toBe(first!.data['decision']);
  });
});

test.each<[what: string, base: Files, head: Files]>([
  ['an ordinary library', { 'package.json': manifest({}) }, { 'package.json': manifest({ lodash: '4' }) }],
  ['a new version', { 'package.json': manifest({ pg: '8' }) }, { 'package.json': manifest({ pg: '9' }) }],
  ['a development tool', { 'package.json': manifest({}) }, { 'package.json': manifest({}, { pg: '8' }) }],
  ['types', { 'package.json': manifest({}) }, { 'package.json': manifest({ '@types/pg': '8' }) }],
  [
    'what another manifest of the repository already uses',
    { 'a/package.json': manifest({ amqplib: '1' }), 'b/package.json': manifest({}) },
    { 'a/package.json': manifest({ amqplib: '1' }), 'b/package.json': manifest({ amqplib: '1' }) },
  ],
  ['a removal', { 'package.json': manifest({ pg: '8' }) }, { 'package.json': manifest({}) }],
])('no decision is needed for %s', async (_, base, head) => {
  expect(await decisions(base, head)).toEqual([]);
});
