import type { Node } from 'web-tree-sitter';
import { type RubyArguments, type RubyScope, textOf } from './ruby-scope.ts';
import { isStatement } from './schema-statements.ts';

/** Calls whose block runs as if it stood where they do. */
export const transparent = new Set([
  'say_with_time',
  'suppress_messages',
  'transaction',
  'with_lock_retries',
  'up_only',
  'without_statement_timeout',
  'with_statement_timeout',
  'disable_statement_timeout',
  'unsafe',
  'loop',
  'tap',
  'then',
  'with_options',
  'unscoped',
  'no_touching',
  'safely_acquire_lock_for_table',
  'without_lock_timeout',
  'silence',
  'each_current_tenant',
]);
export const sqlMethods = new Set([
  'execute',
  'exec_query',
  'exec_update',
  'exec_delete',
  'exec_insert',
  'exec',
]);
/** Of no interest: they read, tell, or change nothing that a deployment waits for. */
export const harmless =
  /^(?:say|puts|p|pp|print|warn|raise|exit|require|require_relative|sleep|abort|include|extend|private|attr_\w+|set_statement_timeout|set_lock_timeout|start_after!|check_down|quote\w*|\w+\?|reversible|connection|reset_column_information|announce|write|(?:begin|commit)_db_transaction|lambda|proc|select_\w+|reset_pk_sequence!|set_pk_sequence!|enable_\w+|disable_\w+|version|name|to_s|adapter_name|binding|caller|format|sprintf|rand|block_given\?)$/;
export const otherStatements =
  /^(?:(?:create|drop|update|replace|rename|change)_(?:enum|enum_value|view|function|trigger|virtual_table|schema|extension|materialized_view)|(?:add|remove|rename)_enum_value|refresh_\w+|prepare_(?:partitioned_)?async_\w+|(?:queue|finalize|delete|ensure)_\w*batched_background_migration\w*|queue_background_migration_jobs_by_range_at_intervals|(?:install|remove)_rename_triggers\w*|(?:create|drop)_trigger\w*|restrict_gitlab_migration|milestone|create_extension|schema_search_path|add_timescaledb\w*|create_hypertable)$/;

export const sqlByVerb = new Set(['update', 'insert', 'delete']);
/** What holds statements. */
export const bodies = new Set([
  'body_statement',
  'block_body',
  'then',
  'else',
  'begin',
  'ensure',
  'parenthesized_statements',
]);
export const passive = new Set([
  'return',
  'next',
  'break',
  'exceptions',
  'exception_variable',
  'string',
  'pair',
  'hash',
]);

/** pg_ha_migrations says of each of Rails' names whether it is safe. */
export function plainName(method: string): string {
  const bare = method.replace(/^(?:safe|unsafe)_/, '');
  return bare !== method && (isStatement(bare) || bare === 'create_table') ? bare : method;
}

/** `self`, or the connection that a migration calls its own. */
export function isConnection(node: Node): boolean {
  return node.type === 'self' || /(?:^|\.)(?:connection|lease_connection|migration)$/.test(node.text);
}

/** The name of a table that joins two: theirs, sorted, unless it is given. */
export function joinName(
  args: RubyArguments,
  names: (string | undefined)[],
  at: RubyScope,
): string | undefined {
  const given = textOf(args.named.get('table_name') ?? null, at)?.text;
  if (given !== undefined) return given;
  const [one, two] = names;
  if (one === undefined || two === undefined) return undefined;
  return [one, two]
    .sort()
    .join('\0')
    .replace(/^(.*[._])(.+)\0\1(.+)/, '$1$2_$3')
    .replace('\0', '_');
}
