import { posix } from 'node:path';
import {
  type DocumentNode,
  listNode,
  type MapNode,
  mapNode,
  member,
  membersOf,
  type Origin,
  scalarNode,
} from './document-node.ts';
import { fits } from './fits.ts';
import { componentAt, componentOf, isProse, type Kind, kindOfMember } from './grammar.ts';
import { referenceOf, resolveReference, type Target } from './reference.ts';

export interface Bundle {
  /** The whole document in one, each `$ref` of it one to its own components. */
  document: MapNode;
  /** References that lead nowhere or out of the tree, sorted; they mean "anything" in the document. */
  unresolved: string[];
}

/** Parts of one document with all its references followed. */
const mostNodes = 1_500_000;
const deepest = 150;
/** What of a root is compared, or tells how; its components come on their own. */
const topMembers = 'openapi swagger servers host basePath consumes produces security paths webhooks'.split(
  ' ',
);

/** A document that grows out of bounds once its references are followed. */
export class BundleTooLargeError extends Error {}

interface Pending {
  section: string;
  name: string;
  kind: Kind;
  target: Target;
  from: Origin;
}

/**
 * Joins a root document and the files that its references reach into one document that needs no other file: what a
 * reference names becomes a component (schemas, parameters, responses, …) or is copied in place (path items, whole
 * sections). Prose and examples are left out. `files` holds every file that may be read, by its path in the tree, so no
 * reference can reach anything else. Throws {@link BundleTooLargeError}.
 */
export function bundle(files: ReadonlyMap<string, DocumentNode>, root: string): Bundle {
  const unresolved = new Set<string>();
  const components = new Map<string, MapNode>();
  /** Component names by what they stand for, so that each is made once. */
  const known = new Map<string, string>();
  const pending: Pending[] = [];
  const nowhere: Origin = { path: root, line: 1, from: null };
  let left = mostNodes;

  function sectionOf(name: string): MapNode {
    const section = components.get(name) ?? mapNode([], nowhere);
    components.set(name, section);
    return section;
  }

  function referTo(reference: string, kind: Kind, path: string, at: Origin, line: number): DocumentNode {
    const target = resolveReference(files, root, reference, path);
    const section = componentOf[kind]!;
    if (target === null) {
      unresolved.add(reference);
      return mapNode([], at);
    }
    const key = keyOf(section, target);
    let name = known.get(key);
    if (name === undefined) {
      name = nameFor(target, section);
      known.set(key, name);
      // Its place is taken now, its content comes when the walk that found it is done: recursion stays shallow.
      sectionOf(section).entries.set(name, mapNode([], at));
      pending.push({ section, name, kind, target, from: at });
    }
    return mapNode([['$ref', scalarNode(`#/components/${section}/${name}`, { ...at, line })]], at);
  }

  function nameFor(target: Target, section: string): string {
    const taken = sectionOf(section).entries;
    const stem = posix.basename(target.path).replace(/\.[^.]*$/, '');
    const folder = posix.basename(posix.dirname(target.path));
    const last = target.pointer.at(-1);
    const tries = [last ?? stem, `${stem}_${last ?? folder}`, [target.path, ...target.pointer].join('_')];
    for (const each of tries.map((name) => name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 200))) {
      if (each !== '' && !taken.has(each) && !known.has(`${section} reserved ${each}`)) return each;
    }
    return `part_${taken.size}`;
  }

  function copy(
    node: DocumentNode,
    kind: Kind | null,
    path: string,
    from: Origin | null,
    depth: number,
  ): DocumentNode {
    if (--left < 0 || depth > deepest) throw new BundleTooLargeError();
    const at: Origin = { path, line: node.at.line, from };
    if (node.kind === 'scalar') return { ...node, at };
    if (node.kind === 'list') {
      const itemKind = kind === null ? null : kindOfMember(kind, '*');
      return listNode(
        node.items.map((item) => copy(item, kind === 'schema' ? 'schema' : itemKind, path, from, depth + 1)),
        at,
      );
    }
    const reference = kind === null || isNamed(kind, node) ? null : referenceOf(node);
    if (reference !== null && kind !== null) {
      if (componentOf[kind] !== undefined)
        return referTo(reference, kind, path, at, node.entries.get('$ref')?.at.line ?? at.line);
      const target = resolveReference(files, root, reference, path);
      if (target === null) {
        unresolved.add(reference);
        return mapNode([], at);
      }
      const there = target.path === path ? from : at;
      return { ...copy(target.node, kind, target.path, there, depth + 1), at };
    }
    const out = mapNode([], at);
    for (const [name, child] of node.entries) {
      if (kind !== null && isProse(kind, name)) continue;
      const childKind = kind === null ? null : kindOfMember(kind, name);
      if (kind !== null && !fits(kind, name, child, childKind)) continue;
      if (kind === 'schema' && name === 'discriminator') {
        // Its mapping names schemas by references that bundling renames; in Swagger 2 it is a name alone.
        const propertyName = child.kind === 'map' ? child.entries.get('propertyName') : child;
        if (propertyName === undefined) continue;
        out.entries.set(
          name,
          mapNode([['propertyName', copy(propertyName, null, path, from, depth + 1)]], at),
        );
        continue;
      }
      out.entries.set(name, copy(child, childKind, path, from, depth + 1));
    }
    return out;
  }

  const top = files.get(root);
  // The root's own components keep their names, also those that are written in another file.
  for (const [pointer, node] of ownComponents(files, root)) {
    const [section, name] = componentAt(pointer)!;
    known.set(`${section} reserved ${name}`, name);
    const reference = referenceOf(node);
    const target = { path: root, pointer, node };
    const end = reference === null ? target : resolveReference(files, root, reference, node.at.path);
    for (const each of [target, end]) if (each !== null) setOnce(known, keyOf(section, each), name);
  }
  const document = mapNode([], nowhere);
  for (const name of topMembers) {
    const child = member(top, name);
    if (child !== undefined)
      document.entries.set(name, copy(child, kindOfMember('document', name), root, null, 1));
  }
  const info: [string, DocumentNode][] = ['title', 'version'].flatMap((name) => {
    const text = member(top, 'info', name);
    return text?.kind === 'scalar' ? [[name, text]] : [];
  });
  document.entries.set('info', mapNode(info, nowhere));
  for (const [pointer, node] of ownComponents(files, root)) {
    const [section, name] = componentAt(pointer)!;
    const kind = kindOfMember('components', section);
    const inner = kind === null ? null : kindOfMember(kind, '*');
    if (inner === null) continue;
    const reference = referenceOf(node);
    const target = reference === null ? null : resolveReference(files, root, reference, node.at.path);
    const own = target !== null && known.get(keyOf(section, target)) === name;
    const at: Origin = { path: node.at.path, line: node.at.line, from: null };
    sectionOf(section).entries.set(
      name,
      own
        ? { ...copy(target.node, inner, target.path, target.path === root ? null : at, 1), at }
        : copy(node, inner, node.at.path, null, 1),
    );
  }
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { section, name, kind, target, from } = next;
    const there = target.path === from.path ? from.from : from;
    sectionOf(section).entries.set(name, copy(target.node, kind, target.path, there, 1));
  }
  document.entries.set('components', mapNode(components, member(top, 'components')?.at ?? nowhere));
  return { document, unresolved: [...unresolved].sort() };
}

/** The root's components as [pointer, node], sections that are written in another file included. */
function ownComponents(files: ReadonlyMap<string, DocumentNode>, root: string): [string[], DocumentNode][] {
  const top = files.get(root);
  const found: [string[], DocumentNode][] = [];
  const holders: [string[], DocumentNode | undefined][] = [
    ...membersOf(content(member(top, 'components'))).map(([name, node]): [string[], DocumentNode] => [
      ['components', name],
      node,
    ]),
    ...['definitions', 'parameters', 'responses', 'securityDefinitions'].map(
      (name): [string[], DocumentNode | undefined] => [[name], member(top, name)],
    ),
  ];
  for (const [pointer, holder] of holders) {
    for (const [name, node] of membersOf(content(holder))) {
      const full = [...pointer, name];
      if (componentAt(full) !== null) found.push([full, node]);
    }
  }
  return found;

  function content(node: DocumentNode | undefined): DocumentNode | undefined {
    const reference = node === undefined ? null : referenceOf(node);
    if (reference === null) return node;
    return resolveReference(files, root, reference, node!.at.path)?.node;
  }
}

/** In a map whose members have names of the author's choice, `$ref` may be one of them. */
function isNamed(kind: Kind, node: MapNode): boolean {
  return kind === 'schemas' && node.entries.get('$ref')?.kind === 'map';
}

function keyOf(section: string, { path, pointer }: Target): string {
  return `${section} ${path}#${JSON.stringify(pointer)}`;
}

function setOnce(map: Map<string, string>, key: string, value: string): void {
  if (!map.has(key)) map.set(key, value);
}
