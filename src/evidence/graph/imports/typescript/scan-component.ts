import type { Import } from '../language.ts';
import { lineCounter } from '../scanning/lines.ts';
import { type Dialect, scanImports } from './scan-imports.ts';
import { type ComponentDialect, scriptBlocks } from './script-blocks.ts';

/** What `type` may say of a script that is code. */
const code = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma|type)script|ts|text\/babel)$/i;
const dialects = new Map<string, Dialect>([
  ['ts', 'typescript'],
  ['typescript', 'typescript'],
  ['tsx', 'tsx'],
  ['js', 'javascript'],
  ['javascript', 'javascript'],
  ['jsx', 'javascript'],
]);

/**
 * Every import of a Vue, Svelte or Astro component: those in its blocks of code, and a script's `src`. Lines are those
 * of the file. Markup imports nothing. Linear in the text's length.
 */
export function scanComponent(text: string, component: ComponentDialect): Import[] {
  const imports: Import[] = [];
  const lineOf = lineCounter(text);
  for (const { at, start, end, attributes } of scriptBlocks(text, component)) {
    // Astro gives scripts with `is:inline` to the browser as they stand, and compiles its others as TypeScript.
    if (!code.test(attributes.get('type') ?? '') || attributes.has('is:inline')) continue;
    const dialect = dialects.get(attributes.get('lang') ?? (component === 'astro' ? 'ts' : 'js'));
    if (dialect === undefined) continue;
    const source = attributes.get('src') ?? '';
    // Only Vue takes what is not relative; elsewhere it is a page's script, which the server gives.
    if (source !== '' && (component === 'vue' || source.startsWith('.'))) {
      imports.push({ specifier: source, line: lineOf(at), typeOnly: false });
    }
    const before = lineOf(start) - 1;
    for (const found of scanImports(text.slice(start, end), dialect)) {
      imports.push({ ...found, line: before + found.line });
    }
  }
  return imports;
}
