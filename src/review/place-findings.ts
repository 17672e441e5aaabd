import { severities } from '../evidence/evidence.ts';
import type { Settings } from '../settings/settings.ts';
import type { ChangedFile } from '../source/change.ts';
import { commentableLines } from '../source/commentable-lines.ts';
import { anchor } from './anchor.ts';
import type { Candidate } from './find-from-facts.ts';
import { fingerprint, stablePath } from './fingerprint.ts';
import type { Finding } from './review.ts';

const confidences: readonly Candidate['confidence'][] = ['high', 'medium', 'low'];

/**
 * Candidates as findings: ranked, filtered by `comments.lowest`, identified, and placed on the lines that the diff
 * shows, as far as `comments.inline` allows; the rest stands in the summary.
 */
export function placeFindings(
  candidates: readonly Candidate[],
  changed: readonly ChangedFile[],
  settings: Pick<Settings, 'comments'>,
): Finding[] {
  return place(rank(candidates, settings), changed, settings);
}

/** Worst first; then facts before judgement, the surer, path and line. What is below the lowest severity is left out. */
function rank(candidates: readonly Candidate[], { comments }: Pick<Settings, 'comments'>): Candidate[] {
  const lowest = severities.indexOf(comments.lowest);
  return candidates
    .filter(({ severity }) => severities.indexOf(severity) <= lowest)
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        compare(a.origin, b.origin) ||
        confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence) ||
        compare(a.path, b.path) ||
        (a.from ?? 0) - (b.from ?? 0) ||
        compare(a.rule, b.rule) ||
        compare(a.title, b.title),
    );
}

/** Gives each finding its id, its fingerprint and its place; at most `comments.inline` of them stand inline. */
function place(
  candidates: readonly Candidate[],
  changed: readonly ChangedFile[],
  { comments }: Pick<Settings, 'comments'>,
): Finding[] {
  const files = new Map(changed.map((file) => [file.path, file]));
  const leftFiles = new Map(
    changed.filter(({ status }) => status !== 'copied').map((file) => [file.previousPath ?? file.path, file]),
  );
  const fingerprints = identify(candidates, files);
  const findings: Finding[] = [];
  let inline = 0;
  for (const candidate of candidates) {
    const identity = fingerprints.get(candidate) as string;
    const { origin, explained, rule, severity, title, body, path, side, from, to, quote } = candidate;
    const file = (side === 'LEFT' ? leftFiles : files).get(path);
    const at =
      file === undefined || from === null || to === null
        ? null
        : anchor(commentableLines(file), side, from, to);
    const placement = at !== null && inline < comments.inline ? 'inline' : 'summary';
    if (placement === 'inline') inline += 1;
    const range = { line: to, startLine: from === to ? null : from };
    findings.push({
      id: `F${findings.length + 1}`,
      fingerprint: identity,
      ...{ origin, explained, rule, severity, title, body, path, diffPath: file?.path ?? path, side },
      ...(placement === 'inline' && at !== null ? at : range),
      quote,
      placement,
    });
  }
  return findings;
}

/** Fingerprints by candidate. Equal ones get an ordinal by line, so that a finding above does not rename those below. */
function identify(
  candidates: readonly Candidate[],
  files: ReadonlyMap<string, ChangedFile>,
): Map<Candidate, string> {
  const seen = new Map<string, number>();
  const fingerprints = new Map<Candidate, string>();
  for (const candidate of [...candidates].sort((a, b) => (a.from ?? 0) - (b.from ?? 0))) {
    const identity = { ...candidate, path: stablePath(candidate.path, candidate.side, files) };
    const plain = fingerprint(identity);
    const ordinal = seen.get(plain) ?? 0;
    seen.set(plain, ordinal + 1);
    fingerprints.set(candidate, ordinal === 0 ? plain : fingerprint(identity, ordinal));
  }
  return fingerprints;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
