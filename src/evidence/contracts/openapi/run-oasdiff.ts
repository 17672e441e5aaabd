import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runTool } from '../../tools/run-tool.ts';

/** Where oasdiff found a change: a 1-based line of what was written for it. */
const source = z.object({ line: z.number().int().optional() }).optional();

const change = z.object({
  id: z.string(),
  text: z.string(),
  /** 1 INFO, 2 WARN, 3 ERR. */
  level: z.number().int(),
  operation: z.string().optional(),
  path: z.string().optional(),
  baseSource: source,
  revisionSource: source,
});

const changes = z.array(change).nullable();

/** One change as oasdiff says it. */
export type OasdiffChange = z.infer<typeof change>;

type OasdiffResult = { ok: true; changes: OasdiffChange[] } | { ok: false; reason: string };

/** MiB of address space: Go does not start in 500; two documents of 2 MB ended at 1,024 and took 450 resident at 2,048. */
const memory = 3_072;
/**
 * Milliseconds for all documents of a change together: two documents of 2 MB with a change in every schema took 15 to
 * 25 s on a busy machine.
 */
const budget = 25_000;
/** With less left oasdiff is not started any more. */
const least = 250;

/** Compares two documents, given as YAML, that need no other file. */
export type Oasdiff = (base: string, head: string) => Promise<OasdiffResult>;

/**
 * oasdiff at the absolute path `program` for the documents of one change, which share `milliseconds`: what comes when
 * they are used up is not compared, and the reason says so.
 */
export function openOasdiff(program: string, milliseconds = budget): Oasdiff {
  let left = milliseconds;
  return async (base, head) => {
    if (left < least) return { ok: false, reason: 'no time was left for oasdiff: not compared' };
    const start = performance.now();
    const result = await runOasdiff(program, base, head, left);
    left -= performance.now() - start;
    return result;
  };
}

/**
 * Compares two documents in a folder of their own that holds nothing else. No reference to another file or host is
 * followed, though none stands in them.
 */
async function runOasdiff(
  program: string,
  base: string,
  head: string,
  milliseconds: number,
): Promise<OasdiffResult> {
  const folder = await mkdtemp(join(tmpdir(), `architect-openapi-${process.pid}-`));
  try {
    await Promise.all([
      writeFile(join(folder, 'base.yaml'), base, { mode: 0o600 }),
      writeFile(join(folder, 'head.yaml'), head, { mode: 0o600 }),
    ]);
    const args = ['changelog', 'base.yaml', 'head.yaml', '--format', 'json', '--lang', 'en'];
    const flags = ['--allow-external-refs=false', '--flatten-params', '--case-insensitive-headers'];
    const result = await runTool({
      program,
      args: [...args, ...flags],
      cwd: folder,
      maxMemory: memory,
      timeout: Math.round(milliseconds),
    });
    if (!result.ok) return { ok: false, reason: `oasdiff ${result.reason}` };
    if (result.output.trim() === '') return { ok: true, changes: [] };
    const parsed = changes.safeParse(JSON.parse(result.output));
    if (!parsed.success) return { ok: false, reason: 'oasdiff answered in a form that is not known' };
    return { ok: true, changes: parsed.data ?? [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `oasdiff could not be used: ${message.slice(0, 200)}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
