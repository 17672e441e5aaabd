import { isElsewhere, namesIn, writesBySql } from '../names.ts';
import type { TransactionLanguage } from '../transaction-language.ts';

const writes = new Set(
  `save save! create create! update update! update_all update_column update_columns update_attribute update_attribute!
  update_attributes update_attributes! destroy destroy! destroy_all delete_all insert insert! insert_all insert_all! upsert
  upsert_all increment! decrement! toggle! touch find_or_create_by find_or_create_by! first_or_create first_or_create!
  create_or_find_by create_or_find_by! destroy_by delete_by`.split(/\s+/),
);

/** Ruby: Active Record and Sequel. */
export const ruby: TransactionLanguage = {
  grammars: ['ruby'],
  functionName: (node) =>
    node.type === 'method' || node.type === 'singleton_method'
      ? (node.childForFieldName('name')?.text ?? null)
      : null,
  typeName: (node) =>
    node.type === 'class' || node.type === 'module' ? (node.childForFieldName('name')?.text ?? '') : null,
  marksOf: () => [],
  callOf(node) {
    if (node.type !== 'call') return null;
    const block = node.childForFieldName('block');
    const list = node.childForFieldName('arguments')?.namedChildren ?? [];
    const args = [...list, block].filter((child) => child !== null);
    return {
      name: node.childForFieldName('method')?.text ?? '',
      receiver: node.childForFieldName('receiver'),
      args,
    };
  },
  blockOf: () => null,
  isWrite({ name, receiver, args }) {
    const last = namesIn(receiver).at(-1) ?? '';
    if (isElsewhere(last)) return false;
    if (name === 'execute' || name === 'exec_query') return writesBySql(args[0]);
    // A list's and a hash' `delete` say what; `insert` at a place says where.
    if (name === 'delete') return args.length === 0 && receiver !== null;
    if (name === 'insert') return args.length === 1;
    // A bare word may be any method of the class: those with a mark are Active Record's.
    return writes.has(name) && (receiver !== null || name.endsWith('!') || name.includes('_'));
  },
  parametersOf: (node) => node.childForFieldName('parameters')?.text ?? '',
  opensByCall: () => false,
};
