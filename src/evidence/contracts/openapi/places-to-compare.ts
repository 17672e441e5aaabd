import type { DocumentNode } from './document-node.ts';
import { itemsOf, type MapNode, mapNode, member, membersOf, textOf } from './document-node.ts';
import { writeYaml } from './write-yaml.ts';

/** References to schemas of one schema: how often each name is referred to. */
type References = Map<string, number>;

/**
 * In how many places a changed schema stands once the references of a schema are followed, for the schema that has
 * most of them: oasdiff tells a change in every place. Both documents are bundled ones. Schemas that reach themselves,
 * and those above them, count for nothing. Takes time in proportion to the documents, however large the number.
 */
export function placesToCompare(base: MapNode, head: MapNode): number {
  const [old, now] = [schemasOf(base), schemasOf(head)];
  const texts = [old, now].map(
    (side) =>
      new Map([...side].map(([name, node]) => [name, writeYaml(mapNode([[name, node]], node.at)).text])),
  );
  const isChanged = (name: string) => texts[0]!.get(name) !== texts[1]!.get(name);
  return Math.max(mostPlaces(old, isChanged), mostPlaces(now, isChanged));
}

function schemasOf(document: MapNode): Map<string, DocumentNode> {
  return new Map(membersOf(member(document, 'components', 'schemas')));
}

function mostPlaces(
  schemas: ReadonlyMap<string, DocumentNode>,
  isChanged: (name: string) => boolean,
): number {
  const parents = new Map<string, [name: string, times: number][]>();
  const open = new Map<string, number>();
  const places = new Map<string, number>();
  for (const [name, node] of schemas) {
    const references = referencesOf(node, schemas);
    open.set(name, references.size);
    places.set(name, isChanged(name) ? 1 : 0);
    for (const [child, times] of references) {
      const known = parents.get(child);
      if (known === undefined) parents.set(child, [[name, times]]);
      else known.push([name, times]);
    }
  }
  let most = 0;
  const ready = [...open].filter(([, left]) => left === 0).map(([name]) => name);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    const own = places.get(name)!;
    most = Math.max(most, own);
    for (const [parent, times] of parents.get(name) ?? []) {
      places.set(parent, places.get(parent)! + times * own);
      const left = open.get(parent)! - 1;
      open.set(parent, left);
      if (left === 0) ready.push(parent);
    }
  }
  return most;
}

function referencesOf(schema: DocumentNode, schemas: ReadonlyMap<string, DocumentNode>): References {
  const found: References = new Map();
  const waiting = [schema];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const name = textOf(member(node, '$ref'))?.replace('#/components/schemas/', '');
    if (name !== undefined && schemas.has(name)) found.set(name, (found.get(name) ?? 0) + 1);
    waiting.push(...itemsOf(node), ...membersOf(node).map(([, child]) => child));
  }
  return found;
}
