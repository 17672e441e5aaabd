import { type GlobSegment, readGlob } from '../../settings/read-glob.ts';
import { matchGlob } from '../../source/match-glob.ts';

/** A glob of the rules ready to be matched, from the root of the repository: its alternatives, segment by segment. */
export interface CompiledGlob {
  alternatives: (readonly Step[])[];
}

/** What a segment of a path has to be: `any` stands for any number of them. */
export type Step =
  | { kind: 'any' }
  | { kind: 'capture' }
  | { kind: 'literal'; text: string }
  | { kind: 'test'; fits: (segment: string) => boolean };

/** Compiles a glob of the settings of a folder ('' for the root's); one that cannot be read matches nothing. */
export function compileGlob(text: string, folder = ''): CompiledGlob {
  const reading = readGlob(text);
  if (!reading.ok) return { alternatives: [] };
  const above = reading.fromRoot || folder === '' ? [] : folder.split('/');
  const literals = above.map((name): GlobSegment => ({ kind: 'literal', text: name }));
  return { alternatives: reading.alternatives.map((segments) => [...literals, ...segments].map(stepOf)) };
}

function stepOf(segment: GlobSegment): Step {
  switch (segment.kind) {
    case 'any':
    case 'capture':
      return { kind: segment.kind };
    case 'literal':
      return segment;
    case 'pattern':
      return { kind: 'test', fits: testOf(segment.text) };
  }
}

/** Forms with one star are two comparisons; the others are compared once for each name. */
function testOf(pattern: string): (segment: string) => boolean {
  const [, start, end] = /^([^*?[\]\\]*)\*([^*?[\]\\]*)$/.exec(pattern) ?? [];
  if (start !== undefined && end !== undefined) {
    const least = start.length + end.length;
    return (name) => name.length >= least && name.startsWith(start) && name.endsWith(end);
  }
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

/** Whether a step that is one segment takes this one. */
function takes(step: Step, name: string): boolean {
  switch (step.kind) {
    case 'any':
    case 'capture':
      return true;
    case 'literal':
      return step.text === name;
    case 'test':
      return step.fits(name);
  }
}

/**
 * What the captures of the first fitting alternative hold, in their order (empty when there are none); null when the
 * path does not fit. In time proportional to path times glob.
 */
export function matchCompiled({ alternatives }: CompiledGlob, path: string): string[] | null {
  const names = path.split('/');
  for (const steps of alternatives) {
    const captures = matchSteps(steps, names);
    if (captures !== null) return captures;
  }
  return null;
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
    } else if (want !== undefined && takes(want, name)) {
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
