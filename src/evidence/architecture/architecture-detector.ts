import type { Detector, DetectorContext } from '../detector.ts';
import type { Fact } from '../evidence.ts';
import { renamesOf } from '../graph/compare-graphs.ts';
import { movedGroups } from '../graph/moved-groups.ts';
import { folderOf } from '../graph/paths.ts';
import { describeBreach } from './describe-breach.ts';
import { createExceptions } from './exceptions.ts';
import { type Breach, compileRules, findBreaches, type Rules } from './find-breaches.ts';
import { findUnmatched, type Unmatched } from './find-unmatched.ts';

/** Holds the module graph against the rules under `architecture:`, and the rules against the tree. */
export const architectureDetector: Detector = {
  name: 'architecture',
  rules: [
    {
      id: 'graph/boundary',
      severity: 'error',
      description: 'An import crosses a boundary that the settings draw',
    },
    {
      id: 'graph/layer',
      severity: 'error',
      description: 'An import goes against the layers of the settings, or a file is in none of them',
    },
    {
      id: 'settings/exception-unused',
      severity: 'note',
      description: 'An exception of the settings excepts nothing any more',
    },
    {
      id: 'settings/rule-unmatched',
      severity: 'warning',
      description: 'A part of a rule of the settings fits no source file, so it can never say anything',
    },
  ],
  async detect(context) {
    const coverage = { read: 0, skipped: [] };
    const rules = compileRules(context.settings);
    const isSilent = rules.scopes.every(
      ({ compiled: { modules, boundaries, layers } }) =>
        modules.length + boundaries.length + layers.length === 0,
    );
    if (isSilent) return { facts: [], coverage };
    const { head } = await context.graph();
    const facts = [
      ...(await breachesOf(context, rules)),
      ...findUnmatched(head, rules).map((unmatched) => unmatchedFact(unmatched)),
    ];
    return { facts, coverage };
  },
};

async function breachesOf({ change, today, graph }: DetectorContext, rules: Rules): Promise<Fact[]> {
  const { base, head, coverage } = await graph();
  const renames = renamesOf(change);
  const folders = movedGroups(base.files, head.files, renames, ({ path }) => folderOf(path));
  const nameAtHead = (path: string) => renames.get(path) ?? folders.get(path) ?? path;
  const unread = new Set(coverage.skipped.map(({ path }) => nameAtHead(path)));
  const touched = new Set(change.files.map(({ path }) => path));
  const before = new Set(
    findBreaches(base, rules).map((breach) =>
      identityOf(breach, nameAtHead(breach.from), breach.to === null ? null : nameAtHead(breach.to)),
    ),
  );
  const exceptions = createExceptions(rules, { today, nameAtHead });
  const facts: Fact[] = [];
  for (const breach of findBreaches(head, rules)) {
    const { holds, ended } = exceptions.of(breach);
    if (holds) continue;
    // What a file imported before is unknown where it could not be read: new is what the change touches, lest a breach
    // that comes in two steps is never told.
    const isKnown = !unread.has(breach.from) || touched.has(breach.from);
    const isNew = isKnown && !before.has(identityOf(breach, breach.from, breach.to));
    const { report } = breach.source.architecture;
    const isAsked = report === 'all' || isNew || (report === 'touched' && touched.has(breach.from));
    // An exception that ended is a promise to keep, however old the import is.
    if (isAsked || ended !== null) facts.push(breachFact(breach, { isNew, ended }));
  }
  return [...facts, ...exceptions.unused()];
}

/** Equal for the same breach at base and at head. */
function identityOf({ source, verdict }: Breach, from: string, to: string | null): string {
  return JSON.stringify([source.file, verdict.rule.rule.name, from, to]);
}

function breachFact(breach: Breach, { isNew, ended }: { isNew: boolean; ended: string | null }): Fact {
  const { verdict, source, from, to, line, fromModule, toModule } = breach;
  const { name, severity, why } = verdict.rule.rule;
  const isLayer = 'order' in verdict.rule;
  return {
    rule: isLayer ? 'graph/layer' : 'graph/boundary',
    // Rules that are off are not compiled.
    severity: severity === 'off' ? 'note' : severity,
    path: from,
    line,
    side: 'RIGHT',
    message: describeBreach(breach, ended),
    data: {
      ...(ended === null ? {} : { exceptionExpired: ended }),
      ...{ from, fromModule, kind: verdict.kind, new: isNew, rule: name, settings: source.file },
      ...{ to, toModule, why: why ?? null },
    },
  };
}

function unmatchedFact({ compiled, rule, part, target }: Unmatched): Fact {
  const { file } = compiled.source;
  const message =
    rule === null
      ? `module ${target}: no source file is in it; mend its paths, or a module above it takes its files`
      : `${rule}: no source file fits ${target} of its ${part}; mend the path or remove it`;
  const symbol = [rule, part, target].filter((word) => word !== null).join(' ');
  return {
    rule: 'settings/rule-unmatched',
    severity: 'warning',
    path: file,
    line: null,
    side: 'RIGHT',
    message,
    data: { part, rule, symbol, target },
  };
}
