import type { DiffLine } from '../src/source/change.ts';

/** The lines of GitHub's `diff_hunk`, the last `most` of them, numbered by the hunk's header. */
export function diffLines(diffHunk: string, most: number): DiffLine[] {
  const [header = '', ...texts] = diffHunk.split('\n');
  const starts = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(header);
  let oldLine = Number(starts?.[1] ?? 1);
  let newLine = Number(starts?.[2] ?? 1);
  return texts
    .map((line): DiffLine => {
      const text = line.slice(1);
      if (line.startsWith('+')) return { kind: 'added', oldLine: null, newLine: newLine++, text };
      if (line.startsWith('-')) return { kind: 'removed', oldLine: oldLine++, newLine: null, text };
      return { kind: 'context', oldLine: oldLine++, newLine: newLine++, text };
    })
    .slice(-most);
}
