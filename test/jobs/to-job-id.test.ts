import { expect, test } from 'vitest';
import { toJobId } from '../../src/jobs/to-job-id.ts';

test('a UUID stays, in lower case', () => {
  expect(toJobId('72D3162E-cc78-11e3-81ab-4c9367dc0958')).toBe('72d3162e-cc78-11e3-81ab-4c9367dc0958');
});

test.each(['', 'test-1', 'x'.repeat(10_000)])(
  'anything else becomes the same UUID of version 8 each time',
  (id) => {
    expect(toJobId(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(toJobId(id)).toBe(toJobId(id));
    expect(toJobId(id)).not.toBe(toJobId(`${id}.`));
  },
);
