import type { MigrationFormat, MigrationInput, MigrationReading } from '../migration.ts';
import { stateBefore } from './django/app-state.ts';
import { type DjangoFile, readDjangoFile } from './django/django-file.ts';
import { runOperations } from './django/run-operations.ts';

const name = /(?:^|\/)([A-Za-z_]\w*)\/migrations\/(\d{4,}_[\w-]+)\.py$/;

/** Migrations of Django: `app/migrations/0002_add_email.py`. */
export const djangoMigrations: MigrationFormat = {
  name: 'django',
  claims: (path) => name.test(path),
  /** Each names those before it in its text; numbers repeat where branches meet. */
  orderOf: () => null,
  read,
};

async function read({ path, text, tree }: MigrationInput): Promise<MigrationReading | null> {
  const [, folderName = '', own = ''] = name.exec(path) ?? [];
  const family = path.slice(0, path.lastIndexOf('/'));
  const parsed = await readDjangoFile(text);
  if (!parsed.ok)
    return {
      order: null,
      operations: [],
      rollback: 'none',
      transaction: 'unknown',
      database: null,
      unread: [{ line: 1, reason: parsed.reason }],
    };
  const { file } = parsed;
  if (file === null) return null;
  const app = labelOf(file, folderName, own, family, tree.entries);
  const reading: MigrationReading = {
    order: {
      by: 'chain',
      family,
      id: `${app}.${own}`,
      after: file.dependencies
        .filter((before) => before.app === app)
        .map((before) => `${app}.${before.name}`),
    },
    operations: [],
    rollback: 'derived',
    transaction: file.atomic ? 'one' : 'none',
    database: text.includes('django.contrib.postgres') ? 'postgres' : null,
    unread: [],
  };
  // It stands for others that have run already.
  if (file.replaces.length > 0) return reading;
  const state = await stateBefore(app, family, file, own, tree);
  return { ...reading, ...runOperations(file, state) };
}

/** An app's label is its folder's name, unless it chose another: then its migrations name each other by that. */
function labelOf(
  { dependencies }: DjangoFile,
  folder: string,
  own: string,
  family: string,
  entries: ReadonlyMap<string, unknown>,
): string {
  if (dependencies.some(({ app }) => app === folder)) return folder;
  const labels = dependencies.filter(
    (before) => before.name !== own && entries.has(`${family}/${before.name}.py`),
  );
  if (labels.length === 1) return labels[0]!.app;
  return labels.find(({ app }) => app.includes(folder))?.app ?? folder;
}
