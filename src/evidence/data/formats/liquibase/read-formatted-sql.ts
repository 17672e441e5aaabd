import type { MigrationPart } from '../../migration.ts';
import { normaliseSql } from '../../normalise-sql.ts';
import { databaseOfDbms, isElsewhere, whenOf } from './read-change-sets.ts';

const header = /^\s*--\s*liquibase\s+formatted\s+sql\b/i;
const changeSet = /^\s*--\s*changeset\s+(?:"([^"]+)"|([^\s:]+)):(?:"([^"]+)"|(\S+))(.*)$/i;
const directive =
  /^\s*--\s*(rollback|validchecksum|preconditions?\S*|precondition-\S+|property|comment|ignore\S*)\b/i;

/** Whether a text is SQL that Liquibase reads as a changelog: its first line that is not blank says so, and it has changeSets. */
export function isFormattedSql(text: string): boolean {
  return header.test(text.slice(0, 2_000)) && text.split('\n').some((line) => changeSet.test(line));
}

/** The changeSets of a changelog in formatted SQL. The text of each keeps its lines, those that do not run are blank. */
export function readFormattedSql(text: string): MigrationPart[] {
  const parts: MigrationPart[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; ) {
    const start = changeSet.exec(lines[at]!);
    let end = at + 1;
    while (end < lines.length && !changeSet.test(lines[end]!)) end++;
    if (start !== null) parts.push(partOf(start, lines.slice(at + 1, end), at + 1));
    at = end;
  }
  return parts;
}

function partOf(start: RegExpExecArray, body: readonly string[], line: number): MigrationPart {
  const author = start[1] ?? start[2] ?? '';
  const id = start[3] ?? start[4] ?? '';
  const attributes = attributesOf(start[5] ?? '');
  const dbms = attributes.get('dbms') ?? null;
  let hasRollback = false;
  let mayChange = attributes.get('runonchange') === 'true' || attributes.get('runalways') === 'true';
  let inRollback = false;
  const forward = body.map((each) => {
    if (/^\s*\/\*\s*liquibase\s+rollback/i.test(each)) inRollback = hasRollback = true;
    if (inRollback) {
      if (each.includes('*/')) inRollback = false;
      return '';
    }
    const said = directive.exec(each)?.[1]?.toLowerCase();
    if (said === 'rollback') hasRollback = true;
    if (said === 'validchecksum') mayChange = true;
    return said === undefined ? each : '';
  });
  const first = forward.findIndex((each) => each.trim() !== '');
  const sql = first === -1 ? '' : forward.slice(first).join('\n').trimEnd();
  return {
    id: `${author}:${id}`,
    when: whenOf(dbms, attributes.get('context') ?? null, attributes.get('labels') ?? null),
    line,
    content: normaliseSql(sql),
    mayChange,
    isElsewhere: isElsewhere(dbms),
    reading: {
      order: null,
      operations: sql === '' ? [] : [{ kind: 'sql', line: line + 1 + first, sql }],
      rollback: hasRollback ? 'written' : 'irreversible',
      transaction: attributes.get('runintransaction') === 'false' ? 'none' : 'one',
      database: databaseOfDbms(dbms),
      unread: [],
    },
  };
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, key, quoted, plain] of text.slice(0, 2_000).matchAll(/(\w+):\s*(?:"([^"]*)"|(\S+))/g)) {
    attributes.set(key!.toLowerCase(), quoted ?? plain ?? '');
  }
  return attributes;
}
