import { type GlobSegment, readGlob } from '../../settings/read-glob.ts';
import { matchGlob } from '../../source/match-glob.ts';

/** A glob of the rules ready to be matched, from the root of the repository. */
export interface CompiledGlob {
  /** As people wrote it. */
  text: string;
  patterns: Pattern[];
}

/** One alternative of a glob: a folder that stands there literally, then what has to be compared. */
export interface Pattern {
  prefix: string;
  rest: readonly Step[];
  /** Fits everything below the prefix. */
  whole: boolean;
}

type Step = { kind: 'any' } | { kind: 'capture' } | { kind: 'test'; fits: (segment: string) => boolean };

/** Compiles a glob of the settings of a folder ('' for the root's); one that cannot be read matches nothing. */
export function compileGlob(text: string, folder = ''): CompiledGlob {
  const reading = readGlob(text);
  if (!reading.ok) return { text, patterns: [] };
  const above = reading.fromRoot || folder === '' ? [] : folder.split('/');
  const literals = above.map((name): GlobSegment => ({ kind: 'literal', text: name }));
  return { text, patterns: reading.alternatives.map((segments) => patternOf([...literals, ...segments])) };
}

function patternOf(segments: readonly GlobSegment[]): Pattern {
  const first = segments.findIndex(({ kind }) => kind !== 'literal');
  const split = first === -1 ? segments.length : first;
  const prefix = segments.slice(0, split).map((segment) => (segment.kind === 'literal' ? segment.text : ''));
  const rest = segments.slice(split);
  const [below, every] = rest;
  const whole =
    below?.kind === 'any' &&
    (every === undefined || (rest.length === 2 && every.kind === 'pattern' && every.text === '*'));
  return { prefix: prefix.join('/'), rest: rest.map(stepOf), whole };
}

function stepOf(segment: GlobSegment): Step {
  switch (segment.kind) {
    case 'any':
    case 'capture':
      return { kind: segment.kind };
    case 'literal': {
      const { text } = segment;
      return { kind: 'test', fits: (name) => name === text };
    }
    case 'pattern':
      return { kind: 'test', fits: testOf(segment.text) };
  }
}

/** The common forms are one comparison; the others are compared once for each name. */
function testOf(pattern: string): (segment: string) => boolean {
  const [, star, end] = /^(\*)([^*?[\]\\]*)$/.exec(pattern) ?? [];
  if (star !== undefined && end !== undefined) return (name) => name.endsWith(end);
  const known = new Map<string, boolean>();
  return (name) => {
    let fits = known.get(name);
    if (fits === undefined) {
      fits = matchGlob(pattern, name);
      known.set(name, fits);
    }
    return fits;
  };
}

/**
 * What the captures of the first fitting alternative hold, in their order (empty when there are none); null when the
 * path does not fit. In time proportional to path times pattern.
 */
export function matchCompiled({ patterns }: CompiledGlob, path: string): string[] | null {
  for (const pattern of patterns) {
    const captures = matchPattern(pattern, path);
    if (captures !== null) return captures;
  }
  return null;
}

/** As {@link matchCompiled}, for one alternative. */
export function matchPattern({ prefix, rest }: Pattern, path: string): string[] | null {
  if (prefix !== '' && !isBelow(prefix, path)) return null;
  if (rest.length === 0) return prefix === path ? [] : null;
  const below = path.slice(prefix === '' ? 0 : prefix.length + 1);
  return matchSteps(rest, below === '' ? [] : below.split('/'));
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');
}

/** Shortest first: on failure it goes back to the last `**` only, which is enough when that matches anything. */
function matchSteps(steps: readonly Step[], names: readonly string[]): string[] | null {
  const taken = new Map<number, string>();
  let step = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; at < names.length; ) {
    const want = steps[step];
    const name = names[at]!;
    if (want?.kind === 'any') {
      star = step;
      step += 1;
      resume = at;
    } else if (want !== undefined && (want.kind === 'capture' || want.fits(name))) {
      if (want.kind === 'capture') taken.set(step, name);
      step += 1;
      at += 1;
    } else if (star !== -1) {
      step = star + 1;
      resume += 1;
      at = resume;
    } else return null;
  }
  while (steps[step]?.kind === 'any') step += 1;
  if (step !== steps.length) return null;
  return [...taken].sort(([a], [b]) => a - b).map(([, name]) => name);
}
