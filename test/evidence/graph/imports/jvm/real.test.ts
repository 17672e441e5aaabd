import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jvm } from '../../../../../src/evidence/graph/imports/jvm/jvm.ts';
import type { Resolution } from '../../../../../src/evidence/graph/imports/language.ts';

/** The comment in each file of facts says what they are and what made them. */
interface Facts {
  manifests: Record<string, string[]>;
  specifiers: string[];
  folders: string[];
  files: Record<string, [packageName: string, names: string, imports: string]>;
}

/** A source text that has a file's package, names and imports, these on their lines, and nothing else. */
function rebuild(
  path: string,
  packageName: string,
  names: readonly string[],
  imports: [string, number][],
): string {
  const isJava = path.endsWith('.java');
  const quoted = (name: string) => (isJava ? name : name.replace(/[^.*]+/g, '`$&`'));
  const lines = [packageName === '' ? '' : `package ${quoted(packageName)};`];
  for (const [specifier, line] of imports) {
    while (lines.length < line) lines.push('');
    lines[line - 1] += `import ${quoted(specifier)};`;
  }
  return [...lines, ...names.map((name) => `class ${quoted(name)} {}`)].join('\n');
}

function rebuildManifest(path: string, facts: readonly string[]): string {
  const project = (name: string) => (name.startsWith('projects.') ? name : `project("${name}")`);
  if (!path.endsWith('pom.xml'))
    return `dependencies {\n${facts.map((name) => `api(${project(name)})\n`).join('')}}`;
  const element = (id: string) =>
    id.replace(/^(.*):(.*)$/, '<groupId>$1</groupId><artifactId>$2</artifactId>');
  const [own = '', parent = '', ...dependencies] = facts;
  const above = parent === '' ? '' : `<parent>${element(parent)}</parent>`;
  const listed = dependencies.map((id) => `<dependency>${element(id)}</dependency>`).join('');
  return `<project>${above}${element(own)}<dependencies>${listed}</dependencies></project>`;
}

function codeOf(to: Resolution, targets: ReadonlyMap<string, number>): string {
  if (to.kind === 'file' || to.kind === 'folder') return String(targets.get(to.path));
  return { package: 'p', builtin: 'b', ignored: 'i', unresolved: '?' }[to.kind];
}

test.each(['dubbo', 'ktor', 'okhttp'])('every import of %s is read and leads where it should', (name) => {
  const facts: Facts = JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
  const paths = Object.keys(facts.files);
  const targets = new Map([...paths, ...facts.folders].map((path, at) => [path, at]));
  const imports = new Map<string, { specifier: string; line: number; expected: string }[]>();
  const declares = new Map<string, readonly string[]>();
  for (const [path, [packageName, row, listed]] of Object.entries(facts.files)) {
    const expected = (listed === '' ? [] : listed.split(' ')).map((one) => {
      const [at = '', line = '', target = ''] = one.split(':');
      return { specifier: facts.specifiers[Number(at)]!, line: Number(line), expected: target };
    });
    const names = row === '' ? [] : row.split(' ');
    const written = expected.map(({ specifier, line }): [string, number] => [specifier, line]);
    const found = jvm.scan(rebuild(path, packageName, names, written), jvm.classify(path)!.dialect);
    expect(found.imports.map(({ specifier, line }) => [specifier, line])).toEqual(written);
    const prefix = packageName === '' ? '' : `${packageName}.`;
    const all = names.map((one) => prefix + one);
    expect(found.declares).toEqual((prefix === '' ? all : [...all, `${prefix}*`]).sort());
    if (found.declares.length > 0) declares.set(path, found.declares);
    imports.set(path, expected);
  }
  const manifests = new Map(
    Object.entries(facts.manifests).map(([path, listed]) => [path, rebuildManifest(path, listed)]),
  );
  const input = {
    paths: new Set([...paths, ...manifests.keys()]),
    sources: new Set(paths),
    manifests,
    declares,
  };
  const resolver = jvm.createResolver(input);
  const wrong: string[] = [];
  for (const [path, listed] of imports) {
    for (const { specifier, line, expected } of listed) {
      const found = codeOf(resolver.resolve(path, specifier), targets);
      if (found !== expected) wrong.push(`${path}:${line} ${specifier} is ${found}, not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
});
