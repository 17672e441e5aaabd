import type { Node } from 'web-tree-sitter';
import { isElsewhere, namesIn, writesBySql } from '../names.ts';
import type { TransactionLanguage } from '../transaction-language.ts';

const writes = new Set(
  `create createMany createManyAndReturn update updateMany updateManyAndReturn upsert delete deleteMany $executeRaw
  $executeRawUnsafe save insert insertMany remove softDelete softRemove restore increment decrement del bulkCreate destroy
  updateOne updateAll deleteAll bulkWrite insertOne deleteOne findOneAndUpdate persistAndFlush removeAndFlush flush nativeInsert
  nativeUpdate nativeDelete insertGraph upsertGraph patch saveMany`.split(/\s+/),
);
const sql = new Set(['query', 'execute', 'raw', 'run', 'exec']);
const functions = new Set(['arrow_function', 'function_expression', 'function', 'generator_function']);

/** TypeScript and JavaScript: Prisma, TypeORM, MikroORM, Knex, Drizzle, Sequelize, plain drivers. */
export const ecmascript: TransactionLanguage = {
  grammars: ['typescript', 'javascript'],
  functionName(node) {
    if (/^(?:generator_)?function_declaration$|^method_definition$/.test(node.type))
      return node.childForFieldName('name')?.text ?? null;
    if (!functions.has(node.type)) return null;
    const { parent } = node;
    if (parent?.type === 'variable_declarator' || parent?.type === 'public_field_definition')
      return parent.childForFieldName('name')?.text ?? null;
    if (parent?.type === 'pair') return parent.childForFieldName('key')?.text ?? null;
    if (parent?.type === 'assignment_expression') return parent.childForFieldName('left')?.text ?? null;
    return null;
  },
  typeName: (node) =>
    /^(?:abstract_)?class_declaration$|^class$/.test(node.type)
      ? (node.childForFieldName('name')?.text ?? '')
      : null,
  marksOf(node) {
    const marks = node.namedChildren.flatMap((child) => (child?.type === 'decorator' ? [child.text] : []));
    // A method's decorators stand before it in the class.
    for (
      let before = node.previousNamedSibling;
      before?.type === 'decorator';
      before = before.previousNamedSibling
    )
      marks.push(before.text);
    return marks;
  },
  callOf(node) {
    if (node.type !== 'call_expression') return null;
    const called = node.childForFieldName('function');
    const list = node.childForFieldName('arguments');
    if (called === null) return null;
    const args =
      list?.type === 'arguments' ? list.namedChildren.filter((child) => child !== null) : list ? [list] : [];
    if (called.type === 'identifier') return { name: called.text, receiver: null, args };
    if (called.type !== 'member_expression') return null;
    const name = called.childForFieldName('property')?.text ?? '';
    return { name, receiver: called.childForFieldName('object'), args };
  },
  blockOf: () => null,
  isWrite({ name, receiver, args }, node) {
    if (receiver === null || !isAwaited(node)) return false;
    const names = namesIn(receiver);
    if (names.length === 0 || isElsewhere(names.at(-1) ?? '')) return false;
    return writes.has(name) || (sql.has(name) && writesBySql(args[0]));
  },
  parametersOf: (node) =>
    (node.childForFieldName('parameters') ?? node.childForFieldName('parameter'))?.text ?? '',
  // Sequelize's and Knex' `const t = await sequelize.transaction()`; an IndexedDB's is not waited for.
  opensByCall: ({ name, receiver }, node) =>
    name === 'transaction' && receiver !== null && node.parent?.type === 'await_expression',
};

/** What writes to a database gives a promise: somebody waits for it, hands it on or puts it into a list of them. */
function isAwaited(call: Node): boolean {
  let node = call;
  for (let up = node.parent; up !== null; up = node.parent) {
    const isChain =
      up.type === 'member_expression' ||
      (up.type === 'call_expression' && up.childForFieldName('function')?.id === node.id);
    if (!isChain && up.type !== 'parenthesized_expression') {
      if (/^(?:await_expression|return_statement|yield_expression|array)$/.test(up.type)) return true;
      return up.type === 'arrow_function' && up.childForFieldName('body')?.id === node.id;
    }
    node = up;
  }
  return false;
}
