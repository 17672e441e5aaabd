import type { MigrationOrder } from '../../migration.ts';

/** How a file of SQL is named: what runs, where its way back stands, and what orders it. */
export interface SqlConvention {
  tool: 'flyway' | 'up-down' | 'folder' | 'db-migrate' | 'numbered';
  /** Its way back in a file of its own, by path; null where none can be told by name. */
  back: string | null;
  order: MigrationOrder | null;
  /** The folder's name says nothing of migrations: only marks in the text make it one. */
  needsMarks: boolean;
}

const flyway = /^(?:V(\d+(?:[._]\d+)*)|(R))__.+\.sql$/;
const upDown = /^(\d+)[_.-].*\.up\.sql$/i;
const folder = /(?:^|\/)(\d[\d-]*)[_-][^/]+\/up\.sql$/i;
const dbMigrate = /(?:^|\/)sqls\/(\d+)-[^/]+-up\.sql$/i;
const numbered = /^[vV]?(\d+(?:\.\d+)*)(?:[_-].*|\.[a-z][\w.-]*)?\.sql$/i;

/** Whole folder names that say it, `db-migrations` and `sqlmigrations` among them. */
const migrations = /^(?:[a-z0-9]+[._-]?)?(?:migrations?|migrate)(?:[._-][a-z0-9]+)?$/i;
const perhaps =
  /^(?:db|database|databases|schemas?|sql|change-?logs?|changes|deltas?|upgrades?|updates?|patches|versions|evolutions)$/i;
const never =
  /^(?:seeds?|seeders?|fixtures?|dumps?|backups?|downs?|rollbacks?|reverts?|undos?|quer(?:y|ies)|docker-entrypoint-initdb\.d|testdata|test-files)$/i;

/** By its path alone, the convention that a file of SQL follows; null: it is no migration that runs forward. */
export function conventionOf(path: string): SqlConvention | null {
  if (!/\.sql$/i.test(path)) return null;
  const folders = path.split('/');
  const name = folders.pop()!;
  if (folders.some((each) => never.test(each))) return null;
  const family = folders.join('/');
  const named = flyway.exec(name);
  if (named) {
    const order: MigrationOrder | null =
      named[1] === undefined ? null : { by: 'version', family, version: named[1].replaceAll('_', '.') };
    return { tool: 'flyway', back: null, order, needsMarks: false };
  }
  if (/(?:[._-]|^)down\.sql$/i.test(name)) return null;
  const up = upDown.exec(name);
  if (up) {
    const version = up[1]!;
    const dialect = name
      .slice(0, -'.up.sql'.length)
      .split('.')
      .slice(1)
      .join('.')
      .toLowerCase()
      .replace(/\.?autocommit$/, '');
    const order: MigrationOrder = {
      by: 'version',
      family: dialect === '' ? family : `${family}#${dialect}`,
      version,
    };
    return { tool: 'up-down', back: path.replace(/\.up\.sql$/i, '.down.sql'), order, needsMarks: false };
  }
  const own = folder.exec(path);
  if (own) {
    const order: MigrationOrder = {
      by: 'version',
      family: folders.slice(0, -1).join('/'),
      version: own[1]!.replaceAll('-', ''),
    };
    return { tool: 'folder', back: `${family}/down.sql`, order, needsMarks: false };
  }
  const script = dbMigrate.exec(path);
  if (script) {
    const order: MigrationOrder = { by: 'version', family, version: script[1]! };
    return { tool: 'db-migrate', back: path.replace(/-up\.sql$/i, '-down.sql'), order, needsMarks: false };
  }
  const plain = numbered.exec(name);
  if (!plain) return null;
  const sure = folders.some((each) => migrations.test(each));
  if (!sure && !folders.some((each) => perhaps.test(each))) return null;
  return {
    tool: 'numbered',
    back: null,
    order: { by: 'version', family, version: plain[1]! },
    needsMarks: !sure,
  };
}
