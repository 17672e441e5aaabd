import { classes, space } from '../scanning/characters.ts';

/** Files of markup with code in them, by the framework whose rules say where. */
export type ComponentDialect = 'vue' | 'svelte' | 'astro';

/** Code inside a component: the text from `start` to `end`. */
export interface ScriptBlock {
  /** Where the tag begins. */
  at: number;
  start: number;
  end: number;
  /** By the lower-case name; an attribute without a value has ''. */
  attributes: ReadonlyMap<string, string>;
}

interface Tag {
  name: string;
  attributes: Map<string, string>;
  selfClosing: boolean;
  end: number;
}

// Longer names are no element's; the limit keeps comparing them linear.
const longestName = 64;

/**
 * The blocks of code of a component, in the order of the text: Astro's frontmatter and the contents of `<script>`
 * elements outside of comments. In Vue only those at the top count, since a template may hold none and every other
 * block (`<docs>`, `<i18n>`) is raw text: https://vuejs.org/api/sfc-spec.html. Linear; markup that is not closed ends
 * the search.
 */
export function scriptBlocks(text: string, dialect: ComponentDialect): ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  let position = 0;
  if (dialect === 'astro') {
    const frontmatter = frontmatterOf(text);
    if (frontmatter !== null) {
      blocks.push(frontmatter);
      position = frontmatter.end;
    }
  }
  /** How many `<template>` of Vue are open: inside them is markup, outside are blocks. */
  let templates = 0;
  for (;;) {
    const at = text.indexOf('<', position);
    if (at === -1) return blocks;
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4);
      if (end === -1) return blocks;
      position = end + 3;
      continue;
    }
    if (templates > 0 && isClosing(text, at, 'template')) templates--;
    const name = nameAt(text, at + 1);
    if (name === '') {
      position = at + 1;
      continue;
    }
    const tag = readTag(text, at, name, dialect !== 'vue');
    if (tag === null) return blocks;
    position = tag.end;
    if (tag.selfClosing) {
      if (name === 'script' && templates === 0) blocks.push({ ...tag, at, start: tag.end });
      continue;
    }
    const lang = tag.attributes.get('lang') ?? 'html';
    if (dialect === 'vue' && name === 'template' && (templates > 0 || lang === 'html')) templates++;
    else if (name === 'script' || name === 'style' || (dialect === 'vue' && templates === 0)) {
      const end = endOfRaw(text, position, name);
      if (name === 'script' && templates === 0) {
        blocks.push({ at, start: tag.end, end, attributes: tag.attributes });
      }
      position = end;
    }
  }
}

/** What stands between Astro's fences: the first before anything else, the second at the beginning of a line. */
function frontmatterOf(text: string): ScriptBlock | null {
  const at = skipSpaces(text, text.startsWith('\uFEFF') ? 1 : 0);
  if (!text.startsWith('---', at)) return null;
  const end = text.indexOf('\n---', at + 3);
  const attributes = new Map([['lang', 'tsx']]);
  return end === -1 ? null : { at, start: at + 3, end, attributes };
}

function nameAt(text: string, at: number): string {
  if (!isLetter(text.charCodeAt(at))) return '';
  let end = at + 1;
  while (end < text.length && end - at <= longestName && !endsName(text.charCodeAt(end))) end++;
  return end - at > longestName ? '' : text.slice(at, end).toLowerCase();
}

/** Attributes to the `>`; null when there is none. In Svelte and Astro braces hold expressions, with `>` in them. */
function readTag(text: string, at: number, name: string, hasBraces: boolean): Tag | null {
  const attributes = new Map<string, string>();
  let position = at + 1 + name.length;
  while (position < text.length) {
    position = skipSpaces(text, position);
    const code = text.charCodeAt(position);
    if (code === 62 /* > */) {
      const selfClosing = text.charCodeAt(position - 1) === 47; /* / */
      return { name, attributes, selfClosing, end: position + 1 };
    }
    const nameStart = position;
    if (code !== 47 /* / */) {
      while (position < text.length && !endsAttribute(text.charCodeAt(position), hasBraces)) position++;
    }
    const attribute = position === nameStart ? '' : text.slice(nameStart, position);
    if (hasBraces && text.charCodeAt(position) === 123 /* { */) {
      position = endOfBraces(text, position);
      continue;
    }
    if (attribute === '') {
      position++;
      continue;
    }
    const equals = skipSpaces(text, position);
    if (text.charCodeAt(equals) !== 61 /* = */) {
      if (attribute.length <= longestName) attributes.set(attribute.toLowerCase(), '');
      continue;
    }
    const start = skipSpaces(text, equals + 1);
    const quote = text.charCodeAt(start);
    let value: string;
    if (quote === 34 || quote === 39) {
      const end = text.indexOf(text[start]!, start + 1);
      if (end === -1) return null;
      value = text.slice(start + 1, end);
      position = end + 1;
    } else if (hasBraces && quote === 123 /* { */) {
      position = endOfBraces(text, start);
      value = '';
    } else {
      position = start;
      while (position < text.length && !endsValue(text.charCodeAt(position))) position++;
      value = text.slice(start, position);
    }
    if (attribute.length <= longestName) attributes.set(attribute.toLowerCase(), value);
  }
  return null;
}

/** The end of the expression whose brace opens at `at`; strings in it may hold braces. */
function endOfBraces(text: string, at: number): number {
  let depth = 0;
  let quote = 0;
  for (let position = at; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 92 /* \ */) position++;
    else if (quote !== 0) {
      // A quote that is not closed on its line was an apostrophe in a comment or in a regular expression.
      if (code === quote || (code === 10 && quote !== 96)) quote = 0;
    } else if (code === 34 || code === 39 || code === 96) quote = code;
    else if (code === 123 /* { */) depth++;
    else if (code === 125 /* } */ && --depth === 0) return position + 1;
  }
  return text.length;
}

/** Where the closing tag of an element of raw text begins; the end of the text when there is none. */
function endOfRaw(text: string, from: number, name: string): number {
  for (let at = text.indexOf('</', from); at !== -1; at = text.indexOf('</', at + 2)) {
    if (isClosing(text, at, name)) return at;
  }
  return text.length;
}

function isClosing(text: string, at: number, name: string): boolean {
  if (!text.startsWith('</', at)) return false;
  const end = at + 2 + name.length;
  return text.slice(at + 2, end).toLowerCase() === name && endsName(text.charCodeAt(end));
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isSpace(code: number): boolean {
  return code < 128 && (classes[code]! & space) !== 0;
}

/** True also of what lies behind the text. */
function endsName(code: number): boolean {
  return isSpace(code) || code === 62 /* > */ || code === 47 /* / */ || Number.isNaN(code);
}

function endsAttribute(code: number, hasBraces: boolean): boolean {
  return endsName(code) || code === 61 /* = */ || (hasBraces && code === 123) /* { */;
}

function endsValue(code: number): boolean {
  return isSpace(code) || code === 62 /* > */;
}

function skipSpaces(text: string, at: number): number {
  let position = at;
  while (position < text.length && isSpace(text.charCodeAt(position))) position++;
  return position;
}
