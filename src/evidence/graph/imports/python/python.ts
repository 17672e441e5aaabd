import { languageOf } from '../../../../source/languages.ts';
import type { GraphLanguage } from '../language.ts';
import { isProjectManifest } from './projects.ts';
import { createPythonResolver } from './resolve.ts';
import { type Dialect, scanImports } from './scan-imports.ts';

/**
 * Python: a node is a file, a package a distribution of PyPI under its normalised name where a manifest declares it,
 * else the top-level module that is imported. Specifiers are `a.b` for `import a.b`, `a.b:c` for `from a.b import c`.
 */
export const python: GraphLanguage = {
  prefix: 'python',
  ecosystem: 'pypi',
  separator: '.',
  version: 1,
  classify(path) {
    if (languageOf(path) !== 'python') return null;
    const dialect: Dialect = /\.pyi$/i.test(path) ? 'stub' : 'module';
    return { language: 'python', dialect: `python-${dialect}` };
  },
  scan: (text, dialect) => ({
    imports: scanImports(text, dialect === 'python-stub' ? 'stub' : 'module'),
    declares: [],
  }),
  isManifest: isProjectManifest,
  createResolver: createPythonResolver,
};
