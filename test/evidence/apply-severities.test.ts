import { describe, expect, it } from 'vitest';
import { applySeverities } from '../../src/evidence/apply-severities.ts';
import type { Fact } from '../../src/evidence/evidence.ts';

const fact = (rule: string, check?: string): Fact => ({
  rule,
  severity: 'warning',
  path: 'a',
  line: 1,
  side: 'RIGHT',
  message: 'm',
  data: check === undefined ? {} : { check },
});

describe('applySeverities', () => {
  const facts = [
    fact('contract/protobuf-breaking', 'FIELD_NO_DELETE'),
    fact('contract/protobuf-breaking', 'RPC_NO_DELETE'),
    fact('data/ban-drop-column'),
    fact('data/renaming-column'),
    fact('settings/changed'),
  ];
  const severitiesWith = (rules: Parameters<typeof applySeverities>[1]) =>
    applySeverities(facts, rules).map(({ severity }) => severity);

  it('leaves facts alone where nothing is asked', () => {
    expect(applySeverities(facts, {})).toEqual(facts);
  });

  it('lets the most specific key hold: check, rule, family', () => {
    expect(
      severitiesWith({
        'contract/*': 'note',
        'contract/protobuf-breaking/FIELD_NO_DELETE': 'error',
        'data/*': 'error',
        'data/renaming-column': 'note',
      }),
    ).toEqual(['error', 'note', 'error', 'note', 'warning']);
  });

  it('drops what is off, and nothing else', () => {
    expect(applySeverities(facts, { 'data/*': 'off' }).map(({ rule }) => rule)).toEqual([
      'contract/protobuf-breaking',
      'contract/protobuf-breaking',
      'settings/changed',
    ]);
    expect(applySeverities(facts, { 'dat/*': 'off', 'data/ban': 'off' })).toEqual(facts);
  });

  it('cannot hide that the settings changed', () => {
    expect(severitiesWith({ 'settings/*': 'off', 'settings/changed': 'off' })).toHaveLength(5);
  });
});
