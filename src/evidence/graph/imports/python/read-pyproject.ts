import { parse } from 'smol-toml';
import { folderOf } from '../../paths.ts';
import { normaliseName } from './distributions.ts';
import type { ProjectManifest } from './projects.ts';
import { nameOfRequirement } from './requirements.ts';

type Table = Record<string, unknown>;

/**
 * What a pyproject.toml says of where its modules are and what it depends on: the standard tables
 * (https://packaging.python.org/en/latest/specifications/pyproject-toml/), dependency groups, and those of setuptools,
 * Poetry, Hatch, PDM, uv, maturin, pytest, Pyright and Ruff. A malformed one says nothing.
 */
export function readPyproject(text: string): ProjectManifest {
  const content = readToml(text);
  const tool = table(content, 'tool');
  const project = table(content, 'project');
  const poetry = table(tool, 'poetry');
  const name = project['name'] ?? poetry['name'];
  return {
    name: typeof name === 'string' ? normaliseName(name) : null,
    roots: rootsOf(tool),
    dependencies: dependenciesOf(content, project, tool, poetry),
    folders: [...pathsOf(poetryTables(poetry)), ...pathsOf([table(table(tool, 'uv'), 'sources')])],
  };
}

/** What a Pipfile depends on. */
export function readPipfile(text: string): ProjectManifest {
  const content = readToml(text);
  const tables = [table(content, 'packages'), table(content, 'dev-packages')];
  const dependencies = tables.flatMap((one) => Object.keys(one).map(normaliseName));
  return { name: null, roots: [], dependencies, folders: pathsOf(tables) };
}

function rootsOf(tool: Table): string[] {
  const setuptools = table(tool, 'setuptools');
  const poetry = table(tool, 'poetry');
  const build = table(table(tool, 'hatch'), 'build');
  const roots = [
    ...packageFolders(table(setuptools, 'package-dir')),
    ...strings(table(table(setuptools, 'packages'), 'find')['where']),
    ...objects(poetry['packages']).flatMap(({ from }) => strings(from)),
    ...strings(build['dev-mode-dirs']),
    ...strings(table(table(tool, 'pdm'), 'build')['package-dir']),
    ...strings(table(table(tool, 'uv'), 'build-backend')['module-root']),
    ...strings(table(tool, 'maturin')['python-source']),
    ...strings(table(table(tool, 'pytest'), 'ini_options')['pythonpath']).flatMap((paths) =>
      paths.split(/\s+/),
    ),
    ...strings(table(tool, 'pyright')['extraPaths']),
    ...strings(table(tool, 'ruff')['src']),
  ];
  for (const target of [build, ...Object.values(table(build, 'targets')).map(asTable)]) {
    roots.push(...strings(target['packages']).map(folderOf));
    const sources = target['sources'];
    roots.push(...(Array.isArray(sources) ? strings(sources) : packageFolders(inverted(asTable(sources)))));
  }
  return roots;
}

/** Roots by setuptools' `package_dir`: `{ '' = 'src' }`, or `{ orders = 'lib/orders' }`. */
export function packageFolders(folders: Table): string[] {
  return Object.entries(folders).flatMap(([name, folder]) => {
    if (typeof folder !== 'string') return [];
    const path = name.replaceAll('.', '/');
    if (path === '') return [folder];
    if (folder === path) return ['.'];
    return folder.endsWith(`/${path}`) ? [folder.slice(0, -path.length - 1)] : [];
  });
}

/** Hatch maps from the tree to the package, setuptools the other way. */
function inverted(sources: Table): Table {
  const entries = Object.entries(sources).flatMap(([folder, name]) =>
    typeof name === 'string' ? [[name, folder]] : [],
  );
  return Object.fromEntries(entries);
}

function dependenciesOf(content: Table, project: Table, tool: Table, poetry: Table): string[] {
  const environments = Object.values(table(table(tool, 'hatch'), 'envs')).map(asTable);
  const requirements = [
    ...strings(project['dependencies']),
    ...lists(table(project, 'optional-dependencies')),
    ...lists(table(content, 'dependency-groups')),
    ...strings(table(content, 'build-system')['requires']),
    ...strings(table(tool, 'uv')['dev-dependencies']),
    ...lists(table(table(tool, 'pdm'), 'dev-dependencies')),
    ...environments.flatMap((one) => [
      ...strings(one['dependencies']),
      ...strings(one['extra-dependencies']),
    ]),
  ];
  const named = requirements.map(nameOfRequirement).filter((name) => name !== null);
  const keys = poetryTables(poetry).flatMap((one) => Object.keys(one));
  return [...named, ...keys].map(normaliseName);
}

function poetryTables(poetry: Table): Table[] {
  const groups = Object.values(table(poetry, 'group')).map((group) => table(asTable(group), 'dependencies'));
  return [table(poetry, 'dependencies'), table(poetry, 'dev-dependencies'), ...groups];
}

/** Folders of `{ path = '../orders' }`. */
function pathsOf(tables: readonly Table[]): string[] {
  return tables.flatMap((one) => Object.values(one).flatMap((value) => strings(asTable(value)['path'])));
}

function readToml(text: string): Table {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function table(parent: Table, key: string): Table {
  return Object.hasOwn(parent, key) ? asTable(parent[key]) : {};
}

function objects(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(asTable) : [];
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function lists(parent: Table): string[] {
  return Object.values(parent).flatMap(strings);
}
