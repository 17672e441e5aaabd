import type { Architecture, NestedArchitecture } from '../../settings/architecture.ts';
import { readTarget } from '../../settings/read-target.ts';
import type { Fact } from '../evidence.ts';
import { below } from '../graph/paths.ts';
import type { Breach, Rules } from './find-breaches.ts';
import { matchPackage } from './judge-imports.ts';

type Said = Architecture['exceptions'][number];

interface Exception {
  source: NestedArchitecture;
  said: Said;
  /** By its name at head. */
  from: string;
  to: { kind: 'path'; path: string } | { kind: 'package'; prefix: string; name: string };
  used: boolean;
}

/** The exceptions of all settings files. `unused` is to be asked after every breach at head was. */
export interface Exceptions {
  /** Whether a breach is excepted today; `ended` is the last day of an exception that no longer holds. */
  of(breach: Breach): { holds: boolean; ended: string | null };
  /** A fact for each that excepted nothing. */
  unused(): Fact[];
}

/**
 * Exceptions by identity: rule, file and what it imports. They follow a rename until it is merged (`nameAtHead`), and
 * hold up to and with their last day.
 */
export function createExceptions(
  rules: Rules,
  { today, nameAtHead }: { today: string; nameAtHead: (path: string) => string },
): Exceptions {
  const all = rules.scopes.flatMap(({ compiled: { source, boundaries, layers } }) => {
    const judged = new Set([...boundaries, ...layers].map(({ rule }) => rule.name));
    // What a rule that is off would say is unknown, so its exceptions are not called unused.
    return source.architecture.exceptions
      .filter(({ rule }) => judged.has(rule))
      .map((said) => read(said, source, nameAtHead));
  });
  const byFrom = Map.groupBy(all, ({ from }) => from);
  return {
    of(breach) {
      let ended: string | null = null;
      let holds = false;
      for (const exception of byFrom.get(breach.from) ?? []) {
        if (!excepts(exception, breach)) continue;
        exception.used = true;
        const { until } = exception.said;
        if (until === undefined || today <= until) holds = true;
        else if (ended === null || until > ended) ended = until;
      }
      return { holds, ended: holds ? null : ended };
    },
    unused: () => all.filter(({ used }) => !used).map(unusedFact),
  };
}

function read(said: Said, source: NestedArchitecture, nameAtHead: (path: string) => string): Exception {
  const at = (path: string) =>
    nameAtHead(path.startsWith('/') ? path.slice(1) : below(source.folder, path.replace(/^\.\//, '')));
  const target = readTarget(said.to, new Set());
  const to =
    target.kind === 'package' ? target : { kind: 'path' as const, path: at(said.to.replace(/\/$/, '')) };
  return { source, said, from: at(said.from), to, used: false };
}

function excepts({ source, said, to }: Exception, breach: Breach): boolean {
  if (source !== breach.source || said.rule !== breach.verdict.rule.rule.name) return false;
  // A file in no layer imports nothing that could be named, so it stands on both sides.
  if (to.kind === 'path') return to.path === (breach.to ?? breach.from);
  const colon = breach.to?.indexOf(':') ?? -1;
  if (breach.to === null || colon === -1) return false;
  const external = { prefix: breach.to.slice(0, colon), imported: breach.to.slice(colon + 1), package: null };
  return matchPackage(to, external);
}

function unusedFact({ source, said }: Exception): Fact {
  const { rule, from, to, until = null } = said;
  return {
    rule: 'settings/exception-unused',
    severity: 'note',
    path: source.file,
    line: null,
    side: 'RIGHT',
    message: `the exception of ${rule} for ${from} → ${to} excepts nothing: remove it, so that it cannot hide the next breach`,
    data: { from, rule, symbol: `${rule}: ${from} → ${to}`, to, until },
  };
}
