import { isGenerated } from '../source/generated.ts';
import { detectors } from './detectors.ts';
import { languages } from './graph/imports/languages.ts';

/**
 * Whether evidence reads this file of a tree whether it changed or not: sources of the graph's languages, manifests
 * and attributes, and what detectors name; vendored and generated ones left out. For fetching blobs in one request before they are read.
 */
export function wantsFile(path: string): boolean {
  if (path === '.gitattributes' || path.endsWith('/.gitattributes')) return true;
  if (isGenerated(path)) return false;
  if (/(?:^|\/)(?:\.gitattributes|package\.json)$/.test(path)) return true;
  return (
    languages.some((language) => language.classify(path) !== null || language.isManifest(path)) ||
    detectors.some((detector) => detector.wants?.(path) ?? false)
  );
}
