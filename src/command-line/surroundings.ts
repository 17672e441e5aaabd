import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the command line speaks to: the process, or a test. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  output: { write(text: string): unknown };
  errors: { write(text: string): unknown; isTTY?: boolean };
}

/** Where facts and clones are kept between runs: `$XDG_CACHE_HOME/architect`, else `~/.cache/architect`. */
export function cacheFolder({ env }: Pick<Surroundings, 'env'>): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'architect');
}
