import type { Node } from 'web-tree-sitter';

/** Deeper nesting is no code that people write; what lies below is left out. */
const deepest = 400;

/**
 * Every named node from `root` on, in the order of the text, parents before children. `enter` says whether to go into
 * a node's children; all are entered when it is left out. Iterative: hostile nesting costs no stack.
 */
export function* walk(root: Node, enter: (node: Node) => boolean = () => true): Generator<Node> {
  const stack: { node: Node; depth: number }[] = [{ node: root, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, depth } = top;
    yield node;
    if (depth >= deepest || !enter(node)) continue;
    const children = node.namedChildren;
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child) stack.push({ node: child, depth: depth + 1 });
    }
  }
}

/** 1-based line where a node starts. */
export function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}
