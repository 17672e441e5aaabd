/** Folders of tests and of what only tests use, whole names in lower case, whatever the language. */
const folders = new Set(
  '__tests__ __test__ __mocks__ __fixtures__ __testfixtures__ testdata unittests integrationtests e2e cypress playwright'.split(
    ' ',
  ),
);

/** Folders that hold tests only beside code of these endings: elsewhere a `spec` is a specification. */
const foldersByEnding: Readonly<Record<string, ReadonlySet<string>>> = {
  spec: new Set(['rb', 'js', 'cjs', 'mjs', 'jsx', 'ts', 'tsx', 'php']),
  specs: new Set(['rb', 'js', 'cjs', 'mjs', 'jsx', 'ts', 'tsx', 'php']),
  benches: new Set(['rs']),
};

/** Names without their ending, by ending: how each language's test runner, or its habit, finds them. */
const names: Readonly<Record<string, RegExp>> = {
  py: /^(?:test_.*|.*_test|tests?|conftest)$/,
  pyi: /^(?:test_.*|.*_test|tests?|conftest)$/,
  go: /_test$/,
  java: /(?:[a-z0-9]Tests?|^Tests?[A-Z].*|[a-z0-9]TestCase|[a-z0-9]IT)$/,
  kt: /(?:[a-z0-9]Tests?|[a-z0-9]TestCase|[a-z0-9]IT)$/,
  cs: /[a-z0-9](?:Tests?|Specs?)$/,
  rb: /(?:_(?:spec|test)|^test_.*|^(?:spec|test|rails)_helper)$/,
  php: /[a-z0-9](?:Test|TestCase|Cest|Spec)$/,
  rs: /(?:^|_)tests$|_test$/,
};
/** JavaScript's: `a.test.ts`, `a.e2e-spec.ts`, `a.cy.ts`, `a.test-d.ts`, `a_test.ts`, `test.js`. */
const scriptName =
  /(?:(?:^|[._-])(?:test|tests|spec|e2e|cy|e2e-spec|int-spec|test-d)|^setup-?tests?|^setupTests)$/;
const scriptEndings = new Set(['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte']);

/** Stands in every path that is of the tests; most have none of it, and need no closer look. */
const hint = /test|spec|e2e|mock|fixture|cypress|playwright|benches|cest|_helper|[._-]cy\.|IT\./i;

/**
 * Whether a path is by convention a test or what only tests use (helpers beside them, mocks, fixtures), in any of the
 * graph's languages. By the name alone: a folder `test` or `tests` at any depth, one whose first or last word is that
 * (`Ordering.UnitTests`, `integration-tests`, `src/androidTest`, `test-utils`), and the runners' names for files.
 */
export function isTestPath(path: string): boolean {
  if (!hint.test(path)) return false;
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  const dot = name.lastIndexOf('.');
  const ending = dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
  const stem = dot < 0 ? name : name.slice(0, dot);
  if (
    scriptEndings.has(ending)
      ? scriptName.test(stem)
      : Object.hasOwn(names, ending) && names[ending]!.test(stem)
  )
    return true;
  return (
    slash > 0 &&
    path
      .slice(0, slash)
      .split('/')
      .some((folder) => isTestFolder(folder, ending))
  );
}

function isTestFolder(folder: string, ending: string): boolean {
  const whole = folder.toLowerCase();
  if (folders.has(whole)) return true;
  if (Object.hasOwn(foldersByEnding, whole) && foldersByEnding[whole]!.has(ending)) return true;
  if (!whole.includes('test')) return false;
  const words = folder.split(/[._-]|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase());
  return isTestWord(words[0]) || isTestWord(words.at(-1));
}

function isTestWord(word: string | undefined): boolean {
  return word === 'test' || word === 'tests';
}
