export type GitErrorKind =
  | 'aborted'
  | 'authentication'
  | 'corrupt'
  | 'failed'
  | 'network'
  | 'no git'
  | 'not a repository'
  | 'not found'
  | 'timeout'
  | 'too much output';

/** Git could not do what was asked. The message says what, where and how to mend it, and never holds a secret. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly kind: GitErrorKind;

  constructor(kind: GitErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What git prints, in the C locale, when something is wrong that callers tell apart. First match wins. */
const SIGNS: readonly (readonly [GitErrorKind, RegExp, string])[] = [
  ['not a repository', /not a git repository/i, 'name a folder inside a git repository'],
  [
    'authentication',
    /authentication failed|could not read (username|password)|terminal prompts disabled|returned error: 40[13]/i,
    'check that the token is valid and may read the repository',
  ],
  [
    'not found',
    /repository .*not found|returned error: 404|not our ref/i,
    'check the address and the commit ids',
  ],
  [
    'network',
    /could not resolve host|failed to connect|connection (refused|reset|timed out)|early eof|hung up|RPC failed|unable to access|unexpected disconnect/i,
    'check the network and try again',
  ],
  ['failed', /fsck error|fsckObjects/i, 'the repository holds a malformed object; git fsck names it'],
  [
    'corrupt',
    /corrupt|inflate|bad object header|packfile|loose object|invalid object|bad tree object|unable to read|index file|garbage/i,
    'run git fsck there, or clone it anew',
  ],
];

/** The typed error for a git that ended with an error, from what it wrote to its standard error. */
export function gitErrorFrom(what: string, where: string, stderr: string): GitError {
  const text = firstLines(stderr);
  for (const [kind, pattern, advice] of SIGNS) {
    if (pattern.test(stderr)) return new GitError(kind, `${what} failed in ${where}: ${text}; ${advice}`);
  }
  return new GitError('failed', `${what} failed in ${where}: ${text || 'git gave no reason'}`);
}

/** Git may quote hostile names in its messages: printable characters only, and little of them. */
function firstLines(stderr: string): string {
  const printable = stderr.slice(0, 4096).replace(/[^\x20-\x7e\n]/g, '?');
  const lines = printable.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  return lines.slice(0, 3).join(' | ').slice(0, 400);
}
