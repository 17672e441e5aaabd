import { isElsewhere, namesIn, writesBySql } from '../names.ts';
import type { TransactionLanguage } from '../transaction-language.ts';

const writes =
  /^(?:SaveChanges|ExecuteUpdate|ExecuteDelete|ExecuteSqlRaw|ExecuteSqlInterpolated|ExecuteSql|ExecuteNonQuery|BulkInsert|BulkUpdate|BulkDelete)(?:Async)?$/;
/** Of a repository: only where it stands on one. */
const stored =
  /^(?:Create|Insert|Add|Update|Upsert|Replace|Delete|Remove|Save)\w*Async$|^(?:Insert|Upsert|Replace|Save)$/;
const stores = /(?:repo|repository|store|dao|gateway)$/i;

/** C#: Entity Framework Core, Dapper, ADO.NET, repositories. */
export const csharp: TransactionLanguage = {
  grammars: ['csharp'],
  functionName: (node) =>
    node.type === 'method_declaration' || node.type === 'constructor_declaration'
      ? (node.childForFieldName('name')?.text ?? null)
      : null,
  typeName: (node) =>
    /^(?:class|record|struct)_declaration$/.test(node.type)
      ? (node.childForFieldName('name')?.text ?? '')
      : null,
  marksOf: (node) =>
    node.namedChildren.flatMap((child) => (child?.type === 'attribute_list' ? [child.text] : [])),
  callOf(node) {
    if (node.type === 'object_creation_expression') {
      const type = node.childForFieldName('type')?.text ?? '';
      return { name: type, receiver: null, args: [] };
    }
    if (node.type !== 'invocation_expression') return null;
    const called = node.childForFieldName('function');
    const args = (node.childForFieldName('arguments')?.namedChildren ?? []).filter((child) => child !== null);
    if (called === null) return null;
    if (called.type === 'member_access_expression') {
      const name = called.childForFieldName('name');
      const plain = name?.type === 'generic_name' ? name.firstNamedChild?.text : name?.text;
      return { name: plain ?? '', receiver: called.childForFieldName('expression'), args };
    }
    return called.type === 'identifier' ? { name: called.text, receiver: null, args } : null;
  },
  blockOf(node) {
    if (node.type !== 'using_statement') return null;
    const body = node.childForFieldName('body');
    if (body === null) return null;
    return {
      opened: node.namedChildren
        .filter((child) => child !== null && child.id !== body.id)
        .filter((child) => child !== null),
      body,
    };
  },
  isWrite({ name, receiver, args }) {
    const last = namesIn(receiver).at(-1) ?? '';
    if (writes.test(name)) return true;
    if (receiver === null || isElsewhere(last)) return false;
    if (/^(?:Execute|Query)(?:Async|ScalarAsync|Scalar)?$/.test(name)) return writesBySql(args[0]);
    return stored.test(name) && stores.test(last);
  },
  parametersOf: (node) => node.childForFieldName('parameters')?.text ?? '',
  opensByCall: ({ name }) => name === 'TransactionScope' || name === 'CommittableTransaction',
};
