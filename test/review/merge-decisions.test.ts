import { describe, expect, it } from 'vitest';
import { mergeDecisions } from '../../src/review/merge-decisions.ts';
import { fact } from './samples.ts';

const needed = fact('decision/needed', {
  path: 'package.json',
  message: 'A message broker enters this system (amqplib): the first of its kind; it has to be run',
  data: {
    decision: 'adopt-message-broker',
    drivers: ['the first of its kind', 'costly to change later'],
    paths: ['package.json', 'src/queue.ts'],
  },
});

describe('mergeDecisions', () => {
  it('makes a decision of a fact', () => {
    expect(mergeDecisions([needed], [])).toEqual([
      {
        fingerprint: 'adopt-message-broker',
        title: 'A message broker enters this system (amqplib)',
        why: 'The first of its kind. It has to be run. Costly to change later.',
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
      { ...judged, fingerprint: 'adopt-message-broker', paths: ['package.json', 'src/queue.ts'] },
    ]);
  });

  it('keeps its own words where no model found better ones', () => {
    const judged = { title: 'adopt-message-broker', why: 'x', options: [], paths: ['src/worker.ts'] };
    expect(mergeDecisions([needed], [judged])).toMatchObject([
      {
        title: 'A message broker enters this system (amqplib)',
        paths: ['package.json', 'src/queue.ts', 'src/worker.ts'],
      },
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
      'adopt-message-broker',
      'turn-order-placement-asynchronous',
    ]);
  });

  it('takes the same decision once', () => {
    const told = { title: 'Split billing', why: 'x', options: [], paths: ['b.ts'] };
    const merged = mergeDecisions([needed, needed], [told, { ...told, paths: ['a.ts'] }]);
    expect(merged.map(({ title, paths }) => [title, paths])).toEqual([
      ['A message broker enters this system (amqplib)', ['package.json', 'src/queue.ts']],
      ['Split billing', ['a.ts', 'b.ts']],
    ]);
  });
});
