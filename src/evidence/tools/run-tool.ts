import { spawn } from 'node:child_process';

export interface ToolRun {
  /** Absolute path of the program; never a name that PATH would resolve. */
  program: string;
  args: readonly string[];
  /** Bytes for standard input; empty when left out. */
  input?: string | Buffer;
  /** Working folder, one that holds nothing but what the tool may read; the system's temporary one when left out. */
  cwd?: string;
  /** Milliseconds before it is stopped; 20,000 when left out. */
  timeout?: number;
  /** Bytes of output before it is stopped; 16 MiB when left out. */
  maxOutput?: number;
  /** Address space in MiB; 2,048 when left out. Where the system cannot limit it, time and output still are. */
  maxMemory?: number;
}

/** `code` is the exit code: a tool says by it what it found. */
export type ToolResult = { ok: true; code: number; output: string } | { ok: false; reason: string };

const defaults = { timeout: 20_000, maxOutput: 16 * 1024 * 1024, maxMemory: 2_048 };
const maxErrors = 4_000;

/**
 * A shell only because it is what can limit a process before it starts; the program and its arguments are its
 * positional parameters, so nothing of them is read as shell.
 */
const limited = 'ulimit -v "$1" 2>/dev/null; ulimit -c 0 2>/dev/null; shift; exec "$@"';

/**
 * Runs a native tool over hostile input: as a child process of its own group, with an empty environment and with
 * time, memory and output capped. Never rejects: what went wrong is the reason, in words for coverage.
 */
export function runTool(run: ToolRun): Promise<ToolResult> {
  const { timeout, maxOutput, maxMemory } = { ...defaults, ...run };
  return new Promise((resolve) => {
    const child = spawn(
      '/bin/sh',
      ['-c', limited, 'sh', String(maxMemory * 1024), run.program, ...run.args],
      { env: {}, cwd: run.cwd ?? '/tmp', stdio: ['pipe', 'pipe', 'pipe'], detached: true },
    );
    let failure: string | null = null;
    const stop = (reason: string) => {
      failure ??= reason;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended in the meantime.
      }
    };
    const timer = setTimeout(() => stop(`stopped after ${timeout / 1000} s`), timeout);
    const chunks: Buffer[] = [];
    let taken = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      taken += chunk.length;
      if (taken > maxOutput) stop(`stopped after ${maxOutput} bytes of output`);
      else chunks.push(chunk);
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (errors.length < maxErrors) errors += chunk.toString('utf8');
    });
    // A tool that ends before it has read all its input closes the pipe; its exit code says the rest.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input ?? '');
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ ok: false, reason: `could not be started: ${error.message}` });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (failure !== null) resolve({ ok: false, reason: failure });
      else if (code === null) resolve({ ok: false, reason: `ended by ${signal}` });
      else if (code === 126 || code === 127) resolve({ ok: false, reason: `could not be started (${code})` });
      else {
        const output = Buffer.concat(chunks).toString('utf8');
        resolve(
          code !== 0 && output === ''
            ? { ok: false, reason: `ended with code ${code}: ${firstLine(errors)}` }
            : { ok: true, code, output },
        );
      }
    });
  });
}

function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? 'it said nothing';
  return line.trim().slice(0, 300);
}
