import { languageOf } from '../../../../source/languages.ts';
import type { GraphLanguage } from '../language.ts';
import { createJvmResolver } from './resolve.ts';
import { scanJava } from './scan-java.ts';
import { scanKotlin } from './scan-kotlin.ts';

/** Java and Kotlin, which import one another: a node is a file, a package one of Maven's. */
export const jvm: GraphLanguage = {
  prefix: 'java',
  ecosystem: 'maven',
  separator: '.',
  version: 3,
  classify(path) {
    const language = languageOf(path);
    if (language === 'java') return { language, dialect: 'java' };
    if (language !== 'kotlin') return null;
    return { language, dialect: /\.kts$/i.test(path) ? 'kotlin-script' : 'kotlin' };
  },
  scan: (text, dialect) =>
    dialect === 'java' ? scanJava(text) : scanKotlin(text, dialect === 'kotlin-script'),
  isManifest: (path) => /(?:^|\/)(?:pom\.xml|[^/]+\.gradle(?:\.kts)?|[^/]+\.versions\.toml)$/.test(path),
  createResolver: createJvmResolver,
};
