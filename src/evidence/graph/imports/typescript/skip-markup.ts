import { endOfWord, isWordAt, skipTrivia } from '../scanning/skip.ts';

/** What the scanner is inside of, innermost last. Numbers, since the stack is the scanner's hot path. */
export const context = {
  paren: 0,
  /** A paren after `if`, `while`, `for` or `with`: what follows it begins a statement. */
  condition: 1,
  block: 2,
  object: 3,
  /** `${` of a template. */
  template: 4,
  /** `{` inside a tag or between tags. */
  expression: 5,
  tag: 6,
  children: 7,
} as const;

/** JSX of one file: open tags by name, and where each name is closed for the last time. */
export interface Markup {
  contexts: number[];
  tags: { name: string; depth: number }[];
  closing: Map<string, number> | null;
}

/**
 * Enters the element whose `<` is at `at`, and goes on to the code inside or behind it (see {@link skipMarkup}).
 * Minus one when it is no element but a list of type parameters: `<T,>`, `<T extends U>`.
 */
export function enterMarkup(text: string, at: number, markup: Markup): number {
  const end = endOfName(text, at + 1);
  const next = skipTrivia(text, end);
  if (text[next] === ',') return -1;
  if (text.startsWith('extends', next) && !isWordAt(text, next + 7)) {
    const after = text[skipTrivia(text, next + 7)];
    if (after !== '=' && after !== '>' && after !== '/') return -1;
  }
  markup.contexts.push(context.tag);
  markup.tags.push({ name: text.slice(at + 1, end), depth: 0 });
  return skipMarkup(text, end, markup);
}

/**
 * Goes on inside tags and the text between them until code begins: after a `{`, whose context is then on top,
 * or after the outermost element. What looked like a tag and is closed nowhere was a type parameter:
 * it is left without going back, so that time stays linear.
 */
export function skipMarkup(text: string, at: number, markup: Markup): number {
  const { contexts } = markup;
  let position = at;
  while (position < text.length) {
    const top = contexts.at(-1);
    if (top === context.tag) position = skipTag(text, position, markup);
    else if (top === context.children) position = skipChildren(text, position, markup);
    else return position;
  }
  return position;
}

function skipChildren(text: string, at: number, markup: Markup): number {
  const { contexts, tags } = markup;
  for (let position = at; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 123 /* { */) {
      contexts.push(context.expression);
      return position + 1;
    }
    if (code !== 60 /* < */) continue;
    if (text.charCodeAt(position + 1) === 47 /* / */) {
      contexts.pop();
      const end = text.indexOf('>', position);
      return end === -1 ? text.length : end + 1;
    }
    const end = endOfName(text, position + 1);
    contexts.push(context.tag);
    tags.push({ name: text.slice(position + 1, end), depth: 0 });
    return end;
  }
  return text.length;
}

/** Goes through attributes to the end of the tag or to a `{`. `depth` counts type arguments: `<List<Item> …>`. */
function skipTag(text: string, at: number, markup: Markup): number {
  const { contexts, tags } = markup;
  const tag = tags.at(-1)!;
  let position = at;
  while (position < text.length) {
    position = skipTrivia(text, position);
    const character = text[position];
    if (character === '{') {
      contexts.push(context.expression);
      return position + 1;
    }
    if (character === '"' || character === "'") {
      // An attribute may run over lines and knows no escapes.
      const end = text.indexOf(character, position + 1);
      position = end === -1 ? text.length : end + 1;
    } else if (character === '<') {
      tag.depth++;
      position++;
    } else if (character === '>' && tag.depth > 0) {
      tag.depth--;
      position++;
    } else if (character === '>') {
      contexts.pop();
      tags.pop();
      if (isClosedAfter(text, position, tag.name, markup)) contexts.push(context.children);
      return position + 1;
    } else if (character === '/' && text[position + 1] === '>') {
      contexts.pop();
      tags.pop();
      return position + 2;
    } else if (character !== undefined && '(),;'.includes(character) && tag.depth === 0) {
      contexts.pop();
      tags.pop();
      return position;
    } else position++;
  }
  return position;
}

function isClosedAfter(text: string, at: number, name: string, markup: Markup): boolean {
  markup.closing ??= lastClosingTags(text);
  return (markup.closing.get(name) ?? -1) > at;
}

function lastClosingTags(text: string): Map<string, number> {
  const closing = new Map<string, number>();
  for (let at = text.indexOf('</'); at !== -1; at = text.indexOf('</', at + 2)) {
    const start = skipSpaces(text, at + 2);
    closing.set(text.slice(start, endOfName(text, start)), at);
  }
  return closing;
}

function skipSpaces(text: string, at: number): number {
  let position = at;
  while (text[position] === ' ' || text[position] === '\n' || text[position] === '\t') position++;
  return position;
}

/** A tag's name: `div`, `my-element`, `svg:rect`, `Menu.Item`; empty for a fragment. */
function endOfName(text: string, at: number): number {
  let end = at;
  while (isWordAt(text, end) || text[end] === '-' || text[end] === '.' || text[end] === ':') {
    end = isWordAt(text, end) ? endOfWord(text, end) : end + 1;
  }
  return end;
}
