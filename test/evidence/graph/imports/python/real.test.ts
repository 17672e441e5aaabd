import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { python } from '../../../../../src/evidence/graph/imports/python/python.ts';

interface Facts {
  manifests: Record<string, string>;
  paths: string[];
  imports: Record<string, [line: number, module: string, ...names: string[]][]>;
  edges: Record<string, number[]>;
}

test.each([
  ['saleor', 3_500],
  ['ansible', 3_500],
])('%s: the imports that tree-sitter sees, and the files that Python finds for them', (name, least) => {
  const facts: Facts = JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
  const resolver = python.createResolver({
    paths: new Set([...facts.paths, ...Object.keys(facts.manifests)]),
    sources: new Set(facts.paths.filter((path) => python.classify(path) !== null)),
    manifests: new Map(Object.entries(facts.manifests)),
    declares: new Map(),
  });
  let count = 0;
  for (const [path, statements] of Object.entries(facts.imports)) {
    const found = python.scan(rebuild(statements), 'python-module').imports;
    expect(found, path).toEqual(statements.flatMap(expectedOf));
    count += found.length;
    const targets = new Set<string>();
    for (const { specifier } of found) {
      const to = resolver.resolve(path, specifier);
      if (to.kind === 'file' && to.path !== path) targets.add(to.path);
    }
    expect([...targets].sort(), path).toEqual((facts.edges[path] ?? []).map((at) => facts.paths[at]));
  }
  expect(count).toBeGreaterThan(least);
});

/** The statements on their lines, and nothing else. */
function rebuild(statements: Facts['imports'][string]): string {
  const lines: string[] = [];
  for (const [line, marked, ...names] of statements) {
    const module = marked.replace(/^!/, '').replace(/:$/, '');
    const text = names.length > 0 ? `from ${module} import ${names.join(', ')}` : `import ${module}`;
    const before = lines[line - 1];
    if (before !== undefined) lines[line - 1] = `${before}; ${text}`;
    else lines[line - 1] = marked.startsWith('!') ? `if TYPE_CHECKING: ${text}` : text;
  }
  return Array.from(lines, (text) => text ?? '').join('\n');
}

function expectedOf([line, marked, ...names]: Facts['imports'][string][number]) {
  const typeOnly = marked.startsWith('!');
  const module = marked.replace(/^!/, '');
  const specifiers = names.length > 0 ? names.map((name) => `${module}${name}`) : [module];
  return specifiers.map((specifier) => ({ specifier, line, typeOnly }));
}
