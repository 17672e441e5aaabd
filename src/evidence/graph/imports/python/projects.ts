import { folderOf, joinPath } from '../../paths.ts';
import { readPipfile, readPyproject } from './read-pyproject.ts';
import { readSetupCfg, readSetupPy } from './read-setup.ts';
import { readRequirements } from './requirements.ts';

/** What one manifest says; folders are relative to its own. */
export interface ProjectManifest {
  /** Normalised. */
  name: string | null;
  /** Folders in which its top-level modules are. */
  roots: string[];
  /** Normalised names of distributions. */
  dependencies: string[];
  /** Folders of projects that it depends on by path. */
  folders: string[];
}

/** A folder with manifests: what all of them say, folders as paths of the tree. */
export interface Project {
  folder: string;
  roots: string[];
  dependencies: Set<string>;
  folders: string[];
}

export interface Projects {
  /** The projects of the folder and of those above it, nearest first. */
  around(folder: string): readonly Project[];
  /** The projects of the tree that this one depends on, by path, workspace or name, and those that they depend on. */
  dependenciesOf(project: Project): readonly Project[];
  /** Sorted by folder. */
  all: readonly Project[];
}

const fileName =
  /(?:^|\/)(?:pyproject\.toml|setup\.cfg|setup\.py|Pipfile|\.?pytest\.ini|tox\.ini|[^/]*requirements[^/]*\.(?:txt|in)|requirements\/[^/]+\.(?:txt|in))$/;

/** Whether a file says where Python's modules are or what they depend on. */
export function isProjectManifest(path: string): boolean {
  return fileName.test(path);
}

/** Reads the manifests of a tree; malformed ones count as empty. */
export function readProjects(texts: ReadonlyMap<string, string>): Projects {
  const byFolder = new Map<string, Project>();
  const byName = new Map<string, Project>();
  for (const [path, text] of texts) {
    const manifest = read(path, text);
    if (manifest === null) continue;
    const own = folderOf(path);
    const folder = /(?:^|\/)requirements$/.test(own) ? folderOf(own) : own;
    const project = byFolder.get(folder) ?? { folder, roots: [], dependencies: new Set(), folders: [] };
    byFolder.set(folder, project);
    project.roots.push(...within(own, manifest.roots));
    project.folders.push(...within(own, manifest.folders));
    for (const name of manifest.dependencies) project.dependencies.add(name);
    if (manifest.name !== null && !byName.has(manifest.name)) byName.set(manifest.name, project);
  }

  const chains = new Map<string, readonly Project[]>();
  function around(folder: string): readonly Project[] {
    const known = chains.get(folder);
    if (known !== undefined) return known;
    const own = byFolder.get(folder);
    const above = folder === '' ? [] : around(folderOf(folder));
    const chain = own === undefined ? above : [own, ...above];
    chains.set(folder, chain);
    return chain;
  }

  function dependenciesOf(project: Project): readonly Project[] {
    const found = new Set([project]);
    for (const one of found) {
      for (const folder of one.folders) {
        const other = byFolder.get(folder);
        if (other !== undefined) found.add(other);
      }
      for (const name of one.dependencies) {
        const other = byName.get(name);
        if (other !== undefined) found.add(other);
      }
    }
    found.delete(project);
    return [...found];
  }

  const all = [...byFolder.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  return { around, dependenciesOf, all };
}

function read(path: string, text: string): ProjectManifest | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'pyproject.toml') return readPyproject(text);
  if (name === 'Pipfile') return readPipfile(text);
  if (name === 'setup.py') return readSetupPy(text);
  if (name.endsWith('.cfg') || name.endsWith('.ini')) return readSetupCfg(text);
  const { names, folders } = readRequirements(text);
  return { name: null, roots: [], dependencies: names, folders };
}

function within(folder: string, paths: readonly string[]): string[] {
  return paths.map((path) => joinPath(folder, path)).filter((path) => path !== null);
}
