import type { Fact } from '../../evidence.ts';
import { type ContractChange, contractFact } from '../contract-fact.ts';

/** A change with the subject that its message starts with and what happens to it, so that equal ones can be told together. */
export type GroupedChange = Omit<ContractChange, 'message'> & {
  /** The contract in whose name it is told: `order.schema.json`, `OrderPlaced`. */
  subject: string;
  what: string;
};

/** Breaks of one kind in one file that are told one by one. */
const mostApart = 8;
const mostFiles = 3;
const mostNamed = 5;

/**
 * Changes as facts: breaks one by one up to eight of one kind in one file, more of them and what is harmless as one fact
 * that names the first and counts the rest.
 */
export function groupChanges(changes: readonly GroupedChange[]): Fact[] {
  const groups = new Map<string, GroupedChange[]>();
  for (const change of changes) {
    const { check, path, line, side, breaking, severity, subject } = change;
    // Whole files that go or come are told together, whatever their names.
    const where = line === null ? [] : [path, breaking ? '' : subject];
    const key = JSON.stringify([check, side, breaking, severity ?? '', ...where]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [change]);
    else known.push(change);
  }
  return [...groups.values()].flatMap((group) => {
    const { breaking, line } = group[0]!;
    const apart = line === null ? mostFiles : breaking ? mostApart : 1;
    return group.length <= apart ? group.map(single) : [together(group)];
  });
}

function single({ subject, what, ...change }: GroupedChange): Fact {
  const start =
    change.element === subject || change.element === '' ? subject : `${subject}: ${change.element}`;
  return contractFact({ ...change, element: change.element || subject, message: `${start} ${what}` });
}

function together(group: readonly GroupedChange[]): Fact {
  const { subject, what, ...change } = group[0]!;
  const manySubjects = group.some((one) => one.subject !== subject);
  const [first, ...others] = group.map((one) => {
    if (one.element === '' || one.element === one.subject) return one.subject;
    return manySubjects ? `${one.subject}: ${one.element}` : one.element;
  });
  const named = others.slice(0, mostNamed).join(', ');
  const more = others.length > mostNamed ? ` and ${others.length - mostNamed} more` : '';
  const start = manySubjects || first === subject ? first : `${subject}: ${first}`;
  const rest = `${others.length} more ${others.length === 1 ? 'change' : 'changes'} of this kind: ${named}${more}`;
  return contractFact({
    ...change,
    element: change.element || subject,
    message: `${start} ${what}; ${rest}`,
  });
}
