import type { ChangedFile } from '../../../source/change.ts';
import { isTestPath } from '../../../source/test-files.ts';
import { grammarOf } from '../../code/parse-code.ts';

/** Folders whose endpoints nobody calls in production, whole names in lower case. */
const folders = new Set(
  'example examples sample samples demo demos doc docs fixture fixtures mock mocks msw stories storybook .storybook playground playgrounds benchmark benchmarks bench templates scaffold scaffolds tutorial tutorials docs_src'.split(
    ' ',
  ),
);

/** Whether a changed file may declare endpoints that others call: source code that is no test, example or mock. */
export function isRouteSource({ path, previousPath, binary, generated, unread }: ChangedFile): boolean {
  if (binary || generated || unread !== undefined) return false;
  return isServedPath(path) || (previousPath !== null && isServedPath(previousPath));
}

/** As `isRouteSource`, by a path alone. */
export function isServedPath(path: string): boolean {
  if (grammarOf(path) === null || isTestPath(path)) return false;
  const names = path.toLowerCase().split('/');
  const name = names.pop()!;
  return !/\.(?:stories|mock|mocks)\.\w+$/.test(name) && !names.some((folder) => folders.has(folder));
}
