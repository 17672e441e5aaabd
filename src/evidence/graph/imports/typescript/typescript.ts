import { languageOf } from '../../../../source/languages.ts';
import type { GraphLanguage } from '../language.ts';
import { isConfig } from './path-aliases.ts';
import { createTypescriptResolver } from './resolve.ts';
import { type Dialect, scanImports } from './scan-imports.ts';

/** TypeScript and JavaScript, with JSX and CommonJS: a node is a file, a package one of npm's. */
export const typescript: GraphLanguage = {
  prefix: 'npm',
  ecosystem: 'npm',
  separator: '/',
  version: 2,
  classify(path) {
    const language = languageOf(path);
    if (language !== 'typescript' && language !== 'javascript') return null;
    return { language, dialect: dialectOf(path, language) };
  },
  scan: (text, dialect) => ({ imports: scanImports(text, dialect as Dialect), declares: [] }),
  isManifest(path) {
    return /(?:^|\/)(?:package\.json|lerna\.json|pnpm-workspace\.yaml)$/.test(path) || isConfig(path);
  },
  createResolver: createTypescriptResolver,
};

function dialectOf(path: string, language: string): Dialect {
  if (/\.d\.[cm]?ts$/i.test(path)) return 'declaration';
  if (/\.tsx$/i.test(path)) return 'tsx';
  return language === 'typescript' ? 'typescript' : 'javascript';
}
