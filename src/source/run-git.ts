import { type ChildProcess, spawn } from 'node:child_process';
import { GitError, gitErrorFrom } from './git-error.ts';

export interface GitRun {
  /** What is being done, for the error message: "Listing the tree". */
  what: string;
  /** Where, for the error message: the folder or address as the user knows it. */
  where: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Working folder; the current one when left out. */
  cwd?: string;
  /** Bytes for standard input; empty when left out. */
  input?: string;
  /** Called for each piece of output. May throw to stop the process. */
  onOutput?: (chunk: Buffer) => void;
  /** Most bytes of output taken before the process is stopped. */
  maxOutput?: number;
  /** Milliseconds before the process is stopped. */
  timeout?: number;
  signal?: AbortSignal | undefined;
  /** Exit codes besides 0 that are answers, not errors. */
  expectedCodes?: readonly number[];
  /** Strings that no error text may hold. */
  secrets?: readonly string[];
}

/** Two minutes: far above any listing or comparison measured (the largest took seconds). */
const TIMEOUT = 120_000;
/** A listing of a million files is about 100 MB. */
const MAX_OUTPUT = 512 * 1024 * 1024;
const MAX_STDERR = 16 * 1024;

/**
 * Runs git once, without a shell, and gives its exit code and, without `onOutput`, its output.
 * Throws {@link GitError} when git ends with an unexpected code, is stopped by a limit or cannot be started.
 */
export function runGit(run: GitRun): Promise<{ code: number; output: Buffer }> {
  return new Promise((resolve, reject) => {
    if (run.signal?.aborted) {
      reject(new GitError('aborted', `${run.what} was stopped in ${run.where}`));
      return;
    }
    const child = spawn('git', run.args, {
      env: run.env,
      cwd: run.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that a transport that git started ends with it.
      detached: process.platform !== 'win32',
    });
    let failure: Error | null = null;
    const stop = (error: Error) => {
      failure ??= error;
      killGroup(child);
    };
    const timeout = run.timeout ?? TIMEOUT;
    const timer = setTimeout(
      () =>
        stop(
          new GitError(
            'timeout',
            `${run.what} took longer than ${timeout / 1000} s in ${run.where}; try again`,
          ),
        ),
      timeout,
    );
    const onAbort = () => stop(new GitError('aborted', `${run.what} was stopped in ${run.where}`));
    run.signal?.addEventListener('abort', onAbort, { once: true });

    const chunks: Buffer[] = [];
    const onOutput = run.onOutput ?? ((chunk: Buffer) => chunks.push(chunk));
    const maxOutput = run.maxOutput ?? MAX_OUTPUT;
    let taken = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      if (failure !== null) return;
      taken += chunk.length;
      if (taken > maxOutput) {
        stop(
          new GitError(
            'too much output',
            `${run.what} gave more than ${maxOutput} bytes in ${run.where}; the repository is larger than we read`,
          ),
        );
        return;
      }
      try {
        onOutput(chunk);
      } catch (error) {
        stop(error as Error);
      }
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < MAX_STDERR) stderr += chunk.toString('utf8');
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      failure ??= startError(error, run.where);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', onAbort);
      if (failure !== null) reject(failure);
      else if (code === 0 || (code !== null && run.expectedCodes?.includes(code))) {
        resolve({ code, output: Buffer.concat(chunks) });
      } else reject(gitErrorFrom(run.what, run.where, redact(stderr, run.secrets ?? [])));
    });
    // Git may end without reading its input; its exit code says what happened.
    child.stdin.on('error', () => {});
    child.stdin.end(run.input ?? '');
  });
}

/** The error for a git that could not be started at all. */
export function startError(error: NodeJS.ErrnoException, where: string): GitError {
  if (error.code !== 'ENOENT') return new GitError('failed', `git could not be started: ${error.message}`);
  return new GitError(
    'no git',
    `git could not be started for ${where}: install git 2.30 or later, and check the folder`,
  );
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '***');
  return clean.replace(/:\/\/[^/@\s]{1,500}@/g, '://');
}
