import { parse } from 'smol-toml';
import { folderOf, joinPath } from '../../paths.ts';

type Table = Record<string, unknown>;

/** A dependency as a Cargo.toml names it. */
interface Dependency {
  /** The name of the package, where the key is another. */
  package: string;
  /** The folder of the tree it stands in, for path dependencies. */
  folder: string | null;
  /** What the workspace says of it holds. */
  inherited: boolean;
}

/** What resolving needs of a Cargo.toml. */
export interface CargoManifest {
  folder: string;
  /** Null for a workspace without a package of its own. */
  name: string | null;
  /** The name of its library in code. */
  library: string | null;
  /** Without one, paths of `use` begin at the crate's root: https://doc.rust-lang.org/edition-guide/rust-2018/path-changes.html */
  isOld: boolean;
  /** Files that manifests name as roots of crates: libraries, programs, tests, examples, benches, the build script. */
  targets: string[];
  libraryPath: string | null;
  /** By their names in code. */
  dependencies: Map<string, Dependency>;
  isWorkspace: boolean;
  workspaceDependencies: Map<string, Dependency>;
  /** Folders by the names of packages that are taken from there whoever asks. */
  patches: Map<string, string>;
}

/**
 * Reads a Cargo.toml; a malformed one says nothing.
 * Format: https://doc.rust-lang.org/cargo/reference/manifest.html
 */
export function readCargo(path: string, text: string): CargoManifest {
  const folder = folderOf(path);
  const content = readToml(text);
  const packaged = table(content, 'package');
  const workspace = table(content, 'workspace');
  const library = table(content, 'lib');
  const name = typeof packaged['name'] === 'string' ? packaged['name'] : null;
  const libraryName = typeof library['name'] === 'string' ? library['name'] : name;
  const targets = ['bin', 'test', 'example', 'bench'].flatMap((kind) => {
    const listed = content[kind];
    return Array.isArray(listed) ? listed.map((one) => asTable(one)['path']) : [];
  });
  targets.push(packaged['build']);

  const dependencies = new Map<string, Dependency>();
  for (const holder of [content, ...Object.values(table(content, 'target')).map(asTable)]) {
    for (const section of sections) addAll(dependencies, table(holder, section), folder);
  }
  const workspaceDependencies = new Map<string, Dependency>();
  addAll(workspaceDependencies, table(workspace, 'dependencies'), folder);
  const patches = new Map<string, string>();
  for (const source of Object.values(table(content, 'patch'))) {
    for (const [key, value] of Object.entries(asTable(source))) {
      const at = dependencyOf(key, value, folder);
      if (at.folder !== null) patches.set(at.package, at.folder);
    }
  }
  return {
    folder,
    name,
    library: libraryName === null ? null : inCode(libraryName),
    isOld: packaged['edition'] === undefined || packaged['edition'] === '2015',
    targets: targets.map((target) => within(folder, target)).filter((target) => target !== null),
    libraryPath: within(folder, library['path']),
    dependencies,
    isWorkspace: Object.hasOwn(content, 'workspace'),
    workspaceDependencies,
    patches,
  };
}

const sections = [
  ...['dependencies', 'dev-dependencies', 'build-dependencies', 'dev_dependencies', 'build_dependencies'],
];

function addAll(known: Map<string, Dependency>, listed: Table, folder: string): void {
  for (const [key, value] of Object.entries(listed)) {
    const name = inCode(key);
    const found = dependencyOf(key, value, folder);
    // One section may say where it stands, another only that it is needed.
    if (known.get(name)?.folder == null) known.set(name, found);
  }
}

function dependencyOf(key: string, value: unknown, folder: string): Dependency {
  const said = asTable(value);
  const renamed = said['package'];
  return {
    package: typeof renamed === 'string' ? renamed : key,
    folder: within(folder, said['path']),
    inherited: said['workspace'] === true,
  };
}

/** A package's name as code writes it. */
function inCode(name: string): string {
  return name.replaceAll('-', '_');
}

function within(folder: string, path: unknown): string | null {
  return typeof path === 'string' ? joinPath(folder, path) : null;
}

function readToml(text: string): Table {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function table(parent: Table, key: string): Table {
  return Object.hasOwn(parent, key) ? asTable(parent[key]) : {};
}
