import type { ChangedFile } from '../../source/change.ts';
import { languages } from './imports/languages.ts';

/** Languages whose files import one another; what is not here (data, markup, configuration) has no module graph. */
const withImports: ReadonlySet<string> = new Set(
  (
    'vue svelte astro python go java kotlin scala groovy clojure csharp fsharp visualbasic rust ruby php c cpp objectivec ' +
    'swift dart elixir erlang haskell ocaml lua perl r julia zig nim crystal solidity'
  ).split(' '),
);

/**
 * Changed files whose language has imports that nobody reads here yet, counted by language and sorted by name: what
 * the change does to their dependencies is unknown, which is not the same as nothing.
 */
export function unreadLanguages(files: readonly ChangedFile[]): { language: string; files: number }[] {
  const counts = new Map<string, number>();
  for (const { path, language, generated, binary } of files) {
    if (language === null || generated || binary || !withImports.has(language)) continue;
    if (languages.some((known) => known.classify(path) !== null)) continue;
    counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([language, count]) => ({ language, files: count }));
}
