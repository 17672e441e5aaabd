import { parse as parseYaml } from 'yaml';
import { matchGlobs } from '../../../match-globs.ts';
import { folderOf, joinPath } from '../../paths.ts';
import { exportTargets, type Targets } from './export-targets.ts';
import { asObject, parseJsonc } from './parse-jsonc.ts';

/** What resolving needs of a package.json. */
export interface PackageManifest {
  folder: string;
  name: string | null;
  /** Every dependency of any kind with its version range. */
  dependencies: Map<string, string>;
  exports: Targets;
  imports: Targets;
  /** Where it says its main file is, best first. */
  entries: string[];
}

export interface PackageManifests {
  /** The manifest of the folder itself, if it has one. Remembers nothing, so any path may be asked for. */
  at(folder: string): PackageManifest | null;
  /** The manifests of the folder and of those above it, nearest first. */
  around(folder: string): readonly PackageManifest[];
  /** The package of that name that a file with these manifests around it gets from the tree itself, if any. */
  inTree(name: string, around: readonly PackageManifest[]): PackageManifest | null;
}

const mostWorkspaceGlobs = 200;
// A list of folders is a page. The parser's time grows steeply with errors, and a second is what one page of them costs.
const longestYaml = 65_536;
/** Of all such files together: a tree of many small ones is a tree of fixtures. */
const mostYaml = 4 * longestYaml;
const localRange = /^(?:workspace|file|link|portal):/;

/** Reads package.json, pnpm-workspace.yaml and lerna.json files; malformed ones count as empty. */
export function readPackageManifests(texts: ReadonlyMap<string, string>): PackageManifests {
  const byFolder = new Map<string, PackageManifest>();
  const workspaces: { root: string; globs: string[] }[] = [];
  let yamlLeft = mostYaml;
  // Those nearest the root are first to be read: they are the ones that count.
  for (const [path, text] of [...texts].sort(([a], [b]) => depthOf(a) - depthOf(b))) {
    const folder = folderOf(path);
    if (path.endsWith('package.json')) {
      const content = parseJsonc(text) ?? {};
      byFolder.set(folder, readManifest(folder, content));
      const listed = asObject(content['workspaces'])?.['packages'] ?? content['workspaces'];
      workspaces.push({ root: folder, globs: strings(listed) });
    } else if (path.endsWith('lerna.json')) {
      workspaces.push({ root: folder, globs: strings(parseJsonc(text)?.['packages']) });
    } else if (path.endsWith('pnpm-workspace.yaml') && text.length <= Math.min(longestYaml, yamlLeft)) {
      yamlLeft -= text.length;
      workspaces.push({ root: folder, globs: strings(readYaml(text)?.['packages']) });
    }
  }

  const members = new Map<string, PackageManifest>();
  const anywhere = new Map<string, PackageManifest>();
  const isMember = membership(workspaces);
  for (const manifest of [...byFolder.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1))) {
    if (manifest.name === null) continue;
    if (!anywhere.has(manifest.name)) anywhere.set(manifest.name, manifest);
    if (!members.has(manifest.name) && isMember(manifest.folder)) members.set(manifest.name, manifest);
  }

  const known = new Map<string, readonly PackageManifest[]>();
  function around(folder: string): readonly PackageManifest[] {
    const chain = known.get(folder);
    if (chain !== undefined) return chain;
    const own = byFolder.get(folder);
    const above = folder === '' ? [] : around(folderOf(folder));
    const found = own === undefined ? above : [own, ...above];
    known.set(folder, found);
    return found;
  }

  function inTree(name: string, near: readonly PackageManifest[]): PackageManifest | null {
    const member = members.get(name);
    if (member !== undefined) return member;
    for (const manifest of near) {
      if (manifest.name === name) return manifest;
      const range = manifest.dependencies.get(name);
      if (range === undefined) continue;
      // An example called `react` is not what `react` means, unless a manifest says so.
      if (!localRange.test(range)) return null;
      const at = range.startsWith('workspace:')
        ? null
        : joinPath(manifest.folder, range.slice(range.indexOf(':') + 1));
      return (at === null ? undefined : byFolder.get(at)) ?? anywhere.get(name) ?? null;
    }
    return null;
  }

  return { at: (folder) => byFolder.get(folder) ?? null, around, inTree };
}

function readManifest(folder: string, content: Record<string, unknown>): PackageManifest {
  const dependencies = new Map<string, string>();
  for (const section of ['devDependencies', 'peerDependencies', 'optionalDependencies', 'dependencies']) {
    for (const [name, range] of Object.entries(asObject(content[section]) ?? {})) {
      if (typeof range === 'string') dependencies.set(name, range);
    }
  }
  const entries = ['source', 'module', 'main', 'types', 'typings'].map((key) => content[key]);
  return {
    folder,
    name: typeof content['name'] === 'string' ? content['name'] : null,
    dependencies,
    exports: exportTargets(content['exports']),
    imports: exportTargets(content['imports']),
    entries: entries.filter((entry) => typeof entry === 'string'),
  };
}

function membership(workspaces: { root: string; globs: string[] }[]): (folder: string) => boolean {
  const matchers = workspaces
    .filter(({ globs }) => globs.length > 0)
    .map(({ root, globs }) => {
      const clean = globs.slice(0, mostWorkspaceGlobs).map((glob) => glob.replace(/\/+$/, ''));
      const wanted = matchGlobs(clean.filter((glob) => !glob.startsWith('!')));
      const unwanted = matchGlobs(clean.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
      const prefix = root === '' ? '' : `${root}/`;
      return (folder: string) => {
        if (folder === root) return true;
        if (!folder.startsWith(prefix)) return false;
        const relative = folder.slice(prefix.length);
        return wanted(relative) && !unwanted(relative);
      };
    });
  return (folder) => matchers.some((matches) => matches(folder));
}

function readYaml(text: string): Record<string, unknown> | null {
  try {
    return asObject(parseYaml(text, { maxAliasCount: 10, logLevel: 'error' }));
  } catch {
    return null;
  }
}

function depthOf(path: string): number {
  return path.split('/').length;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
