import type { ChangedFile } from '../../../source/change.ts';
import { isTestPath } from '../../../source/test-files.ts';
import type { Tree } from '../../../source/tree.ts';
import { grammarOf, parseCode } from '../../code/parse-code.ts';
import type { Detector } from '../../detector.ts';
import type { Fact, Skipped } from '../../evidence.ts';
import { readTexts } from '../../read-texts.ts';
import { findRemoved, lastName, type RemovedTransaction } from './find-removed.ts';
import { transactionLanguageOf } from './languages.ts';
import { readTransactions, type TransactionReading } from './read-transactions.ts';

const rule = 'data/transaction-removed';
const word =
  /transaction|atomic|unit_?of_?work|\buow\b|with_lock|\.(?:must)?begin\w*\(|["'`]\s*begin\b|with_?tx|in_?tx\b/i;
/** Files of the head that are searched for callers once a fact stands; a cap on reading and on matching. */
const mostCallers = 4_000;

/** Transactions removed from around writes that stay. */
export const transactionDetector: Detector = {
  name: 'transactions',
  rules: [
    {
      id: rule,
      severity: 'warning',
      description: 'Writes that were in one transaction are in none any more',
    },
  ],
  async detect({ change, base, head }) {
    const changed = change.files.filter(isConcerned);
    if (changed.length === 0) return { facts: [], coverage: { read: 0, skipped: [] } };
    const skipped: Skipped[] = [];
    const before = await readTexts(
      base,
      changed.map(({ path, previousPath }) => previousPath ?? path),
      skipped,
    );
    const after = await readTexts(
      head,
      changed.map(({ path }) => path),
      skipped,
    );
    const pairs: { path: string; base: TransactionReading; head: TransactionReading }[] = [];
    for (const { path, previousPath } of changed) {
      const [old, now] = [before.get(previousPath ?? path), after.get(path)];
      if (old === undefined || now === undefined) continue;
      const [was, is] = [await read(previousPath ?? path, old), await read(path, now)];
      if (typeof was === 'string' || typeof is === 'string') {
        skipped.push({ path, reason: typeof was === 'string' ? was : String(is) });
      } else pairs.push({ path, base: was, head: is });
    }
    const found = pairs.flatMap(({ path, base: was, head: is }) =>
      findRemoved(was, is, is.calledInside).map((removed) => ({ path, removed })),
    );
    const kept = found.length === 0 ? [] : await withoutCallers(found, head);
    return {
      facts: kept.map(({ path, removed }) => factOf(path, removed)),
      coverage: { read: after.size, skipped },
    };
  },
};

/** A changed file whose removed lines speak of a transaction, in a language that is read. */
function isConcerned({ path, status, generated, binary, hunks }: ChangedFile): boolean {
  if (generated || binary || status === 'added' || status === 'removed' || status === 'copied') return false;
  const grammar = grammarOf(path);
  if (grammar === null || transactionLanguageOf(grammar) === null || isTestPath(path)) return false;
  return hunks.some(({ lines }) => lines.some(({ kind, text }) => kind === 'removed' && word.test(text)));
}

/** A reason for coverage where a text cannot be parsed. */
async function read(path: string, text: string): Promise<TransactionReading | string> {
  const grammar = grammarOf(path);
  const language = grammar === null ? null : transactionLanguageOf(grammar);
  if (grammar === null || language === null) return 'no language whose transactions are read';
  const parsed = await parseCode(text, grammar, (root) => readTransactions(root, language));
  return parsed.ok ? parsed.value : parsed.reason;
}

/**
 * Those whose function nobody calls inside of a transaction, as far as the head's files in its language tell by names.
 * Files that cannot be read are passed over: they are other people's business here.
 */
async function withoutCallers(
  found: { path: string; removed: RemovedTransaction }[],
  head: Tree,
): Promise<{ path: string; removed: RemovedTransaction }[]> {
  const grammars = new Set(found.map(({ path }) => grammarOf(path)));
  const paths = [...head.entries.keys()].filter((path) => grammars.has(grammarOf(path)) && !isTestPath(path));
  const names = new Set(found.map(({ removed }) => lastName(removed.function)));
  const texts = await readTexts(head, paths.slice(0, mostCallers), []);
  const called = new Set<string>();
  for (const [path, text] of texts) {
    if (!word.test(text) || ![...names].some((name) => text.includes(name))) continue;
    const reading = await read(path, text);
    if (typeof reading === 'string') continue;
    for (const name of names) if (reading.calledInside.has(name)) called.add(name);
  }
  return found.filter(({ removed }) => !called.has(lastName(removed.function)));
}

function factOf(path: string, { function: name, line, writes, was }: RemovedTransaction): Fact {
  return {
    rule,
    severity: 'warning',
    path,
    line,
    side: 'RIGHT',
    message: `${name} makes ${writes} writes outside of any transaction that ${was} held together before`,
    data: { function: name, was, writes },
  };
}
