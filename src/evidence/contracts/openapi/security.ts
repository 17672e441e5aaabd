import { type DocumentNode, itemsOf, type MapNode, member, membersOf, textOf } from './document-node.ts';
import { methods } from './grammar.ts';

/** An operation as a key of both documents and as people say it. */
export interface Operation {
  /** `GET /users/{}`: parameters of the path without their names. */
  key: string;
  /** `GET /users/{id}`. */
  name: string;
  node: DocumentNode;
}

/** The operations of a bundled document. */
export function operationsOf(document: MapNode): Operation[] {
  return membersOf(member(document, 'paths')).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const node = member(item, method);
      if (node === undefined) return [];
      const verb = method.toUpperCase();
      return [{ key: `${verb} ${path.replace(/\{[^{}]*\}/g, '{}')}`, name: `${verb} ${path}`, node }];
    }),
  );
}

export interface SecurityChange {
  operation: string;
  /** What stands in the way at head: the operation's own requirement, or that of the whole document. */
  at: DocumentNode['at'];
  /** The schemes that are asked for at head, in words. */
  asks: string;
  /** Whether it lets callers in without credentials that had to have some; else it refuses callers of before. */
  opens: boolean;
  /** Whether the requirement stands for the whole document. */
  global: boolean;
}

/** One way to be let in: the scopes asked for, by scheme. */
type Alternative = Map<string, { name: string; scopes: Set<string> }>;

/**
 * Operations of both documents whose callers at base are refused at head: a way in (a set of schemes with scopes, none
 * for anonymous) that no way at head is satisfied by; and those that are open to anyone only at head. Schemes are the
 * same by what they are, not by name, so a renamed one is no break.
 */
export function findSecurityChanges(base: MapNode, head: MapNode): SecurityChange[] {
  const after = new Map(operationsOf(head).map((operation) => [operation.key, operation]));
  const found: SecurityChange[] = [];
  for (const operation of operationsOf(base)) {
    const now = after.get(operation.key);
    if (now === undefined) continue;
    const before = alternatives(operation.node, base);
    const asked = alternatives(now.node, head);
    const opens = asked.some(isAnonymous) && !before.some(isAnonymous);
    if (!opens && before.every((one) => asked.some((other) => lets(one, other)))) continue;
    const own = member(now.node, 'security');
    found.push({
      operation: now.name,
      at: (own ?? member(head, 'security') ?? now.node).at,
      asks: asked.map(say).sort().join(' or '),
      opens,
      global: own === undefined,
    });
  }
  return found;
}

function alternatives(operation: DocumentNode, document: MapNode): Alternative[] {
  const schemes = member(document, 'components', 'securitySchemes');
  const requirements = itemsOf(member(operation, 'security') ?? member(document, 'security'));
  const found = requirements.map(
    (requirement): Alternative =>
      new Map(
        membersOf(requirement).map(([name, scopes]) => [
          identify(name, member(schemes, name)),
          { name, scopes: new Set(itemsOf(scopes).flatMap((scope) => textOf(scope) ?? [])) },
        ]),
      ),
  );
  return found.length > 0 ? found : [new Map()];
}

function isAnonymous(alternative: Alternative): boolean {
  return alternative.size === 0;
}

function identify(name: string, scheme: DocumentNode | undefined): string {
  if (scheme === undefined) return name;
  const own = ['type', 'scheme', 'in', 'name', 'openIdConnectUrl'].map((key) => {
    const text = textOf(member(scheme, key)) ?? '';
    return key === 'scheme' ? text.toLowerCase() : text;
  });
  // The same header, described in two ways.
  const [type, word, place, header] = own as [string, string, string, string];
  const isBearer = type === 'http' && word === 'bearer';
  const isHeader = type === 'apiKey' && place === 'header' && header.toLowerCase() === 'authorization';
  return isBearer || isHeader ? 'authorization' : JSON.stringify(own);
}

/** Whether who has the credentials of `one` satisfies `other`. */
function lets(one: Alternative, other: Alternative): boolean {
  return [...other].every(([scheme, { scopes }]) => {
    const has = one.get(scheme);
    return has !== undefined && [...scopes].every((scope) => has.scopes.has(scope));
  });
}

function say(alternative: Alternative): string {
  const parts = [...alternative.values()].map(({ name, scopes }) =>
    scopes.size === 0 ? name : `${name} (${[...scopes].sort().join(', ')})`,
  );
  return parts.sort().join(' with ');
}
