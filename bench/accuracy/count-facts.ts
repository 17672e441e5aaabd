import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Fact } from '../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import { openLocalRepository } from '../../src/source/open-local-repository.ts';
import type { Repository } from '../../src/source/repository.ts';
import { openFolderFactCache } from '../../src/store/folder-fact-cache.ts';
import { listPulls, type Pull } from './list-pulls.ts';

const usage = `node bench/accuracy/count-facts.ts --cache FOLDER [--pulls 25] [--paths REGEX] REPOSITORY...
Facts of the last merged pull requests of each repository (a folder with git objects, bare ones too), one JSON line
each on stdout, and a summary at the end. --paths takes only those that change a path of that kind.`;

export interface PullFacts extends Pull {
  repository: string;
  files: number;
  milliseconds: number;
  facts: Fact[];
  migrations: number;
  skipped: { path: string; reason: string }[];
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { cache: { type: 'string' }, pulls: { type: 'string' }, paths: { type: 'string' } },
  });
  if (values.cache === undefined || positionals.length === 0) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const wanted = Number(values.pulls ?? 25);
  const all: PullFacts[] = [];
  for (const folder of positionals) {
    const repository = await openLocalRepository(folder);
    try {
      const pulls = await listPulls(
        folder,
        wanted,
        values.paths === undefined ? null : new RegExp(values.paths),
      );
      for (const pull of pulls) {
        const counted = await countFacts(nameOf(folder), pull, repository, values.cache);
        all.push(counted);
        process.stdout.write(`${JSON.stringify(counted)}\n`);
      }
    } finally {
      await repository.close();
    }
  }
  process.stderr.write(summarise(all));
  return 0;
}

/** `/clones/owner+name/repo` and `/clones/name.git` alike. */
function nameOf(folder: string): string {
  const name = basename(folder.replace(/\/+$/, ''));
  return name === 'repo' ? basename(dirname(folder)).replace('+', '/') : name.replace(/\.git$/, '');
}

async function countFacts(
  name: string,
  pull: Pull,
  repository: Repository,
  cache: string,
): Promise<PullFacts> {
  const started = performance.now();
  const change = await repository.change({ base: pull.base, head: pull.head, mergeBase: pull.base });
  const evidence = await gatherEvidence({
    change,
    base: await repository.tree(pull.base),
    head: await repository.tree(pull.head),
    settings: defaultSettings,
    cache: openFolderFactCache(cache),
  });
  return {
    ...pull,
    repository: name,
    files: change.files.length,
    milliseconds: Math.round(performance.now() - started),
    facts: evidence.facts,
    migrations: evidence.migrations.length,
    skipped: evidence.coverage.skipped.filter(
      ({ path }) => path === '' || change.files.some((file) => file.path === path),
    ),
  };
}

/** Counts by repository and by rule as Markdown. */
function summarise(all: readonly PullFacts[]): string {
  const isNew = ({ rule }: Fact) => /^(?:contract|data)\//.test(rule);
  const shareOf = (pulls: readonly PullFacts[], test: (pull: PullFacts) => boolean) =>
    `${Math.round((100 * pulls.filter(test).length) / Math.max(1, pulls.length))} %`;
  const repositories = [...new Set(all.map(({ repository }) => repository))];
  const rows = [...repositories, 'all'].map((name) => {
    const pulls = all.filter(({ repository }) => name === 'all' || repository === name);
    const times = pulls.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    return `| ${[
      name,
      pulls.length,
      shareOf(pulls, ({ facts }) => facts.length === 0),
      shareOf(pulls, ({ facts }) => !facts.some(isNew)),
      shareOf(pulls, ({ facts }) => !facts.some(({ severity }) => severity !== 'note')),
      pulls.flatMap(({ facts }) => facts.filter(isNew)).length,
      times[Math.floor(times.length / 2)] ?? 0,
    ].join(' | ')} |`;
  });
  const rules = new Map<string, { facts: number; pulls: Set<string> }>();
  for (const { repository, head, facts } of all) {
    for (const { rule, severity } of facts) {
      const key = `${rule} | ${severity}`;
      const known = rules.get(key) ?? { facts: 0, pulls: new Set<string>() };
      known.facts++;
      known.pulls.add(`${repository} ${head}`);
      rules.set(key, known);
    }
  }
  return [
    '| Repository | Pull requests | No fact at all | None on contracts or data | No error or warning | Facts on contracts and data | Median ms |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '| Rule | Severity | Facts | Pull requests |',
    '| --- | --- | --- | --- |',
    ...[...rules]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { facts, pulls }]) => `| ${key} | ${facts} | ${pulls.size} |`),
    '',
  ].join('\n');
}

process.exitCode = await main();
