import { parseArgs } from 'node:util';
import { type Severity, severities } from '../evidence/evidence.ts';
import { nearestName } from '../settings/nearest-name.ts';

/** A range of commits of a local repository. */
export interface LocalRange {
  repo: string;
  base: string;
  head: string;
  /** Stands in for the settings of the base commit. */
  settings: string | null;
}

/** A pull request on GitHub. */
export interface RemotePullRequest {
  owner: string;
  repo: string;
  number: number;
}

/** As a range; without a base the whole tree at `head` is checked. */
interface CheckRange extends Omit<LocalRange, 'base'> {
  base: string | null;
}

const checkFormats = ['text', 'github', 'sarif', 'junit'] as const;
export type CheckFormat = (typeof checkFormats)[number];

export type CommandLine =
  | { command: 'help' }
  | { command: 'version' }
  | {
      command: 'review';
      subject:
        | { kind: 'local'; range: LocalRange }
        | { kind: 'remote'; pullRequest: RemotePullRequest; settings: string | null };
      format: 'markdown' | 'json' | 'sarif' | 'html';
      offline: boolean;
      failOn: Severity | null;
    }
  | { command: 'evidence'; range: LocalRange; format: 'json' }
  | { command: 'init'; repo: string; ref: string; write: boolean }
  | { command: 'check'; range: CheckRange; format: CheckFormat }
  | {
      command: 'graph';
      repo: string;
      ref: string;
      format: 'json' | 'mermaid' | 'dot';
      settings: string | null;
    };

/** The user's words were not understood: one line that says what, and how to mend it. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `Usage: architect <command> [options]

  review --base REV            review the change from REV to HEAD of a local repository
  review owner/name#123        review a pull request on GitHub (reads GITHUB_TOKEN)
      --format markdown|json|sarif|html  default: markdown
      --offline                no model: from the evidence alone (also when ANTHROPIC_API_KEY is unset)
      --fail-on SEVERITY       exit 1 when a finding is at least error, warning or note
  check [--base REV]           the rules of .github/architect.yml as a gate: what the change breaks,
                               or without --base all that breaks them in the tree
      --format text|github|sarif|junit  default: text
  init [--ref REV] [--write]   propose modules, layers and boundaries that hold today; --write makes the file
  evidence --base REV          the facts alone, as JSON
  graph [--ref REV]            the module graph of one commit
      --format json|mermaid|dot     default: json

Options of all
      --repo DIR               the repository, default: the current folder
      --head REV               default: HEAD
      --settings FILE          stands in for .github/architect.yml of the base commit
      --help, --version

Results go to stdout, progress and errors to stderr.
Exit code 0: done; 1: check found an error, or --fail-on was reached; 2: bad usage or input.`;

const commandNames = ['review', 'check', 'init', 'evidence', 'graph'] as const;
type CommandName = (typeof commandNames)[number];

const optionsOf: Record<CommandName, readonly string[]> = {
  review: ['repo', 'base', 'head', 'settings', 'format', 'offline', 'fail-on'],
  check: ['repo', 'base', 'head', 'settings', 'format'],
  init: ['repo', 'ref', 'write'],
  evidence: ['repo', 'base', 'head', 'settings', 'format'],
  graph: ['repo', 'ref', 'settings', 'format'],
};

/** Understands the words after `architect`. Throws {@link UsageError}. */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const { values, positionals } = split(words);
  if (values['version'] === true) return { command: 'version' };
  if (values['help'] === true || words.length === 0 || positionals[0] === 'help') return { command: 'help' };
  const command = commandOf(positionals[0]);
  for (const name of Object.keys(values)) {
    if (!optionsOf[command].includes(name))
      throw new UsageError(`--${name} is not an option of \`architect ${command}\``);
  }
  const text = (name: string): string | undefined => values[name] as string | undefined;
  const most = command === 'review' ? 2 : 1;
  if (positionals.length > most)
    throw new UsageError(`what is \`${positionals[most]}\`? \`architect ${command}\` takes options only`);
  const settings = text('settings') ?? null;
  if (command === 'init') {
    return {
      command,
      repo: text('repo') ?? '.',
      ref: text('ref') ?? 'HEAD',
      write: values['write'] === true,
    };
  }
  if (command === 'graph') {
    const format = oneOf('format', text('format') ?? 'json', ['json', 'mermaid', 'dot'] as const);
    return { command, repo: text('repo') ?? '.', ref: text('ref') ?? 'HEAD', format, settings };
  }
  if (command === 'evidence') {
    const format = oneOf('format', text('format') ?? 'json', ['json'] as const);
    return { command, range: rangeOf(command, text), format };
  }
  if (command === 'check') {
    const format = oneOf('format', text('format') ?? 'text', checkFormats);
    const range = {
      repo: text('repo') ?? '.',
      base: text('base') ?? null,
      head: text('head') ?? 'HEAD',
      settings,
    };
    return { command, range, format };
  }
  const failOn = text('fail-on');
  return {
    command,
    subject: subjectOf(positionals[1], text),
    format: oneOf('format', text('format') ?? 'markdown', ['markdown', 'json', 'sarif', 'html'] as const),
    offline: values['offline'] === true,
    failOn: failOn === undefined ? null : oneOf('fail-on', failOn, severities),
  };
}

function split(words: readonly string[]): {
  values: Record<string, string | boolean>;
  positionals: string[];
} {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        repo: text,
        base: text,
        head: text,
        ref: text,
        settings: text,
        format: text,
        'fail-on': text,
        offline: flag,
        write: flag,
        help: { ...flag, short: 'h' },
        version: flag,
      },
    });
    return { values: values as Record<string, string | boolean>, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ', 1)[0]!);
  }
}

function commandOf(word: string | undefined): CommandName {
  const known = commandNames.find((name) => name === word);
  if (known !== undefined) return known;
  if (word === undefined) throw new UsageError(`which command? One of ${commandNames.join(', ')}`);
  const nearest = nearestName(word, commandNames);
  const hint = nearest === null ? `it is one of ${commandNames.join(', ')}` : `did you mean \`${nearest}\`?`;
  throw new UsageError(`no command \`${word}\`; ${hint}`);
}

type Text = (name: string) => string | undefined;

function subjectOf(
  word: string | undefined,
  text: Text,
): Extract<CommandLine, { command: 'review' }>['subject'] {
  if (word === undefined) return { kind: 'local', range: rangeOf('review', text) };
  const match = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([A-Za-z0-9._-]{1,100})#([1-9]\d{0,9})$/.exec(word);
  if (match === null) throw new UsageError(`\`${word}\` is no pull request: write owner/name#123`);
  for (const name of ['repo', 'base', 'head']) {
    if (text(name) !== undefined)
      throw new UsageError(`--${name} belongs to a local review; the pull request says it itself`);
  }
  const [, owner, repo, number] = match;
  return {
    kind: 'remote',
    pullRequest: { owner: owner!, repo: repo!, number: Number(number) },
    settings: text('settings') ?? null,
  };
}

function rangeOf(command: CommandName, text: Text): LocalRange {
  const base = text('base');
  if (base === undefined) {
    const remote = command === 'review' ? ', or owner/name#123 for a pull request on GitHub' : '';
    throw new UsageError(
      `\`architect ${command}\` needs --base REV: the commit to compare with, such as origin/main${remote}`,
    );
  }
  return {
    repo: text('repo') ?? '.',
    base,
    head: text('head') ?? 'HEAD',
    settings: text('settings') ?? null,
  };
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`--${option} is ${known.join(', ')}, not \`${value}\``);
  return found;
}
