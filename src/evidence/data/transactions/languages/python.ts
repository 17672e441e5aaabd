import type { Node } from 'web-tree-sitter';
import { isElsewhere, namesIn, writesBySql } from '../names.ts';
import type { TransactionLanguage } from '../transaction-language.ts';

const writes = new Set(
  `save create bulk_create bulk_update get_or_create update_or_create asave acreate aupdate adelete abulk_create
  aget_or_create aupdate_or_create bulk_save_objects bulk_insert_mappings bulk_update_mappings`.split(/\s+/),
);
const sessions = /^(?:session|\w*_session|db|conn|connection|cursor|cur|engine)$/;

/** Python: Django, SQLAlchemy, plain drivers. */
export const python: TransactionLanguage = {
  grammars: ['python'],
  functionName: (node) =>
    node.type === 'function_definition' ? (node.childForFieldName('name')?.text ?? null) : null,
  typeName: (node) =>
    node.type === 'class_definition' ? (node.childForFieldName('name')?.text ?? '') : null,
  marksOf: ({ parent }) =>
    parent?.type !== 'decorated_definition'
      ? []
      : parent.namedChildren.flatMap((child) => (child?.type === 'decorator' ? [child.text] : [])),
  callOf(node) {
    if (node.type !== 'call') return null;
    const called = node.childForFieldName('function');
    const args = (node.childForFieldName('arguments')?.namedChildren ?? []).filter((child) => child !== null);
    if (called?.type === 'identifier') return { name: called.text, receiver: null, args };
    if (called?.type !== 'attribute') return null;
    const name = called.childForFieldName('attribute')?.text ?? '';
    return { name, receiver: called.childForFieldName('object'), args };
  },
  blockOf(node) {
    if (node.type !== 'with_statement') return null;
    const body = node.childForFieldName('body');
    const clause = node.namedChildren.find((child) => child?.type === 'with_clause');
    if (body === null || !clause) return null;
    return { opened: clause.namedChildren.filter((child) => child !== null), body };
  },
  isWrite({ name, receiver, args }) {
    const names = namesIn(receiver);
    const last = names.at(-1) ?? '';
    if (receiver === null || isElsewhere(last)) return false;
    if (sessions.test(last) && /^(?:execute|executemany|scalar|scalars|exec_driver_sql)$/.test(name))
      return (
        writesBySql(args[0]) || /\b(?:insert|update|delete)\s*\(/.test(args[0]?.text.slice(0, 200) ?? '')
      );
    if (sessions.test(last)) return /^(?:add|add_all|merge|delete)$/.test(name) || writes.has(name);
    // A dictionary's `update` and `delete` are others: a query set's has names only.
    if (name === 'update')
      return args.length > 0 && args.every(({ type }) => type === 'keyword_argument') && isQuery(receiver);
    if (name === 'delete') return args.length === 0;
    return writes.has(name);
  },
  waitsForCommit: ({ receiver }) => sessions.test(namesIn(receiver).at(-1) ?? ''),
  parametersOf: (node) => node.childForFieldName('parameters')?.text ?? '',
  opensByCall: ({ name, receiver }) => name === 'begin' && sessions.test(namesIn(receiver).at(-1) ?? ''),
};

function isQuery(receiver: Node): boolean {
  return /\bobjects\b|\bfilter\(|\ball\(\)|\bexclude\(|\bquery\b|\bqueryset\b|\bqs\b/.test(
    receiver.text.slice(-400),
  );
}
