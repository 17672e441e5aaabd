import type { ChangedFile } from '../../../source/change.ts';
import type { Fact } from '../../evidence.ts';
import { contractFact } from '../contract-fact.ts';
import { familyOf } from './check-families.ts';
import type { DocumentChange, IsTouched } from './compare-documents.ts';
import type { MapNode, Origin } from './document-node.ts';
import { preference, type Side, titleOf } from './document-side.ts';
import { basePath, hasBase, hasHead } from './file-sides.ts';
import { operationsOf } from './security.ts';

/** A document that is new. */
export function addedFact({ path, document }: Side): Fact {
  const title = titleOf(document);
  return contractFact({
    format: 'openapi',
    breaking: false,
    check: 'contract-added',
    element: title === '' ? path : title,
    path,
    line: null,
    side: 'RIGHT',
    message: `${path} is added, the contract of ${describe(document)}`,
    consumer: '',
    wayOut: '',
  });
}

/** A document that is gone. */
export function removedFact({ path, document }: Side): Fact {
  const title = titleOf(document);
  const { consumer, wayOut } = familyOf('contract-removed');
  return contractFact({
    format: 'openapi',
    breaking: true,
    // Whether the API goes with its document is not known.
    severity: 'warning',
    check: 'contract-removed',
    element: title === '' ? path : title,
    path,
    line: null,
    side: 'LEFT',
    message: `${path} is removed, the contract of ${describe(document)}`,
    consumer,
    wayOut,
  });
}

function describe(document: MapNode): string {
  const count = operationsOf(document).length;
  return `${titleOf(document) || 'an API'} with ${count} operation${count === 1 ? '' : 's'}`;
}

type Place = (at: Origin | null, on: 'base' | 'head') => Pick<Fact, 'path' | 'line' | 'side'> | null;

/** Where a reviewer sees a place: in a changed file, else where that refers to what did not change. */
export function placer(files: readonly ChangedFile[]): Place {
  const heads = new Set(files.filter(hasHead).map(({ path }) => path));
  const bases = new Map(files.filter(hasBase).map((file) => [basePath(file), file.path]));
  return (at, on) => {
    for (let each = at; each !== null; each = each.from) {
      const path = on === 'head' ? (heads.has(each.path) ? each.path : undefined) : bases.get(each.path);
      if (path !== undefined) return { path, line: each.line, side: on === 'head' ? 'RIGHT' : 'LEFT' };
    }
    return null;
  };
}

/** Whether a line of a place, or of what refers there, is one that the change adds or takes away. */
export function touchedLines(files: readonly ChangedFile[]): IsTouched {
  const lines = { base: new Map<string, Set<number>>(), head: new Map<string, Set<number>>() };
  for (const file of files) {
    const [old, now] = [new Set<number>(), new Set<number>()];
    for (const { oldLine, newLine, kind } of file.hunks.flatMap((hunk) => hunk.lines)) {
      if (kind === 'removed' && oldLine !== null) old.add(oldLine);
      if (kind === 'added' && newLine !== null) now.add(newLine);
    }
    lines.base.set(basePath(file), old);
    lines.head.set(file.path, now);
  }
  return (at, on) => {
    for (let each: Origin | null = at; each !== null; each = each.from)
      if (lines[on].get(each.path)?.has(each.line) === true) return true;
    return false;
  };
}

/** A change that oasdiff or we found, where a reviewer sees it; `root` is its document's path. */
export function factOf(change: DocumentChange, root: string, place: Place): Fact {
  const { at, on, operations, ...rest } = change;
  const found = place(at, on) ?? {
    path: at?.path ?? root,
    line: at?.line ?? null,
    side: on === 'head' ? 'RIGHT' : 'LEFT',
  };
  const fact = contractFact({ ...rest, format: 'openapi', ...found });
  const { wayOut, ...data } = fact.data;
  return operations.length > 1
    ? { ...fact, data: { ...data, operations: operations.slice(0, 20), wayOut } }
    : fact;
}

/** The same change of the same API in a copy of its document (bundled, or packed with a client) is told once. */
export function withoutCopies(facts: readonly { title: string; root: string; fact: Fact }[]): Fact[] {
  const kept = new Map<string, { root: string; fact: Fact }>();
  for (const { title, root, fact } of facts) {
    const { check, element } = fact.data;
    const key = JSON.stringify([title === '' ? root : title, check, element, fact.message]);
    const known = kept.get(key);
    if (known === undefined || preference(root) < preference(known.root)) kept.set(key, { root, fact });
  }
  return [...kept.values()].map(({ fact }) => fact);
}
