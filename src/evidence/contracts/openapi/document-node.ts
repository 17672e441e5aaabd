/** Where a node was written: a 1-based line of a file, and the reference that brought that file in (null in the root). */
export interface Origin {
  path: string;
  line: number;
  from: Origin | null;
}

/** A part of a document in JSON's terms, with the line it was written on: for a member of a map, that of its key. */
export type DocumentNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  kind: 'scalar';
  at: Origin;
  value: string | number | boolean | null;
}

export interface ListNode {
  kind: 'list';
  at: Origin;
  items: DocumentNode[];
}

export interface MapNode {
  kind: 'map';
  at: Origin;
  entries: Map<string, DocumentNode>;
}

/** A member of a map; undefined when the node is no map or has none of that name. */
export function member(node: DocumentNode | undefined, ...keys: string[]): DocumentNode | undefined {
  let at = node;
  for (const key of keys) at = at?.kind === 'map' ? at.entries.get(key) : undefined;
  return at;
}

/** The members of a map; none of anything else. */
export function membersOf(node: DocumentNode | undefined): [string, DocumentNode][] {
  return node?.kind === 'map' ? [...node.entries] : [];
}

/** The items of a list; none of anything else. */
export function itemsOf(node: DocumentNode | undefined): readonly DocumentNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The text of a scalar that is a string; null of anything else. */
export function textOf(node: DocumentNode | undefined): string | null {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
}

/** Whether a node is the scalar `true`. */
export function isTrue(node: DocumentNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === true;
}

export function scalarNode(value: ScalarNode['value'], at: Origin): ScalarNode {
  return { kind: 'scalar', at, value };
}

export function listNode(items: DocumentNode[], at: Origin): ListNode {
  return { kind: 'list', at, items };
}

export function mapNode(entries: Iterable<readonly [string, DocumentNode]>, at: Origin): MapNode {
  return { kind: 'map', at, entries: new Map(entries) };
}

/** The same node, written elsewhere. */
export function moved<N extends DocumentNode>(node: N, at: Origin): N {
  return { ...node, at };
}
