import { namesIn, writesBySql } from '../names.ts';
import type { TransactionLanguage } from '../transaction-language.ts';

const writes =
  /^(?:Create|Save|Update|Updates|UpdateColumn|UpdateColumns|Delete|FirstOrCreate|CreateInBatches|Insert|InsertMulti|Upsert|InsertOrUpdate)$/;
const raw = /^(?:Exec|ExecContext|NamedExec|NamedExecContext|MustExec|MustExecContext|Raw)$/;
const databases =
  /^(?:tx|txn|trx|db|DB|gorm|orm|ormer|o|sess|session|conn|stmt|\w*[tT]x|\w*D[Bb]|\w*[oO]rm)$/;

/** Go: database/sql, sqlx, pgx, GORM, ent, Beego. */
export const go: TransactionLanguage = {
  grammars: ['go'],
  functionName(node) {
    const name = node.childForFieldName('name')?.text ?? null;
    if (node.type === 'function_declaration') return name;
    if (node.type !== 'method_declaration' || name === null) return null;
    const type = /\*?\s*(\w+)(?:\[[^\]]*\])?\s*\)$/.exec(node.childForFieldName('receiver')?.text ?? '')?.[1];
    return type === undefined ? name : `${type}.${name}`;
  },
  typeName: () => null,
  marksOf: () => [],
  callOf(node) {
    if (node.type !== 'call_expression') return null;
    const called = node.childForFieldName('function');
    const args = (node.childForFieldName('arguments')?.namedChildren ?? []).filter((child) => child !== null);
    if (called?.type === 'identifier') return { name: called.text, receiver: null, args };
    if (called?.type !== 'selector_expression') return null;
    const name = called.childForFieldName('field')?.text ?? '';
    return { name, receiver: called.childForFieldName('operand'), args };
  },
  blockOf: () => null,
  isWrite({ name, receiver, args }) {
    const names = namesIn(receiver);
    if (!names.some((one) => databases.test(one))) return false;
    if (raw.test(name)) {
      // A query in a variable is one that changes something: others are asked with Query.
      const query = args.find(({ type }) => /string_literal$/.test(type));
      return name === 'Raw' ? writesBySql(query) : query === undefined || writesBySql(query);
    }
    // ent's builders end with Save or Exec; what stands before them is no write of its own.
    return writes.test(name) && !(args.length === 0 && /^(?:Create|Update|Delete)$/.test(name));
  },
  parametersOf: (node) => node.childForFieldName('parameters')?.text ?? '',
  opensByCall: ({ name, receiver }) =>
    /^(?:Begin|BeginTx|BeginTxx|Beginx|MustBegin|BeginTxFunc|Tx)$/.test(name) && receiver !== null,
};
