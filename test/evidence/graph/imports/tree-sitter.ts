import { createRequire } from 'node:module';
import { Language, type Node, Parser, Query } from 'web-tree-sitter';

const require = createRequire(import.meta.url);

/** Grammars that stand beside ours as oracles: a parser of the whole language, built by others. */
const grammars = {
  python: 'tree-sitter-python/tree-sitter-python.wasm',
  go: 'tree-sitter-go/tree-sitter-go.wasm',
  java: 'tree-sitter-java/tree-sitter-java.wasm',
  kotlin: '@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm',
  csharp: 'tree-sitter-c-sharp/tree-sitter-c_sharp.wasm',
  ruby: 'tree-sitter-ruby/tree-sitter-ruby.wasm',
  php: 'tree-sitter-php/tree-sitter-php.wasm',
  rust: 'tree-sitter-rust/tree-sitter-rust.wasm',
};

export type Grammar = keyof typeof grammars;

/** Nodes of `text` that a query captures, in the order of the text. Rows are 0-based: add one for a line. */
export type Oracle = (text: string, query: string) => { name: string; node: Node }[];

/** Loads a grammar; texts are parsed one after the other, and a tree lives until the next one is parsed. */
export async function openOracle(grammar: Grammar): Promise<Oracle> {
  await Parser.init();
  const language = await Language.load(require.resolve(grammars[grammar]));
  const parser = new Parser();
  parser.setLanguage(language);
  const queries = new Map<string, Query>();
  let last: ReturnType<Parser['parse']> = null;
  return (text, query) => {
    last?.delete();
    last = parser.parse(text);
    if (last === null) throw new Error(`the ${grammar} grammar gave no tree`);
    const compiled = queries.get(query) ?? new Query(language, query);
    queries.set(query, compiled);
    return compiled.captures(last.rootNode).map(({ name, node }) => ({ name, node }));
  };
}
