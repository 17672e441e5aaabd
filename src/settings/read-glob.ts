/** One segment of a glob's path: `**`, a name as it stands, a name with `*`, `?` or `[…]`, or a capture. */
export type GlobSegment =
  | { kind: 'any' }
  | { kind: 'literal'; text: string }
  | { kind: 'pattern'; text: string }
  | { kind: 'capture'; name: string };

/** A glob taken apart, or what is wrong with it. */
export type GlobReading =
  | { ok: true; alternatives: GlobSegment[][]; captures: string[]; fromRoot: boolean }
  | { ok: false; message: string };

/** Ours: a glob with more alternatives is none that a person wrote. */
const mostAlternatives = 64;

// Stand for the braces of a capture while those of alternatives are multiplied out.
const opening = '\u0001';
const closing = '\u0002';

/**
 * Takes a glob of the rules apart: `*`, `?` and classes within a segment, `**` for any number of segments, `{a,b}` for
 * alternatives, `{x}` for a capture of one whole segment, a backslash before a sign that is meant. One that ends
 * with a name stands for the file or all below the folder of that name, with a slash for all below the folder.
 * `fromRoot`: it begins with a slash.
 */
export function readGlob(text: string): GlobReading {
  if (/[\u0000-\u001f]/.test(text)) return wrong('must not hold control characters');
  const expanded = expand(text);
  if (typeof expanded === 'string') return wrong(expanded);
  const alternatives: GlobSegment[][] = [];
  let captures: string[] | null = null;
  for (const alternative of expanded) {
    const segments = segmentsOf(alternative);
    if (typeof segments === 'string') return wrong(segments);
    if (segments.length === 0) return wrong('names no path');
    const named = segments.flatMap((segment) => (segment.kind === 'capture' ? [segment.name] : []));
    const twice = named.find((name, at) => named.indexOf(name) !== at);
    if (twice !== undefined)
      return wrong(`captures \`{${twice}}\` twice: give each capture a name of its own`);
    if (captures !== null && captures.join() !== named.join()) {
      return wrong('must capture the same in each alternative');
    }
    captures = named;
    alternatives.push(segments);
  }
  return { ok: true, alternatives, captures: captures ?? [], fromRoot: text.startsWith('/') };
}

function wrong(message: string): GlobReading {
  return { ok: false, message };
}

/** Alternatives multiplied out, captures marked; or what is wrong. */
function expand(glob: string): string[] | string {
  const done: string[] = [];
  const waiting = [glob];
  for (let pattern = waiting.pop(); pattern !== undefined; pattern = waiting.pop()) {
    if (done.length + waiting.length > mostAlternatives) {
      return `has more than ${mostAlternatives} alternatives: write several globs`;
    }
    const { open, close } = innermost(pattern);
    if (open === -1 && close === -1) {
      done.push(pattern);
      continue;
    }
    if (open === -1 || close === -1)
      return 'has a brace without its other half: write `\\{` for the sign itself';
    const [before, body, after] = [
      pattern.slice(0, open),
      pattern.slice(open + 1, close),
      pattern.slice(close + 1),
    ];
    if (body.includes(',')) {
      for (const part of body.split(',').reverse()) waiting.push(before + part + after);
    } else if (/^[A-Za-z]\w{0,39}$/.test(body)) {
      waiting.push(before + opening + body + closing + after);
    } else return 'has braces that are neither a capture such as `{name}` nor alternatives such as `{a,b}`';
  }
  return done;
}

/** The first closing brace and the last opening one before it; -1 where there is none. */
function innermost(pattern: string): { open: number; close: number } {
  let open = -1;
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') at++;
    else if (sign === '{') open = at;
    else if (sign === '}') return { open, close: at };
  }
  return { open, close: -1 };
}

function segmentsOf(alternative: string): GlobSegment[] | string {
  const segments: GlobSegment[] = [];
  for (const text of alternative.split('/')) {
    if (text === '' || text === '.') continue;
    if (text === '..')
      return 'must not climb with `..`: begin with `/` to start at the root of the repository';
    const segment = segmentOf(text);
    if (segment === null) return 'must capture a whole segment of the path, as in `src/{name}/**`';
    // Two in a row say the same as one.
    if (segment.kind !== 'any' || segments.at(-1)?.kind !== 'any') segments.push(segment);
  }
  const last = segments.at(-1);
  if (last === undefined) return segments;
  const isName = last.kind === 'literal' && !alternative.endsWith('/');
  if (isName || last.kind === 'capture' || alternative.endsWith('/')) segments.push({ kind: 'any' });
  // A file beside the folders that are captured is in none of them: below a folder means at least one name more.
  if (!isName && segments.at(-1)?.kind === 'any') segments.push({ kind: 'pattern', text: '*' });
  return segments;
}

function segmentOf(text: string): GlobSegment | null {
  if (text === '**') return { kind: 'any' };
  if (text.includes(opening)) {
    const whole = text.startsWith(opening) && text.indexOf(closing) === text.length - 1;
    return whole ? { kind: 'capture', name: text.slice(1, -1) } : null;
  }
  const plain = text.replace(/\\(.)/g, '');
  return /[*?[]/.test(plain)
    ? { kind: 'pattern', text }
    : { kind: 'literal', text: text.replace(/\\(.)/g, '$1') };
}
