import type {
  NumberRange,
  ProtoEnum,
  ProtoExtension,
  ProtoField,
  ProtoFile,
  ProtoMessage,
  ProtoMethod,
  ProtoService,
  Reserved,
} from './proto-file.ts';
import { isMark, readStatements, type Statement } from './read-statements.ts';
import { ProtoSyntaxError, type Token, tokenize } from './tokenize.ts';

const largestNumber = 2 ** 31 - 1;
const labels = new Set(['optional', 'required', 'repeated']);

/**
 * What a .proto file declares: proto2, proto3 and editions; imports are not followed. Linear in the text. Own, since
 * protobufjs gives no lines and takes 56 s for 20,000 fields in one message (400 KB); the tests hold it against that
 * parser. Throws a {@link ProtoSyntaxError} that names the line.
 */
export function parseProto(path: string, text: string): ProtoFile {
  const statements = readStatements(tokenize(text));
  const declared = { messages: [], enums: [], services: [], extensions: [] };
  const options = new Map<string, { value: string; line: number }>();
  const file: ProtoFile = {
    path,
    package: '',
    packageLine: null,
    syntax: 'proto2',
    syntaxLine: null,
    imports: [],
    options,
    ...declared,
  };
  for (const { tokens, line } of statements) {
    const word = tokens[0]!.text;
    if (word === 'package') {
      file.package = nameAt(tokens, 1);
      file.packageLine = line;
    } else if ((word === 'syntax' || word === 'edition') && isMark(tokens[1], '=')) {
      file.syntax = textOf(tokens.slice(2));
      file.syntaxLine = line;
    } else if (word === 'import') {
      if (tokens.at(-1)!.kind === 'string') file.imports.push(tokens.at(-1)!.text);
    } else if (word === 'option') {
      const [name, value] = readOption(tokens.slice(1));
      options.set(name, { value, line });
    }
  }
  for (const statement of statements) {
    if (statement.body === null) continue;
    if (!readDeclaration(statement, file.package, file)) throw unexpected(statement.tokens[0]!);
  }
  return file;
}

function readDeclaration(statement: Statement, scope: string, into: ProtoFile): boolean {
  const isVisible = /^(?:export|local)$/.test(statement.tokens[0]!.text) && statement.tokens.length > 2;
  const tokens = isVisible ? statement.tokens.slice(1) : statement.tokens;
  const body = statement.body;
  if (body === null) return false;
  switch (tokens[0]!.text) {
    case 'message':
      readMessage(nameAt(tokens, 1), body, statement.line, scope, into);
      return true;
    case 'enum':
      into.enums.push(readEnum(within(scope, nameAt(tokens, 1)), body, statement.line));
      return true;
    case 'service':
      into.services.push(readService(within(scope, nameAt(tokens, 1)), body, statement.line));
      return true;
    case 'extend':
      into.extensions.push(...readExtend(nameAt(tokens, 1), body, scope, into));
      return true;
    default:
      return false;
  }
}

function readMessage(name: string, body: readonly Statement[], line: number, scope: string, into: ProtoFile) {
  const options = new Map<string, string>();
  const message: ProtoMessage = {
    fullName: within(scope, name),
    line,
    fields: [],
    oneofs: [],
    reserved: { ranges: [], names: new Set() },
    extensionRanges: [],
    options,
  };
  into.messages.push(message);
  for (const statement of body) {
    const { tokens } = statement;
    const word = tokens[0]!.text;
    if (word === 'option') options.set(...readOption(tokens.slice(1)));
    else if (word === 'reserved') readReserved(tokens.slice(1), message.reserved);
    else if (word === 'extensions') message.extensionRanges.push(...readRanges(tokens.slice(1)));
    else if (word === 'oneof' && statement.body !== null) {
      const oneof = nameAt(tokens, 1);
      message.oneofs.push({ name: oneof, line: statement.line });
      for (const member of statement.body) {
        if (member.tokens[0]!.text === 'option') continue;
        message.fields.push(readField(member, message.fullName, into, oneof));
      }
    } else if (!readDeclaration(statement, message.fullName, into)) {
      message.fields.push(readField(statement, message.fullName, into, null));
    }
  }
}

/** `scope` is the message around the field: a group declares a message in it. */
function readField(statement: Statement, scope: string, into: ProtoFile, oneof: string | null): ProtoField {
  const { tokens, line } = statement;
  let at = 0;
  let label: ProtoField['label'] = '';
  if (labels.has(tokens[0]!.text)) {
    label = tokens[0]!.text as ProtoField['label'];
    at++;
  }
  let type = nameAt(tokens, at++);
  if (type === 'map' && isMark(tokens[at], '<')) {
    type = `map<${nameAt(tokens, at + 1)}, ${nameAt(tokens, at + 3)}>`;
    if (!isMark(tokens[at + 2], ',') || !isMark(tokens[at + 4], '>')) throw unexpected(tokens[at]!);
    at += 5;
  }
  const isGroup = type === 'group' && statement.body !== null;
  let name = nameAt(tokens, at++);
  if (!isMark(tokens[at], '=')) throw unexpected(tokens[at] ?? tokens[0]!);
  const brackets = tokens.findIndex((token) => isMark(token, '['));
  const number = readNumber(tokens.slice(at + 1, brackets === -1 ? tokens.length : brackets), tokens[0]!);
  if (isGroup) {
    readMessage(name, statement.body!, line, scope, into);
    type = name;
    name = name.toLowerCase();
  }
  const options = brackets === -1 ? new Map<string, string>() : readOptions(tokens.slice(brackets + 1, -1));
  return { name, number, type, label, isGroup, oneof, options, line };
}

function readEnum(fullName: string, body: readonly Statement[], line: number): ProtoEnum {
  const options = new Map<string, string>();
  const read: ProtoEnum = {
    fullName,
    line,
    values: [],
    reserved: { ranges: [], names: new Set() },
    options,
  };
  for (const { tokens, line: at } of body) {
    if (tokens[0]!.text === 'option' && !isMark(tokens[1], '=')) options.set(...readOption(tokens.slice(1)));
    else if (tokens[0]!.text === 'reserved' && !isMark(tokens[1], '=')) {
      readReserved(tokens.slice(1), read.reserved);
    } else {
      const brackets = tokens.findIndex((token) => isMark(token, '['));
      if (!isMark(tokens[1], '=')) throw unexpected(tokens[0]!);
      read.values.push({
        name: nameAt(tokens, 0),
        number: readNumber(tokens.slice(2, brackets === -1 ? tokens.length : brackets), tokens[0]!),
        options: brackets === -1 ? new Map() : readOptions(tokens.slice(brackets + 1, -1)),
        line: at,
      });
    }
  }
  return read;
}

function readService(fullName: string, body: readonly Statement[], line: number): ProtoService {
  const options = new Map<string, string>();
  const methods: ProtoMethod[] = [];
  for (const statement of body) {
    const word = statement.tokens[0]!.text;
    if (word === 'option') options.set(...readOption(statement.tokens.slice(1)));
    else if (word === 'rpc') methods.push(readMethod(statement));
    else throw unexpected(statement.tokens[0]!);
  }
  return { fullName, line, methods, options };
}

function readMethod({ tokens, body, line }: Statement): ProtoMethod {
  const options = new Map<string, string>();
  for (const { tokens: inner } of body ?? []) {
    if (inner[0]!.text === 'option') options.set(...readOption(inner.slice(1)));
  }
  const request = readParameter(tokens, 2);
  if (tokens[request.end]?.text !== 'returns') throw unexpected(tokens[request.end] ?? tokens[0]!);
  const response = readParameter(tokens, request.end + 1);
  return {
    name: nameAt(tokens, 1),
    request: request.type,
    response: response.type,
    clientStreaming: request.streams,
    serverStreaming: response.streams,
    options,
    line,
  };
}

/** `( stream? Type )` from a position on. */
function readParameter(
  tokens: readonly Token[],
  at: number,
): { type: string; streams: boolean; end: number } {
  if (!isMark(tokens[at], '(')) throw unexpected(tokens[at] ?? tokens[0]!);
  const streams = tokens[at + 1]?.text === 'stream' && !isMark(tokens[at + 2], ')');
  const type = nameAt(tokens, at + (streams ? 2 : 1));
  const end = at + (streams ? 3 : 2);
  if (!isMark(tokens[end], ')')) throw unexpected(tokens[end] ?? tokens[0]!);
  return { type, streams, end: end + 1 };
}

function readExtend(
  extendee: string,
  body: readonly Statement[],
  scope: string,
  into: ProtoFile,
): ProtoExtension[] {
  return body.map((statement) => ({ extendee, scope, field: readField(statement, scope, into, null) }));
}

function readReserved(tokens: readonly Token[], into: Reserved): void {
  const isNumbers = tokens[0]?.kind === 'word' && /^-?\d/.test(tokens[0].text);
  if (isNumbers) into.ranges.push(...readRanges(tokens));
  else for (const token of tokens) if (token.kind !== 'mark') into.names.add(token.text);
}

function readRanges(tokens: readonly Token[]): NumberRange[] {
  const end = tokens.findIndex((token) => isMark(token, '['));
  const ranges: NumberRange[] = [];
  let part: Token[] = [];
  const close = () => {
    if (part.length === 0) return;
    const to = part.findIndex(({ text }) => text === 'to');
    const first = part[0]!;
    const from = readNumber(to === -1 ? part : part.slice(0, to), first);
    ranges.push({ from, to: to === -1 ? from : readNumber(part.slice(to + 1), first) });
    part = [];
  };
  for (const token of end === -1 ? tokens : tokens.slice(0, end)) {
    if (isMark(token, ',')) close();
    else part.push(token);
  }
  close();
  return ranges;
}

function readOptions(tokens: readonly Token[]): Map<string, string> {
  const options = new Map<string, string>();
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind === 'mark' && '[{('.includes(token.text)) depth++;
    if (token?.kind === 'mark' && ']})'.includes(token.text)) depth--;
    if (token !== undefined && !(depth === 0 && isMark(token, ','))) continue;
    if (at > start) options.set(...readOption(tokens.slice(start, at)));
    start = at + 1;
  }
  return options;
}

/** `name = value`. */
function readOption(tokens: readonly Token[]): [string, string] {
  const equals = tokens.findIndex((token) => isMark(token, '='));
  if (equals === -1) return [textOf(tokens), ''];
  return [textOf(tokens.slice(0, equals)), textOf(tokens.slice(equals + 1))];
}

function readNumber(tokens: readonly Token[], around: Token): number {
  const text = textOf(tokens);
  if (text === 'max') return largestNumber;
  const digits = text.startsWith('-') ? text.slice(1) : text;
  if (!/^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(digits)) throw unexpected(tokens[0] ?? around);
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return text.startsWith('-') ? -value : value;
}

function nameAt(tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  if (token?.kind !== 'word' || !/^[\w.]+$/.test(token.text)) throw unexpected(token ?? tokens[0]!);
  return token.text;
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('');
}

function within(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

function unexpected(token: Token): ProtoSyntaxError {
  return new ProtoSyntaxError(`unexpected ${token.text.slice(0, 40)}`, token.line);
}
