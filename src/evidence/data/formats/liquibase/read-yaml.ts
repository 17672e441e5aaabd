import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { type ChangelogNode, deepest } from './changelog-node.ts';

/** Lists whose items stand in XML as children of the element itself. */
const transparent = new Set(['changes', 'columns']);

/**
 * The root of a changelog in YAML or JSON in the shape of an XML one, null when it is another document. Aliases are
 * not followed. Throws an Error when it is not well formed.
 */
export function readYaml(text: string): ChangelogNode | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false });
  if (document.errors.length > 0) throw new Error(document.errors[0]!.message.split('\n')[0]!);
  if (!isMap(document.contents)) return null;
  const pair = document.contents.items.find((item) => keyOf(item as Pair<Node>) === 'databaseChangeLog');
  if (pair === undefined) return null;
  const lineOf = (node: unknown): number => {
    const range = (node as Node | null)?.range;
    return range ? lines.linePos(range[0]).line : 1;
  };
  return nodeOf('databaseChangeLog', pair.key, pair.value, lineOf, 0);
}

function nodeOf(
  name: string,
  key: unknown,
  value: unknown,
  lineOf: (node: unknown) => number,
  depth: number,
): ChangelogNode {
  if (depth > deepest) throw new Error('nested too deeply');
  const node: ChangelogNode = {
    name,
    attributes: new Map(),
    children: [],
    text: '',
    line: lineOf(key),
    textLine: lineOf(value ?? key),
  };
  const take = (from: unknown): void => {
    if (isScalar(from)) {
      node.text = textOf(from);
      if (from.type === 'BLOCK_LITERAL' || from.type === 'BLOCK_FOLDED') node.textLine = lineOf(from) + 1;
    } else if (isSeq(from)) {
      for (const item of from.items) take(item);
    } else if (isMap(from)) {
      for (const pair of from.items as Pair<Node>[]) {
        const inner = keyOf(pair);
        if (inner === null) continue;
        if (transparent.has(inner) && isSeq(pair.value)) {
          take(pair.value);
          continue;
        }
        const isNote = isScalar(pair.value) && !isSeq(value);
        if (isNote) node.attributes.set(inner, textOf(pair.value as Scalar));
        // A text of several lines is wanted with the place where it stands.
        if (!isNote || inner === 'sql' || inner === 'rollback') {
          node.children.push(nodeOf(inner, pair.key, pair.value, lineOf, depth + 1));
        }
      }
    }
  };
  take(value);
  return node;
}

function keyOf(pair: Pair<Node>): string | null {
  return isScalar(pair.key) ? String(pair.key.value) : null;
}

function textOf(scalar: Scalar): string {
  return scalar.value === null || scalar.value === undefined ? '' : String(scalar.value);
}
