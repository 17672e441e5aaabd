import { isVendored } from '../../../source/generated.ts';
import type { Detected, Detector, DetectorContext } from '../../detector.ts';
import type { Skipped } from '../../evidence.ts';
import { contractRules } from '../contract-fact.ts';
import { adviceFor } from '../json-schema/advice.ts';
import { startComparison } from '../json-schema/compare-schemas.ts';
import { type GroupedChange, groupChanges } from '../json-schema/group-changes.ts';
import { type FactPlace, placesIn } from '../json-schema/place-of.ts';
import type { Harm } from '../json-schema/schema-difference.ts';
import { unresolvedIn } from '../json-schema/unresolved.ts';
import { asyncapiAdvice } from './advice.ts';
import { compareMessages, type MessageDifference } from './compare-messages.ts';
import { type AsyncapiDifference, compareModels } from './compare-models.ts';
import {
  type AsyncapiChange,
  type DocumentPair,
  isNamedAsAsyncapi,
  readAsyncapiChange,
} from './read-asyncapi-change.ts';
import { readModel } from './read-model.ts';

/** AsyncAPI documents of versions 2 and 3: what changes for those who send to an application and those who listen to it. */
export const asyncapiDetector: Detector = {
  name: 'asyncapi',
  rules: contractRules('asyncapi', 'An AsyncAPI document'),
  wants: (path) => isNamedAsAsyncapi(path) && !isVendored(path),
  async detect(context) {
    const change = await readAsyncapiChange(context);
    if (change === null) return { facts: [], coverage: { read: 0, skipped: [] } };
    return compareDocuments(context, change);
  },
};

function compareDocuments(context: DetectorContext, change: AsyncapiChange): Detected {
  const { base, head, pairs } = change;
  const place = placesIn(context.change);
  const comparison = startComparison(base, head);
  const skipped: Skipped[] = [...change.skipped];
  const changes: GroupedChange[] = [];
  const told = new Set<string>();
  const read = new Set<string>();
  for (const { path, before, after } of pairs) {
    if (before === null || after === null) {
      changes.push(wholeDocument(path, { path, before, after }));
      continue;
    }
    for (const one of head.closure(path)) if (head.document(one) !== undefined) read.add(one);
    const { differences, messages } = compareModels(readModel(base, before), readModel(head, after));
    const { schemas, others, unread } = compareMessages(messages, comparison);
    const own: GroupedChange[] = [
      ...[...differences, ...others].map((one) => ownChange(one, place(one))),
      ...schemas.map((one) => schemaChange(one, place(one.difference))),
    ];
    // Documents that share a file of messages tell its changes once.
    for (const one of own) {
      const key = JSON.stringify([one.check, one.path, one.line, one.side, one.what]);
      if (told.has(key) && !pairs.some((pair) => pair.path === one.path)) continue;
      told.add(key);
      changes.push(one);
    }
    for (const { node, format } of unread) {
      const line = node.document.lineOf(node.pointer);
      skipped.push({
        path: node.document.path,
        reason: `payload in ${format} not compared (line ${line})`,
        partial: true,
      });
    }
  }
  if (comparison.work.cut && pairs[0] !== undefined) {
    skipped.push({ path: pairs[0].path, reason: 'too large or nested too deeply to be compared whole' });
  }
  skipped.push(...unresolvedIn(head, read));
  return { facts: groupChanges(changes), coverage: { read: read.size, skipped } };
}

function ownChange(difference: AsyncapiDifference, place: FactPlace): GroupedChange {
  const { check, element, what, harm } = difference;
  const { consumer, wayOut } = (harm === 'none' ? undefined : asyncapiAdvice[check]) ?? {
    consumer: '',
    wayOut: '',
  };
  return {
    format: 'asyncapi',
    ...weighed(harm),
    check,
    element,
    subject: element,
    what,
    consumer,
    wayOut,
    ...place,
  };
}

function schemaChange(found: MessageDifference, place: FactPlace): GroupedChange {
  const { difference, part, harm, whom, users } = found;
  const { check, element, what } = difference;
  const { consumer, wayOut } = harm === 'none' ? { consumer: '', wayOut: '' } : adviceFor(check, whom);
  const more = users.length - 1;
  const subject =
    more === 0 ? users[0]! : `${users[0]} and ${more} more ${more === 1 ? 'message' : 'messages'}`;
  const name = element === '' ? `the ${part}` : part === 'headers' ? `header ${element}` : element;
  return {
    format: 'asyncapi',
    ...weighed(harm),
    check,
    element: name,
    subject,
    what,
    consumer,
    wayOut,
    ...place,
  };
}

/** Certain breaks are errors, likely ones warnings; what may be one, or is none, is told as a change. */
function weighed(harm: Harm): Pick<GroupedChange, 'breaking' | 'severity'> {
  if (harm === 'certain') return { breaking: true, severity: 'error' };
  return harm === 'likely' ? { breaking: true, severity: 'warning' } : { breaking: false, severity: 'note' };
}

function wholeDocument(path: string, { before }: DocumentPair): GroupedChange {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isRemoved = before !== null;
  const check = isRemoved ? 'document-removed' : 'document-added';
  const { consumer, wayOut } = asyncapiAdvice[check] ?? { consumer: '', wayOut: '' };
  return {
    format: 'asyncapi',
    ...weighed(isRemoved ? 'likely' : 'none'),
    check,
    element: name,
    subject: name,
    what: isRemoved ? 'is removed' : 'is a new document',
    consumer,
    wayOut,
    path,
    line: null,
    side: isRemoved ? 'LEFT' : 'RIGHT',
  };
}
