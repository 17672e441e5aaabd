import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Grammars by the language names of `src/source/languages.ts`, each as its package ships it for WebAssembly. */
export const grammarFiles = {
  // TSX reads TypeScript too, but for casts in angle brackets; the plain grammar reads those.
  typescript: 'tree-sitter-typescript/tree-sitter-typescript.wasm',
  javascript: 'tree-sitter-typescript/tree-sitter-tsx.wasm',
  python: 'tree-sitter-python/tree-sitter-python.wasm',
  go: 'tree-sitter-go/tree-sitter-go.wasm',
  java: 'tree-sitter-java/tree-sitter-java.wasm',
  kotlin: '@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm',
  csharp: 'tree-sitter-c-sharp/tree-sitter-c_sharp.wasm',
  ruby: 'tree-sitter-ruby/tree-sitter-ruby.wasm',
  php: 'tree-sitter-php/tree-sitter-php.wasm',
} as const;

/** A language whose code is parsed whole. JavaScript, JSX and TSX go by `javascript`. */
export type Grammar = keyof typeof grammarFiles;

/**
 * Where a grammar's file stands: beside the compiled program (`npm run build` copies it there, so that production
 * goes without the grammars' packages), else in its package.
 */
export function grammarPath(grammar: Grammar): string {
  const file = grammarFiles[grammar];
  const built = fileURLToPath(new URL(`../../grammars/${file.split('/').at(-1)}`, import.meta.url));
  return existsSync(built) ? built : createRequire(import.meta.url).resolve(file);
}
