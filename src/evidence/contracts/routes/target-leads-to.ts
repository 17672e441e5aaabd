/**
 * Whether a mount's target, written in the file `from`, is the file or folder `to`: an import specifier relative to
 * `from`, or a module's name whose last parts are those of `to`. Aliases and roots before them are not looked up, since
 * it is only asked of files that `from` imports.
 */
export function targetLeadsTo(target: string, from: string, to: string): boolean {
  // Go imports folders; `.` is the file's own.
  if (from.endsWith('.go')) {
    if (!to.endsWith('.go')) return false;
    const folder = folderOf(to);
    return target === '.' ? folder === folderOf(from) : folder !== '' && endsWithPath(target, folder);
  }
  const file = bare(to);
  if (from.endsWith('.py')) {
    const dots = /^\.*/.exec(target)![0].length;
    const name = target.slice(dots).replaceAll('.', '/');
    if (dots === 0) return endsWithPath(file, name);
    const folders = from.split('/').slice(0, -dots);
    return file === [...folders, ...(name === '' ? [] : [name])].join('/');
  }
  if (!target.startsWith('.')) return endsWithPath(file, bare(target.replace(/^(?:[@~#]\/?)/, '')));
  const folders = from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') folders.pop();
    else if (part !== '.' && part !== '') folders.push(part);
  }
  return file === bare(folders.join('/'));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function endsWithPath(path: string, end: string): boolean {
  return end !== '' && (path === end || path.endsWith(`/${end}`));
}

/** Without ending, and without the name of a file that stands for its folder. */
function bare(path: string): string {
  return path.replace(/\.(?:[cm]?[jt]sx?|py|go|rb|php)$/, '').replace(/\/(?:index|__init__)$/, '');
}
