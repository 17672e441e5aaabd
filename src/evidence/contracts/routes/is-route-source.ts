import type { ChangedFile } from '../../../source/change.ts';
import { isTestPath } from '../../../source/test-files.ts';
import { grammarOf } from '../../code/parse-code.ts';

/** Folders whose endpoints nobody calls in production, at any depth, whole names in lower case. */
const folders = new Set(
  'examples fixture fixtures mocks msw stories storybook .storybook playground playgrounds docs_src'.split(
    ' ',
  ),
);
/** Folders that mean the same near the root; deeper down they are names of resources. */
const outerFolders = new Set(
  'example sample samples _examples demo demos doc docs mock benchmark benchmarks bench templates scaffold tutorial tutorials'.split(
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
  return (
    !/\.(?:stories|mock|mocks)\.\w+$/.test(name) &&
    !names.some((folder, depth) => folders.has(folder) || (depth < 2 && outerFolders.has(folder)))
  );
}
