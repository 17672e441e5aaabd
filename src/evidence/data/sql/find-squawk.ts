import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';

/** Squawk's program for this platform, as its package's optional dependency brings it; null when it is not there. */
export function findSquawk(platform: string = process.platform, arch: string = process.arch): string | null {
  // The package beside squawk-cli's own, which may nest it: resolved from there. Its JavaScript is never run.
  try {
    const squawk = createRequire(createRequire(import.meta.url).resolve('squawk-cli/package.json'));
    const program = squawk.resolve(`@squawk-cli/${platform}-${arch}/bin/squawk`);
    accessSync(program, constants.X_OK);
    return program;
  } catch {
    return null;
  }
}
