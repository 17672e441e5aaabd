import { describe, expect, it } from 'vitest';
import { mergeDecisions } from '../../src/review/merge-decisions.ts';
import { fact } from './samples.ts';

const needed = fact('decision/needed', {
  path: 'package.json',
  message: 'package.json adds amqplib, a client of a message broker',
  data: {
    decision: 'Use a message broker (amqplib)',
    drivers: ['first broker'],
    paths: ['package.json', 'src/queue.ts'],
  },
});

describe('mergeDecisions', () => {
  it('makes a decision of a fact', () => {
    expect(mergeDecisions([needed], [])).toEqual([
      {
        fingerprint: 'use-a-message-broker-amqplib',
        title: 'Use a message broker (amqplib)',
        why: 'package.json adds amqplib, a client of a message broker first broker',
        options: [],
        paths: ['package.json', 'src/queue.ts'],
      },
    ]);
  });

  it("tells it in the architect's words under the fact's fingerprint", () => {
    const options = [{ name: 'RabbitMQ', good: 'routing', bad: 'one more thing to run' }];
    const judged = {
      title: 'Introduce amqplib as message broker for orders',
      why: 'Asynchronous',
      options,
      paths: ['src/queue.ts'],
    };
    expect(mergeDecisions([needed], [judged])).toEqual([
      { ...judged, fingerprint: 'use-a-message-broker-amqplib', paths: ['package.json', 'src/queue.ts'] },
    ]);
  });

  it('keeps apart what only shares a file', () => {
    const judged = {
      title: 'Turn order placement asynchronous',
      why: 'x',
      options: [],
      paths: ['src/queue.ts'],
    };
    expect(mergeDecisions([needed], [judged]).map(({ fingerprint }) => fingerprint)).toEqual([
      'use-a-message-broker-amqplib',
      'turn-order-placement-asynchronous',
    ]);
  });

  it('takes the same decision once', () => {
    const told = { title: 'Split billing', why: 'x', options: [], paths: ['b.ts'] };
    const merged = mergeDecisions([needed, needed], [told, { ...told, paths: ['a.ts'] }]);
    expect(merged.map(({ title, paths }) => [title, paths])).toEqual([
      ['Use a message broker (amqplib)', ['package.json', 'src/queue.ts']],
      ['Split billing', ['a.ts', 'b.ts']],
    ]);
  });
});
