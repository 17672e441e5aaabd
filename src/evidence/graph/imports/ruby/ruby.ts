import { languageOf } from '../../../../source/languages.ts';
import type { GraphLanguage } from '../language.ts';
import { isAutoloadManifest } from './autoload-roots.ts';
import { isGemManifest } from './gem-manifests.ts';
import { createRubyResolver, isInflections } from './resolve.ts';
import { scanRuby } from './scan-ruby.ts';

/** Ruby with Rails: a node is a file, an import a `require` or, where Zeitwerk loads, a constant; a package is a gem. */
export const ruby: GraphLanguage = {
  prefix: 'ruby',
  ecosystem: 'rubygems',
  separator: '/',
  version: 1,
  classify: (path) => (languageOf(path) === 'ruby' ? { language: 'ruby', dialect: 'ruby' } : null),
  scan: (text) => scanRuby(text),
  isManifest: (path) => isGemManifest(path) || isAutoloadManifest(path) || isInflections(path),
  createResolver: createRubyResolver,
};
