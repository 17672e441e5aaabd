import { compareSchemas } from '../json-schema/compare-schemas.ts';
import type { Comparison } from '../json-schema/comparison.ts';
import type { DocumentNode } from '../json-schema/document-store.ts';
import {
  type Direction,
  type Harm,
  harmOf,
  type SchemaDifference,
} from '../json-schema/schema-difference.ts';
import { canonical } from '../json-schema/values.ts';
import type { AsyncapiDifference, MessagePair } from './compare-models.ts';
import type { Action } from './model.ts';

/** A difference of a payload or of headers, and the messages it reaches, the worst hurt first. */
export interface MessageDifference {
  difference: SchemaDifference;
  part: 'payload' | 'headers';
  harm: Harm;
  whom: 'writers' | 'readers';
  users: string[];
}

interface ComparedMessages {
  schemas: MessageDifference[];
  others: AsyncapiDifference[];
  /** Payloads that changed and were not compared, with the format. */
  unread: { node: DocumentNode; format: string }[];
}

const order: readonly Harm[] = ['none', 'possible', 'likely', 'certain'];

/**
 * Compares the payloads and headers of messages, each with the direction of its operation. A schema that many messages
 * share gives each difference once, at its worst, with all who use it.
 */
export function compareMessages(messages: readonly MessagePair[], comparison: Comparison): ComparedMessages {
  const found = new Map<string, MessageDifference>();
  const others: AsyncapiDifference[] = [];
  const unread = new Map<string, { node: DocumentNode; format: string }>();
  const compared = new Map<unknown, Map<unknown, SchemaDifference[]>>();

  function differencesOf(before: DocumentNode, after: DocumentNode): SchemaDifference[] {
    const known = compared.get(before.value)?.get(after.value);
    if (known !== undefined) return known;
    // Each pair is compared anew: what an earlier message has told reaches this one too.
    const differences = compareSchemas(before, after, { ...comparison, compared: new Set() });
    const inner = compared.get(before.value) ?? new Map<unknown, SchemaDifference[]>();
    compared.set(before.value, inner.set(after.value, differences));
    return differences;
  }

  for (const { action, address, before, after } of messages) {
    const user = `${after.name} (${action} on ${address})`;
    for (const part of ['payload', 'headers'] as const) {
      const [old, now] = [before[part], after[part]];
      const at = { base: old ?? before.at, head: now ?? after.at };
      if (old === null || now === null) {
        if (old === now) continue;
        const [check, what, harm] =
          old === null
            ? ([`${part}-added`, `gets a schema of its ${part}`, 'none'] as const)
            : ([`${part}-removed`, `loses the schema of its ${part}`, 'likely'] as const);
        others.push({ check, element: user, what, harm, ...at });
        continue;
      }
      if (part === 'payload') {
        const [from, to] = [formatOf(before.schemaFormat), formatOf(after.schemaFormat)];
        if (from !== to) {
          const what = `changes its schema format from ${from} to ${to}`;
          others.push({ check: 'schema-format-changed', element: user, what, harm: 'likely', ...at });
          continue;
        }
        if (to !== 'JSON Schema') {
          if (canonical(old.value) !== canonical(now.value))
            unread.set(`${now.document.path} ${now.pointer}`, { node: now, format: to });
          continue;
        }
      }
      for (const difference of differencesOf(old, now)) add(difference, part, action, user);
    }
  }
  return { schemas: [...found.values()], others, unread: [...unread.values()] };

  function add(
    difference: SchemaDifference,
    part: 'payload' | 'headers',
    action: Action,
    user: string,
  ): void {
    const direction = directionOf(action);
    const harm = cappedFor(action, harmOf(difference, direction));
    const readers =
      direction === 'consumer-reads' ||
      (direction === 'both' && difference.writers !== harmOf(difference, 'both'));
    const whom = readers ? 'readers' : 'writers';
    const key = [
      difference.check,
      difference.what,
      placeKey(difference.base),
      placeKey(difference.head),
    ].join('\n');
    const known = found.get(key);
    if (known === undefined) found.set(key, { difference, part, harm, whom, users: [user] });
    else if (order.indexOf(harm) > order.indexOf(known.harm)) {
      // Messages that nothing happens to are not counted with those that are hurt.
      const users = known.harm === 'none' ? [] : known.users.filter((one) => one !== user);
      found.set(key, { difference, part, harm, whom, users: [user, ...users] });
    } else if ((harm !== 'none' || known.harm === 'none') && !known.users.includes(user))
      known.users.push(user);
  }
}

function placeKey(node: DocumentNode | null): string {
  return node === null ? '' : `${node.document.path}#${node.pointer}`;
}

function directionOf(action: Action): Direction {
  if (action === 'describes') return 'both';
  return action.startsWith('sends') ? 'consumer-reads' : 'producer-writes';
}

/** Where nobody says who sends, no break is certain. */
function cappedFor(action: Action, harm: Harm): Harm {
  return action === 'describes' && harm === 'certain' ? 'likely' : harm;
}

/** JSON Schema in its many names (AsyncAPI's own dialect, OpenAPI's), else the format without its version. */
function formatOf(format: string | null): string {
  if (format === null) return 'JSON Schema';
  const type = format.split(';')[0]!.trim().toLowerCase();
  if (/^application\/(?:vnd\.aai\.asyncapi|schema|vnd\.oai\.openapi)(?:\+|$)/.test(type))
    return 'JSON Schema';
  if (type.includes('avro')) return 'Avro';
  if (type.includes('protobuf')) return 'protobuf';
  return type;
}
