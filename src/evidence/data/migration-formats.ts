import { alembicMigrations } from './formats/alembic.ts';
import { djangoMigrations } from './formats/django.ts';
import { drizzleMigrations } from './formats/drizzle.ts';
import { efCoreMigrations } from './formats/ef-core.ts';
import { knexMigrations } from './formats/knex.ts';
import { liquibaseMigrations } from './formats/liquibase.ts';
import { prismaMigrations } from './formats/prisma.ts';
import { railsMigrations } from './formats/rails.ts';
import { sequelizeMigrations } from './formats/sequelize.ts';
import { sqlMigrations } from './formats/sql.ts';
import { typeormMigrations } from './formats/typeorm.ts';
import type { MigrationFormat } from './migration.ts';

/** Every way of writing migrations that is read; the first that claims a path and reads its text has it. */
export const migrationFormats: readonly MigrationFormat[] = [
  liquibaseMigrations,
  prismaMigrations,
  drizzleMigrations,
  railsMigrations,
  djangoMigrations,
  alembicMigrations,
  efCoreMigrations,
  typeormMigrations,
  sequelizeMigrations,
  knexMigrations,
  sqlMigrations,
];
