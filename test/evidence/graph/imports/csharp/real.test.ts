import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { csharp } from '../../../../../src/evidence/graph/imports/csharp/csharp.ts';

interface Facts {
  projects: Record<string, string[]>;
  specifiers: string[];
  targets: string[];
  files: Record<string, { usings?: string; types?: string[] }>;
  edges: Record<string, string>;
  packages: Record<string, number>;
  unresolved: string[];
}

const facts: Facts = JSON.parse(readFileSync(new URL('eshop.json', import.meta.url), 'utf8'));

/** Puts each statement on its line; those of one line follow one another. */
function textOf(statements: readonly [text: string, line: number][]): string {
  const lines: string[] = [];
  for (const [text, line] of statements) {
    while (lines.length < line) lines.push('');
    lines[line - 1] += text;
  }
  return lines.join('\n');
}

/** A file of C# with nothing but its directives and empty types. */
function sourceOf({ usings = '', types = [] }: Facts['files'][string]): string {
  const statements = usings
    .split(' ')
    .filter((one) => one !== '')
    .map((one): [string, number] => {
      const [index, line, within] = one.split(':');
      const using = `using ${facts.specifiers[Number(index)]!.replace(/^alias /, 'A = ')};`;
      return [within === undefined ? using : `namespace ${within} { ${using} }`, Number(line)];
    });
  const declarations = types.map((type) => {
    const [namespace, name] = type.includes(' ') ? type.split(' ') : [undefined, type];
    return namespace === undefined ? `class ${name};` : `namespace ${namespace} { class ${name}; }`;
  });
  return `${textOf(statements)}\n${declarations.join('\n')}`;
}

function projectOf(items: readonly string[]): string {
  const statements = items.map((item): [string, number] => {
    const [kind, value, line] = item.split(' ');
    const isName = kind === 'RootNamespace' || kind === 'AssemblyName';
    return [isName ? `<${kind}>${value}</${kind}>` : `<${kind} Include="${value}" />`, Number(line)];
  });
  return `<Project>${textOf(statements)}</Project>`;
}

test('every directive and reference of a real repository leads where it should', () => {
  const texts = new Map([
    ...Object.entries(facts.files).map(([path, file]) => [path, sourceOf(file)] as const),
    ...Object.entries(facts.projects).map(([path, items]) => [path, projectOf(items)] as const),
  ]);
  const paths = [...texts.keys()].sort();
  const sources = paths.filter((path) => csharp.classify(path) !== null);
  const extracts = new Map(
    sources.map((path) => [path, csharp.scan(texts.get(path)!, csharp.classify(path)!.dialect)]),
  );
  const resolver = csharp.createResolver({
    paths: new Set(paths),
    sources: new Set(sources),
    manifests: new Map(paths.filter(csharp.isManifest).map((path) => [path, texts.get(path)!])),
    declares: new Map([...extracts].map(([path, { declares }]) => [path, declares])),
  });

  const edges: Record<string, string> = {};
  const users = new Map<string, Set<string>>();
  const unresolved: string[] = [];
  for (const path of sources) {
    const found = new Map<string, number>();
    for (const { specifier, line } of extracts.get(path)!.imports) {
      const to = resolver.resolve(path, specifier);
      if (to.kind === 'unresolved') unresolved.push(`${path}:${line}`);
      else if (to.kind === 'package') users.set(to.name, (users.get(to.name) ?? new Set()).add(path));
      else if (to.kind === 'file' || to.kind === 'folder') {
        if (!found.has(to.path)) found.set(to.path, line);
      }
    }
    const row = [...found].sort().map(([target, line]) => `${facts.targets.indexOf(target)}:${line}`);
    if (row.length > 0) edges[path] = row.join(' ');
  }
  expect(edges).toEqual(facts.edges);
  expect(Object.fromEntries([...users].map(([name, from]) => [name, from.size]))).toEqual(facts.packages);
  expect(unresolved.sort()).toEqual(facts.unresolved);
});
