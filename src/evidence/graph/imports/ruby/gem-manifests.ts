import { below, folderOf, joinPath } from '../../paths.ts';

/** What a folder's Gemfile and gemspecs say. */
export interface GemManifest {
  folder: string;
  /** Names of the gems that its gemspecs define. */
  defines: string[];
  /** The folders, from the root of the tree, that they put on the load path. */
  loadRoots: string[];
  /** Names of gems that the folder depends on. */
  declares: string[];
  /** Whether there is a Gemfile or a gemspec that makes the folder the root of a project. */
  hasGemspec: boolean;
}

const gemLine = /^[ \t]*gem[ (]+["']([\w.-]{1,200})["']/;
const pathOption = /(?:\bpath:|:path[ \t]*=>)[ \t]*["']([^"'\n]{1,500})["']/;
const dependencyLine = /\.add_(?:runtime_|development_)?dependency[ (]+["']([\w.-]{1,200})["']/;
const nameLine = /^[ \t]*\w{1,40}\.name[ \t]*=[ \t]*["']([\w.-]{1,200})["']/;
const requirePathsLine = /\.require_paths?[ \t]*=(.{1,500})/;
const mostRequirePaths = 20;

/** Whether a path is one of the manifests that `readGemManifests` reads. */
export function isGemManifest(path: string): boolean {
  return /(?:^|\/)(?:Gemfile|gems\.rb|[^/]+\.gemspec)$/.test(path);
}

/** Reads Gemfiles and gemspecs line by line, without running them; by folder. */
export function readGemManifests(texts: ReadonlyMap<string, string>): Map<string, GemManifest> {
  const manifests = new Map<string, GemManifest>();
  const of = (folder: string): GemManifest => {
    const known = manifests.get(folder) ?? {
      folder,
      defines: [],
      loadRoots: [],
      declares: [],
      hasGemspec: false,
    };
    manifests.set(folder, known);
    return known;
  };
  for (const [path, text] of texts) {
    if (!isGemManifest(path)) continue;
    const folder = folderOf(path);
    if (path.endsWith('.gemspec')) readGemspec(of(folder), path, text);
    else readGemfile(of(folder), text, of);
  }
  return manifests;
}

function readGemfile(manifest: GemManifest, text: string, of: (folder: string) => GemManifest) {
  for (const line of text.split('\n')) {
    const name = gemLine.exec(line)?.[1];
    if (name === undefined) continue;
    manifest.declares.push(name);
    const written = pathOption.exec(line)?.[1];
    const folder = written === undefined ? null : joinPath(manifest.folder, written);
    // A folder without a gemspec still gives its `lib`.
    if (folder !== null && folder !== manifest.folder) addGem(of(folder), name, [below(folder, 'lib')]);
  }
}

function readGemspec(manifest: GemManifest, path: string, text: string) {
  let name = path.slice(path.lastIndexOf('/') + 1, -'.gemspec'.length);
  let paths = ['lib'];
  for (const line of text.split('\n')) {
    name = nameLine.exec(line)?.[1] ?? name;
    const declared = dependencyLine.exec(line)?.[1];
    if (declared !== undefined) manifest.declares.push(declared);
    const written = requirePathsLine.exec(line)?.[1];
    if (written !== undefined) {
      const words = /%w/.test(written) ? /[\w./-]{2,}/g : /(?<=["'])[\w./-]+(?=["'])/g;
      const found = (written.match(words) ?? []).slice(0, mostRequirePaths);
      if (found.length > 0) paths = found;
    }
  }
  manifest.hasGemspec = true;
  const roots = paths.map((one) => joinPath(manifest.folder, one)).filter((root) => root !== null);
  addGem(manifest, name, roots);
}

function addGem(manifest: GemManifest, name: string, roots: string[]) {
  if (!manifest.defines.includes(name)) manifest.defines.push(name);
  for (const root of roots) if (!manifest.loadRoots.includes(root)) manifest.loadRoots.push(root);
}
