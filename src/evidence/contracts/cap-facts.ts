import { type Fact, severities } from '../evidence.ts';

/** Breaks, and harmless changes, told of one file one by one. */
const mostBreaks = 20;
const mostHarmless = 10;

/**
 * The facts of one format of contract, cut to what can be read of each file: the worst breaks come first, and what goes
 * beyond the most stands in one fact with its number, as severe as the worst of what it stands for.
 */
export function capFacts(facts: readonly Fact[]): Fact[] {
  const isBreak = ({ rule }: Fact) => rule.endsWith('-breaking');
  const byFile = Map.groupBy(facts, ({ path }) => path);
  return [...byFile.values()].flatMap((own) => [
    ...cap(own.filter(isBreak), mostBreaks, 'breaking'),
    ...cap(
      own.filter((fact) => !isBreak(fact)),
      mostHarmless,
      'harmless',
    ),
  ]);
}

function cap(facts: readonly Fact[], most: number, kind: 'breaking' | 'harmless'): Fact[] {
  // One more that is told takes no more room than its number.
  if (facts.length <= most + 1) return [...facts];
  const sorted = [...facts].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const [first, ...others] = sorted.slice(most);
  const rest = [first!, ...others];
  const isAlone = new Set(rest.map(({ data }) => data['check'])).size === 1;
  return [
    ...sorted.slice(0, most),
    {
      ...first!,
      line: null,
      side: 'RIGHT',
      message: `${rest.length} more ${kind} changes in ${first!.path}`,
      data: {
        ...first!.data,
        check: isAlone ? first!.data['check'] : 'more-changes',
        // What is said of one element is not true of all.
        consumer: kind === 'breaking' ? 'Whoever relies on one of them can fail' : '',
        count: rest.length,
        element: first!.path,
        wayOut: isAlone ? first!.data['wayOut'] : '',
      },
    },
  ];
}
