import type { RubyArguments } from './ruby-scope.ts';

/** A block's own names for the statements above: `t.remove :a` is `remove_columns`; other names are types of columns. */
export function statementOfBlock(
  method: string,
  args: RubyArguments,
): { method: string; type?: string } | null {
  const own = blockNames.get(method);
  if (own !== undefined) return { method: own };
  if (notColumns.has(method)) return null;
  return args.positional.length === 0 ? null : { method: 'add_columns', type: method };
}

const blockNames = new Map([
  ['column', 'add_column'],
  ['timestamps', 'add_timestamps'],
  ['references', 'add_reference'],
  ['belongs_to', 'add_reference'],
  ['index', 'add_index'],
  ['rename', 'rename_column'],
  ['rename_index', 'rename_index'],
  ['change', 'change_column'],
  ['change_null', 'change_column_null'],
  ['change_default', 'change_column_default'],
  ['remove', 'remove_columns'],
  ['remove_index', 'remove_index'],
  ['remove_timestamps', 'remove_timestamps'],
  ['remove_references', 'remove_reference'],
  ['remove_belongs_to', 'remove_reference'],
  ['foreign_key', 'add_foreign_key'],
  ['remove_foreign_key', 'remove_foreign_key'],
  ['check_constraint', 'add_check_constraint'],
  ['remove_check_constraint', 'remove_check_constraint'],
  ['unique_constraint', 'add_unique_constraint'],
  ['exclusion_constraint', 'add_exclusion_constraint'],
]);
const notColumns = new Set(['column_exists?', 'index_exists?', 'foreign_key_exists?', 'name', 'comment']);
