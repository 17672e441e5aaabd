import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/*
 * Everything that is measured runs in a process of its own, so that neither the client's nor the doubles' work
 * counts as its. Parent and child speak over Node's channel: a question with a name, an answer or an error.
 */

type Handlers = Record<string, (argument: never) => unknown>;
type Question = { id: number; name: string; argument: unknown };
type Answer = { id: number; value?: unknown; error?: string };

/** A child process that answers questions. */
export interface Child<H extends Handlers> {
  ask<N extends keyof H & string>(name: N, ...argument: Parameters<H[N]>): Promise<Awaited<ReturnType<H[N]>>>;
  /** Ends it by closing the channel; resolves when it is gone. */
  end(): Promise<void>;
}

/** Starts a script that calls {@link answerParent}. What it writes to stdout is dropped, stderr is ours. */
export function startChild<H extends Handlers>(script: URL, env: Record<string, string> = {}): Child<H> {
  const child: ChildProcess = fork(script, {
    env: { ...process.env, ...env },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let ids = 0;
  child.on('message', ({ id, value, error }: Answer) => {
    const question = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) question?.resolve(value as never);
    else question?.reject(new Error(error));
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values())
      reject(new Error(`${script.pathname} ended: ${code ?? signal}`));
    waiting.clear();
  });
  return {
    ask: (name, ...argument) =>
      new Promise((resolve, reject) => {
        const id = ids++;
        waiting.set(id, { resolve, reject });
        child.send({ id, name, argument: argument[0] } satisfies Question, (error) => error && reject(error));
      }),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

/** Answers the parent's questions until it closes the channel; then `close` runs and the process ends. */
export function answerParent(handlers: Handlers, close: () => Promise<void> = async () => {}): void {
  process.on('message', async ({ id, name, argument }: Question) => {
    const answer = (rest: Omit<Answer, 'id'>) => process.send?.({ id, ...rest });
    try {
      answer({ value: await handlers[name]!(argument as never) });
    } catch (error) {
      answer({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.once('disconnect', () => {
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error}\n`);
        process.exit(1);
      },
    );
  });
}
