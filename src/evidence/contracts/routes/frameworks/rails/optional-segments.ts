import { fromColons, joinPath } from '../../route-path.ts';

/** Beyond it a path has more optional parts than people write. */
const mostPaths = 8;

/**
 * The paths that a Rails pattern stands for: `/top(/:length)` is `/top` and `/top/{length}`; `(.:format)` is left out.
 * Parameters in braces; none where it has too many optional parts.
 */
export function pathsOf(pattern: string): string[] {
  let open = [pattern.replaceAll('(.:format)', '').replaceAll('.:format', '')];
  const done = new Set<string>();
  while (open.length > 0 && done.size + open.length <= mostPaths) {
    const next: string[] = [];
    for (const path of open) {
      // The innermost pair last: the first closing bracket, and the last one opened before it.
      const end = path.indexOf(')');
      const start = end === -1 ? -1 : path.lastIndexOf('(', end);
      if (start === -1) done.add(joinPath(fromColons(path)));
      else {
        next.push(path.slice(0, start) + path.slice(end + 1));
        next.push(path.slice(0, start) + path.slice(start + 1, end) + path.slice(end + 1));
      }
    }
    open = next;
  }
  return open.length > 0 ? [] : [...done];
}
