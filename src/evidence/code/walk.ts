import type { Node } from 'web-tree-sitter';

/** Deeper nesting is no code that people write; what lies below is left out. */
const deepest = 400;
/** A chain of a thousand calls. */
const deepestChain = 2_000;

/**
 * Every named node from `root` on, in the order of the text, parents before children. `enter` says whether to go into
 * a node's children; all are entered when it is left out. What begins where its parent begins (the calls before one in
 * a chain, the start of a sum) may lie deeper than other nesting. `onCut` is told each node whose children lie too deep.
 * Iterative: hostile nesting costs no stack.
 */
export function* walk(
  root: Node,
  enter: (node: Node) => boolean = () => true,
  onCut: (node: Node) => void = () => undefined,
): Generator<Node> {
  const stack: { node: Node; depth: number; chain: number }[] = [{ node: root, depth: 0, chain: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, depth, chain } = top;
    yield node;
    if (!enter(node)) continue;
    const children = node.namedChildren;
    if (children.length > 0 && (depth >= deepest || chain >= deepestChain)) {
      onCut(node);
      continue;
    }
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (!child) continue;
      const chained = at === 0 && child.startIndex === node.startIndex;
      stack.push({ node: child, depth: chained ? depth : depth + 1, chain: chained ? chain + 1 : chain });
    }
  }
}

/** 1-based line where a node starts. */
export function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}
