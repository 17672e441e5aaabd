import {
  itemsOf,
  type MapNode,
  mapNode,
  member,
  membersOf,
  moved,
  type Origin,
  textOf,
} from './document-node.ts';
import { operationsOf } from './security.ts';

export interface SameAddresses {
  base: MapNode;
  head: MapNode;
  /** The path of the server, where every operation moved with it; null when it did not change. */
  changed: { from: string; to: string; at: Origin } | null;
}

/**
 * Both documents with their paths comparable: a prefix that went from the server's address into the paths, or back,
 * changes no address. Where the server's path itself changed, that is told once.
 */
export function alignAddresses(base: MapNode, head: MapNode): SameAddresses {
  const before = serverPath(base);
  const after = serverPath(head);
  if (before === null || after === null || before.path === after.path) return { base, head, changed: null };
  const plain = shared(base, head);
  const [longBase, longHead] = [prefixed(base, before.path), prefixed(head, after.path)];
  if (shared(longBase, longHead) > plain) return { base: longBase, head: longHead, changed: null };
  if (plain === 0 || !before.named || !after.named) return { base, head, changed: null };
  return { base, head, changed: { from: before.path || '/', to: after.path || '/', at: after.at } };
}

/** The one path of all servers, '' where none is named; null when they differ or it is not known. */
function serverPath(document: MapNode): { path: string; at: Origin; named: boolean } | null {
  const servers = itemsOf(member(document, 'servers'));
  if (servers.length === 0) return { path: '', at: document.at, named: false };
  const paths = new Map<string, Origin>();
  for (const server of servers) {
    const url = textOf(member(server, 'url'));
    if (url === null) return null;
    const path = url.replace(/^(?:[a-z{][a-z0-9+.{}-]*:)?\/\/[^/]*/i, '').replace(/\/+$/, '');
    // What a variable stands for is not known here.
    if (path.includes('{') || (path !== '' && !path.startsWith('/'))) return null;
    paths.set(path, member(server, 'url')!.at);
  }
  const [only] = paths;
  return paths.size === 1 && only !== undefined ? { path: only[0], at: only[1], named: true } : null;
}

function shared(base: MapNode, head: MapNode): number {
  const keys = new Set(operationsOf(head).map(({ key }) => key));
  return operationsOf(base).filter(({ key }) => keys.has(key)).length;
}

function prefixed(document: MapNode, prefix: string): MapNode {
  const paths = member(document, 'paths');
  if (paths === undefined || prefix === '') return document;
  const items = membersOf(paths).map(([path, item]) => [`${prefix}${path}`, item] as const);
  return moved(
    { ...document, entries: new Map([...document.entries, ['paths', mapNode(items, paths.at)]]) },
    document.at,
  );
}
