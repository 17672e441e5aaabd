import { lexer, type Token, type Tokens } from 'marked';

/** How text is emphasised; the identity where the output is no terminal. */
export type Emphasis = (text: string) => string;

/** More lines of a code block than this stand on the page only. */
const mostCodeLines = 14;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/**
 * Markdown as lines of at most `width` columns for a terminal: wrapped, lists and tables lined up, tags and comments of
 * HTML gone, links as their text, diagrams and the ends of long code blocks left to the page.
 */
export function markdownToText(markdown: string, width: number, bold: Emphasis): string {
  return blocks(lexer(markdown), width, bold).join('\n\n');
}

function blocks(tokens: readonly Token[], width: number, bold: Emphasis): string[] {
  return tokens.map((token) => block(token, width, bold)).filter((text) => text !== '');
}

function block(token: Token, width: number, bold: Emphasis): string {
  switch (token.type) {
    case 'heading':
      return wrap(inline(token.tokens), width).map(bold).join('\n');
    case 'paragraph':
    case 'text':
      return wrap(inline(token.tokens ?? [token]), width).join('\n');
    case 'html':
      return wrap(clean(withoutTags(token.text)), width)
        .map(bold)
        .join('\n');
    case 'code':
      return code(token as Tokens.Code, width);
    case 'list':
      return list(token as Tokens.List, width, bold);
    case 'table':
      return table(token as Tokens.Table, width, bold);
    case 'blockquote':
      return indent(blocks(token.tokens ?? [], width - 2, bold).join('\n\n'), '> ');
    default:
      return '';
  }
}

function code({ text, lang }: Tokens.Code, width: number): string {
  if (lang === 'mermaid') return '(A diagram: drawn on the page.)';
  const lines = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => (columnsOf(line) > width - 4 ? wrap(clean(line), width - 4) : [clean(line)]));
  const shown = lines.slice(0, mostCodeLines);
  if (lines.length > mostCodeLines)
    shown.push(`… and ${lines.length - mostCodeLines} more lines on the page`);
  return shown.map((line) => `  | ${line}`.trimEnd()).join('\n');
}

function list({ items, ordered, start, loose }: Tokens.List, width: number, bold: Emphasis): string {
  return items
    .map((item, at) => {
      const mark = ordered ? `${Number(start || 1) + at}. ` : '- ';
      const text = blocks(item.tokens, width - mark.length, bold).join(loose ? '\n\n' : '\n');
      return mark + indent(text, ' '.repeat(mark.length)).trimStart();
    })
    .join('\n');
}

/** Columns side by side; the widest one gives way and wraps. */
function table({ header, rows, align }: Tokens.Table, width: number, bold: Emphasis): string {
  const text = [header, ...rows].map((row) => row.map((cell) => inline(cell.tokens)));
  const widths = header.map((_, column) =>
    Math.max(...text.flatMap((row) => (row[column] ?? '').split('\n').map(columnsOf))),
  );
  const widest = widths.indexOf(Math.max(...widths));
  const room = width - 3 * (widths.length - 1);
  const others = widths.reduce((sum, one) => sum + one, 0) - (widths[widest] ?? 0);
  widths[widest] = Math.max(20, Math.min(widths[widest] ?? 0, room - others));
  const render = (row: readonly string[]) => {
    const cells = row.map((cell, column) => wrap(cell, widths[column] ?? 0));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, column) => pad(lines[line] ?? '', widths[column] ?? 0, align[column] === 'right'))
        .join('   ')
        .trimEnd(),
    );
  };
  const [head = [], ...body] = text;
  const titled = head.some((cell) => cell !== '');
  return [...(titled ? render(head).map(bold) : []), ...body.flatMap(render)].join('\n');
}

function inline(tokens: readonly Token[] = []): string {
  return tokens
    .map((token): string => {
      if (token.type === 'br') return '\n';
      if (token.type === 'html') return withoutTags(token.raw);
      if (token.type === 'codespan') return `\`${clean(token.text)}\``;
      if ('tokens' in token && token.tokens !== undefined) return inline(token.tokens);
      return clean(decode('text' in token ? String(token.text) : token.raw));
    })
    .join('');
}

function withoutTags(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<[^<>]*>/g, '');
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|([a-z]{2,4}));/g, (whole, number?: string, name?: string) => {
    if (number === undefined) return entities[name ?? ''] ?? whole;
    return Number(number) <= 0x10ffff ? String.fromCodePoint(Number(number)) : whole;
  });
}

/** Nothing that moves the cursor, and no emoji: terminals do not agree on their width. */
function clean(text: string): string {
  // Line feeds stay.
  return text
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')
    .replace(/\p{Emoji_Presentation} ?/gu, '');
}

function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/ +/).flatMap((long) => cut(long, width))) {
      if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line].filter((one) => one !== '');
  });
}

function cut(word: string, width: number): string[] {
  const letters = [...word];
  const pieces: string[] = [];
  do pieces.push(letters.splice(0, Math.max(width, 10)).join(''));
  while (letters.length > 0);
  return pieces;
}

function columnsOf(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - columnsOf(text)));
  return right ? space + text : text + space;
}

/** Every line but empty ones moved to the right. */
export function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}
