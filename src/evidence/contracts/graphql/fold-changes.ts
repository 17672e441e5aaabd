import type { SchemaChange } from './schema-change.ts';

const mostNames = 5;

/** Makes one note of the additions of one kind to one owner in one file; breaks stay as they are. */
export function foldChanges(changes: readonly SchemaChange[]): SchemaChange[] {
  const folded: SchemaChange[] = [];
  const groups = new Map<string, SchemaChange[]>();
  for (const change of changes) {
    if (change.owner === undefined) {
      folded.push(change);
      continue;
    }
    const key = [change.check, change.path, change.owner].join('\0');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [change]);
    else known.push(change);
  }
  for (const group of groups.values()) {
    const first = group[0]!;
    if (group.length === 1) {
      folded.push(first);
      continue;
    }
    const names = group.map(({ gains }) => gains!);
    const shown = names.slice(0, names.length > mostNames ? mostNames : names.length - 1);
    const rest = names.length - shown.length;
    const list = `${shown.join(', ')} and ${rest === 1 ? names.at(-1) : `${rest} more`}`;
    const line = Math.min(...group.map((one) => one.line ?? 1));
    const message =
      first.owner === ''
        ? `types ${list} are added`
        : first.message.slice(0, first.message.length - first.gains!.length) + list;
    folded.push({ ...first, element: first.owner || first.element, line, message });
  }
  return folded;
}
