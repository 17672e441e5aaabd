import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Import, Resolver } from '../../../../../src/evidence/graph/imports/language.ts';
import { typescript } from '../../../../../src/evidence/graph/imports/typescript/typescript.ts';

/** Facts of a part of a public repository; files are given by their index in `paths`. */
interface Facts {
  comment: string;
  paths: string[];
  /** JSON, or the text of a YAML file. */
  manifests: Record<string, unknown>;
  /** Specifier, line, 1 when type-only. */
  imports: Record<string, [specifier: string, line: number, typeOnly?: 1][]>;
  edges: Record<string, number[]>;
  cruised: Record<string, number[]>;
  /** Edges that only we see, each with the reason why that is right. */
  differences: { reason: string; edges: [from: number, to: number][] }[];
}

describe.each(['medusa', 'payload'])('%s', (name) => {
  const facts: Facts = JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
  const files = Object.entries(facts.imports).map(([index, imports]) => {
    const path = facts.paths[Number(index)]!;
    const { dialect } = typescript.classify(path)!;
    return { index: Number(index), path, imports, found: typescript.scan(textOf(imports), dialect).imports };
  });

  test('its imports, as a parser sees them', () => {
    for (const { path, imports, found } of files) {
      const expected: Import[] = imports.map(([specifier, line, typeOnly]) => {
        return { specifier, line, typeOnly: typeOnly === 1 };
      });
      expect(found, path).toEqual(expected);
    }
    expect(files.length).toBeGreaterThan(100);
  });

  test('its edges, as two resolvers see them', () => {
    const resolver = resolverOf(facts);
    const own = new Set<string>();
    for (const { index, path, found } of files) {
      for (const { specifier } of found) {
        const to = resolver.resolve(path, specifier);
        if (to.kind === 'file' && to.path !== path) own.add(`${index} ${facts.paths.indexOf(to.path)}`);
      }
    }
    const explained = facts.differences.flatMap(({ edges }) => edges.map((edge) => edge.join(' ')));
    const expected = [...pairs(facts.edges), ...explained];
    expect(named([...own], facts)).toEqual(named(expected, facts));
    expect(pairs(facts.cruised).filter((edge) => !own.has(edge))).toEqual([]);
    expect(explained.length).toBeLessThan(expected.length / 20);
  });
});

/** Nothing but the imports, on their lines. */
function textOf(imports: Facts['imports'][string]): string {
  const lines: string[] = [];
  for (const [specifier, line, typeOnly] of imports) {
    while (lines.length < line) lines.push('');
    lines[line - 1] += typeOnly === 1 ? ` import type {} from '${specifier}';` : ` import '${specifier}';`;
  }
  return lines.join('\n');
}

function resolverOf(facts: Facts): Resolver {
  const manifests = Object.entries(facts.manifests).map(([path, content]) => {
    return [path, typeof content === 'string' ? content : JSON.stringify(content)] as const;
  });
  const sources = facts.paths.filter((path) => typescript.classify(path) !== null);
  return typescript.createResolver({
    paths: new Set(facts.paths),
    sources: new Set(sources),
    manifests: new Map(manifests),
    declares: new Map(),
  });
}

function pairs(edges: Record<string, number[]>): string[] {
  return Object.entries(edges).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
}

/** Sorted and by path, for people who read what failed. */
function named(edges: readonly string[], { paths }: Facts): string[] {
  return [...new Set(edges)]
    .map((edge) =>
      edge
        .split(' ')
        .map((index) => paths[Number(index)])
        .join(' -> '),
    )
    .sort();
}
