import type { Breach } from './find-breaches.ts';

/** Targets that a message names before it says how many more there are. */
const mostNamed = 4;

/**
 * What a breach is, in one line of plain text: rule, parts, the import, then the rule's reason. `ended` is the last day
 * of an exception that held it until then.
 */
export function describeBreach({ verdict, from, to, toModule }: Breach, ended: string | null): string {
  const { name, why } = verdict.rule.rule;
  const shown = to === null ? from : `${from} → ${to}`;
  const past = ended === null ? '' : `; its exception ended on ${ended}`;
  const reason = why === undefined ? '' : `. ${why.replace(/\s+/g, ' ').trim()}`;
  return `${name}: ${sentenceOf(verdict, toModule)} (${shown})${past}${reason}`;
}

function sentenceOf(verdict: Breach['verdict'], toModule: string | null): string {
  switch (verdict.kind) {
    case 'deny':
      return `${verdict.from} must not import ${verdict.to}`;
    case 'allow':
      return `${verdict.from} may import ${list(verdict.rule.rule.allow ?? [])} only${toModule === null ? '' : `, not ${toModule}`}`;
    case 'independent': {
      const way = verdict.rule.rule.via === undefined ? '' : ' but through its public files';
      return `${verdict.from} must not import ${verdict.to}${way}`;
    }
    case 'protect': {
      const { allow, via } = verdict.rule.rule;
      const who =
        allow === undefined
          ? `no other part may import ${verdict.to}`
          : `only ${list(allow)} may import ${verdict.to}`;
      return via === undefined ? who : `${who} but through its public files`;
    }
    case 'above':
      return `${verdict.from} must not import ${verdict.to}, a layer above it`;
    case 'skipped':
      return `${verdict.from} must not import ${verdict.to} past the layer next to it`;
    case 'outside': {
      const { order, in: container } = verdict.rule.rule;
      return `a file in ${container ?? ''} must be in one of the layers ${list(order.flat())}`;
    }
  }
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(', ');
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}
