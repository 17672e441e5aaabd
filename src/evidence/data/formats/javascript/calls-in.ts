import type { Node } from 'web-tree-sitter';
import { walk } from '../../../code/walk.ts';
import { type JavascriptValue, readValue, type Scope } from './javascript-value.ts';
import type { Direction } from './migration-module.ts';

/** One call in a migration, in the order in which they run. */
export interface Call {
  /** The last name of what is called: `addColumn` of `queryInterface.addColumn`. */
  name: string;
  /** Text of what it is called on, white space out, the middle of a long one too; empty for a plain function. */
  on: string;
  arguments: Node[];
  /** What its arguments say. */
  values: JavascriptValue[];
  scope: Scope;
  /** It stands for one value of a loop. */
  isVariant: boolean;
  node: Node;
  line: number;
}

/** A loop over values that are written in it. */
interface Loop {
  variable: string;
  /** What names stand for, for each of its values. */
  scopes: readonly Scope[];
  from: number;
  to: number;
}

/** Loops and functions of its own beyond this number are not followed, nor values beyond that of a loop. */
const most = 32;
const mostValues = 64;
const longest = 300;
const longestArgument = 2_000;

/**
 * Calls in a body, the inner ones of a chain first. One in a loop over literal values stands once for each of them, and
 * in place of a call of the module's own function stand those in it. Where it stops, the line is added to the direction's `cut`.
 */
export function callsIn(
  body: Node,
  direction: Direction,
  scope: Scope = direction.constants,
  followed: Set<Node> = new Set(),
): Call[] {
  const calls: Call[] = [];
  const loops: Loop[] = [];
  for (const node of walk(body, undefined, cutAt(direction))) {
    if (loops.length < most) loops.push(...loopAt(node, scope, direction));
    if (node.type === 'call_expression') addCall(node, loops, scope, calls);
  }
  calls.sort((a, b) => a.node.endIndex - b.node.endIndex || b.node.startIndex - a.node.startIndex);
  const all: Call[] = [];
  for (const call of calls) {
    const own = call.on === '' || call.on === 'this' ? direction.functions.get(call.name) : undefined;
    if (own === undefined) all.push(call);
    else if (!followed.has(own)) {
      if (followed.size >= most) {
        direction.cut.add(call.line);
        continue;
      }
      followed.add(own);
      for (const inner of callsIn(own, direction, scope, followed)) all.push(inner);
    }
  }
  return all;
}

/** For coverage, where reading a direction stopped. */
export function unreadOf({ cut }: Direction): { line: number; reason: string }[] {
  return [...cut].map((line) => ({ line, reason: 'more or deeper code than is read of one migration' }));
}

/** Names of functions that look and change nothing. */
const asks = /^(?:transacting|has|does|is|get|find|check|describe)(?![a-z])|Exists?$/;

/** Whether a call hands what a migration works on to code that stands elsewhere. */
export function handsOver(call: Call, { receiver }: Direction): boolean {
  return (
    receiver !== null &&
    !asks.test(call.name) &&
    call.arguments.some((argument) => argument.type === 'identifier' && argument.text === receiver)
  );
}

function addCall(node: Node, loops: readonly Loop[], scope: Scope, calls: Call[]): void {
  const callee = node.childForFieldName('function');
  const isMember = callee?.type === 'member_expression';
  const property = isMember ? callee.childForFieldName('property') : callee;
  if (!callee || !property) return;
  const given = (node.childForFieldName('arguments')?.namedChildren ?? []).flatMap((child) =>
    child && child.type !== 'comment' ? [child] : [],
  );
  const call = {
    name: property.text.slice(0, longest),
    on: isMember ? textOn(callee.childForFieldName('object')?.text ?? '') : '',
    arguments: given,
    node,
    line: property.startPosition.row + 1,
  };
  for (const each of scopesOf(node, given, loops, scope)) {
    calls.push({
      ...call,
      scope: each,
      isVariant: each !== scope,
      values: given.map((argument) => readValue(argument, each)),
    });
  }
}

function textOn(text: string): string {
  const short = text.length > 2 * longest ? `${text.slice(0, longest)}…${text.slice(-longest)}` : text;
  return short
    .replace(/\s+/g, '')
    .replace(/\?\./g, '.')
    .replace(/!(?=\.|$)/g, '');
}

/** The scopes for each value of the innermost loop whose variable the arguments name. */
function scopesOf(node: Node, given: readonly Node[], loops: readonly Loop[], scope: Scope): Scope[] {
  const around = loops.filter(({ from, to }) => from <= node.startIndex && node.endIndex <= to);
  if (around.length === 0) return [scope];
  const texts = given.map(({ text }) => text.slice(0, longestArgument));
  const loop = around.findLast(({ variable }) => texts.some((text) => text.includes(variable)));
  if (loop === undefined) return [scope];
  return [...loop.scopes];
}

function cutAt({ cut }: Direction): (node: Node) => void {
  return (node) => cut.add(node.startPosition.row + 1);
}

function loopAt(node: Node, scope: Scope, direction: Direction): Loop[] {
  if (node.type === 'for_in_statement' && node.childForFieldName('operator')?.text === 'of') {
    return loop(node.childForFieldName('left'), node.childForFieldName('right'), node, scope, direction);
  }
  if (node.type !== 'call_expression') return [];
  const callee = node.childForFieldName('function');
  if (!/^(?:forEach|map|each)$/.test(callee?.childForFieldName('property')?.text ?? '')) return [];
  const run = node.childForFieldName('arguments')?.namedChildren[0];
  const first = run?.childForFieldName('parameter') ?? run?.childForFieldName('parameters')?.namedChildren[0];
  const variable = first?.childForFieldName('pattern') ?? first;
  return run ? loop(variable, callee?.childForFieldName('object'), run, scope, direction) : [];
}

function loop(
  variable: Node | null | undefined,
  over: Node | null | undefined,
  { startIndex, endIndex, startPosition }: Node,
  scope: Scope,
  { cut }: Direction,
): Loop[] {
  if (variable?.type !== 'identifier') return [];
  const list = readValue(over, scope);
  if (list.type !== 'list' || list.items.some(({ type }) => type === 'code')) return [];
  if (list.items.length > mostValues) cut.add(startPosition.row + 1);
  const scopes = list.items.slice(0, mostValues).map((item) => new Map(scope).set(variable.text, item));
  return [{ variable: variable.text, scopes, from: startIndex, to: endIndex }];
}
