export interface Part {
  /** For the line that says what was left out. */
  name: string;
  /** 0 is the last to be left out. */
  importance: number;
  /** Most characters it may take even when there is room. */
  limit: number;
  /** Markdown of at most `room` characters, or longer or empty when it cannot. */
  render: (room: number) => string;
}

const reserve = 400;

/**
 * Joins parts in their order to at most `limit` characters. Room is given by importance; a part that does not fit is
 * left out whole, so that no table and no fold is cut open, and a last line names it.
 */
export function fitParts(parts: readonly Part[], limit: number): string {
  const rendered = new Map<Part, string>();
  const leftOut: string[] = [];
  let room = limit - reserve;
  for (const part of [...parts].sort((a, b) => a.importance - b.importance)) {
    const most = Math.min(room, part.limit);
    const text = part.render(most).trim();
    if (text === '') continue;
    if (text.length > most) {
      leftOut.push(part.name);
      continue;
    }
    rendered.set(part, text);
    room -= text.length + 2;
  }
  const texts = parts.map((part) => rendered.get(part) ?? '').filter((text) => text !== '');
  if (leftOut.length > 0) texts.push(`<sub>Left out for length: ${leftOut.join(', ')}.</sub>`);
  return texts.join('\n\n');
}
