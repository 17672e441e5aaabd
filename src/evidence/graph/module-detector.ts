import type { Detector } from '../detector.ts';
import type { Fact, ModuleEdge } from '../evidence.ts';
import { gains } from './cycle-changes.ts';
import { isAside } from './layout.ts';
import { keyOf } from './links.ts';

/** More than these are a reorganisation: a list of them says less than its length. */
const mostFacts = 5;

/** First imports ever between two modules that both stood before the change. */
export const moduleDetector: Detector = {
  name: 'modules',
  rules: [
    {
      id: 'graph/new-module-dependency',
      severity: 'note',
      description: 'A module imports another one for the first time',
    },
  ],
  async detect(context) {
    const { base, change } = await context.graph();
    const known = new Set(base.files.map(({ module }) => module));
    // An import that closes a cycle of files is told by that.
    const closing = new Set(
      change.cycleChanges
        .filter((cycle) => gains(cycle) && cycle.scope === 'file' && cycle.over === 'runtime')
        .flatMap(({ edge }) => (edge === null ? [] : [keyOf(edge)])),
    );
    const first = change.moduleEdgesAdded.filter(
      ({ from, to, edge }) =>
        known.has(from) &&
        known.has(to) &&
        !isWithin(from, to) &&
        !isAside(edge.from) &&
        !isAside(edge.to) &&
        !closing.has(keyOf(edge)),
    );
    const reverse = new Set(change.moduleEdgesRemoved.map(({ from, to }) => `${to}\0${from}`));
    const facts = first.length > mostFacts ? [] : first.map((edge) => factOf(edge, reverse));
    return { facts, coverage: { read: 0, skipped: [] } };
  },
};

/** What stands beside the folders of a module puts them together, and they share it: nothing to tell. */
function isWithin(a: string, b: string): boolean {
  return a === '.' || b === '.' || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function factOf({ from, to, edge, imports }: ModuleEdge, reverse: ReadonlySet<string>): Fact {
  const turned = reverse.has(`${from}\0${to}`) ? ', which imported it until now' : '';
  return {
    rule: 'graph/new-module-dependency',
    severity: 'note',
    path: edge.from,
    line: edge.line,
    side: 'RIGHT',
    message: `First import of ${to} by ${from}${edge.typeOnly ? ' (of types)' : ''}${turned}`,
    data: { from, imports, target: edge.to, to, turned: turned !== '', typeOnly: edge.typeOnly },
  };
}
