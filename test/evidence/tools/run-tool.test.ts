import { describe, expect, it } from 'vitest';
import { runTool } from '../../../src/evidence/tools/run-tool.ts';

const node = (script: string, rest: Partial<Parameters<typeof runTool>[0]> = {}) =>
  // Node reserves more address space than the tools this is for.
  runTool({ program: process.execPath, args: ['-e', script], maxMemory: 64 * 1024, ...rest });

describe('runTool', () => {
  it('gives output and exit code, and the input to the tool', async () => {
    const result = await node('process.stdin.pipe(process.stdout); process.exitCode = 3', {
      input: 'häßlich',
    });
    expect(result).toEqual({ ok: true, code: 3, output: 'häßlich' });
  });

  it('gives the tool an empty environment', async () => {
    process.env['RUN_TOOL_SECRET'] = 'token';
    try {
      const result = await node('console.log(JSON.stringify(Object.keys(process.env).sort()))');
      expect(result.ok).toBe(true);
      const names = result.ok ? (JSON.parse(result.output) as string[]) : [];
      // What a shell sets by itself.
      expect(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))).toEqual([]);
    } finally {
      delete process.env['RUN_TOOL_SECRET'];
    }
  });

  it('takes arguments as they are: none is read by a shell', async () => {
    const hostile = ['$(touch /tmp/owned)', '`id`', '; exit 9', '"', "'", '--', '\n'];
    const result = await runTool({
      program: process.execPath,
      args: ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...hostile],
      maxMemory: 64 * 1024,
    });
    expect(result.ok && JSON.parse(result.output)).toEqual(hostile);
  });

  it('stops what takes too long, and what it has started', async () => {
    const started = performance.now();
    const result = await node(
      "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' })",
      { timeout: 600 },
    );
    expect(result).toEqual({ ok: false, reason: 'stopped after 0.6 s' });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('stops what says too much', async () => {
    const result = await node("for (;;) process.stdout.write('x'.repeat(65536))", { maxOutput: 100_000 });
    expect(result).toEqual({ ok: false, reason: 'stopped after 100000 bytes of output' });
  });

  it.skipIf(process.platform !== 'linux')('limits the memory', async () => {
    const result = await runTool({
      program: '/bin/sh',
      args: ['-c', 'x=$(head -c 300000000 /dev/zero | tr "\\0" x); echo "$x" | wc -c'],
      maxMemory: 100,
    });
    expect(result).toMatchObject({ ok: false });
  });

  it('says what a tool said last when it failed without output, and that it is not there', async () => {
    expect(await node("console.error('no such rule'); process.exit(2)")).toEqual({
      ok: false,
      reason: 'ended with code 2: no such rule',
    });
    expect(await runTool({ program: '/no/such/tool', args: [] })).toEqual({
      ok: false,
      reason: 'could not be started (127)',
    });
  });

  it('survives a tool that does not read its input', async () => {
    const result = await node("console.log('done')", { input: Buffer.alloc(4_000_000) });
    expect(result).toEqual({ ok: true, code: 0, output: 'done\n' });
  });
});
