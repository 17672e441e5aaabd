import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rust } from '../../../../../src/evidence/graph/imports/rust/rust.ts';

interface Facts {
  manifests: Record<string, string>;
  paths: string[];
  imports: Record<string, [line: number, path: string][]>;
  edges: Record<string, number[]>;
}

test.each([
  ['tokio', 3_000],
  ['ripgrep', 400],
])('%s: the imports that tree-sitter sees, and the files that the names of modules mean', (name, least) => {
  const facts: Facts = JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
  const extracts = new Map(
    Object.entries(facts.imports).map(([path, imports]) => [path, rust.scan(rebuild(imports), 'rust')]),
  );
  const resolver = rust.createResolver({
    paths: new Set([...facts.paths, ...Object.keys(facts.manifests)]),
    sources: new Set(facts.paths),
    manifests: new Map(Object.entries(facts.manifests)),
    declares: new Map([...extracts].map(([path, { declares }]) => [path, declares])),
  });
  let count = 0;
  for (const [path, { imports }] of extracts) {
    const expected = facts.imports[path]!.map(([line, specifier]) => `${specifier}@${line}`);
    expect(imports.map(({ specifier, line }) => `${specifier}@${line}`).sort(), path).toEqual(
      expected.sort(),
    );
    count += imports.length;
    const targets = new Set<string>();
    for (const { specifier } of imports) {
      const to = resolver.resolve(path, specifier);
      if (to.kind === 'file' && to.path !== path) targets.add(to.path);
    }
    expect([...targets].sort(), path).toEqual((facts.edges[path] ?? []).map((at) => facts.paths[at]));
  }
  expect(count).toBeGreaterThan(least);
});

/** The declarations on their lines, and nothing else. */
function rebuild(imports: [line: number, path: string][]): string {
  const lines: string[] = [];
  for (const [line, path] of imports) lines[line - 1] = `${lines[line - 1] ?? ''} ${declaration(path)}`;
  return Array.from(lines, (text) => text ?? '').join('\n');
}

function declaration(path: string): string {
  if (path.startsWith('::')) return `extern crate ${path.slice(2)};`;
  if (!path.startsWith('mod ')) return `use ${path};`;
  const [whole = '', attribute] = path.slice('mod '.length).split('=');
  const names = whole.split('::');
  const last = `${attribute === undefined ? '' : `#[path = "${attribute}"] `}mod ${names.pop()};`;
  return names.reduceRight((inner, name) => `mod ${name} { ${inner} }`, last);
}
