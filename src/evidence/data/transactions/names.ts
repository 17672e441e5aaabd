import type { Node } from 'web-tree-sitter';

/** Receivers are read from their end; a longer one is a chain whose start says nothing more. */
const longest = 400;

/**
 * Names that certainly open a transaction around what they are given: `transaction`, `$transaction`, `atomic`,
 * `withTransaction`, `run_in_transaction`, `wrapInTransaction`, `RunInTx`, `with_lock` (Rails' opens one).
 */
export function opensTransaction(name: string): boolean {
  const plain = name.replace(/[_$!]/g, '').toLowerCase();
  return /^(?:with|within|run|runin|runwith|execute|executein|in|do|doin|use|wrap|wrapin|perform|performin)?(?:new|db|database|sql|write)?(?:transaction|transactional|transactionally|tx|txn|atomic|atomically|unitofwork)(?:al|ally|async|scope|sync|block)?$|^withlock$|^beginnested$/.test(
    plain,
  );
}

/** Whatever reads as if it could be a transaction: enough to say that writes did not lose theirs. */
export function mayBeTransaction(text: string): boolean {
  return /transact|atomic|unit_?of_?work|\buow\b|savepoint|with_?lock|begin|session_?scope|commit_on|(?:^|[._a-z])tx\b|Tx(?:[A-Z]|\b)|(?:^|[_a-z])Txn|\btrx\b/i.test(
    text,
  );
}

/** Starts a transaction that the lines after it are in: `startTransaction`, `BeginTx`, `beginTransaction`. */
export function startsTransaction(name: string): boolean {
  return /^(?:begin|start|open|must_?begin)_?(?:db_?)?(?:transaction|tx|txx|x)(?:async)?$/i.test(name);
}

export function endsTransaction(name: string): boolean {
  return /^(?:commit|complete)(?:_?transaction|_?tx)?(?:async)?$/i.test(name);
}

/** Names that stand for a transaction or a connection somebody else opened. */
export function isHandle(name: string): boolean {
  return /^(?:tx|txn|trx|t|transaction|tran|em|entity_?manager|manager|transactional_?\w*|query_?runner|qr|session|db_?session|uow|unit_?of_?work|conn|connection|client|cursor|cur|db_?tx|tx_?\w+|\w+_?tx|\w+trx|\w*Transaction|\w*Manager|\w*[sS]ession)$/i.test(
    name,
  );
}

/** Receivers that keep nothing in a database. */
export function isElsewhere(name: string): boolean {
  return /(?:cache|redis|logger|log|queue|http|axios|storage|bucket|s3|mailer|email|emitter|router|params|headers?|cookies?|crypto|hash|map|set|list|dict|kwargs|context|options|file|files|fs|search|index|elastic\w*|stripe|kafka|producer|publisher|bus|events?|metrics|counter|progress|digest|localStorage|sessionStorage|api|state)$/i.test(
    name,
  );
}

/** The names of a receiver from its start to its end, without what stands in brackets: `trx('a').where(b)` is `trx`, `where`. */
export function namesIn(receiver: Node | null): string[] {
  if (receiver === null) return [];
  const text = receiver.text.slice(-longest);
  let plain = '';
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const character = text[at]!;
    if (')]}'.includes(character)) depth++;
    else if ('([{'.includes(character)) depth = Math.max(0, depth - 1);
    else if (depth === 0) plain = character + plain;
  }
  return plain.match(/[A-Za-z_]\w*/g) ?? [];
}

/** Whether an argument is SQL that writes. */
export function writesBySql(argument: Node | undefined): boolean {
  const start = argument?.text.slice(0, 200) ?? '';
  const said = /["'`]+\s*([a-z]+)\b/i.exec(start)?.[1]?.toLowerCase();
  return said !== undefined && /^(?:insert|update|delete|merge|replace|upsert|truncate)$/.test(said);
}
