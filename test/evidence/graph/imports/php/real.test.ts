import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { php } from '../../../../../src/evidence/graph/imports/php/php.ts';

interface Facts {
  repository: string;
  composer: unknown;
  files: Record<string, { imports: [specifier: string, line: number][]; declares: string[] }>;
  /** `from to` */
  edges: string[];
}

const facts: Facts = JSON.parse(readFileSync(new URL('koel.json', import.meta.url), 'utf8'));

/** A file with these imports on their lines, and nothing else but what it declares. */
function rebuild({ imports, declares }: Facts['files'][string]): string {
  const lines = ['<?php '];
  for (const [specifier, line] of imports) {
    while (lines.length < line) lines.push('');
    lines[line - 1] += `${write(specifier)}; `;
  }
  for (const declared of declares) {
    const [kind, full] = declared.includes(' ') ? declared.split(' ') : ['class', declared];
    const namespace = full!.slice(0, Math.max(full!.lastIndexOf('\\'), 0));
    const name = full!.slice(full!.lastIndexOf('\\') + 1);
    const body =
      kind === 'const' ? `const ${name} = 1;` : `${kind} ${name}${kind === 'function' ? '()' : ''} {}`;
    lines.push(`namespace ${namespace} { ${body} }`);
  }
  return lines.join('\n');
}

function write(specifier: string): string {
  if (!/[./]/.test(specifier)) return `use ${specifier}`;
  return specifier.startsWith('.')
    ? `require __DIR__ . '/${specifier.replace(/^\.\//, '')}'`
    : `require '${specifier}'`;
}

test(`imports and edges of ${facts.repository} are those of the parser and of a search for namespaces`, () => {
  const scanned = new Map(
    Object.entries(facts.files).map(([path, file]) => [path, php.scan(rebuild(file), 'php')]),
  );
  for (const [path, { imports, declares }] of scanned) {
    const found = imports
      .map(({ specifier, line }) => `${line} ${specifier.replace(/^\.\/\.\.\//, '../')}`)
      .sort();
    expect(found, path).toEqual(
      facts.files[path]!.imports.map(
        ([name, line]) => `${line} ${name.replace(/^\.\/\.\.\//, '../')}`,
      ).sort(),
    );
    expect(declares).toEqual(facts.files[path]!.declares);
  }

  const paths = new Set(scanned.keys());
  const manifests = new Map([['composer.json', JSON.stringify(facts.composer)]]);
  const declares = new Map([...scanned].map(([path, file]) => [path, file.declares]));
  const resolver = php.createResolver({ paths, sources: paths, manifests, declares });
  const edges = new Set<string>();
  for (const [path, { imports }] of scanned) {
    for (const { specifier } of imports) {
      const to = resolver.resolve(path, specifier);
      if (to.kind === 'file' && to.path !== path) edges.add(`${path} ${to.path}`);
    }
  }
  expect(facts.edges.length).toBeGreaterThan(500);
  expect([...edges].sort()).toEqual(facts.edges);
});
