import { describe, expect, it } from 'vitest';
import type { MigrationChange } from '../../src/evidence/evidence.ts';
import { contractRows, renderContracts } from '../../src/review/contract-table.ts';
import { renderMigrations } from '../../src/review/migration-plan.ts';
import { fact } from './samples.ts';

const contract = (rule: string, message: string, data: Record<string, unknown> = {}) =>
  fact(`contract/${rule}`, {
    severity: rule.endsWith('-breaking') ? 'error' : 'note',
    path: 'api/openapi.yaml',
    message,
    data: { format: 'openapi', element: 'GET /users', consumer: '', check: 'c', wayOut: '', ...data },
  });

describe('the table of contracts', () => {
  it('tells breaks first, with the consumers they hurt', () => {
    const rows = contractRows([
      contract('openapi-changed', 'GET /users gains the parameter page'),
      fact('graph/hub'),
      { ...contract('route-breaking', 'GET /users is gone'), severity: 'warning' },
      contract('openapi-breaking', 'GET /users loses email', { consumer: 'clients that read email fail' }),
    ]);
    expect(rows.map(({ breaking, severity }) => [breaking, severity])).toEqual([
      [true, 'error'],
      [true, 'warning'],
      [false, 'note'],
    ]);
    const lines = renderContracts(rows).split('\n');
    expect(lines[2]).toBe(
      '| 💥 breaking | `api/openapi.yaml` (OpenAPI) | GET /users loses email | Clients that read email fail |',
    );
    expect(lines[3]).toMatch(/^\| ⚠️ may break \|/);
    expect(lines[4]).toMatch(/^\| compatible \|/);
    expect(lines).toHaveLength(5);
  });

  it('names the element where the sentence does not', () => {
    expect(renderContracts(contractRows([contract('openapi-changed', 'a parameter is new')]))).toContain(
      '| `GET /users`: a parameter is new |',
    );
  });

  it('keeps hostile names in their cells', () => {
    const hostile = 'a | b\n\n# c <img src=x> @team `d` [e](https://evil.example) ![f](g)';
    const table = renderContracts(
      contractRows([contract('openapi-breaking', hostile, { element: hostile, consumer: hostile })]),
    );
    const lines = table.split('\n');
    expect(lines).toHaveLength(3);
    expect((lines[2] as string).replaceAll('\\|', '').match(/\|/g)).toHaveLength(5);
    expect(table).not.toMatch(/<img|\]\(https|@team(?!`)/);
  });

  it('counts what does not fit', () => {
    const many = Array.from({ length: 70 }, (_, i) =>
      contract('openapi-breaking', `GET /users/${i} is gone`),
    );
    const some = Array.from({ length: 9 }, (_, i) => contract('openapi-changed', `GET /new/${i} is new`));
    const table = renderContracts(contractRows([...many, ...some]));
    expect(table).toMatch(/… and 50 more that break, 1 more that is compatible\.$/);
    const long = Array.from({ length: 20 }, (_, i) =>
      contract('openapi-breaking', `${i} ${'w'.repeat(230)}`, { consumer: 'x'.repeat(300) }),
    );
    expect(renderContracts(contractRows([...long, ...many, ...some])).length).toBeLessThan(9_300);
  });

  it('is empty without a contract', () => {
    expect(renderContracts(contractRows([fact('graph/hub')]))).toBe('');
  });
});

const migration = (some: Partial<MigrationChange> = {}): MigrationChange => ({
  path: 'db/migrate/20260101_add_email.rb',
  format: 'rails',
  status: 'added',
  database: 'postgres',
  version: '20260101',
  rollback: 'derived',
  transaction: 'one',
  steps: [{ line: 3, what: 'adds column email to users', lock: null, rewrites: false, risk: null }],
  ...some,
});

describe('the migrations of the plan', () => {
  it('tells order, steps, locks and the way back', () => {
    const text = renderMigrations([
      migration(),
      migration({
        path: 'db/migrate/20260102_index.rb',
        rollback: 'irreversible',
        transaction: 'none',
        status: 'modified',
        steps: [
          {
            line: 3,
            what: 'builds an index on users (email)',
            lock: 'SHARE: blocks writes',
            rewrites: false,
            risk: 'warning',
          },
          { line: 4, what: 'changes users.id to bigint', lock: null, rewrites: true, risk: 'error' },
        ],
      }),
    ]);
    expect(text.split('\n')).toEqual([
      '**2 migrations, in the order in which they run:**',
      '',
      '| # | Migration | Steps and what they lock | Way back |',
      '| --- | --- | --- | --- |',
      '| 1 | `migrate/20260101_add_email.rb` (rails, Postgres, one transaction) | adds column email to users | derived from its steps |',
      '| 2 | `migrate/20260102_index.rb` (rails, Postgres, no transaction, **modified**) | 🟡 builds an index on users (email) (SHARE: blocks writes)<br>🔴 changes `users.id` to bigint (writes the table anew) | **none: it cannot be undone** |',
    ]);
  });

  it('leaves out harmless steps before those that lock', () => {
    const steps = Array.from({ length: 20 }, (_, i) => ({
      line: i + 1,
      what: `step ${i}`,
      lock: i === 19 ? 'ACCESS EXCLUSIVE' : null,
      rewrites: false,
      risk: null,
    }));
    const text = renderMigrations([migration({ steps })]);
    expect(text).toContain('step 19 (ACCESS EXCLUSIVE)<br>… and 12 more steps');
    expect(text).not.toContain('step 8');
  });

  it('counts migrations that do not fit, and keeps hostile names in their cells', () => {
    const many = Array.from({ length: 40 }, (_, i) => migration({ path: `m/${i}.rb` }));
    expect(renderMigrations(many)).toMatch(/… and 25 more migrations\.$/);
    const hostile = 'x | y <br> @team\n\n# z';
    const lines = renderMigrations([
      migration({
        path: hostile,
        steps: [{ line: 1, what: hostile, lock: hostile, rewrites: false, risk: null }],
      }),
    ]).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)?.replace(/`[^`]*`/g, '')).not.toMatch(/<br>|@team/);
  });

  it('is empty without a migration', () => {
    expect(renderMigrations([])).toBe('');
  });
});
