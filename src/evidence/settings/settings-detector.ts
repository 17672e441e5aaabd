import type { ChangedFile } from '../../source/change.ts';
import type { Detector } from '../detector.ts';
import type { Fact } from '../evidence.ts';
import { isSettingsFile } from './settings-files.ts';

/** Says when a change touches what it is reviewed by: the head's settings are not in force, the base branch's are. */
export const settingsDetector: Detector = {
  name: 'settings',
  rules: [
    {
      id: 'settings/changed',
      severity: 'note',
      description: 'The change edits the settings it would be reviewed by; they are in force once merged',
    },
  ],
  async detect({ change }) {
    const facts: Fact[] = change.files
      .filter(
        ({ path, previousPath }) =>
          isSettingsFile(path) || (previousPath !== null && isSettingsFile(previousPath)),
      )
      .map(({ path, status }) => ({
        rule: 'settings/changed',
        severity: 'note' as const,
        path,
        line: null,
        side: status === 'removed' ? ('LEFT' as const) : ('RIGHT' as const),
        message: `This change edits ${path}: it is reviewed by the settings of the base branch, the new ones hold once merged`,
        data: { status },
      }));
    const marks = change.files.filter(marksSources).map(({ path }) => ({
      rule: 'settings/changed',
      severity: 'note' as const,
      path,
      line: null,
      side: 'RIGHT' as const,
      message: `This change edits what ${path} calls generated or vendored: once merged, such files are judged no more`,
      data: { status: 'modified' },
    }));
    return { facts: [...facts, ...marks], coverage: { read: 0, skipped: [] } };
  },
};

/** Whether a change of attributes adds or takes away what calls files generated or vendored. */
function marksSources({ path, hunks, status }: ChangedFile): boolean {
  return (
    status !== 'removed' &&
    /(?:^|\/)\.gitattributes$/.test(path) &&
    hunks.some(({ lines }) =>
      lines.some(({ kind, text }) => kind !== 'context' && /linguist-(?:generated|vendored)/.test(text)),
    )
  );
}
