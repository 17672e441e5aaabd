import { isElsewhere, namesIn, writesBySql } from '../names.ts';
import type { TransactionLanguage } from '../transaction-language.ts';

const writes = new Set(
  `save saveOrFail saveQuietly create createMany createQuietly forceCreate insert insertGetId insertOrIgnore insertUsing
  update updateOrFail updateOrCreate updateOrInsert updateQuietly firstOrCreate upsert delete deleteOrFail deleteQuietly
  forceDelete destroy increment decrement sync syncWithoutDetaching attach detach saveMany flush executeStatement
  executeUpdate truncate`.split(/\s+/),
);

/** PHP: Laravel's Eloquent and query builder, Doctrine. */
export const php: TransactionLanguage = {
  grammars: ['php'],
  functionName: (node) =>
    node.type === 'method_declaration' || node.type === 'function_definition'
      ? (node.childForFieldName('name')?.text ?? null)
      : null,
  typeName: (node) =>
    /^(?:class|trait|enum)_declaration$/.test(node.type)
      ? (node.childForFieldName('name')?.text ?? '')
      : null,
  marksOf: (node) => {
    const attributes = node.childForFieldName('attributes');
    return attributes === null ? [] : [attributes.text];
  },
  callOf(node) {
    const args = (node.childForFieldName('arguments')?.namedChildren ?? []).filter((child) => child !== null);
    if (node.type === 'function_call_expression')
      return { name: node.childForFieldName('function')?.text ?? '', receiver: null, args };
    const name = node.childForFieldName('name')?.text ?? '';
    if (node.type === 'scoped_call_expression')
      return { name, receiver: node.childForFieldName('scope'), args };
    if (/^(?:nullsafe_)?member_call_expression$/.test(node.type))
      return { name, receiver: node.childForFieldName('object'), args };
    return null;
  },
  blockOf: () => null,
  isWrite({ name, receiver, args }) {
    const last = namesIn(receiver).at(-1) ?? '';
    if (
      receiver === null ||
      isElsewhere(last) ||
      /^(?:Storage|Cache|Redis|Http|File|Log|Event|Session|Cookie)$/.test(last)
    )
      return false;
    if (name === 'statement' || name === 'exec' || name === 'unprepared' || name === 'query')
      return writesBySql(args[0]);
    return writes.has(name);
  },
  parametersOf: (node) => node.childForFieldName('parameters')?.text ?? '',
  opensByCall: () => false,
};
