import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../../../../src/evidence/contracts/openapi/check-families.ts';
import { findOasdiff } from '../../../../src/evidence/contracts/openapi/find-oasdiff.ts';

describe('families of checks', () => {
  const listed = execFileSync(findOasdiff()!, ['checks', '--format', 'json'], { encoding: 'utf8', env: {} });
  const checks: { id: string; level: string }[] = JSON.parse(listed);

  it('know every check of oasdiff that breaks clients', () => {
    const any = familyOf('no such check');
    const breaking = checks.filter(({ level }) => level !== 'info').map(({ id }) => id);
    expect(breaking.length).toBeGreaterThan(200);
    expect(breaking.filter((id) => familyOf(id) === any)).toEqual([]);
  });

  it('say whom it hurts, and the way out, unless it harms nobody', () => {
    const mute = checks.filter(({ id }) => familyOf(id).consumer === '').map(({ id }) => id);
    expect(mute.filter((id) => !/sunset|deprecat|stability|reactivated|path-parameter/.test(id))).toEqual([]);
  });

  it.each([
    ['request-property-became-required', /refused/],
    ['response-required-property-removed', /find it gone/],
    ['request-parameter-enum-value-removed', /no longer listed/],
    ['request-body-max-length-decreased', /between the old limit/],
    ['response-body-type-changed', /cannot understand/],
    ['webhook-removed', /nothing answers/],
    ['response-header-became-optional', /missing or null/],
  ])('%s', (id, consumer) => {
    expect(familyOf(id).consumer).toMatch(consumer);
  });
});

describe('the program', () => {
  it('is null where there is none for the platform', () => {
    expect(findOasdiff('sunos', 'sparc')).toBeNull();
  });
});
