/** The set of sources a folder belongs to: what is compiled together, and for whom. */
export interface SourceSet {
  /** `main`, `test`, `jvmMain`, `testFixtures`, … */
  name: string;
  isTest: boolean;
}

const languageFolder = /^(?:java|kotlin|scala|groovy)\d*$/;

/**
 * Names the source set of a folder from its path below its module, by the layouts of Maven and Gradle
 * (`src/<set>/java`), of Kotlin multiplatform (`src/commonMain/kotlin`) and of its short form (`common/src`, `jvm/test`).
 */
export function sourceSetOf(folder: string): SourceSet {
  const parts = folder.split('/');
  const [first = '', second = '', third = ''] = parts;
  let name = 'main';
  if (
    first === 'src' &&
    (languageFolder.test(third) || /^(?:main|test|.*(?:Main|Test|Fixtures))$/.test(second))
  ) {
    name = second;
  } else if (second === 'src' && first !== 'src') name = `${first}Main`;
  else if (second === 'test' && first !== 'src') name = `${first}Test`;
  else if (first === 'test' || first === 'tests') name = 'test';
  return { name, isTest: /test/i.test(name) };
}

/**
 * How near a declaration in one source set is to a user in another, both of one module, least first: the same set,
 * what it tests (`jvmMain` for `jvmTest`), the common one, another for production, another's tests.
 */
export function distanceOfSets(from: SourceSet, to: SourceSet): number {
  if (to.name === from.name) return 0;
  if (to.isTest) return 4;
  if (from.isTest && to.name === from.name.replace(/Test$/, 'Main').replace(/^test$/, 'main')) return 1;
  return rankOfMain(to) === 0 ? 2 : 3;
}

/** The set a whole package is looked for in, least first: the common or only one for production, others, tests. */
export function rankOfMain(set: SourceSet): number {
  if (set.name === 'main' || set.name === 'commonMain') return 0;
  return set.isTest ? 2 : 1;
}
