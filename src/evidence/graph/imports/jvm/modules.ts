import { below, folderOf, joinPath } from '../../paths.ts';
import { readCatalogGroups } from './read-catalog.ts';
import { type GradleScript, readGradle } from './read-gradle.ts';
import { type Pom, readPom } from './read-pom.ts';

/** The modules of Maven and Gradle in a tree. A module is named by its folder. */
export interface Modules {
  /** The folder of the module a folder belongs to: the nearest with a manifest, '' when there is none. */
  moduleOf(folder: string): string;
  /** 0 for a module itself, 1 for one it depends on, 2 for one of theirs, and so on; infinite for the others. */
  distance(from: string, to: string): number;
  /** The longest group of a declared dependency that a qualified name begins with, if any. */
  groupOf(name: string): string | null;
}

/** A module's reach is followed up to that many modules: above it, the nearest are known and the rest are as others. */
const furthest = 200;
const longestName = 1_000;

/** Reads pom.xml files, Gradle scripts and version catalogs; malformed ones count as empty. */
export function readModules(texts: ReadonlyMap<string, string>): Modules {
  const folders = new Set<string>();
  const groups = new Set<string>();
  const poms = new Map<string, Pom>();
  /** Equal texts are read once: fixtures are copied. */
  const read = new Map<string, Pom | null>();
  const scripts: { folder: string; script: GradleScript }[] = [];
  const settings: { folder: string; script: GradleScript }[] = [];
  for (const [path, text] of texts) {
    const folder = folderOf(path);
    const name = path.slice(folder === '' ? 0 : folder.length + 1);
    if (name === 'pom.xml') {
      const known = read.get(text);
      const pom = known === undefined ? readPom(text) : known;
      read.set(text, pom);
      folders.add(folder);
      if (pom !== null) poms.set(folder, pom);
      for (const group of pom?.groups ?? []) groups.add(group);
    } else if (name.endsWith('.toml')) {
      for (const group of readCatalogGroups(text)) groups.add(group);
    } else {
      const script = readGradle(text);
      for (const group of script.groups) groups.add(group);
      const stem = name.replace(/\.gradle(?:\.kts)?$/, '');
      if (stem === 'settings') settings.push({ folder, script });
      // Some builds name the script after its project.
      else if (stem === 'build' || stem === folder.slice(folder.lastIndexOf('/') + 1)) {
        folders.add(folder);
        scripts.push({ folder, script });
      }
    }
  }
  const projects = projectFolders(settings, folders);
  const dependsOn = new Map<string, Set<string>>();
  addMaven(poms, dependsOn);
  addGradle(scripts, projects, dependsOn);

  const known = new Map<string, string>();
  function moduleOf(folder: string): string {
    const found = known.get(folder);
    if (found !== undefined) return found;
    const answer = folder === '' || folders.has(folder) ? folder : moduleOf(folderOf(folder));
    known.set(folder, answer);
    return answer;
  }

  // Files are asked for in order, so one module's answers are needed at a time.
  let asked: { from: string; distances: Map<string, number> } | null = null;
  function distance(from: string, to: string): number {
    if (from === to) return 0;
    if (asked?.from !== from) asked = { from, distances: reach(from, dependsOn) };
    return asked.distances.get(to) ?? Number.POSITIVE_INFINITY;
  }

  function groupOf(name: string): string | null {
    const capped = name.slice(0, longestName);
    for (let end = capped.length; end > 0; end = capped.lastIndexOf('.', end - 1)) {
      const prefix = capped.slice(0, end);
      if (groups.has(prefix)) return prefix;
    }
    return null;
  }

  return { moduleOf, distance, groupOf };
}

function reach(from: string, dependsOn: ReadonlyMap<string, ReadonlySet<string>>): Map<string, number> {
  const distances = new Map([[from, 0]]);
  // A map may grow while it is walked: breadth first.
  for (const [module, far] of distances) {
    for (const next of dependsOn.get(module) ?? []) {
      if (distances.size >= furthest) return distances;
      if (!distances.has(next)) distances.set(next, far + 1);
    }
  }
  return distances;
}

function addMaven(poms: ReadonlyMap<string, Pom>, dependsOn: Map<string, Set<string>>): void {
  const byId = new Map<string, string>();
  for (const [folder, { id }] of poms) if (!byId.has(id)) byId.set(id, folder);
  for (const [folder, pom] of poms) {
    const found = new Set<string>();
    const parents = new Set<string>();
    let at: Pom | undefined = pom;
    while (at !== undefined && !parents.has(at.id) && parents.size < 20) {
      parents.add(at.id);
      for (const id of at.dependencies) {
        const on = byId.get(id);
        if (on !== undefined) found.add(on);
      }
      const above: string | undefined = at.parent === null ? undefined : byId.get(at.parent);
      at = above === undefined ? undefined : poms.get(above);
    }
    dependsOn.set(folder, found);
  }
}

/** Folders of Gradle's projects by `:path` and by accessor; also by the folder's name where only one has it. */
interface Projects {
  /** `near` is the folder of the script that asks: the build it is part of comes first. */
  find(name: string, near: string): string | null;
}

function projectFolders(
  settings: readonly { folder: string; script: GradleScript }[],
  folders: Set<string>,
): Projects {
  const byRoot = new Map<string, Map<string, string>>();
  for (const { folder: root, script } of settings) {
    const projects = byRoot.get(root) ?? new Map<string, string>();
    byRoot.set(root, projects);
    for (const name of [...script.includes, ...script.folders.keys()]) {
      const path = name.replace(/^:/, '');
      const given = script.folders.get(name) ?? script.folders.get(`:${path}`);
      const folder = joinPath(root, given ?? path.replaceAll(':', '/'));
      if (folder === null) continue;
      projects.set(key(path), folder);
      folders.add(folder);
    }
  }
  // A settings script may compute what it includes.
  const byName = new Map<string, string | null>();
  for (const folder of folders) {
    const name = key(folder.slice(folder.lastIndexOf('/') + 1));
    byName.set(name, byName.has(name) ? null : folder);
  }
  function find(name: string, near: string): string | null {
    const path = name.startsWith('projects.') ? name.slice(9).replaceAll('.', ':') : name.replace(/^:/, '');
    const wanted = key(path);
    for (let root = near; ; root = folderOf(root)) {
      const found = byRoot.get(root)?.get(wanted);
      if (found !== undefined) return found;
      if (name.startsWith(':')) {
        const plain = below(root, path.replaceAll(':', '/'));
        if (folders.has(plain)) return plain;
      }
      if (root === '') break;
    }
    return byName.get(wanted.slice(wanted.lastIndexOf(':') + 1)) ?? null;
  }
  return { find };
}

/** `:core:my-lib` and its accessor `core.myLib` have one key. */
function key(path: string): string {
  return path.toLowerCase().replace(/[^a-z\d:]/g, '');
}

function addGradle(
  scripts: readonly { folder: string; script: GradleScript }[],
  projects: Projects,
  dependsOn: Map<string, Set<string>>,
): void {
  for (const { folder, script } of scripts) {
    for (const [block, names] of script.dependencies) {
      const module = block === '' ? folder : projects.find(block, folder);
      if (module === null) continue;
      const found = dependsOn.get(module) ?? new Set<string>();
      dependsOn.set(module, found);
      for (const name of names) {
        const on = projects.find(name, folder);
        if (on !== null) found.add(on);
      }
    }
  }
}
