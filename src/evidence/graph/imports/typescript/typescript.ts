import { languageOf } from '../../../../source/languages.ts';
import type { GraphLanguage } from '../language.ts';
import { isConfig } from './path-aliases.ts';
import { createTypescriptResolver } from './resolve.ts';
import { scanComponent } from './scan-component.ts';
import { type Dialect, scanImports } from './scan-imports.ts';
import type { ComponentDialect } from './script-blocks.ts';

const components: ReadonlySet<string> = new Set<ComponentDialect>(['vue', 'svelte', 'astro']);

/**
 * TypeScript and JavaScript, with JSX, CommonJS and the script blocks of Vue, Svelte and Astro: a node is a file,
 * a package one of npm's.
 */
export const typescript: GraphLanguage = {
  prefix: 'npm',
  ecosystem: 'npm',
  separator: '/',
  version: 8,
  classify(path) {
    const language = languageOf(path);
    if (language !== null && components.has(language)) return { language, dialect: language };
    if (language !== 'typescript' && language !== 'javascript') return null;
    return { language, dialect: dialectOf(path, language) };
  },
  scan(text, dialect) {
    const imports = components.has(dialect)
      ? scanComponent(text, dialect as ComponentDialect)
      : scanImports(text, dialect as Dialect);
    return { imports, declares: [] };
  },
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
