import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { GitError, gitErrorFrom } from './git-error.ts';
import { startError } from './run-git.ts';
import type { BlobReading } from './tree.ts';

/** Type and size in bytes of an object. */
interface ObjectInfo {
  type: string;
  size: number;
}

/** Reads objects by id through long-lived `git cat-file` processes. */
export interface ObjectReader {
  /** What the ids stand for; null for an object that is not there. Reads no content. */
  info(ids: Iterable<string>): Promise<Map<string, ObjectInfo | null>>;
  /** Contents of blobs up to `limit` bytes each. A larger one is never read. */
  read(ids: Iterable<string>, limit: number): Promise<Map<string, BlobReading>>;
  /** Ends the processes; what still waits for them is rejected. */
  close(): void;
}

/** Full ids of SHA-1 and SHA-256 repositories; anything else could be taken by git for an expression. */
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Opens a reader over the git directory of `env`. The processes start when first used, and again after one died.
 * Requests are written without waiting for answers, so thousands of blobs cost one round of the pipe.
 */
export function openObjectReader(env: NodeJS.ProcessEnv, where: string): ObjectReader {
  const checks = batchProcess('--batch-check', env, where);
  const contents = batchProcess('--batch', env, where);

  async function info(ids: Iterable<string>): Promise<Map<string, ObjectInfo | null>> {
    const unique = [...new Set(ids)];
    const answers = await checks.ask(unique);
    return new Map(unique.map((id, index) => [id, answers[index]?.info ?? null]));
  }

  async function read(ids: Iterable<string>, limit: number): Promise<Map<string, BlobReading>> {
    const result = new Map<string, BlobReading>();
    const wanted: string[] = [];
    for (const [id, found] of await info(ids)) {
      if (found === null) result.set(id, { found: false, reason: 'missing' });
      else if (found.type !== 'blob') result.set(id, { found: false, reason: 'not a file' });
      else if (found.size > limit) result.set(id, { found: false, reason: 'too large' });
      else wanted.push(id);
    }
    const answers = await contents.ask(wanted);
    for (const [index, id] of wanted.entries()) {
      const bytes = answers[index]?.bytes;
      result.set(id, bytes === undefined ? { found: false, reason: 'missing' } : { found: true, bytes });
    }
    return result;
  }

  return {
    info,
    read,
    close() {
      checks.close();
      contents.close();
    },
  };
}

interface Answer {
  info: ObjectInfo | null;
  bytes?: Buffer;
}

interface BatchProcess {
  ask(ids: string[]): Promise<Answer[]>;
  close(): void;
}

/** One `git cat-file` in a batch mode: questions and answers in the same order. */
function batchProcess(
  mode: '--batch' | '--batch-check',
  env: NodeJS.ProcessEnv,
  where: string,
): BatchProcess {
  let current: { child: ChildProcessWithoutNullStreams; waiting: Waiting } | null = null;
  let closed = false;

  function start() {
    const child = spawn('git', ['cat-file', mode], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const waiting = new Waiting(mode === '--batch');
    const started = { child, waiting };
    let stderr = '';
    let failure: Error | null = null;
    child.stdout.on('data', (chunk: Buffer) => waiting.take(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4096) stderr += chunk.toString('utf8');
    });
    child.stdin.on('error', () => {});
    child.on('error', (error) => {
      failure = startError(error, where);
    });
    child.on('close', () => {
      if (current === started) current = null;
      const ended = closed
        ? new GitError('aborted', `The repository at ${where} was closed while being read`)
        : gitErrorFrom('Reading objects', where, stderr);
      waiting.fail(failure ?? ended);
    });
    return started;
  }

  return {
    ask(ids) {
      if (closed) return Promise.reject(new GitError('failed', `The repository at ${where} is closed`));
      if (ids.length === 0) return Promise.resolve([]);
      const strange = ids.find((id) => !FULL_ID.test(id));
      if (strange !== undefined) {
        return Promise.reject(new GitError('failed', `"${strange.slice(0, 80)}" is not a full object id`));
      }
      current ??= start();
      const answers = current.waiting.add(ids.length);
      current.child.stdin.write(`${ids.join('\n')}\n`);
      return answers;
    },
    close() {
      closed = true;
      current?.child.kill();
    },
  };
}

/** The questions that wait for an answer, and the answer that is arriving. */
class Waiting {
  private readonly withContents: boolean;
  private readonly questions: {
    left: number;
    answers: Answer[];
    resolve: (answers: Answer[]) => void;
    reject: (error: Error) => void;
  }[] = [];
  private first = 0;
  private header = '';
  /** The content being received; `filled` counts the line feed after it too. */
  private content: { info: ObjectInfo; bytes: Buffer; filled: number } | null = null;

  constructor(withContents: boolean) {
    this.withContents = withContents;
  }

  add(count: number): Promise<Answer[]> {
    return new Promise((resolve, reject) => {
      this.questions.push({ left: count, answers: [], resolve, reject });
    });
  }

  fail(error: Error): void {
    for (const question of this.questions.slice(this.first)) question.reject(error);
    this.questions.length = 0;
    this.first = 0;
  }

  take(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.content === null) {
        const end = chunk.indexOf(10, at);
        if (end === -1) {
          this.header += chunk.toString('latin1', at);
          return;
        }
        const line = this.header + chunk.toString('latin1', at, end);
        this.header = '';
        at = end + 1;
        this.begin(line);
      } else at = this.fill(this.content, chunk, at);
    }
  }

  private begin(line: string): void {
    const [, type = '', size] = line.split(' ');
    if (size === undefined) {
      this.answer({ info: null });
      return;
    }
    const info = { type, size: Number(size) };
    if (!this.withContents) this.answer({ info });
    else this.content = { info, bytes: Buffer.allocUnsafeSlow(info.size), filled: 0 };
  }

  private fill(content: NonNullable<Waiting['content']>, chunk: Buffer, at: number): number {
    const { bytes } = content;
    const part = Math.min(bytes.length - content.filled, chunk.length - at);
    if (part > 0) {
      chunk.copy(bytes, content.filled, at, at + part);
      content.filled += part;
      return at + part;
    }
    this.content = null;
    this.answer({ info: content.info, bytes });
    return at + 1;
  }

  private answer(answer: Answer): void {
    const question = this.questions[this.first];
    if (question === undefined) return;
    question.answers.push(answer);
    question.left -= 1;
    if (question.left > 0) return;
    this.first += 1;
    if (this.first === this.questions.length || this.first > 256) {
      this.questions.splice(0, this.first);
      this.first = 0;
    }
    question.resolve(question.answers);
  }
}
