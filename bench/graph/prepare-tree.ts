import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { commitFiles, git } from '../../test/doubles/git-fixture.ts';
import { synthesiseTree } from './synthesise-tree.ts';

/** One tree as the measured programs need it. */
export interface PreparedTree {
  name: string;
  /** A bare repository of ours that borrows the objects of the one given, which is never written to. */
  repository: string;
  commit: string;
}

const endings =
  '.ts .tsx .mts .cts .js .jsx .mjs .cjs .vue .svelte .py .go .java package.json tsconfig.json'.split(' ');

/** Prepares a repository (with a work tree or bare) or, with a number, a synthetic tree of so many files. */
export function prepareTree(subject: string | number, folder: string): PreparedTree {
  const name = typeof subject === 'number' ? `synthetic-${subject}` : nameOf(subject);
  const repository = join(folder, `${name}.git`);
  git(folder, 'init', '-q', '--bare', repository);
  let commit: string;
  if (typeof subject === 'number') {
    commit = commitFiles(repository, synthesiseTree(subject));
    git(repository, 'repack', '-adq');
  } else {
    const objects = git(resolve(subject), 'rev-parse', '--path-format=absolute', '--git-path', 'objects');
    writeFileSync(join(repository, 'objects', 'info', 'alternates'), `${objects}\n`);
    commit = git(resolve(subject), 'rev-parse', 'HEAD^{commit}');
    git(repository, 'update-ref', 'refs/heads/main', commit);
  }
  return { name, repository, commit };
}

/** Writes the commit's sources and manifests into a folder of its own: a partial clone may lack the rest. */
export function checkOut({ name, repository, commit }: PreparedTree, folder: string): string {
  const checkout = join(folder, name);
  mkdirSync(checkout);
  const script = 'commit=$1 folder=$2; shift 2; git archive "$commit" -- "$@" | tar -x -C "$folder"';
  const present = git(repository, 'ls-tree', '-r', '--name-only', '-z', commit).split('\0');
  const patterns = endings.filter((ending) => present.some((path) => path.endsWith(ending)));
  const pathspecs = patterns.map((ending) => `:(glob)**/*${ending}`);
  execFileSync('sh', ['-c', script, 'sh', commit, checkout, ...pathspecs], { cwd: repository });
  return checkout;
}

function nameOf(folder: string): string {
  const parts = resolve(folder).split('/');
  const last = parts.at(-1)!;
  return ['repo', '.git'].includes(last) ? parts.at(-2)!.replaceAll('+', '-') : basename(last, '.git');
}
