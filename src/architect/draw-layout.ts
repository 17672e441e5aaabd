import { capLines } from './cap-lines.ts';
import { sanitiseName } from './sanitise-untrusted.ts';

/** Folders of other people's code: named, not opened. */
const closed = new Set(['node_modules', 'vendor', 'third_party', 'dist', 'build', 'target', '.git']);
const maxLines = 200;
const maxRootFiles = 40;
/** Only a tree of absurd depth or names comes near. */
const maxLength = 12_000;

interface Folder {
  name: string;
  depth: number;
  children: Map<string, Folder>;
}

/**
 * The folders of a repository as an indented tree, with the files of its root: broad before deep, at most 200 lines.
 * No counts and no files below the root, so that most pushes leave its bytes as they are.
 */
export function drawLayout(paths: Iterable<string>): string {
  const root: Folder = { name: '', depth: 0, children: new Map() };
  const rootFiles: string[] = [];
  for (const path of paths) {
    const parts = path.split('/');
    if (parts.length === 1) rootFiles.push(path);
    let folder = root;
    for (const name of parts.slice(0, -1)) {
      let child = folder.children.get(name);
      if (child === undefined) {
        child = { name, depth: folder.depth + 1, children: new Map() };
        folder.children.set(name, child);
      }
      folder = child;
      if (closed.has(name)) break;
    }
  }
  const { chosen, cut } = chooseFolders(root);
  const lines = draw(root, chosen);
  if (cut) lines.push('(deeper folders left out)');
  for (const file of rootFiles.sort().slice(0, maxRootFiles)) lines.push(sanitiseName(file, 100));
  if (rootFiles.length > maxRootFiles) lines.push(`(${rootFiles.length - maxRootFiles} more files)`);
  return capLines(lines, maxLength);
}

/** Breadth first, level by level, as many whole levels as fit; of the level that does not fit, the first folders. */
function chooseFolders(root: Folder): { chosen: Set<Folder>; cut: boolean } {
  const chosen = new Set<Folder>();
  let level = sorted(root);
  while (level.length > 0) {
    for (const folder of level) {
      if (chosen.size >= maxLines) return { chosen, cut: true };
      chosen.add(folder);
    }
    level = level.flatMap(sorted);
  }
  return { chosen, cut: false };
}

function draw(folder: Folder, chosen: ReadonlySet<Folder>): string[] {
  return sorted(folder)
    .filter((child) => chosen.has(child))
    .flatMap((child) => [
      `${'  '.repeat(child.depth - 1)}${sanitiseName(child.name, 100)}/`,
      ...draw(child, chosen),
    ]);
}

function sorted(folder: Folder): Folder[] {
  return [...folder.children.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
