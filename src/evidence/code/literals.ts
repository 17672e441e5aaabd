import type { Node } from 'web-tree-sitter';

const plainParts = new Set([
  'string_content', // Python, Ruby, Go's interpreted strings, Kotlin, PHP
  'string_fragment', // JavaScript, Java
  'string_literal_content', // C#
  'verbatim_string_literal_content',
  'raw_string_content', // C#
  'interpreted_string_literal_content', // Go
  'raw_string_literal_content', // Go
  'multiline_string_fragment', // Java's text blocks
  'heredoc_content', // Ruby
  'nowdoc_string', // PHP
  'string_value',
]);
const quoteMarks = new Set([
  'string_start',
  'string_end',
  'heredoc_start',
  'heredoc_end',
  'raw_string_start',
  'raw_string_end',
]);
/** Literals by their names in the grammars; `heredoc_body` is Ruby's, which stands apart from the place that names it. */
const literals = new Set([
  'string',
  'string_literal',
  'template_string',
  'interpreted_string_literal',
  'raw_string_literal',
  'verbatim_string_literal',
  'multiline_string_literal',
  'encapsed_string',
  'heredoc',
  'nowdoc',
  'heredoc_body',
  'simple_symbol',
  'delimited_symbol',
  'bare_string',
  'bare_symbol',
  'hash_key_symbol',
]);

/** What a string literal says; null for any other node, and where a part of it is computed. Escapes but `\n` lose their backslash. */
export function stringOf(node: Node | null): string | null {
  if (node === null) return null;
  if (node.type === 'concatenated_string') return concatenated(node);
  if (!literals.has(node.type)) return null;
  if (node.type === 'simple_symbol') return node.text.slice(1);
  if (node.type === 'hash_key_symbol') return node.text;
  const children = node.namedChildren.filter((child) => child !== null);
  if (children.length === 0) return unquote(node.text);
  let value = '';
  for (const child of children) {
    if (plainParts.has(child.type))
      value += child.namedChildCount === 0 ? child.text : (partsOf(child) ?? child.text);
    else if (child.type === 'escape_sequence') value += plainEscape(child.text);
    else if (child.type === 'nowdoc_body' || child.type === 'heredoc_body') value += child.text;
    else if (!quoteMarks.has(child.type)) return null;
  }
  return value;
}

/** Python's and Kotlin's literals side by side. */
function concatenated(node: Node): string | null {
  const parts = node.namedChildren.map(stringOf);
  return parts.includes(null) ? null : parts.join('');
}

/** The text of a part that holds escapes; null where it holds anything else. */
function partsOf(part: Node): string | null {
  const escapes = part.namedChildren.filter((child) => child !== null);
  if (escapes.some(({ type }) => type !== 'escape_sequence')) return null;
  let value = '';
  let at = part.startIndex;
  for (const sequence of escapes) {
    value +=
      part.text.slice(at - part.startIndex, sequence.startIndex - part.startIndex) +
      plainEscape(sequence.text);
    at = sequence.endIndex;
  }
  return value + part.text.slice(at - part.startIndex);
}

function plainEscape(text: string): string {
  if (text === '\\n') return '\n';
  if (text === '\\t') return '\t';
  return text.startsWith('\\') ? text.slice(1) : text;
}

/** For grammars that give a literal as one leaf: prefix letters and quotes off. */
function unquote(text: string): string | null {
  const from = text.search(/["'`]/);
  if (from === -1 || from > 3) return null;
  const quote = text.startsWith('"""', from) ? '"""' : (text[from] ?? '');
  const end = text.lastIndexOf(quote);
  return end < from + quote.length ? null : text.slice(from + quote.length, end);
}
