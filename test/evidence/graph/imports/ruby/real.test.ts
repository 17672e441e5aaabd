import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ruby } from '../../../../../src/evidence/graph/imports/ruby/ruby.ts';

interface Facts {
  repository: string;
  manifests: Record<string, string[]>;
  files: Record<string, { imports: [specifier: string, line: number][]; declares: string[] }>;
  /** `from to` */
  edges: string[];
}

const facts: Facts = JSON.parse(readFileSync(new URL('lobsters.json', import.meta.url), 'utf8'));

/** A file with these imports on their lines, and nothing else but what it declares, on the first. */
function rebuild({ imports, declares }: Facts['files'][string]): string {
  const lines: string[] = [declares.map((name) => `class ${name}; end; `).join('')];
  for (const [specifier, line] of imports) {
    while (lines.length < line) lines.push('');
    lines[line - 1] += `${write(specifier)}; `;
  }
  return lines.join('\n');
}

function write(specifier: string): string {
  if (specifier.startsWith('::')) return specifier;
  if (specifier.includes('|')) {
    const nesting = specifier.split('|');
    const name = nesting.pop();
    return `${nesting.map((one) => `module ${one}; `).join('')}${name}${'; end'.repeat(nesting.length)}`;
  }
  if (specifier.startsWith('$PWD/')) return `require './${specifier.slice(5)}'`;
  return specifier.startsWith('.') ? `require_relative '${specifier}'` : `require '${specifier}'`;
}

test(`imports and edges of ${facts.repository} are those of the parser and of a search for definitions`, () => {
  const scanned = new Map(
    Object.entries(facts.files).map(([path, file]) => [path, ruby.scan(rebuild(file), 'ruby')]),
  );
  for (const [path, { imports }] of scanned) {
    const found = imports.map(({ specifier, line }) => `${line} ${specifier}`).sort();
    expect(found, path).toEqual(facts.files[path]!.imports.map(([name, line]) => `${line} ${name}`).sort());
  }

  const paths = new Set(scanned.keys());
  const manifests = new Map(Object.entries(facts.manifests).map(([path, lines]) => [path, lines.join('\n')]));
  const declares = new Map([...scanned].map(([path, file]) => [path, file.declares]));
  const resolver = ruby.createResolver({ paths, sources: paths, manifests, declares });
  const edges = new Set<string>();
  const unresolved: string[] = [];
  for (const [path, { imports }] of scanned) {
    for (const { specifier } of imports) {
      const to = resolver.resolve(path, specifier);
      if (to.kind === 'file' && to.path !== path) edges.add(`${path} ${to.path}`);
      if (to.kind === 'unresolved') unresolved.push(`${path} ${specifier}`);
    }
  }
  expect(facts.edges.length).toBeGreaterThan(500);
  expect([...edges].sort()).toEqual(facts.edges);
  expect(unresolved).toEqual([]);
});
