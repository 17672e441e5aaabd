import type { Evidence } from '../evidence/evidence.ts';
import type { Settings } from '../settings/settings.ts';
import type { Change, ChangedFile } from '../source/change.ts';
import { capLines } from './cap-lines.ts';
import { describeEvidence } from './describe-evidence.ts';
import { drawLayout } from './draw-layout.ts';
import { fence } from './fence.ts';
import { loadPrompts } from './load-prompts.ts';
import { redactSecrets } from './redact-secrets.ts';
import { sanitiseName, sanitiseUntrusted } from './sanitise-untrusted.ts';
import { type TrimmedDiff, trimDiff } from './trim-diff.ts';

/** What the author says about the change, all of it from outside. */
export interface PullRequestText {
  title: string;
  body: string;
  branch: string;
}

export interface ReviewMaterial {
  change: Change;
  evidence: Evidence;
  /** Every path of the head. */
  headPaths: Iterable<string>;
  settings: Settings;
  /** Why a changed file is listed and not judged, null when it is in scope: the review's rule, asked per file. */
  outOfScope: (file: ChangedFile) => string | null;
  /** Absent on the command line over a local repository. */
  pullRequest?: PullRequestText | undefined;
}

/** One block of a request; `cache` puts a breakpoint behind it, for one hour or five minutes. */
export interface PromptBlock {
  text: string;
  cache: '1h' | '5m' | null;
}

/** A request's text in its order: from what changes least to what changes most, the task last. */
export interface Prompt {
  system: PromptBlock[];
  material: PromptBlock[];
  /** Sent as a system message at the end, where untrusted text cannot stand. */
  task: string;
  version: string;
  notShown: { path: string; reason: string }[];
  /** Files of which anything is shown. */
  shown: number;
}

/**
 * Characters of diff shown at once: about 40,000 tokens. More context made every model of SWE-PRBench worse, and
 * below 100,000 tokens the cheap tier of small models holds.
 */
const diffBudget = 120_000;
const maxListed = 20_000;
const maxBody = 8000;

/** Builds the review's prompt. Same material and secret, same bytes. */
export function buildPrompt(material: ReviewMaterial, secret: string): Prompt {
  const prompts = loadPrompts();
  const { settings, evidence, change } = material;
  const diff = trimDiff(change.files, evidence.facts, {
    outOfScope: material.outOfScope,
    budget: diffBudget,
  });
  const standing = [
    fence(secret, 'layout', drawLayout(material.headPaths)),
    describeContext(settings, secret),
  ];
  const evidenceText = redactSecrets(describeEvidence(evidence).split('\n')).join('\n');
  const computed = [
    ...describePullRequest(material.pullRequest, secret),
    fence(secret, 'evidence', evidenceText),
    fence(secret, 'files', listFiles(diff)),
  ];
  const hunks = diff.shown.map(({ text }) => fence(secret, 'diff', text));
  return {
    system: [{ text: prompts.rules, cache: '1h' }],
    material: [
      { text: standing.join('\n\n'), cache: '1h' },
      { text: [...computed, ...hunks].join('\n\n'), cache: '5m' },
    ],
    task: prompts.task,
    version: prompts.version,
    notShown: diff.notShown,
    shown: diff.shown.length,
  };
}

function describeContext(settings: Settings, secret: string): string {
  const text = settings.context
    .map((line) => sanitiseUntrusted(line, { comments: true, limit: 4000 }))
    .join('\n');
  return fence(secret, 'context', text === '' ? '(none given)' : text);
}

function describePullRequest(text: PullRequestText | undefined, secret: string): string[] {
  if (text === undefined) return [];
  const body = sanitiseUntrusted(text.body, { comments: true, limit: maxBody });
  return [
    fence(secret, 'title', sanitiseUntrusted(text.title, { comments: true, limit: 500 })),
    fence(secret, 'branch', sanitiseName(text.branch)),
    fence(secret, 'body', body === '' ? '(empty)' : body),
  ];
}

function listFiles(diff: TrimmedDiff): string {
  const lines = diff.listed.map(({ file, note }) => {
    const from = file.previousPath === null ? '' : ` (before: ${sanitiseName(file.previousPath)})`;
    return `${file.status} ${sanitiseName(file.path)}${from}${note === '' ? '' : ` [not shown: ${note}]`}`;
  });
  return capLines(lines, maxListed);
}
