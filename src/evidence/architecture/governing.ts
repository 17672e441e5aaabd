import type { NestedArchitecture } from '../../settings/architecture.ts';
import type { Settings } from '../../settings/settings.ts';

/**
 * Which architecture governs a path: that of the nearest folder above it with a settings file of its own, else the
 * repository's (folder ''). Nothing is inherited from farther ones, so that one file says all there is to know.
 */
export function governingArchitecture(
  settings: Pick<Settings, 'architecture' | 'nested'>,
): (path: string) => NestedArchitecture {
  const root = { folder: '', file: '.github/architect.yml', architecture: settings.architecture };
  const deepestFirst = [...settings.nested].sort((a, b) => b.folder.length - a.folder.length);
  return (path) => deepestFirst.find(({ folder }) => path.startsWith(`${folder}/`)) ?? root;
}
