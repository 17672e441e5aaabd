import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The prompts of one version: Markdown as it stands under `prompts/`. */
export interface Prompts {
  /** Role and rules: frozen, first in every request. */
  rules: string;
  /** The review task: last in every request. */
  task: string;
  /** What follows an answer that had not the required form. */
  mend: string;
  /** Hash of all of the above: 12 hexadecimal digits, recorded with each judgement. */
  version: string;
}

let loaded: Prompts | undefined;

/** Reads `prompts/` beside `src/` or `dist/`, once per process. Throws when a file is missing: a broken installation. */
export function loadPrompts(): Prompts {
  loaded ??= readPrompts();
  return loaded;
}

function readPrompts(): Prompts {
  const read = (name: string) =>
    readFileSync(new URL(`../../prompts/${name}.md`, import.meta.url), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim();
  const texts = { rules: read('architect'), task: read('review-change'), mend: read('mend-answer') };
  const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  return { ...texts, version: hash.slice(0, 12) };
}
