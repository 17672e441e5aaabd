import { Language, type Node, Parser } from 'web-tree-sitter';
import { type Grammar, grammarPath } from './grammars.ts';

/** Characters; beyond it code is data or generated. */
const largest = 512 * 1024;
/** Milliseconds; the slowest grammar takes about 0.3 s for the largest text. */
const longest = 2_000;

export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string };

const parsers = new Map<Grammar, Promise<Parser>>();
let started: Promise<void> | null = null;

/**
 * Parses a text whole and gives what `read` makes of its root node; broken code gives a tree with `ERROR` nodes in it.
 * Nodes live until `read` returns: take strings and numbers out of them, never nodes. `read` must be synchronous.
 * What is too large or takes too long is a reason for coverage, not an error. Rows of nodes are 0-based.
 */
export async function parseCode<T>(
  text: string,
  grammar: Grammar,
  read: (root: Node) => T,
): Promise<Parsed<T>> {
  if (text.length > largest) return { ok: false, reason: 'larger than 512 Ki characters: not parsed' };
  let parser = parsers.get(grammar);
  if (parser === undefined) {
    parser = open(grammar);
    parsers.set(grammar, parser);
  }
  const until = performance.now() + longest;
  const ready = await parser;
  const tree = ready.parse(text, null, { progressCallback: () => performance.now() > until });
  if (tree === null) {
    ready.reset();
    return { ok: false, reason: `not parsed within ${longest / 1000} s` };
  }
  try {
    return { ok: true, value: read(tree.rootNode) };
  } finally {
    tree.delete();
  }
}

async function open(grammar: Grammar): Promise<Parser> {
  started ??= Parser.init();
  await started;
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammarPath(grammar)));
  return parser;
}

/** The grammar that reads a file, by its name; null for none. */
export function grammarOf(path: string): Grammar | null {
  const name = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return byExtension.get(name) ?? null;
}

const byExtension = new Map<string, Grammar>([
  ...(['ts', 'mts', 'cts'] as const).map((name) => [name, 'typescript'] as const),
  ...(['js', 'mjs', 'cjs', 'jsx', 'tsx'] as const).map((name) => [name, 'javascript'] as const),
  ['py', 'python'],
  ['go', 'go'],
  ['java', 'java'],
  ['kt', 'kotlin'],
  ['kts', 'kotlin'],
  ['cs', 'csharp'],
  ['rb', 'ruby'],
  ['rake', 'ruby'],
  ['php', 'php'],
]);
