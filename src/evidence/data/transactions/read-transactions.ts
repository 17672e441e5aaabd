import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../code/literals.ts';
import { lineOf, walk } from '../../code/walk.ts';
import { markedScope } from './marked-scope.ts';
import {
  endsTransaction,
  isHandle,
  mayBeTransaction,
  namesIn,
  opensTransaction,
  startsTransaction,
} from './names.ts';
import type { Call, TransactionLanguage } from './transaction-language.ts';

/** What holds writes together. */
export interface Scope {
  /** As the code writes it, short: `prisma.$transaction`, `@Transactional`. */
  form: string;
  /** Certainly a transaction; otherwise something that may be one. */
  certain: boolean;
}

export interface Write {
  method: string;
  /** What is written to, as far as the call says: a model, a table; `` where it does not. */
  resource: string;
  line: number;
  scope: Scope | null;
  /** The arms of conditions it stands in, each with the condition: two arms of one never run together. */
  arms: ReadonlyMap<number, number>;
}

export interface FunctionReading {
  /** With its type: `Orders.place`. */
  name: string;
  writes: Write[];
  /** Its code could not be parsed whole. */
  broken: boolean;
}

export interface TransactionReading {
  functions: FunctionReading[];
  /** Names that are called, or handed on, inside of what may be a transaction. */
  calledInside: Set<string>;
}

/** Nested deeper is no code that people write. */
const deepest = 400;
/** Names between a model and its method: they say nothing of what is written to. */
const passing =
  /^(?:this|self|static|where\w*|filter|filter_by|exclude|objects|find|find_by|first|all|query|set|from|into|returning|values|not|limit|order_by|with|ctx|context|await|new|model|unscoped|select_for_update|db|database|prisma|knex|DB|orm|repo|repository|store|service|dao)$/i;

interface Drafted {
  reading: FunctionReading;
  parameters: string;
  drafts: (Write & { at: number; waits: boolean })[];
  calls: { name: string; at: number; inside: boolean }[];
  begins: { at: number; scope: Scope }[];
  commits: number[];
}

interface Place {
  function: Drafted;
  scope: Scope | null;
  type: string;
  typeScope: Scope | null;
  depth: number;
}

/** The functions of a file with the writes in them, each with what may hold it together with others. */
export function readTransactions(root: Node, language: TransactionLanguage): TransactionReading {
  const functions: Drafted[] = [];
  const outside = draft('', root, language);
  visit(root, { function: outside, scope: null, type: '', typeScope: null, depth: 0 }, language, functions);
  const calledInside = new Set<string>();
  const merged = new Map<string, FunctionReading>();
  for (const one of [outside, ...functions]) {
    finish(one, calledInside);
    const { reading } = one;
    const known = merged.get(reading.name);
    if (reading.name === '') continue;
    if (known === undefined) merged.set(reading.name, reading);
    else {
      // Overloads are read as one: which of them is which nobody can tell after a change.
      known.writes.push(...reading.writes);
      known.broken ||= reading.broken;
    }
  }
  return { functions: [...merged.values()], calledInside };
}

function draft(name: string, node: Node, language: TransactionLanguage): Drafted {
  return {
    reading: { name, writes: [], broken: name !== '' && node.hasError },
    parameters: language.parametersOf(node),
    drafts: [],
    calls: [],
    begins: [],
    commits: [],
  };
}

function visit(node: Node, place: Place, language: TransactionLanguage, functions: Drafted[]): void {
  if (place.depth > deepest) return;
  let inner: Place = { ...place, depth: place.depth + 1 };
  const type = language.typeName(node);
  const name = type === null ? language.functionName(node) : null;
  if (type !== null) {
    const typeScope = markedScope(language.marksOf(node));
    inner = { ...inner, type: place.type === '' || type === '' ? type : `${place.type}.${type}`, typeScope };
  } else if (name !== null) {
    const marked = markedScope(language.marksOf(node));
    // Functions in functions belong to the outer one: it decides when they run.
    if (place.function.reading.name === '') {
      inner.function = draft(place.type === '' ? name : `${place.type}.${name}`, node, language);
      functions.push(inner.function);
      inner.scope = marked ?? place.typeScope;
    } else inner.scope = marked ?? place.scope;
  }
  const block = language.blockOf(node);
  if (block !== null) {
    const scope = openedBy(block.opened, language);
    for (const opened of block.opened)
      visit(opened, { ...inner, scope: inner.scope ?? scope }, language, functions);
    visit(block.body, { ...inner, scope: stronger(inner.scope, scope) }, language, functions);
    return;
  }
  const call = language.callOf(node);
  if (call === null) {
    // Ruby's call without arguments, and functions handed on by their names.
    if (node.type === 'identifier')
      inner.function.calls.push({ name: node.text, at: node.startIndex, inside: inner.scope !== null });
    for (const child of node.namedChildren) {
      if (child !== null) visit(child, inner, language, functions);
    }
    return;
  }
  visitCall(call, node, inner, language, functions);
}

function visitCall(
  call: Call,
  node: Node,
  place: Place,
  language: TransactionLanguage,
  functions: Drafted[],
): void {
  let inner = place;
  const said = stringOf(call.args[0] ?? null);
  if (place.function.reading.name === '' && said !== null && call.args.length > 1) {
    // A callback at the top of a file goes by the call it is given to: `app.post('/orders')`.
    inner = { ...place, function: draft(`${shortName(call)}('${said.slice(0, 60)}')`, node, language) };
    functions.push(inner.function);
  }
  const { function: around } = inner;
  const scope = wrapping(call);
  if (scope === null) note(call, node, inner, language);
  if (call.receiver !== null) visit(call.receiver, { ...inner }, language, functions);
  for (const argument of call.args) {
    // A function that is handed to a transaction by its name runs in it.
    if (scope !== null && /identifier|name$|expression$|reference|argument/.test(argument.type))
      around.calls.push({ name: lastWord(argument.text.slice(-100)), at: node.startIndex, inside: true });
    visit(argument, { ...inner, scope: stronger(inner.scope, scope) }, language, functions);
  }
  // What is neither: type arguments, a call's call.
}

/** Takes down what a call means for the function around it. */
function note(
  call: Call,
  node: Node,
  { function: around, scope }: Place,
  language: TransactionLanguage,
): void {
  // Go hands on its context first.
  const firsts = call.args.slice(0, 2).map(({ text }) => text.slice(0, 40));
  const says = (statement: RegExp) => firsts.some((one) => statement.test(one));
  const isSql = /^(?:query|execute|exec|Exec|raw|executeStatement)\w*$/.test(call.name);
  if (
    startsTransaction(call.name) ||
    language.opensByCall(call, node) ||
    (isSql && says(/^["'`]\s*(?:begin|start\s+transaction)\b/i))
  ) {
    around.begins.push({ at: node.startIndex, scope: { form: shortName(call), certain: true } });
    return;
  }
  if (endsTransaction(call.name) || (isSql && says(/^["'`]\s*commit\b/i))) {
    around.commits.push(node.startIndex);
    return;
  }
  const isWrite = language.isWrite(call, node);
  // A model's own `create` is no call of a function of that name.
  if (!isWrite || call.receiver === null || /^(?:this|self)$/.test(call.receiver.text))
    around.calls.push({ name: call.name, at: node.startIndex, inside: scope !== null });
  if (!isWrite) return;
  const handle = scope === null ? handleIn(call, node, around.parameters) : null;
  around.drafts.push({
    method: call.name.replace(/Async$/, ''),
    resource: resourceOf(call),
    line: lineOf(node),
    scope: scope ?? (handle === null ? null : { form: handle, certain: false }),
    arms: armsOf(node),
    at: node.startIndex,
    waits: language.waitsForCommit?.(call) ?? false,
  });
}

/** Gives writes after the start of a transaction that one, until its last commit. */
function finish({ reading, drafts, calls, begins, commits }: Drafted, calledInside: Set<string>): void {
  const last = commits.at(-1) ?? Number.POSITIVE_INFINITY;
  const beganAt = (at: number) =>
    begins.findLast((begin) => begin.at < at && (at < last || last < begin.at))?.scope ?? null;
  for (const { name, at, inside } of calls) if (inside || beganAt(at) !== null) calledInside.add(name);
  for (const { at, waits, ...write } of drafts) {
    const scope = stronger(write.scope, beganAt(at));
    // One commit for all of them is a transaction in all but name.
    const shared = waits && commits.length < 2 ? { form: 'commit', certain: false } : null;
    reading.writes.push({ ...write, scope: scope ?? shared });
  }
}

/** What a call puts around its arguments; null for a call that is no transaction or is given nothing to run. */
function wrapping(call: Call): Scope | null {
  const names = namesIn(call.receiver);
  const runs = call.args.some((argument) => hasBody(argument));
  const byTemplate =
    /^(?:execute|executeWithoutResult|run|call|do|perform|required|inTransaction|wrap|transactional)$/i.test(
      call.name,
    ) && /transaction|unitOfWork|atomic/i.test(names.at(-1) ?? '');
  const certain = (opensTransaction(call.name) || byTemplate) && runs;
  if (certain) return { form: shortName(call), certain };
  const handsOn = call.args.length > 0 && !startsTransaction(call.name) && !endsTransaction(call.name);
  if (handsOn && (opensTransaction(call.name) || byTemplate))
    return { form: shortName(call), certain: false };
  return runs && (mayBeTransaction(call.name) || mayBeTransaction(names.join('.')))
    ? { form: shortName(call), certain: false }
    : null;
}

/** A function, a block or a list of what is to be run together. */
function hasBody(argument: Node): boolean {
  const isFunction =
    /^(?:arrow_function|function_expression|lambda_expression|lambda_literal|annotated_lambda|lambda|func_literal|anonymous_function|do_block|block|array|anonymous_method_expression)$/;
  if (isFunction.test(argument.type)) return true;
  return (
    (argument.type === 'argument' || argument.type === 'value_argument') &&
    argument.namedChildren.some((child) => child !== null && isFunction.test(child.type))
  );
}

/** The transaction that the head of a block opens. */
function openedBy(opened: readonly Node[], language: TransactionLanguage): Scope | null {
  let maybe: Scope | null = null;
  for (const head of opened) {
    for (const node of walk(head)) {
      const call = language.callOf(node);
      if (call === null) continue;
      const isBegin =
        startsTransaction(call.name) ||
        language.opensByCall(call, node) ||
        (call.name === 'begin' && /session|engine|conn|db/i.test(namesIn(call.receiver).at(-1) ?? ''));
      if (opensTransaction(call.name) || isBegin) return { form: shortName(call), certain: true };
    }
    if (mayBeTransaction(head.text.slice(0, 300))) maybe ??= { form: head.text.slice(0, 60), certain: false };
  }
  return maybe;
}

function stronger(a: Scope | null, b: Scope | null): Scope | null {
  if (a === null || b === null) return a ?? b;
  return b.certain ? b : a;
}

/** A transaction that is given: a parameter that the call goes through or hands on, an option that names one. */
function handleIn({ receiver }: Call, node: Node, parameters: string): string | null {
  for (const name of namesIn(receiver)) {
    if (/^(?:tx|txn|trx|transaction|queryRunner|dbTx|transactionalEntityManager)$/i.test(name)) return name;
    if (isHandle(name) && new RegExp(`\\b${name}\\b`).test(parameters)) return name;
  }
  let chain = node;
  // `insert(x).transacting(trx)`: what starts where the call starts is one chain with it.
  for (let up = node.parent, links = 0; up !== null && links < 12; up = up.parent, links++) {
    if (up.startIndex !== node.startIndex || up.endIndex - up.startIndex > 2_000) break;
    if (/statement|block|body|program/.test(up.type)) break;
    chain = up;
  }
  const said = /\b(?:transaction|transacting|trx|txn|tx|queryRunner)\b/.exec(chain.text.slice(0, 2_000));
  return said === null ? null : said[0];
}

function armsOf(write: Node): Map<number, number> {
  const arms = new Map<number, number>();
  let node = write;
  for (let up = node.parent, depth = 0; up !== null && depth < deepest; up = up.parent, depth++) {
    const isChoice =
      /^(?:if|unless|elsif|case|if_statement|if_expression|conditional|ternary_expression|conditional_expression|switch_body|switch_block|expression_switch_statement|when_expression|match_block)$/;
    if (isChoice.test(up.type) && up.childForFieldName('condition')?.id !== node.id) arms.set(up.id, node.id);
    node = up;
  }
  return arms;
}

function resourceOf({ receiver }: Call): string {
  const last = namesIn(receiver).findLast((name) => !passing.test(name));
  // A handle's own names stand for no model: `runner.manager.save`.
  if (last !== undefined && !isHandle(last)) return last.toLowerCase();
  return /["'`](\w{1,60})["'`]/.exec(receiver?.text.slice(-200) ?? '')?.[1]?.toLowerCase() ?? '';
}

function shortName({ name, receiver }: Call): string {
  const names = namesIn(receiver).filter((one) => one !== 'this' && one !== 'self');
  return [...names.slice(-2), name].join('.').slice(0, 80);
}

function lastWord(text: string): string {
  return /(\w+)\W*$/.exec(text)?.[1] ?? '';
}
