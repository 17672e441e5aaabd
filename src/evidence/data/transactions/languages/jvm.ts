import type { Node } from 'web-tree-sitter';
import { isElsewhere, namesIn, writesBySql } from '../names.ts';
import type { TransactionLanguage } from '../transaction-language.ts';

const writes =
  /^(?:save|saveAll|saveAndFlush|saveAllAndFlush|persist|merge|insert\w*|update\w*|upsert\w*|delete\w*|remove\w*|batchUpdate|batchInsert|create|store)$/;
const stores =
  /(?:repo|repository|repositories|dao|mapper|em|entityManager|jdbc\w*|jdbcTemplate|template|dsl|dslContext|jdbi)$/i;
/** Exposed's tables are objects. */
const tables =
  /^(?:insert|insertAndGetId|insertIgnore|batchInsert|update|deleteWhere|deleteAll|deleteIgnoreWhere|upsert|batchUpsert|replace|new)$/;

/** Java and Kotlin: Spring Data, JPA, JDBC templates, MyBatis, Exposed. */
export const jvm: TransactionLanguage = {
  grammars: ['java', 'kotlin'],
  functionName: (node) =>
    /^(?:method|function|constructor)_declaration$/.test(node.type)
      ? (node.childForFieldName('name')?.text ?? null)
      : null,
  typeName: (node) =>
    /^(?:class|interface|record|object|enum)_declaration$/.test(node.type)
      ? (node.childForFieldName('name')?.text ?? '')
      : null,
  marksOf: (node) =>
    node.namedChildren.flatMap((child) =>
      child?.type !== 'modifiers'
        ? []
        : child.namedChildren.flatMap((mark) =>
            /annotation$/.test(mark?.type ?? '') ? [mark?.text ?? ''] : [],
          ),
    ),
  callOf(node) {
    if (node.type === 'method_invocation') {
      return {
        name: node.childForFieldName('name')?.text ?? '',
        receiver: node.childForFieldName('object'),
        args: (node.childForFieldName('arguments')?.namedChildren ?? []).filter((child) => child !== null),
      };
    }
    if (node.type !== 'call_expression') return null;
    const [called, ...rest] = node.namedChildren.filter((child) => child !== null);
    const args = rest.flatMap((child) =>
      child.type === 'value_arguments' ? child.namedChildren.filter((one) => one !== null) : [child],
    );
    if (called?.type === 'identifier') return { name: called.text, receiver: null, args };
    if (called?.type === 'call_expression') {
      // `transaction(db) { … }` is a call of a call.
      const inner: Node | null = called.firstNamedChild;
      return {
        name:
          inner?.type === 'navigation_expression' ? (inner.lastNamedChild?.text ?? '') : (inner?.text ?? ''),
        receiver: inner?.type === 'navigation_expression' ? inner.firstNamedChild : null,
        args,
      };
    }
    if (called?.type !== 'navigation_expression') return null;
    return { name: called.lastNamedChild?.text ?? '', receiver: called.firstNamedChild, args };
  },
  blockOf: () => null,
  isWrite({ name, receiver, args }) {
    const names = namesIn(receiver);
    const last = names.at(-1) ?? '';
    if (receiver === null || isElsewhere(last)) return false;
    if (/^[A-Z]/.test(last) && names.length === 1)
      return tables.test(name) && receiver.parent?.type === 'navigation_expression';
    if (/^(?:executeUpdate|executeBatch|executeLargeUpdate)$/.test(name)) return true;
    if (/^(?:execute|prepareStatement|createQuery|createNativeQuery)$/.test(name))
      return name === 'execute' && writesBySql(args[0]);
    return writes.test(name) && stores.test(last);
  },
  parametersOf: (node) =>
    (
      node.childForFieldName('parameters') ??
      node.namedChildren.find((child) => child?.type === 'function_value_parameters')
    )?.text ?? '',
  opensByCall: ({ name, receiver }) =>
    (name === 'begin' && /transaction|tx\b/i.test(receiver?.text.slice(-100) ?? '')) ||
    (name === 'getTransaction' && /transactionManager/i.test(receiver?.text ?? '')),
};
