import type { MigrationReading } from '../../migration.ts';
import type { SchemaOperation } from '../../schema-operation.ts';
import { type Call, callsIn, handsOver, unreadOf } from './calls-in.ts';
import { compareWithDown } from './compare-with-down.ts';
import type { Direction, MigrationModule } from './migration-module.ts';

type OperationsOf = (call: Call, direction: Direction) => SchemaOperation[] | null;

/** What a module does forward, held against what its way back restores. */
export function runModule(
  { up, down, rollback }: MigrationModule,
  operationsOf: OperationsOf,
): Pick<MigrationReading, 'operations' | 'unread' | 'rollback'> {
  const { operations, unread } = runDirection(up, operationsOf);
  const back = down ? runDirection(down, operationsOf).operations : [];
  return { operations: compareWithDown(operations, back), rollback, unread };
}

/**
 * What one direction of a migration does, and what of it cannot be read. `operationsOf` gives what a call does: none for
 * a call that is no step, null where a name or its SQL is computed.
 */
function runDirection(
  direction: Direction,
  operationsOf: OperationsOf,
): Pick<MigrationReading, 'operations' | 'unread'> {
  const operations: SchemaOperation[] = [];
  const unread: MigrationReading['unread'] = [];
  for (const call of callsIn(direction.body, direction)) {
    const read = operationsOf(call, direction);
    if (read !== null) for (const operation of read) operations.push(operation);
    else if (call.name === 'query') unread.push({ line: call.line, reason: 'SQL that is computed' });
    else unread.push({ line: call.line, reason: `${call.name} on a name that is computed` });
    if (read?.length === 0 && handsOver(call, direction)) {
      unread.push({ line: call.line, reason: `a call of ${call.name} that stands elsewhere` });
    }
  }
  unread.push(...unreadOf(direction));
  return { operations, unread };
}
