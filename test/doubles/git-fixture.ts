import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The environment in which tests run git: no user settings, fixed author and dates, so ids are the same everywhere. */
export const GIT_ENV: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_AUTHOR_DATE: '2024-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_COMMITTER_DATE: '2024-01-01T00:00:00Z',
};

/** Runs git in a folder and gives its output as bytes; `input` goes to its standard input. */
export function gitBytes(directory: string, args: string[], input?: Buffer | string): Buffer {
  return execFileSync('git', args, {
    cwd: directory,
    env: GIT_ENV,
    maxBuffer: 1 << 30,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  });
}

/** Runs git in a folder and gives its output as text without the last line feed. */
export function git(directory: string, ...args: string[]): string {
  return gitBytes(directory, args).toString('utf8').replace(/\n$/, '');
}

/** A new temporary folder with a function that removes it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'architect-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** One file of a commit to write: its bytes, or text; mode `100644` unless told. `blob` names an id instead. */
export type FileToCommit =
  | string
  | Buffer
  | { content: string | Buffer; mode?: string }
  | { blob: string; mode: string };

/**
 * Writes one commit into a repository straight into git's objects, so any path, mode and byte is possible.
 * `files` is the whole tree; keys are paths, `latin1` strings when `rawPaths` is set, so that bytes survive.
 * Returns the commit's id and points `branch` at it.
 */
export function commitFiles(
  repository: string,
  files: Record<string, FileToCommit>,
  options: { parents?: string[]; branch?: string; message?: string; rawPaths?: boolean } = {},
): string {
  const chunks: Buffer[] = [];
  const branch = options.branch ?? 'refs/heads/main';
  const message = Buffer.from(options.message ?? 'A commit');
  chunks.push(Buffer.from(`commit ${branch}\nmark :1\ncommitter Ada <ada@example.com> 1704067200 +0000\n`));
  chunks.push(Buffer.from(`data ${message.length}\n`), message, Buffer.from('\n'));
  for (const [index, parent] of (options.parents ?? []).entries()) {
    chunks.push(Buffer.from(`${index === 0 ? 'from' : 'merge'} ${parent}\n`));
  }
  chunks.push(Buffer.from('deleteall\n'));
  for (const [path, file] of Object.entries(files)) {
    const raw = Buffer.from(path, options.rawPaths ? 'latin1' : 'utf8');
    const quoted = Buffer.from(
      `"${[...raw].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`,
    );
    if (typeof file === 'object' && 'blob' in file) {
      chunks.push(Buffer.from(`M ${file.mode} ${file.blob} `), quoted, Buffer.from('\n'));
      continue;
    }
    const plain = typeof file === 'string' || Buffer.isBuffer(file) ? { content: file } : file;
    const content = Buffer.from(plain.content as string);
    chunks.push(Buffer.from(`M ${plain.mode ?? '100644'} inline `), quoted);
    chunks.push(Buffer.from(`\ndata ${content.length}\n`), content, Buffer.from('\n'));
  }
  chunks.push(Buffer.from('\nget-mark :1\n'));
  const printed = gitBytes(
    repository,
    ['fast-import', '--quiet', '--force', '--cat-blob-fd=1', '--date-format=raw'],
    Buffer.concat(chunks),
  );
  return printed.toString('utf8').trim();
}
