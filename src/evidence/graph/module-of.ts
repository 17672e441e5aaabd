import { isAside, type Layout, readLayout } from './layout.ts';

/** Folders that hold parts of a system side by side: the part is the folder below. */
const containers = new Set(
  'packages apps services libs modules plugins projects features domains contexts cmd internal pkg crates packs engines'.split(
    ' ',
  ),
);
const sourceFolders = new Set(['src', 'source', 'app', 'lib', 'server', 'client']);

/** A person reads a list of this many modules; a part that holds very much is divided as long as it stays one. */
const enough = 60;
/** A part with more than this share of all files says too little about where something belongs. */
const tooLarge = 1 / 3;

/**
 * Names the part of the system that a file belongs to, from the layout of a tree alone:
 * 1. a package below the root, by any ecosystem's manifest, is a module: `packages/core`, `src/Ordering.API`;
 * 2. what no such package holds is divided at the top: `tsdb`, `test`, and further below a source folder (`src/orders`)
 *    and below a container (`services/billing`, `internal/auth`, `src/modules/orders`, beside other packages);
 * 3. a module that holds more than a third of all sources is divided too, folder by folder, while there are at most
 *    60: `saleor/order`, `tokio/src/runtime`. Java's and Kotlin's packages count without `src/main/java` and what they
 *    have in common: `orders` for `com.acme.shop.orders`.
 * Files beside the folders of a divided one are of that folder; `.` is the root. The paths decide, in whatever order.
 */
export function moduleNamer(paths: Iterable<string>): (path: string) => string {
  const layout = readLayout(paths);
  const divided = divide(layout);
  const names = new Map<string, string>();
  return (path) => {
    const folder = layout.folderOf(path);
    let name = names.get(folder);
    if (name === undefined) {
      name = nameOf(folder, layout.packageOf(folder), divided);
      names.set(folder, name);
    }
    return name;
  };
}

function nameOf(folder: string, owner: string, divided: ReadonlySet<string>): string {
  let at = owner;
  while (divided.has(at) && at !== folder) {
    const end = folder.indexOf('/', at === '' ? 0 : at.length + 1);
    at = end === -1 ? folder : folder.slice(0, end);
  }
  return at === '' ? '.' : at;
}

/** The folders that are no module themselves: what is below them is. */
function divide(layout: Layout): Set<string> {
  const divided = new Set<string>();
  const expand = (folder: string) => {
    divided.add(folder);
    for (const child of layout.foldersIn(folder)) {
      const name = child.slice(child.lastIndexOf('/') + 1);
      const isTop = folder === layout.packageOf(folder);
      const isBelowSource = isTop || sourceFolders.has(folder.slice(folder.lastIndexOf('/') + 1));
      const isContainer = (isBelowSource && containers.has(name)) || layout.packagesIn(child) > 1;
      if ((isContainer || (isTop && sourceFolders.has(name))) && !isAside(child)) expand(child);
    }
  };
  expand('');

  for (;;) {
    const modules = layout.packages.flatMap((folder) => leavesBelow(folder, layout, divided));
    const total = modules.reduce((sum, { files }) => sum + files, 0);
    const [largest] = modules
      .filter(({ folder, files }) => isTooLarge(files, total) && !divided.has(folder) && !isAside(folder))
      .filter(({ folder }) => layout.foldersIn(folder).length > 0)
      .filter(({ folder }) => modules.length + layout.foldersIn(folder).length <= enough)
      .sort((a, b) => b.files - a.files || (a.folder < b.folder ? -1 : 1));
    if (largest === undefined) return divided;
    expand(largest.folder);
  }
}

function leavesBelow(
  folder: string,
  layout: Layout,
  divided: ReadonlySet<string>,
): { folder: string; files: number }[] {
  if (!divided.has(folder)) return [{ folder, files: layout.filesBelow(folder) }];
  const own = { folder, files: layout.filesIn(folder) };
  return [own, ...layout.foldersIn(folder).flatMap((child) => leavesBelow(child, layout, divided))].filter(
    ({ files }) => files > 0,
  );
}

/** A third of few files is no burden, nearly all of them are. */
function isTooLarge(count: number, total: number): boolean {
  return (count > 40 && count > total * tooLarge) || (count >= 10 && count > total * 0.8);
}
