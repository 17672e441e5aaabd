import type { GraphChange } from '../evidence.ts';

/** Languages by the names that people write. */
const languageNames: Readonly<Record<string, string>> = {
  typescript: 'TypeScript',
  javascript: 'JavaScript',
  vue: 'Vue',
  svelte: 'Svelte',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  kotlin: 'Kotlin',
  csharp: 'C#',
  ruby: 'Ruby',
  php: 'PHP',
  rust: 'Rust',
};

/**
 * Who may notice the change, in one sentence of numbers; null when no file of the graph changed. `53 %` is of the files
 * that are no tests and did not change.
 */
export function describeReach({ blastRadius }: Pick<GraphChange, 'blastRadius'>): string | null {
  const { changed, files, share, tests, modules } = blastRadius;
  if (changed === 0) return null;
  const touched = changed === 1 ? 'the changed file' : `the ${number(changed)} changed files`;
  const some = tests > 0 ? `${count(tests, 'test')}` : '';
  if (files === 0)
    return `Reach: ${tests === 0 ? 'no other file' : `only ${some}`} ${imports(tests)} ${touched}`;
  const where = modules.length > 1 ? ` in ${modules.length} modules` : '';
  const andTests = tests > 0 ? `, and ${some},` : '';
  const verb = files === 1 && tests === 0 ? 'imports' : 'import';
  return `Reach: ${count(files, 'other file')} (${percent(share)})${where}${andTests} ${verb} ${touched}, directly or through others`;
}

/**
 * How much of the imports at head leads nowhere we know, a sentence for each language with any: to be said beside what
 * is claimed of the graph.
 */
export function describeUnresolved({ resolution }: Pick<GraphChange, 'resolution'>): string[] {
  return resolution
    .filter(({ unresolved }) => unresolved > 0)
    .map(({ language, imports, unresolved }) => {
      const name = Object.hasOwn(languageNames, language) ? languageNames[language] : language;
      const lead = unresolved === 1 ? 'leads' : 'lead';
      return `${number(unresolved)} of ${number(imports)} ${name} imports (${percent(unresolved / imports)}) ${lead} to no file we know`;
    });
}

/** A share from 0 to 1 for people: never rounded to none or to all of it, one decimal below ten. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.05) return 'less than 0.1 %';
  if (value < 10) return `${trimmed(value)} %`;
  return `${value < 100 ? Math.min(99, Math.round(value)) : 100} %`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

function imports(tests: number): string {
  return tests > 1 ? 'import' : 'imports';
}

function count(value: number, what: string): string {
  return `${number(value)} ${what}${value === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
