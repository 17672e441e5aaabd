import type { Node } from 'web-tree-sitter';
import type { SchemaOperation } from '../../schema-operation.ts';
import { statementOfBlock } from './block-statements.ts';
import { sized } from './column-options.ts';
import { chainOf, parametersOf, readData } from './data-statements.ts';
import { turnsOf } from './literal-loops.ts';
import type { MigrationClass, Run } from './migration-class.ts';
import { argumentsOf, bind, type RubyArguments, type RubyScope, textOf, wordsOf } from './ruby-scope.ts';
import { isStatement, readStatement } from './schema-statements.ts';
import { scopeOfCall } from './scope-of-call.ts';
import type { Statement, Step } from './statement.ts';
import {
  bodies,
  harmless,
  isConnection,
  joinName,
  otherStatements,
  passive,
  plainName,
  sqlByVerb,
  sqlMethods,
  transparent,
} from './vocabulary.ts';

/** More operations than people write: a loop in a loop. */
const most = 1_000;
/** Calls of the migration's own methods within each other. */
const deepestCalls = 5;
const deepestNesting = 100;
/** Nodes, loops and methods counted each time that they run. */
const mostVisited = 50_000;

/** Runs a method of a migration in the mind: what it would do to the database, in order. */
export function runStatements(method: Node, migration: MigrationClass, scope: RubyScope): Run {
  const run: Run = { operations: [], unread: [], irreversible: false };
  let calls = 0;
  let reversible = 0;
  let visited = 0;
  let cut = false;
  visit(method.childForFieldName('body'), scope, 0);
  cut ||= run.operations.length >= most || visited > mostVisited;
  if (cut) tell(method, 'more than is read of one migration');
  return run;

  /** `isStatement`: a bare name that stands here is a call. */
  function visit(node: Node | null, at: RubyScope, depth: number, isStatement = false): void {
    if (node === null || run.operations.length >= most || visited++ > mostVisited) return;
    cut ||= depth > deepestNesting;
    if (depth > deepestNesting) return;
    switch (node.type) {
      case 'comment':
      case 'method':
      case 'singleton_method':
      case 'class':
      case 'module':
      case 'lambda':
      case 'heredoc_body':
      case 'rescue':
        return;
      case 'identifier':
        if (isStatement) onCall(node, node.text, null, at, depth);
        return;
      case 'call': {
        onCall(
          node,
          node.childForFieldName('method')?.text ?? '',
          node.childForFieldName('receiver'),
          at,
          depth,
        );
        return;
      }
      case 'assignment':
      case 'operator_assignment': {
        const left = node.childForFieldName('left');
        const right = node.childForFieldName('right');
        if (right?.type === 'call') visit(right, at, depth + 1);
        if (left !== null && right !== null) bind(left.text, right, at);
        return;
      }
      case 'if':
      case 'unless':
      case 'if_modifier':
      case 'unless_modifier':
      case 'while':
      case 'until':
      case 'case':
      case 'when':
      case 'elsif':
      case 'conditional': {
        // Which branch runs hangs on the database, and which of them that is, on the branch.
        if (
          node.type === 'case' &&
          /adapter/i.test(node.childForFieldName('value')?.text.slice(0, 300) ?? '')
        ) {
          tell(node, 'steps that differ from database to database');
          return;
        }
        const condition = node.childForFieldName('condition');
        if (/^(?:!|not )?\s*(?:reverting\?|revert\?)$/.test(condition?.text ?? '')) {
          onReverting(node, at, depth);
          return;
        }
        for (const child of node.namedChildren)
          if (child !== null && child.id !== condition?.id)
            visit(child, at, depth + 1, node.type.endsWith('_modifier'));
        return;
      }
      default:
        if (passive.has(node.type)) return;
        for (const child of node.namedChildren) visit(child, at, depth + 1, bodies.has(node.type));
    }
  }

  /** `if reverting?`: only what is meant for the way forward. */
  function onReverting(node: Node, at: RubyScope, depth: number): void {
    const negated =
      node.type.startsWith('unless') !== /^(?:!|not )/.test(node.childForFieldName('condition')?.text ?? '');
    const forward = negated
      ? (node.childForFieldName('consequence') ?? node.childForFieldName('body'))
      : node.childForFieldName('alternative');
    visit(forward, at, depth + 1);
  }

  function onCall(node: Node, method: string, receiver: Node | null, at: RubyScope, depth: number): void {
    const args = argumentsOf(node, at);
    const block = node.childForFieldName('block');
    if (receiver === null || isConnection(receiver)) {
      if (onVocabulary(node, method, args, block, at, depth)) return;
      if (receiver !== null) return;
      if (at.values.has(method) || at.rows.has(method) || harmless.test(method)) {
        visitBlock(block, at, depth);
        return;
      }
      const own = migration.methods.get(method);
      if (own !== undefined) {
        onOwnMethod(own, args, at, depth);
        visitBlock(block, at, depth);
        return;
      }
      if (block !== null) {
        visitBlock(block, at, depth);
        return;
      }
      tell(node, `a call of \`${method}\` that stands elsewhere`);
      return;
    }
    if (receiver.type === 'identifier' && at.tables.has(receiver.text)) {
      onTableBlock(node, method, args, at);
      return;
    }
    if (receiver.text === 'dir' || at.values.get(receiver.text) === undefined) {
      if (method === 'down' && reversible > 0 && block !== null) return;
      if (method === 'up' && reversible > 0 && block !== null) {
        visitBlock(block, at, depth);
        return;
      }
    }
    if (method === 'each' || method === 'each_with_index' || method === 'each_pair') {
      if (onEach(receiver, block, at, depth)) return;
    }
    if (method === 'exec' && receiver.text === 'DB') {
      onSql(node, args, at);
      return;
    }
    if (/SafeMigrate$/.test(receiver.text)) {
      if (method === 'disable!' || method === 'enable!') at.accepted = method === 'disable!';
      return;
    }
    if (/ColumnDropper$|TableDropper$/.test(receiver.text)) {
      onDropper(node, method, args, at);
      return;
    }
    const data = readData(node, migration.tables, at);
    if (data !== null) {
      for (const step of data.steps) add(node, step, at);
      if (block !== null) {
        const rows = new Set([...at.rows, ...parametersOf(block)]);
        visitBlock(block, data.rows ? { ...at, rows } : at, depth);
      }
      return;
    }
    const { root } = chainOf(node);
    if (root?.type === 'constant' || root?.type === 'scope_resolution') onForeignCall(node, method, root);
    visit(receiver.type === 'call' ? receiver : null, at, depth + 1);
    visitBlock(block, at, depth);
  }

  /** True when the name is of a migration's own vocabulary. */
  function onVocabulary(
    node: Node,
    method: string,
    args: RubyArguments,
    block: Node | null,
    at: RubyScope,
    depth: number,
  ): boolean {
    const name = plainName(method);
    const accepted = method.startsWith('unsafe_') ? { ...at, accepted: true } : at;
    if (method === 'safety_assured') visitBlock(block, { ...at, accepted: true }, depth);
    else if (method === 'reversible') {
      reversible++;
      visitBlock(block, at, depth);
      reversible--;
    } else if (method === 'revert') tell(node, 'reverts steps of another migration');
    else if (transparent.has(method)) visitBlock(block, at, depth);
    else if (sqlMethods.has(method)) onSql(node, args, at);
    else if (sqlByVerb.has(method) && args.positional.length > 0 && node.type === 'call')
      onSql(node, args, at);
    else if (name === 'create_table' || name === 'create_join_table' || name === 'drop_join_table')
      onTable(node, name, args, block, accepted, depth);
    else if (name === 'change_table' || name === 'change_table_with_lock')
      onChangeTable(node, args, block, accepted, depth);
    else if (isStatement(name)) {
      const table = textOf(args.positional[0] ?? null, at)?.text;
      if (table === undefined) tell(node, `${method}: a computed table`);
      else
        record(
          node,
          readStatement({
            method: name,
            table,
            rest: args.positional.slice(1),
            named: args.named,
            scope: at,
            version: migration.version,
          }),
          accepted,
        );
      if (args.hidden) tell(node, `${method}: computed arguments`);
    } else if (otherStatements.test(name)) add(node, { kind: 'other', what: name }, at);
    else return false;
    return true;
  }

  function onTable(
    node: Node,
    method: string,
    args: RubyArguments,
    block: Node | null,
    at: RubyScope,
    depth: number,
  ): void {
    const names = args.positional.slice(0, 2).map((argument) => textOf(argument, at)?.text);
    const joined = method === 'create_table' ? names[0] : joinName(args, names, at);
    if (joined === undefined) {
      tell(node, `${method}: a computed table`);
      return;
    }
    add(node, { kind: method === 'drop_join_table' ? 'drop-table' : 'create-table', table: joined }, at);
    if (block === null || method === 'drop_join_table') return;
    const tables = new Map(at.tables);
    for (const name of parametersOf(block)) tables.set(name, null);
    visitBlock(block, { ...at, tables }, depth);
  }

  function onChangeTable(
    node: Node,
    args: RubyArguments,
    block: Node | null,
    at: RubyScope,
    depth: number,
  ): void {
    const table = textOf(args.positional[0] ?? null, at)?.text;
    if (table === undefined) {
      tell(node, 'change_table: a computed table');
      return;
    }
    if (block === null) return;
    const tables = new Map(at.tables);
    for (const name of parametersOf(block)) tables.set(name, table);
    visitBlock(block, { ...at, tables }, depth);
  }

  function onTableBlock(node: Node, method: string, args: RubyArguments, at: RubyScope): void {
    const table = at.tables.get(node.childForFieldName('receiver')?.text ?? '');
    if (table === null || table === undefined) return;
    const own = statementOfBlock(method, args);
    if (own === null) return;
    const named = new Map(args.named);
    const version = migration.version;
    const statement = readStatement({
      method: own.method,
      table,
      rest: args.positional,
      named,
      scope: at,
      version,
    });
    const type = own.type;
    record(
      node,
      type === undefined || statement === null
        ? statement
        : {
            ...statement,
            steps: statement.steps.map((step) =>
              step.kind === 'add-column' ? { ...step, type: sized(type, named) } : step,
            ),
          },
      at,
    );
  }

  function onSql(node: Node, args: RubyArguments, at: RubyScope): void {
    run.irreversible ||= reversible === 0;
    const sql = textOf(args.positional[0] ?? null, at);
    if (sql === null) {
      tell(node, 'SQL that is computed');
      return;
    }
    run.operations.push({
      kind: 'sql',
      sql: sql.text,
      line: sql.line,
      ...(at.accepted ? { accepted: true } : {}),
    });
  }

  /** Discourse drops in a migration after the deployment what its code no longer uses. */
  function onDropper(node: Node, method: string, args: RubyArguments, at: RubyScope): void {
    if (method !== 'execute_drop') {
      add(node, { kind: 'other', what: `guards by ${method}` }, at);
      return;
    }
    const table = textOf(args.positional[0] ?? null, at)?.text;
    const columns = wordsOf(args.positional[1] ?? null, at);
    if (table === undefined) {
      tell(node, 'a drop of what is computed');
      return;
    }
    if (args.positional.length < 2) {
      add(node, { kind: 'drop-table', table }, at);
      return;
    }
    if (columns === null) {
      tell(node, 'a drop of computed columns');
      return;
    }
    for (const column of columns) add(node, { kind: 'drop-column', table, column }, at);
  }

  /** True when the loop goes over a literal list or hash: its block runs once for each. */
  function onEach(receiver: Node, block: Node | null, at: RubyScope, depth: number): boolean {
    const turns = block === null ? null : turnsOf(receiver, parametersOf(block), at);
    for (const scope of turns ?? []) {
      if (visited > mostVisited) break;
      visitBlock(block, scope, depth);
    }
    return turns !== null;
  }

  function onOwnMethod(own: Node, args: RubyArguments, at: RubyScope, depth: number): void {
    if (calls >= deepestCalls) {
      tell(own, 'methods that call each other too deeply');
      return;
    }
    const scope = scopeOfCall(own, args, at);
    calls++;
    visit(own.childForFieldName('body'), scope, depth + 1);
    calls--;
  }

  /** A service or a task that the migration starts: nobody can say what it does to the rows. */
  function onForeignCall(node: Node, method: string, root: Node): void {
    if (!/^(?:call|run|perform|perform_now|execute|invoke|load_tasks|migrate|up|process)!?$/.test(method))
      return;
    tell(node, `a call of \`${root.text}\` that stands elsewhere`);
  }

  function visitBlock(block: Node | null, at: RubyScope, depth: number): void {
    visit(block?.childForFieldName('body') ?? null, at, depth + 1);
  }

  function record(node: Node, statement: Statement | null, at: RubyScope): void {
    if (statement === null) return;
    for (const step of statement.steps) add(node, step, at);
    if (statement.unread !== undefined) tell(node, statement.unread);
    if (statement.irreversible === true && reversible === 0) run.irreversible = true;
  }

  function add(node: Node, step: Step, at: RubyScope): void {
    if (run.operations.length >= most) return;
    const line = node.startPosition.row + 1;
    run.operations.push({ ...step, line, ...(at.accepted ? { accepted: true } : {}) } as SchemaOperation);
  }

  function tell(node: Node, reason: string): void {
    const line = node.startPosition.row + 1;
    if (!run.unread.some((known) => known.line === line && known.reason === reason))
      run.unread.push({ line, reason });
  }
}
