import { classes, space } from '../scanning/characters.ts';
import { endOfWord, isWordAt } from '../scanning/skip.ts';

/**
 * The last position at which an import can begin, or minus one: scanning may stop behind it. It may lie in a comment
 * or a string, which only the scanner can tell; but what is no whole word, or goes on as no import does, is none
 * wherever it stands. Most files import at their top alone, so that this search, which is as quick as `indexOf`,
 * spares the scanner the rest. Linear: what is looked at behind one word ends before the next.
 */
export function lastCandidate(text: string): number {
  // Sought without their first letters, which are among the most frequent.
  const last = lastOf(text, 'i', 'mport', -1, goesOnAsImport);
  const call = lastOf(text, 're', 'quire', last, goesOnAsCall);
  return lastOf(text, 'e', 'xport', call, goesOnAsExport);
}

/** Where the word `start + part` stands last as a whole and goes on as wanted; `known` when not behind that. */
function lastOf(
  text: string,
  start: string,
  part: string,
  known: number,
  goesOn: (text: string, at: number) => boolean,
): number {
  let last = known;
  for (let at = text.indexOf(part, last + 1); at !== -1; at = text.indexOf(part, at + part.length)) {
    const begin = at - start.length;
    if (begin <= last || !text.startsWith(start, begin) || isWordAt(text, begin - 1)) continue;
    if (goesOn(text, at + part.length)) last = begin;
  }
  return last;
}

function goesOnAsImport(text: string, end: number): boolean {
  const at = skipSpaces(text, end);
  const code = text.charCodeAt(at);
  if (code === 123 /* { */ || code === 42 /* * */) return true;
  if (code === 40 /* ( */) return opensString(text, skipParentheses(text, at));
  if (at === end || !isWordAt(text, at)) return isComment(text, at) || isClosedOnLine(text, at);
  // Prose (`import the file`) names no clause after its next word.
  const nameEnd = endOfWord(text, at);
  const next = skipSpaces(text, nameEnd);
  const after = text.charCodeAt(next);
  return (
    after === 44 /* , */ ||
    after === 61 /* = */ ||
    (after === 123 && isEscape(text, nameEnd)) ||
    text.startsWith('from', next) ||
    isComment(text, next) ||
    isModifier(text.slice(at, Math.min(nameEnd, at + 7)))
  );
}

function goesOnAsCall(text: string, end: number): boolean {
  const at = skipSpaces(text, end);
  if (text.charCodeAt(at) === 40 /* ( */) return opensString(text, skipParentheses(text, at));
  return isComment(text, at);
}

function goesOnAsExport(text: string, end: number): boolean {
  let at = skipSpaces(text, end);
  if (at > end && text.startsWith('type', at) && !isWordAt(text, at + 4)) at = skipSpaces(text, at + 4);
  const code = text.charCodeAt(at);
  if (code !== 123 /* { */) return code === 42 /* * */ || isComment(text, at);
  let position = at + 1;
  for (;;) {
    position = skipSpaces(text, position);
    if (isWordAt(text, position)) position = endOfWord(text, position);
    else if (text.charCodeAt(position) === 44 /* , */) position++;
    else break;
  }
  // What is neither a name nor the end, a string or a comment, is left to the parser.
  if (text.charCodeAt(position) !== 125 /* } */) return true;
  position = skipSpaces(text, position + 1);
  return text.startsWith('from', position) || isComment(text, position);
}

/** A name goes on behind `\u{61}`: what it is is left to the parser. */
function isEscape(text: string, brace: number): boolean {
  return text.startsWith('\\u{', brace - 2);
}

function skipParentheses(text: string, at: number): number {
  let position = at;
  while (text.charCodeAt(position) === 40 /* ( */) position = skipSpaces(text, position + 1);
  return position;
}

function opensString(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 34 || code === 39 || code === 96 || isComment(text, at);
}

function isComment(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 47 /* / */) return false;
  const next = text.charCodeAt(at + 1);
  return next === 47 || next === 42 /* * */;
}

/** Whether a quote begins at `at` that is closed on its line: each is looked for up to the next of its kind. */
function isClosedOnLine(text: string, at: number): boolean {
  const quote = text.charCodeAt(at);
  if (quote !== 34 && quote !== 39) return false;
  for (let position = at + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === quote) return true;
    if (code === 10) return false;
  }
  return false;
}

function isModifier(word: string): boolean {
  return word === 'type' || word === 'typeof' || word === 'defer' || word === 'source';
}

function skipSpaces(text: string, at: number): number {
  let position = at;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code < 128 ? (classes[code]! & space) === 0 : Number.isNaN(code) || isWordAt(text, position)) {
      return position;
    }
    position++;
  }
}
