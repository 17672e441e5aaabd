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
  /**
   * As `read`, for many blobs: each is shown once as it arrives, in any order, while the next ones are being read, so
   * that no more than one is held. Its bytes stand only until `show` returns. Rejects with what `show` throws.
   */
  readEach(
    ids: Iterable<string>,
    limit: number,
    show: (id: string, reading: BlobReading) => void,
  ): Promise<void>;
  /** Ends the processes; what still waits for them is rejected. */
  close(): void;
}

/** Ids whose sizes are asked for at once; meanwhile the contents of those before arrive. */
const checkedAtOnce = 2000;

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
    const found = new Map<string, ObjectInfo | null>();
    await checks.ask(unique, (index, { info }) => found.set(unique[index]!, info));
    return found;
  }

  async function read(ids: Iterable<string>, limit: number): Promise<Map<string, BlobReading>> {
    const result = new Map<string, BlobReading>();
    await readEach(ids, limit, (id, reading) => {
      result.set(id, reading.found ? { found: true, bytes: Buffer.from(reading.bytes) } : reading);
    });
    return result;
  }

  async function readEach(
    ids: Iterable<string>,
    limit: number,
    show: (id: string, reading: BlobReading) => void,
  ): Promise<void> {
    const unique = [...new Set(ids)];
    const arriving: Promise<void>[] = [];
    for (let at = 0; at < unique.length; at += checkedAtOnce) {
      const wanted: string[] = [];
      for (const [id, found] of await info(unique.slice(at, at + checkedAtOnce))) {
        if (found === null) show(id, { found: false, reason: 'missing' });
        else if (found.type !== 'blob') show(id, { found: false, reason: 'not a file' });
        else if (found.size > limit) show(id, { found: false, reason: 'too large' });
        else wanted.push(id);
      }
      const part = contents.ask(wanted, (index, { bytes }) => {
        const reading: BlobReading =
          bytes === undefined ? { found: false, reason: 'missing' } : { found: true, bytes };
        show(wanted[index]!, reading);
      });
      // Heard below; until then a failure is not unheard of.
      part.catch(() => {});
      arriving.push(part);
    }
    await Promise.all(arriving);
  }

  return {
    info,
    read,
    readEach,
    close() {
      checks.close();
      contents.close();
    },
  };
}

interface Answer {
  info: ObjectInfo | null;
  /** Stands only until the taker of the answer returns. */
  bytes?: Buffer;
}

type TakeAnswer = (index: number, answer: Answer) => void;

interface BatchProcess {
  /** Hands over the answers one by one, in the order of the ids. Rejects with what `take` throws. */
  ask(ids: string[], take: TakeAnswer): Promise<void>;
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
    ask(ids, take) {
      if (closed) return Promise.reject(new GitError('failed', `The repository at ${where} is closed`));
      if (ids.length === 0) return Promise.resolve();
      const strange = ids.find((id) => !FULL_ID.test(id));
      if (strange !== undefined) {
        return Promise.reject(new GitError('failed', `"${strange.slice(0, 80)}" is not a full object id`));
      }
      current ??= start();
      const answered = current.waiting.add(ids.length, take);
      current.child.stdin.write(`${ids.join('\n')}\n`);
      return answered;
    },
    close() {
      closed = true;
      current?.child.kill();
    },
  };
}

interface Question {
  count: number;
  answered: number;
  take: TakeAnswer;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** The questions that wait for an answer, and the answer that is arriving. */
class Waiting {
  private readonly withContents: boolean;
  private readonly questions: Question[] = [];
  private first = 0;
  private header = '';
  /** The content being received; `filled` counts the line feed after it too. */
  private content: { info: ObjectInfo; bytes: Buffer; filled: number } | null = null;
  /** Room for contents that come in several pieces, one after the other. */
  private room = Buffer.alloc(0);

  constructor(withContents: boolean) {
    this.withContents = withContents;
  }

  add(count: number, take: TakeAnswer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.questions.push({ count, answered: 0, take, resolve, reject });
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
      if (this.content !== null) at = this.fill(this.content, chunk, at);
      else {
        const end = chunk.indexOf(10, at);
        if (end === -1) {
          this.header += chunk.toString('latin1', at);
          return;
        }
        const line = this.header + chunk.toString('latin1', at, end);
        this.header = '';
        at = this.begin(line, chunk, end + 1);
      }
    }
  }

  /** Takes in the first line of an answer, and the content after it where it is here whole; answers where to go on. */
  private begin(line: string, chunk: Buffer, at: number): number {
    const space = line.indexOf(' ');
    const next = line.indexOf(' ', space + 1);
    if (next === -1) {
      this.answer({ info: null });
      return at;
    }
    const info = { type: line.slice(space + 1, next), size: Number(line.slice(next + 1)) };
    if (!this.withContents) {
      this.answer({ info });
      return at;
    }
    if (at + info.size < chunk.length) {
      this.answer({ info, bytes: chunk.subarray(at, at + info.size) });
      return at + info.size + 1;
    }
    if (this.room.length < info.size) this.room = Buffer.allocUnsafeSlow(Math.ceil(info.size * 1.5));
    this.content = { info, bytes: this.room.subarray(0, info.size), filled: 0 };
    return at;
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
    try {
      question.take(question.answered, answer);
    } catch (error) {
      question.take = () => {};
      question.reject(error);
    }
    question.answered += 1;
    if (question.answered < question.count) return;
    this.first += 1;
    if (this.first === this.questions.length || this.first > 256) {
      this.questions.splice(0, this.first);
      this.first = 0;
    }
    question.resolve();
  }
}
