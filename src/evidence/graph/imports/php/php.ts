import { languageOf } from '../../../../source/languages.ts';
import type { GraphLanguage } from '../language.ts';
import { createPhpResolver } from './resolve.ts';
import { scanPhp } from './scan-php.ts';

/** PHP: a node is a file, an import a `use`, a name written in full or an included file; a package one of composer's. */
export const php: GraphLanguage = {
  prefix: 'php',
  ecosystem: 'packagist',
  separator: '\\',
  version: 1,
  classify: (path) => (languageOf(path) === 'php' ? { language: 'php', dialect: 'php' } : null),
  scan: (text) => scanPhp(text),
  isManifest: (path) => /(?:^|\/)composer\.(?:json|lock)$/.test(path),
  createResolver: createPhpResolver,
};
