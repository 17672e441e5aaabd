import { languageOf } from '../../../../source/languages.ts';
import type { GraphLanguage } from '../language.ts';
import { createRustResolver } from './resolve.ts';
import { scanFile } from './scan-file.ts';

/** Rust: a node is a file, a package one that a Cargo.toml names. */
export const rust: GraphLanguage = {
  prefix: 'rust',
  ecosystem: 'crates',
  separator: '::',
  version: 1,
  classify: (path) => (languageOf(path) === 'rust' ? { language: 'rust', dialect: 'rust' } : null),
  scan: scanFile,
  isManifest: (path) => /(?:^|\/)Cargo\.toml$/.test(path),
  createResolver: createRustResolver,
};
