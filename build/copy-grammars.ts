import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { grammarFiles } from '../src/evidence/code/grammars.ts';

// Part of `npm run build`: production goes without the grammars' packages, which hold sources for every platform.
const folder = new URL('../dist/grammars/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const file of Object.values(grammarFiles)) {
  copyFileSync(createRequire(import.meta.url).resolve(file), new URL(basename(file), folder));
}
