import { isMigration } from '../evidence/data/is-migration.ts';
import { matchGlobs } from '../evidence/match-globs.ts';
import type { Settings } from '../settings/settings.ts';
import type { ChangedFile } from '../source/change.ts';

const submodule = '160000';

/**
 * Why a changed file is listed and not judged, or null when it is in scope. Returns a function of the file, since
 * the settings' globs are compiled once.
 */
export function createScope({ ignore }: Pick<Settings, 'ignore'>): (file: ChangedFile) => string | null {
  const ignored = matchGlobs(ignore);
  return (file) => {
    if (ignored(file.path)) return 'ignored by the settings';
    if (file.generated && !isMigration(file.path)) return 'generated or vendored';
    // A source file is none for a NUL byte in it: it stays in scope, and unread.
    if (file.binary && file.language === null) return 'binary';
    if (file.newMode === submodule || file.oldMode === submodule) return 'submodule';
    return null;
  };
}
