import { readFileSync } from 'node:fs';

/** The package's version, as package.json says it; it stands one folder above both `src` and `dist`. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
