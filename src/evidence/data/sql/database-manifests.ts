import type { NamedDatabase } from './database-hints.ts';

/** What a manifest or a settings file says of databases. */
interface ManifestSays {
  databases: Set<NamedDatabase>;
  /** It says which one is used, not only which driver is there. */
  isSetting: boolean;
}

interface Kind {
  name: RegExp;
  isSetting: boolean;
  /** What stands in it for each database. */
  marks: Partial<Record<NamedDatabase, RegExp>>;
}

const url = {
  postgres: /\b(?:jdbc:)?postgres(?:ql)?(?:\+\w+)?:\/\//,
  mysql: /\b(?:jdbc:)?(?:mysql2?|mariadb)(?:\+\w+)?:\/\//,
  sqlite: /\b(?:jdbc:sqlite:|sqlite3?(?:\+\w+)?:\/\/)/,
  elsewhere: /\bjdbc:(?:sqlserver|oracle|h2|db2|clickhouse):/,
};

const kinds: readonly Kind[] = [
  {
    name: /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/,
    isSetting: true,
    marks: {
      postgres: /^[ \t]*image:[ \t]*["']?(?:[\w.-]+\/){0,3}(?:postgres|postgis|timescaledb|pgvector)\b/m,
      mysql: /^[ \t]*image:[ \t]*["']?(?:[\w.-]+\/){0,3}(?:mysql|mariadb|percona)\b/m,
      elsewhere: /^[ \t]*image:[ \t]*["']?(?:[\w.-]+\/){0,3}(?:cockroach|mssql\/server|azure-sql-edge)\b/m,
    },
  },
  {
    name: /^database\.ya?ml(?:\.\w+)?$/,
    isSetting: true,
    marks: {
      postgres: /^[ \t]*adapter:[ \t]*["']?(?:postgresql|postgis)\b/m,
      mysql: /^[ \t]*adapter:[ \t]*["']?(?:mysql2|trilogy)\b/m,
      sqlite: /^[ \t]*adapter:[ \t]*["']?sqlite3\b/m,
    },
  },
  {
    name: /^schema\.prisma$/,
    isSetting: true,
    marks: {
      postgres: /^[ \t]*provider[ \t]*=[ \t]*"postgres(?:ql)?"/m,
      mysql: /^[ \t]*provider[ \t]*=[ \t]*"mysql"/m,
      sqlite: /^[ \t]*provider[ \t]*=[ \t]*"sqlite"/m,
      elsewhere: /^[ \t]*provider[ \t]*=[ \t]*"(?:sqlserver|cockroachdb)"/m,
    },
  },
  {
    name: /^(?:application(?:-\w+)?\.(?:properties|ya?ml)|\.env\.(?:example|sample|dist)|alembic\.ini|sqlc\.ya?ml|atlas\.hcl|dbconf\.yml)$/,
    isSetting: true,
    marks: url,
  },
  {
    name: /^drizzle\.config\.[cm]?[jt]s$/,
    isSetting: true,
    marks: {
      postgres: /\bdialect\s?:\s?["'](?:postgresql|pg)["']/,
      mysql: /\bdialect\s?:\s?["']mysql["']/,
      sqlite: /\bdialect\s?:\s?["'](?:sqlite|turso)["']/,
    },
  },
  { name: /^package\.json$/, isSetting: false, marks: {} },
  {
    name: /^go\.mod$/,
    isSetting: false,
    marks: {
      postgres: /\bgithub\.com\/(?:lib\/pq|jackc\/pgx|uptrace\/bun\/driver\/pgdriver|go-pg\/pg)\b/,
      mysql: /\bgithub\.com\/go-sql-driver\/mysql\b/,
      sqlite: /\b(?:github\.com\/mattn\/go-sqlite3|modernc\.org\/sqlite|github\.com\/glebarez\/sqlite)\b/,
    },
  },
  {
    name: /^Gemfile$/,
    isSetting: false,
    marks: {
      postgres: /^[ \t]*gem[ \t(]+["']pg["']/m,
      mysql: /^[ \t]*gem[ \t(]+["'](?:mysql2|trilogy)["']/m,
      sqlite: /^[ \t]*gem[ \t(]+["']sqlite3["']/m,
    },
  },
  {
    name: /^(?:requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|setup\.cfg)$/,
    isSetting: false,
    marks: {
      postgres: /\b(?:psycopg2?(?:-binary)?|asyncpg|pg8000)\b/,
      mysql: /\b(?:mysqlclient|pymysql|aiomysql|asyncmy|mysql-connector-python)\b/i,
      sqlite: /\baiosqlite\b/,
    },
  },
  {
    name: /^(?:pom\.xml|build\.gradle(?:\.kts)?)$/,
    isSetting: false,
    marks: {
      postgres: /\borg\.postgresql\b/,
      mysql: /\b(?:mysql-connector-j(?:ava)?|mariadb-java-client)\b/,
      sqlite: /\bsqlite-jdbc\b/,
      elsewhere: /\b(?:mssql-jdbc|ojdbc\d+)\b/,
    },
  },
  {
    name: /^Cargo\.toml$/,
    isSetting: false,
    marks: {
      postgres: /\b(?:tokio-postgres|deadpool-postgres)\b|"postgres"/,
      mysql: /"mysql"|\bmysql_async\b/,
      sqlite: /"sqlite"|\brusqlite\b/,
    },
  },
];

const npmPackages: Readonly<Record<string, NamedDatabase>> = {
  pg: 'postgres',
  postgres: 'postgres',
  '@neondatabase/serverless': 'postgres',
  '@vercel/postgres': 'postgres',
  '@supabase/supabase-js': 'postgres',
  mysql: 'mysql',
  mysql2: 'mysql',
  mariadb: 'mysql',
  '@planetscale/database': 'mysql',
  sqlite3: 'sqlite',
  'better-sqlite3': 'sqlite',
  '@libsql/client': 'sqlite',
  mssql: 'elsewhere',
  oracledb: 'elsewhere',
};

/** Whether a path may name the repository's database, by its name alone. */
export function isDatabaseManifest(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return kinds.some((kind) => kind.name.test(name));
}

/** The databases that a manifest or a settings file names; none for a text that is not in its form. */
export function databaseOfManifest(path: string, text: string): ManifestSays {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const kind = kinds.find((each) => each.name.test(name));
  const databases = new Set<NamedDatabase>();
  if (!kind) return { databases, isSetting: false };
  if (name === 'package.json') {
    for (const each of npmDependencies(text)) {
      if (Object.hasOwn(npmPackages, each)) databases.add(npmPackages[each]!);
    }
  }
  for (const [database, mark] of Object.entries(kind.marks)) {
    if (mark.test(text)) databases.add(database as NamedDatabase);
  }
  return { databases, isSetting: kind.isSetting };
}

/** What runs in production: a driver among the development dependencies is the tests'. */
function npmDependencies(text: string): string[] {
  try {
    const manifest: unknown = JSON.parse(text);
    const dependencies = (manifest as { dependencies?: unknown } | null)?.dependencies;
    return typeof dependencies === 'object' && dependencies !== null ? Object.keys(dependencies) : [];
  } catch {
    return [];
  }
}
