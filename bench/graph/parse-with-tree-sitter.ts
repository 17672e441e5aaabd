import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Grammar, openOracle } from '../../test/evidence/graph/imports/tree-sitter.ts';

/** The statements that import, in each grammar's words. */
const queries: Partial<Record<Grammar, string>> = {
  python: '(import_statement) @import (import_from_statement) @import',
  go: '(import_spec) @import',
  java: '(import_declaration) @import',
};

/* Finds the imports of every file of a list with tree-sitter's parser, which is all it does. Words: grammar, folder, list. */
const [grammar = '', folder = '', list = ''] = process.argv.slice(2);
const oracle = await openOracle(grammar as Grammar);
let imports = 0;
for (const path of readFileSync(list, 'utf8').split('\n')) {
  if (path === '') continue;
  const text = readFileSync(join(folder, path), 'utf8');
  imports += oracle(text, queries[grammar as Grammar]!).length;
}
process.stdout.write(`${imports}\n`);
