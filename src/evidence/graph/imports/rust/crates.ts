import { below, folderOf } from '../../paths.ts';
import { type CargoManifest, readCargo } from './read-cargo.ts';

/** What a name in code means that a package's manifest gives it. */
type External = { kind: 'library'; root: string } | { kind: 'package'; name: string };

/** A package of the tree with the files that are roots of its crates. */
export interface CargoPackage {
  manifest: CargoManifest;
  /** The root of its library, null when it has none. */
  library: string | null;
}

export interface Crates {
  /** Every root of a crate with its package: libraries first, then sorted. */
  roots: readonly { file: string; owner: CargoPackage }[];
  /** The package whose folder is nearest above a file; null outside of any. */
  ownerOf(file: string): CargoPackage | null;
  /** What a crate's name means in a package: its own library, a dependency of the tree, or a third party's; else null. */
  external(name: string, owner: CargoPackage): External | null;
}

const sectionFolders = ['src/bin', 'tests', 'examples', 'benches'];

/** Reads the Cargo.toml files of a tree: packages, the roots of their crates, and what their dependencies mean. */
export function readCrates(texts: ReadonlyMap<string, string>, sources: ReadonlySet<string>): Crates {
  const manifests = [...texts].map(([path, text]) => readCargo(path, text));
  const byFolder = new Map<string, CargoPackage>();
  const workspaces = new Map<string, CargoManifest>();
  for (const manifest of manifests) {
    if (manifest.isWorkspace) workspaces.set(manifest.folder, manifest);
    if (manifest.name === null) continue;
    const usual = manifest.libraryPath ?? below(manifest.folder, 'src/lib.rs');
    byFolder.set(manifest.folder, { manifest, library: sources.has(usual) ? usual : null });
  }
  const owners = new Map<string, CargoPackage | null>();
  function ownerOfFolder(folder: string): CargoPackage | null {
    const known = owners.get(folder);
    if (known !== undefined) return known;
    const own = byFolder.get(folder) ?? (folder === '' ? null : ownerOfFolder(folderOf(folder)));
    owners.set(folder, own);
    return own;
  }

  const libraries: { file: string; owner: CargoPackage }[] = [];
  const others = new Map<string, CargoPackage>();
  for (const owner of byFolder.values()) {
    if (owner.library !== null) libraries.push({ file: owner.library, owner });
    const { folder, targets } = owner.manifest;
    for (const file of [...targets, below(folder, 'src/main.rs'), below(folder, 'build.rs')]) {
      if (sources.has(file)) others.set(file, owner);
    }
  }
  for (const file of sources) {
    const folder = folderOf(file);
    const isMain = file.endsWith('/main.rs');
    for (const section of sectionFolders) {
      // `tests/a.rs` and `tests/a/main.rs`.
      const place = isMain && !folder.endsWith(section) ? folderOf(folder) : folder;
      if (place !== section && !place.endsWith(`/${section}`)) continue;
      const owner = byFolder.get(place === section ? '' : place.slice(0, -section.length - 1));
      if (owner !== undefined) others.set(file, owner);
    }
  }
  const roots = [
    ...libraries.sort((a, b) => (a.file < b.file ? -1 : 1)),
    ...[...others].map(([file, owner]) => ({ file, owner })).sort((a, b) => (a.file < b.file ? -1 : 1)),
  ];

  function workspaceOf(folder: string): CargoManifest | null {
    for (let at = folder; ; at = folderOf(at)) {
      const found = workspaces.get(at);
      if (found !== undefined || at === '') return found ?? null;
    }
  }

  function external(name: string, owner: CargoPackage): External | null {
    const { manifest } = owner;
    const written = manifest.dependencies.get(name);
    if (written === undefined) {
      const own = name === manifest.library ? owner.library : null;
      return own === null ? null : { kind: 'library', root: own };
    }
    const workspace = workspaceOf(manifest.folder);
    const said = written.inherited ? (workspace?.workspaceDependencies.get(name) ?? written) : written;
    const folder = said.folder ?? workspace?.patches.get(said.package) ?? manifest.patches.get(said.package);
    const root = folder === undefined ? undefined : byFolder.get(folder)?.library;
    return root == null ? { kind: 'package', name: said.package } : { kind: 'library', root };
  }

  return { roots, ownerOf: (file) => ownerOfFolder(folderOf(file)), external };
}
