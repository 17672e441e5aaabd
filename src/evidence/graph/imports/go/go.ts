import { languageOf } from '../../../../source/languages.ts';
import { folderOf } from '../../paths.ts';
import type { GraphLanguage } from '../language.ts';
import { createGoResolver } from './resolve.ts';
import { scanImports } from './scan-imports.ts';

/**
 * Go: an import leads to a package, which is a folder, and a file is part of its folder's node. The root of the tree
 * is the node `.`, as `go list` names it. A test file stays a node of its own: nothing imports it.
 */
export const go: GraphLanguage = {
  prefix: 'go',
  ecosystem: 'go',
  separator: '/',
  version: 1,
  classify: (path) => (languageOf(path) === 'go' ? { language: 'go', dialect: 'go' } : null),
  scan: (text) => ({ imports: scanImports(text), declares: [] }),
  isManifest: (path) => /(?:^|\/)go\.(?:mod|work)$/.test(path),
  createResolver: createGoResolver,
  nodeOf: (path) => (path.endsWith('_test.go') ? path : folderOf(path) || '.'),
};
