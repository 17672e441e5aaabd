/**
 * Whether a path fits a pattern of `.gitattributes`: `*` and `?` within a segment, `[a-z]` and `[!a-z]` classes, a
 * backslash before a literal, and a segment `**` for any number of segments. Case counts. In time proportional to
 * path times pattern whatever the pattern, which a translation into a regular expression would not be.
 */
export function matchGlob(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const segments = path.split('/');
  return matchSequence(wanted, segments, (want) => want === '**', matchSegment);
}

function matchSegment(pattern: string, segment: string): boolean {
  return matchSequence(tokens(pattern), [...segment], (token) => token === null, fits);
}

type Token = null | { literal: string } | { any: true } | { ranges: [string, string][]; negated: boolean };

function fits(token: Token, character: string): boolean {
  if (token === null) return false;
  if ('any' in token) return true;
  if ('literal' in token) return token.literal === character;
  return token.ranges.some(([from, to]) => character >= from && character <= to) !== token.negated;
}

/** Greedy matching that on failure goes back to the last star only, which is enough when stars match anything. */
function matchSequence<Want, Item>(
  wants: readonly Want[],
  items: readonly Item[],
  isStar: (want: Want) => boolean,
  matches: (want: Want, item: Item) => boolean,
): boolean {
  let want = 0;
  let star = -1;
  let resume = 0;
  for (let item = 0; item < items.length; ) {
    if (want < wants.length && isStar(wants[want]!)) {
      star = want;
      want += 1;
      resume = item;
    } else if (want < wants.length && matches(wants[want]!, items[item]!)) {
      want += 1;
      item += 1;
    } else if (star !== -1) {
      want = star + 1;
      resume += 1;
      item = resume;
    } else return false;
  }
  while (want < wants.length && isStar(wants[want]!)) want += 1;
  return want === wants.length;
}

/** A star becomes null; a class without its closing bracket is taken as it is written. */
function tokens(pattern: string): Token[] {
  const found: Token[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at]!;
    const close = character === '[' ? characters.indexOf(']', at + 2) : -1;
    if (character === '*') {
      if (found.at(-1) !== null) found.push(null);
    } else if (character === '?') found.push({ any: true });
    else if (close !== -1) {
      found.push(characterClass(characters.slice(at + 1, close)));
      at = close;
    } else if (character === '\\' && at + 1 < characters.length) {
      at += 1;
      found.push({ literal: characters[at]! });
    } else found.push({ literal: character });
  }
  return found;
}

function characterClass(body: string[]): Token {
  const negated = body[0] === '!' || body[0] === '^';
  const members = negated ? body.slice(1) : body;
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at += 1) {
    if (members[at + 1] === '-' && at + 2 < members.length) {
      ranges.push([members[at]!, members[at + 2]!]);
      at += 2;
    } else ranges.push([members[at]!, members[at]!]);
  }
  return { ranges, negated };
}
