/** What the tool that runs a migration does when the order is not as it should be. */
interface MigrationTool {
  /** It stops when two migrations have one version. */
  refusesDuplicates: boolean;
  /**
   * Whether it stops at, or never runs, a migration that sorts before the last one that ran; others run it late.
   * `perhaps`: not known which tool it is.
   */
  mindsOrder: 'yes' | 'perhaps' | 'no';
  /** It stops when the text of a migration that ran has changed, comments included or not; null: it never looks. */
  checkSum: 'text' | 'statements' | null;
}

const flyway: MigrationTool = { refusesDuplicates: true, mindsOrder: 'yes', checkSum: 'text' };
const golangMigrate: MigrationTool = { refusesDuplicates: true, mindsOrder: 'yes', checkSum: null };
const liquibase: MigrationTool = { refusesDuplicates: true, mindsOrder: 'no', checkSum: 'statements' };
const rails: MigrationTool = { refusesDuplicates: true, mindsOrder: 'no', checkSum: null };
/** Its journal runs what is younger than the last one that ran. */
const drizzle: MigrationTool = { refusesDuplicates: false, mindsOrder: 'yes', checkSum: null };
/** Runs whatever has not run, in order of names. Prisma only warns of an edited migration when it deploys. */
const tolerant: MigrationTool = { refusesDuplicates: false, mindsOrder: 'no', checkSum: null };
const unknownSql: MigrationTool = { refusesDuplicates: false, mindsOrder: 'perhaps', checkSum: null };

/** Pop's names: `1_a.mysql.up.sql`, `1_a.autocommit.up.sql`. It runs whatever has not run, in any order. */
export function isOfPop(path: string): boolean {
  return /\.(?:mysql|postgres|sqlite3?|cockroach|autocommit)\.up\.sql$/i.test(path);
}

/**
 * The tool behind a migration, by its format and the way the file is named: `V2__add.sql` is Flyway's (Refinery and
 * Evolve, which take over the name, check as it does), `2_add.up.sql` golang-migrate's.
 */
export function toolOf(format: string, path: string): MigrationTool {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^V\d[\w.]*?__.*\.sql$/.test(name)) return flyway;
  if (/\.up\.sql$/i.test(name)) return isOfPop(path) ? tolerant : golangMigrate;
  if (/^up\.sql$/i.test(name)) return tolerant;
  switch (format) {
    case 'rails':
      return rails;
    case 'liquibase':
      return liquibase;
    case 'drizzle':
      return drizzle;
    case 'sql':
      return unknownSql;
    default:
      return tolerant;
  }
}
