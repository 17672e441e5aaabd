import { below, joinPath } from '../../paths.ts';

/**
 * As `joinPath`, quicker for what relative imports are: dots that lead up, then names (`../../orders/order`).
 * Null when it leaves the tree.
 */
export function relativePath(folder: string, relative: string): string | null {
  let at = 0;
  let end = folder.length;
  for (;;) {
    if (relative.startsWith('./', at)) at += 2;
    else if (relative.startsWith('../', at)) {
      if (end <= 0) return null;
      end = folder.lastIndexOf('/', end - 1);
      at += 3;
    } else break;
  }
  // A lone dot, a slash at the end, and dots further on are for the one that looks at every part.
  const last = relative.charCodeAt(relative.length - 1);
  if (at === relative.length || last === 46 || last === 47 || /\/[./]/.test(relative.slice(at - 1))) {
    return joinPath(folder, relative);
  }
  return below(folder.slice(0, Math.max(end, 0)), relative.slice(at));
}
