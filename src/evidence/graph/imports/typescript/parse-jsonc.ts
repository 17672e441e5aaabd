import { endOfComment, endOfString } from '../scanning/skip.ts';

/** A JSON object that may hold comments and trailing commas, as tsconfig files do; null when it is none. Linear. */
export function parseJsonc(text: string): Record<string, unknown> | null {
  return parseObject(text) ?? parseObject(withoutComments(text));
}

/** The value as an object by string keys; null for everything else. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text));
  } catch {
    return null;
  }
}

function withoutComments(text: string): string {
  let out = '';
  let kept = 0;
  let comma = -1;
  for (let at = 0; at < text.length; ) {
    const character = text[at]!;
    if (character === '"') {
      at = endOfString(text, at);
      comma = -1;
    } else if (character === '/' && endOfComment(text, at) > at) {
      out += text.slice(kept, at);
      at = endOfComment(text, at);
      kept = at;
    } else {
      if (character === ',') {
        // Its place in the output is known only when nothing is held back.
        out += text.slice(kept, at + 1);
        kept = at + 1;
        comma = out.length - 1;
      } else if ((character === '}' || character === ']') && comma !== -1) {
        out = `${out.slice(0, comma)} ${out.slice(comma + 1)}`;
        comma = -1;
      } else if (character.trim() !== '') comma = -1;
      at++;
    }
  }
  return out + text.slice(kept);
}
