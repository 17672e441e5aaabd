import { folderOf, joinPath } from '../../paths.ts';

/** What a composer.json says. Folders and files are from the root of the tree. */
export interface ComposerManifest {
  folder: string;
  name: string | null;
  /** Names of packages that it requires, for development too. */
  requires: string[];
  /** Namespaces with a `\` at the end (or ''), and the folders that hold them. */
  psr4: [prefix: string, folder: string][];
  psr0: [prefix: string, folder: string][];
  /** Files and folders whose classes are listed, and files that are always loaded. */
  listed: string[];
}

/** Namespaces of installed packages, with a `\` at the end, by what a composer.lock says. */
export type InstalledNamespaces = Map<string, string>;

const mostEntries = 10_000;

/** Reads every composer.json by folder; malformed ones count as empty. */
export function readComposerManifests(texts: ReadonlyMap<string, string>): Map<string, ComposerManifest> {
  const manifests = new Map<string, ComposerManifest>();
  for (const [path, text] of texts) {
    if (!/(?:^|\/)composer\.json$/.test(path)) continue;
    const folder = folderOf(path);
    const content = parse(text);
    const manifest: ComposerManifest = {
      folder,
      name: typeof content['name'] === 'string' ? content['name'] : null,
      requires: [],
      psr4: [],
      psr0: [],
      listed: [],
    };
    for (const section of ['require', 'require-dev']) {
      // Those without a vendor are PHP and its extensions.
      for (const name of Object.keys(asObject(content[section])))
        if (name.includes('/')) manifest.requires.push(name);
    }
    for (const section of ['autoload', 'autoload-dev']) {
      const autoload = asObject(content[section]);
      manifest.psr4.push(...prefixes(autoload['psr-4'], folder));
      manifest.psr0.push(...prefixes(autoload['psr-0'], folder));
      for (const kind of ['classmap', 'files']) {
        for (const one of strings(autoload[kind])) {
          const at = joinPath(folder, one);
          if (at !== null) manifest.listed.push(at);
        }
      }
    }
    manifests.set(folder, manifest);
  }
  return manifests;
}

/** Reads the namespaces of packages from composer.lock files. */
export function readInstalledNamespaces(texts: ReadonlyMap<string, string>): InstalledNamespaces {
  const installed: InstalledNamespaces = new Map();
  for (const [path, text] of texts) {
    if (!/(?:^|\/)composer\.lock$/.test(path)) continue;
    const content = parse(text);
    for (const section of ['packages', 'packages-dev']) {
      const packages = content[section];
      if (!Array.isArray(packages)) continue;
      for (const entry of packages.slice(0, mostEntries)) {
        const { name, autoload } = asObject(entry);
        if (typeof name !== 'string') continue;
        for (const kind of ['psr-4', 'psr-0']) {
          for (const prefix of Object.keys(asObject(asObject(autoload)[kind]))) {
            const key = prefix.endsWith('\\') ? prefix : `${prefix}\\`;
            if (prefix !== '' && !installed.has(key)) installed.set(key, name);
          }
        }
      }
    }
  }
  return installed;
}

function prefixes(value: unknown, folder: string): [string, string][] {
  const found: [string, string][] = [];
  for (const [prefix, folders] of Object.entries(asObject(value)).slice(0, mostEntries)) {
    for (const one of typeof folders === 'string' ? [folders] : strings(folders)) {
      const at = joinPath(folder, one);
      if (at !== null) found.push([prefix, at]);
    }
  }
  return found;
}

function parse(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.slice(0, mostEntries).filter((item) => typeof item === 'string') : [];
}
