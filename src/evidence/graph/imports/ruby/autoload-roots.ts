import { below, folderOf, joinPath } from '../../paths.ts';

/** A Rails application or engine, by what it loads by itself. */
export interface AutoloadUnit {
  folder: string;
  isApplication: boolean;
  /** Folders beside those of `app`, from the root of the tree. */
  extraRoots: Set<string>;
  /** Folders that are not loaded though a root is above them. */
  ignored: Set<string>;
}

const applicationFile = /^(?:(.*)\/)?config\/application\.rb$/;
const engineFile = /^(?:(.*)\/)?lib\/(?:.*\/)?engine\.rb$/;
const appFolder =
  /^(?:(?:packs|packages)\/[^/]+\/)?app\/(?!(?:assets|javascript|views)\/)[^/]+\/(?:concerns\/)?/;
const mostRoots = 100;

/** Whether a path is one of the files that `readAutoloadUnits` reads. */
export function isAutoloadManifest(path: string): boolean {
  return applicationFile.test(path) || engineFile.test(path);
}

/** Finds the Rails applications and engines of a tree by folder. An engine is a gem with Ruby files below `app/`. */
export function readAutoloadUnits(
  sources: ReadonlySet<string>,
  texts: ReadonlyMap<string, string>,
  gemFolders: Iterable<string>,
): Map<string, AutoloadUnit> {
  const withApp = new Set<string>();
  for (const path of sources) {
    if (path.startsWith('app/')) withApp.add('');
    const at = path.indexOf('/app/');
    // The app folder of a pack is not the one of an engine; the first is.
    for (let found = at; found !== -1; found = path.indexOf('/app/', found + 1))
      withApp.add(path.slice(0, found));
  }
  const units = new Map<string, AutoloadUnit>();
  const add = (folder: string, isApplication: boolean): AutoloadUnit => {
    const known = units.get(folder);
    const unit = known ?? { folder, isApplication, extraRoots: new Set(), ignored: new Set() };
    if (isApplication) unit.isApplication = true;
    units.set(folder, unit);
    return unit;
  };
  for (const folder of gemFolders) if (withApp.has(folder)) add(folder, false);
  for (const [path, text] of texts) {
    const application = applicationFile.exec(path);
    const engine = engineFile.exec(path);
    const folder = (application ?? engine)?.[1] ?? '';
    if (application !== null) readPaths(add(folder, true), text);
    else if (engine !== null && withApp.has(folder)) readPaths(add(folder, false), text);
  }
  return units;
}

/** The autoload root that a file of a unit stands in, from the root of the tree; null when it is not autoloaded. */
export function autoloadRootOf(unit: AutoloadUnit, path: string): string | null {
  const relative = unit.folder === '' ? path : path.slice(unit.folder.length + 1);
  const own = appFolder.exec(relative)?.[0].slice(0, -1);
  const usual = own === undefined ? null : below(unit.folder, own);
  if (unit.extraRoots.size === 0 && unit.ignored.size === 0) return usual;
  for (let at = folderOf(path); at.length >= unit.folder.length; at = folderOf(at)) {
    if (unit.ignored.has(at)) return null;
    if (at === usual || unit.extraRoots.has(at)) return at;
    if (at === '') break;
  }
  return null;
}

/** Takes the roots that the configuration adds in the usual ways; nothing is run. */
function readPaths(unit: AutoloadUnit, text: string) {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  for (let at = 0; at < lines.length && unit.extraRoots.size < mostRoots; at++) {
    const line = lines[at]!;
    if (!/autoload|eager_load_paths/.test(line)) continue;
    // A list may go on for some lines.
    let statement = line;
    for (let next = at + 1; next < at + 12 && next < lines.length; next++) {
      if (!/[([,{]\s*$/.test(statement) && !/^\s*["'#%[\]).]/.test(lines[next]!)) break;
      statement += `\n${lines[next]}`;
    }
    const all = statement.slice(0, 4_000);
    if (/\bautoload_lib(?:_once)?\b/.test(all)) {
      unit.extraRoots.add(below(unit.folder, 'lib'));
      const ignore = /ignore:([^)]*)/.exec(all)?.[1] ?? '';
      for (const word of ignore.replace(/%[wi]/g, '').match(/[\w./-]+/g) ?? []) {
        unit.ignored.add(below(unit.folder, `lib/${word}`));
      }
    } else if (/(?:autoload|autoload_once|eager_load)_paths/.test(all)) {
      for (const [, path] of all.matchAll(/root\}?\/([\w./-]+)/g)) addRoot(unit, path!);
      for (const [, parts] of all.matchAll(/root\.join\(([^)\n]*)\)/g)) {
        addRoot(unit, (parts!.match(/[\w./-]+/g) ?? []).join('/'));
      }
      for (const [, path] of all.matchAll(/(?:<<|\bjoin\()\s*["']((?:app|lib|extras)[\w./-]*)["']/g))
        addRoot(unit, path!);
    }
  }
}

function addRoot(unit: AutoloadUnit, path: string) {
  const root = joinPath(unit.folder, path);
  if (root !== null && root !== unit.folder) unit.extraRoots.add(root);
}
