import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { go } from '../../../../../src/evidence/graph/imports/go/go.ts';

interface Facts {
  manifests: Record<string, { module: string; requires: string[] }>;
  generated: string[];
  specifiers: string[];
  folders: string[];
  imports: Record<string, string>;
  edges: Record<string, string>;
  packages: Record<string, number>;
}

const facts: Facts = JSON.parse(readFileSync(new URL('prometheus.json', import.meta.url), 'utf8'));

function listOf(row: string | undefined): string[] {
  return row ? row.split(' ') : [];
}

test('every import of a real repository leads where it should', () => {
  const files = Object.keys(facts.imports);
  const manifests = new Map(
    Object.entries(facts.manifests).map(([path, { module, requires }]) => [
      path,
      `module ${module}\n\nrequire (\n${requires.map((name) => `\t${name} v0.0.0\n`).join('')})\n`,
    ]),
  );
  const paths = new Set([...files, ...facts.generated, ...manifests.keys()].sort());
  const resolver = go.createResolver({ paths, sources: new Set(files), manifests, declares: new Map() });

  const edges: Record<string, string> = {};
  const users = new Map<string, Set<string>>();
  for (const file of files) {
    const expected = listOf(facts.imports[file]).map((one) => {
      const [index = '', line = ''] = one.split(':');
      return { specifier: facts.specifiers[Number(index)]!, line: Number(line) };
    });
    const lines = ['package p'];
    for (const { specifier, line } of expected) {
      while (lines.length < line) lines.push('');
      lines[line - 1] += `import "${specifier}";`;
    }
    const { imports } = go.scan(lines.join('\n'), 'go');
    expect(imports).toEqual(expected.map((one) => ({ ...one, typeOnly: false })));

    const targets = new Set<string>();
    for (const { specifier } of imports) {
      const to = resolver.resolve(file, specifier);
      expect(to.kind).not.toBe('unresolved');
      if (to.kind === 'folder' && to.path !== go.nodeOf!(file)) targets.add(to.path);
      if (to.kind === 'package') users.set(to.name, (users.get(to.name) ?? new Set()).add(file));
    }
    const found = [...targets].sort().map((folder) => facts.folders.indexOf(folder));
    if (found.length > 0) edges[file] = found.join(' ');
  }
  expect(edges).toEqual(facts.edges);
  expect(Object.fromEntries([...users].sort().map(([name, from]) => [name, from.size]))).toEqual(
    facts.packages,
  );
});
