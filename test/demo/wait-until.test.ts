import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../demo/wait-until.ts';

const never = async () => null;

describe('waitUntil', () => {
  it('gives what comes', async () => {
    let looks = 0;
    const look = async () => (++looks === 3 ? 'here' : null);
    await expect(waitUntil('it', 5, AbortSignal.timeout(5000), look)).resolves.toBe('here');
  });

  it('names what did not come', async () => {
    await expect(waitUntil('the answer', 0.05, AbortSignal.timeout(5000), never)).rejects.toThrow(
      'waited 0.05 s for the answer, and it did not come',
    );
  });

  it('ends when it is interrupted', async () => {
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(waitUntil('the answer', 5, signal, never)).rejects.toThrow('interrupted');
  });
});
