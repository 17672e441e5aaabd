import type { MigrationFormat, MigrationInput, MigrationPart } from '../migration.ts';
import { readChangeSets } from './liquibase/read-change-sets.ts';
import { isFormattedSql, readFormattedSql } from './liquibase/read-formatted-sql.ts';
import { readXml } from './liquibase/read-xml.ts';
import { readYaml } from './liquibase/read-yaml.ts';

/** How people name changelogs and the folders that hold them. */
const named = /liquibase|change-?log|change-?sets?|migrations?|(?:^|\/)db\//i;

/** Changelogs of Liquibase in XML, YAML, JSON or formatted SQL; each changeSet is a migration of its own. */
export const liquibaseMigrations: MigrationFormat = {
  name: 'liquibase',
  claims: (path) => /\.(?:xml|ya?ml|json|sql)$/i.test(path) && named.test(path),
  orderOf: () => null,
  readParts: async (input) => readParts(input),
  async read(input) {
    const parts = readParts(input);
    if (parts === null) return null;
    const readings = parts.map(({ reading }) => reading);
    return {
      order: null,
      operations: readings.flatMap(({ operations }) => operations),
      rollback: readings.every(({ rollback }) => rollback === 'derived')
        ? 'derived'
        : readings.some(({ rollback }) => rollback === 'irreversible')
          ? 'irreversible'
          : 'written',
      transaction: readings.every(({ transaction }) => transaction === 'none') ? 'none' : 'one',
      database: null,
      unread: readings.flatMap(({ unread }) => unread),
    };
  },
};

function readParts({ path, text }: MigrationInput): MigrationPart[] | null {
  if (/\.sql$/i.test(path)) return isFormattedSql(text) ? readFormattedSql(text) : null;
  if (!text.includes('databaseChangeLog')) return null;
  try {
    const root = /\.xml$/i.test(path) ? readXml(text) : readYaml(text);
    return root === null ? null : readChangeSets(root);
  } catch (error) {
    return [brokenPart(error instanceof Error ? error.message : String(error))];
  }
}

/** A changelog that is not well formed: one part that says so. */
function brokenPart(message: string): MigrationPart {
  return {
    id: '',
    when: '',
    line: 1,
    content: '',
    mayChange: true,
    isElsewhere: false,
    reading: {
      order: null,
      operations: [],
      rollback: 'none',
      transaction: 'unknown',
      database: null,
      unread: [{ line: 1, reason: `not well formed: ${message.slice(0, 200)}` }],
    },
  };
}
