/**
 * A tree of `count` TypeScript files in packages of 200: each imports a few of its package and one of the package below,
 * one in fifty a type of the package above; about 3 KB a file. The same count gives the same bytes.
 */
export function synthesiseTree(count: number): Record<string, string> {
  const size = 200;
  const packages = Math.ceil(count / size);
  const files: Record<string, string> = {
    'package.json': `${JSON.stringify({ name: 'synthetic', private: true, workspaces: ['packages/*'] })}\n`,
    'tsconfig.json': `${JSON.stringify({ compilerOptions: { module: 'esnext', moduleResolution: 'bundler', strict: true } })}\n`,
  };
  for (let number = 0; number < packages; number++) {
    const name = `@synthetic/part-${number}`;
    files[`packages/part-${number}/package.json`] = `${JSON.stringify({
      name,
      main: 'dist/index.js',
      dependencies: number === 0 ? {} : { [`@synthetic/part-${number - 1}`]: 'workspace:*' },
    })}\n`;
    const own = Math.min(size, count - number * size);
    for (let index = 0; index < own; index++) {
      files[pathOf(number, index)] = sourceOf(number, index, own, packages);
    }
  }
  return files;
}

function pathOf(part: number, index: number): string {
  const folder = `packages/part-${part}/src`;
  return index === 0 ? `${folder}/index.ts` : `${folder}/area-${index % 12}/item-${index}.ts`;
}

function sourceOf(part: number, index: number, own: number, parts: number): string {
  const lines: string[] = [];
  if (index === 0) {
    for (let item = 1; item < Math.min(own, 20); item++) {
      lines.push(`export * from './area-${item % 12}/item-${item}.js';`);
    }
  } else {
    for (const step of [1, 7, 13]) {
      const other = index - step;
      if (other > 0) lines.push(`import { run${other} } from '../area-${other % 12}/item-${other}.js';`);
    }
    if (part > 0) lines.push(`import { run1 as below } from '@synthetic/part-${part - 1}';`);
    if (index % 50 === 0 && part + 1 < parts) {
      lines.push(`import type { Item1 } from '../../../part-${part + 1}/src/area-1/item-1.js';`);
    }
    lines.push(`import { readFile } from 'node:fs/promises';`, `import { z } from 'zod';`);
  }
  lines.push('', `export interface Item${index} { id: string; count: number; part: ${part} }`, '');
  for (let method = 0; method < 12; method++) {
    lines.push(
      `/** Does the ${method}th thing of item ${index}; "quoted" and 'quoted' words stand in its comment. */`,
      `export async function run${index}${method === 0 ? '' : `_${method}`}(item: Item${index}): Promise<string> {`,
      `  if (item.count / 2 > ${method}) return \`item \${item.id} of \${String(item.part)}\`;`,
      `  return item.id.replace(/[a-z]+/g, 'x').repeat(${method + 1});`,
      '}',
    );
  }
  return `${lines.join('\n')}\n`;
}
