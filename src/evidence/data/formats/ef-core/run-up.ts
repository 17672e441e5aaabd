import type { Node } from 'web-tree-sitter';
import { walk } from '../../../code/walk.ts';
import type { SchemaOperation } from '../../schema-operation.ts';
import { type CsharpTexts, csharpArguments, csharpText } from './csharp-value.ts';
import { readBuilderCall, type Step } from './migration-builder.ts';

export interface UpRun {
  operations: SchemaOperation[];
  unread: { line: number; reason: string }[];
  /** A part of it runs outside of the transaction. */
  leaves: boolean;
}

const most = 5_000;
const deepestCalls = 3;
/** Nodes, counted each time that their method runs. */
const mostWalked = 200_000;

/** What `Up` does to the database, in order. `methods` are the class's own, by name. */
export function runUp(up: Node, methods: ReadonlyMap<string, Node>, constants: CsharpTexts): UpRun {
  const run: UpRun = { operations: [], unread: [], leaves: false };
  let walked = 0;
  const told = new Set<string>();
  const running = new Set<Node>();
  visit(up, new Map(constants), 0);
  return run;

  function visit(method: Node, known: CsharpTexts, depth: number): void {
    const builder = builderOf(method);
    if (builder === null) return;
    /** What is chained after a call, by the call's node. */
    const after = new Map<number, string>();
    const tellCut = (node: Node) => tell(node, 'nested too deep to be read');
    for (const node of walk(method.childForFieldName('body') ?? method, undefined, tellCut)) {
      if (run.operations.length >= most || walked++ > mostWalked) {
        tell(node, 'more than is read of one migration');
        return;
      }
      if (node.type === 'variable_declarator') bind(node, known);
      if (node.type !== 'invocation_expression') continue;
      noteChain(node, after);
      onCall(node, builder, known, depth, after.get(node.id) ?? '');
    }
  }

  function onCall(node: Node, builder: string, known: CsharpTexts, depth: number, after: string): void {
    const target = node.childForFieldName('function');
    if (
      target?.type === 'member_access_expression' &&
      target.childForFieldName('expression')?.text === builder
    ) {
      const name = target.childForFieldName('name');
      const generic =
        name?.type === 'generic_name' ? (name.namedChild(1)?.namedChild(0)?.text ?? null) : null;
      onBuilder(
        node,
        (name?.type === 'generic_name' ? name.namedChild(0) : name)?.text ?? '',
        generic,
        known,
        after,
      );
      return;
    }
    // A method that is handed the builder runs as if it stood here.
    if (
      !(node.childForFieldName('arguments')?.namedChildren ?? []).some(
        (argument) => argument?.text === builder,
      )
    )
      return;
    const own = methods.get(target?.text.replace(/^this\./, '') ?? '');
    if (own !== undefined && depth < deepestCalls && !running.has(own)) {
      running.add(own);
      visit(own, new Map(known), depth + 1);
      running.delete(own);
    } else tell(node, `a call of \`${target?.text.slice(0, 80)}\` that stands elsewhere`);
  }

  function onBuilder(
    node: Node,
    name: string,
    generic: string | null,
    known: CsharpTexts,
    after: string,
  ): void {
    if (name === 'Sql') {
      onSql(node, known);
      return;
    }
    if (name.startsWith('Is') && (node.childForFieldName('arguments')?.namedChildCount ?? 0) === 0) return;
    const steps = readBuilderCall(name, node, generic, after, known);
    if (steps === undefined) tell(node, `${name}: an operation that stands elsewhere`);
    else if (steps === null) tell(node, `${name}: a computed name`);
    else for (const step of steps) add(node, step);
  }

  function onSql(node: Node, known: CsharpTexts): void {
    const args = csharpArguments(node, ['sql', 'suppressTransaction']);
    if (args.get('suppressTransaction')?.text === 'true') run.leaves = true;
    const sql = csharpText(args.get('sql') ?? null, known);
    if (sql === null) tell(node, 'SQL that is computed');
    else run.operations.push({ kind: 'sql', sql: sql.text, line: sql.line });
  }

  function add(node: Node, step: Step): void {
    run.operations.push({ ...step, line: node.startPosition.row + 1 } as SchemaOperation);
  }

  function tell(node: Node, reason: string): void {
    const line = node.startPosition.row + 1;
    if (!told.has(`${line} ${reason}`)) run.unread.push({ line, reason });
    told.add(`${line} ${reason}`);
  }
}

/** The name of the `MigrationBuilder` that a method takes. */
function builderOf(method: Node): string | null {
  for (const parameter of method.childForFieldName('parameters')?.namedChildren ?? [])
    if (/MigrationBuilder$/.test(parameter?.childForFieldName('type')?.text ?? ''))
      return parameter?.childForFieldName('name')?.text ?? null;
  return null;
}

/** Notes at the call before it what a call in a chain says: `.Annotation("Npgsql:CreatedConcurrently", true)`. */
function noteChain(call: Node, after: Map<number, string>): void {
  const target = call.childForFieldName('function');
  const before = target?.type === 'member_access_expression' ? target.childForFieldName('expression') : null;
  if (before?.type !== 'invocation_expression') return;
  const said = `.${target?.childForFieldName('name')?.text ?? ''}${call.childForFieldName('arguments')?.text ?? ''}`;
  after.set(before.id, said.slice(0, 500) + (after.get(call.id) ?? '').slice(0, 2_000));
}

/** Remembers `var sql = "…"` and `const string Name = "…"`. */
export function bind(declarator: Node, known: CsharpTexts): void {
  const name = declarator.childForFieldName('name')?.text ?? declarator.namedChild(0)?.text ?? '';
  const value = csharpText(declarator.namedChildren.at(-1) ?? null, known);
  if (value === null) known.delete(name);
  else known.set(name, value);
}
