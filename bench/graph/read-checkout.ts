import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/* The floor for tools that read a checkout: every file of a list, read and dropped. Words: folder, list. */
const [folder = '', list = ''] = process.argv.slice(2);
let bytes = 0;
for (const path of readFileSync(list, 'utf8').split('\n')) {
  if (path !== '') bytes += readFileSync(join(folder, path)).length;
}
process.stdout.write(`${bytes}\n`);
