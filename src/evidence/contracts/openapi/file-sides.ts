import type { ChangedFile } from '../../../source/change.ts';

/** Whether a changed file stood at the merge base. */
export function hasBase({ status }: ChangedFile): boolean {
  return status !== 'added' && status !== 'copied';
}

/** Whether it stands at head. */
export function hasHead({ status }: ChangedFile): boolean {
  return status !== 'removed';
}

/** Its path at the merge base. */
export function basePath({ path, previousPath }: ChangedFile): string {
  return previousPath ?? path;
}
