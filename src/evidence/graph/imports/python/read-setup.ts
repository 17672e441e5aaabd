import { normaliseName } from './distributions.ts';
import type { ProjectManifest } from './projects.ts';
import { readIni } from './read-ini.ts';
import { packageFolders } from './read-pyproject.ts';
import { nameOfRequirement } from './requirements.ts';

/**
 * What a setup.cfg, pytest.ini or tox.ini says.
 * Format: https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
 */
export function readSetupCfg(text: string): ProjectManifest {
  const sections = readIni(text);
  const options = sections.get('options');
  const folders = (options?.get('package_dir') ?? '').split('\n').map((line) => line.split('='));
  const where = sections.get('options.packages.find')?.get('where') ?? '';
  const paths = ['tool:pytest', 'pytest'].map((section) => sections.get(section)?.get('pythonpath') ?? '');
  const requirements = [
    options?.get('install_requires') ?? '',
    options?.get('tests_require') ?? '',
    ...(sections.get('options.extras_require')?.values() ?? []),
  ];
  const name = sections.get('metadata')?.get('name');
  return {
    name: name === undefined ? null : normaliseName(name),
    roots: [
      ...packageFolders(
        Object.fromEntries(folders.map(([key = '', path = '']) => [key.trim(), path.trim()])),
      ),
      ...[where, ...paths].flatMap((value) => value.split(/\s+/)),
    ].filter((path) => path !== ''),
    dependencies: named(requirements.flatMap((value) => value.split('\n'))),
    folders: [],
  };
}

const longestSetup = 200_000;

/** What can be seen of a setup.py without running it: literals in the calls that say so; null when it is none. */
export function readSetupPy(text: string): ProjectManifest | null {
  const start = text.slice(0, longestSetup);
  if (!/\b(?:setuptools|distutils)\b/.test(start) || !start.includes('setup(')) return null;
  const folder = /\bpackage_dir\s*=\s*\{\s*(?:''|"")\s*:\s*['"]([^'"\n]{1,200})['"]/.exec(start)?.[1];
  const where = /\bfind_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?['"]([^'"\n]{1,200})['"]/.exec(
    start,
  )?.[1];
  const name = /\bsetup\(\s*name\s*=\s*['"]([\w.-]{1,200})['"]/.exec(start)?.[1];
  const requirements = /\binstall_requires\s*=\s*\[([^\]]{0,20000})/.exec(start)?.[1] ?? '';
  return {
    name: name === undefined ? null : normaliseName(name),
    roots: [folder, where].filter((path) => path !== undefined),
    dependencies: named(requirements.split(/['"]/)),
    folders: [],
  };
}

function named(requirements: readonly string[]): string[] {
  return requirements
    .map(nameOfRequirement)
    .filter((name) => name !== null)
    .map(normaliseName);
}
