import { closest } from 'fastest-levenshtein';
import { compareEnums } from './compare-enums.ts';
import { compareFields, compareMessages } from './compare-messages.ts';
import { compareServices } from './compare-services.ts';
import type { Comparison, Pair } from './comparison.ts';
import { listNames } from './proto-change.ts';
import type { ProtoEnum, ProtoFile, ProtoMessage, ProtoService } from './proto-file.ts';
import type { ProtoSide } from './proto-side.ts';

/** A changed file before and after; null where it is not there. */
export interface FilePair {
  before: ProtoFile | null;
  after: ProtoFile | null;
}

type Kind = 'message' | 'enum' | 'service';
interface Declaration {
  kind: Kind;
  fullName: string;
  file: ProtoFile;
  is: ProtoMessage | ProtoEnum | ProtoService;
}

/** File options that say where generated code stands, by buf's names. */
const sourceOptions: Readonly<Record<string, string>> = {
  csharp_namespace: 'FILE_SAME_CSHARP_NAMESPACE',
  go_package: 'FILE_SAME_GO_PACKAGE',
  java_multiple_files: 'FILE_SAME_JAVA_MULTIPLE_FILES',
  java_outer_classname: 'FILE_SAME_JAVA_OUTER_CLASSNAME',
  java_package: 'FILE_SAME_JAVA_PACKAGE',
  objc_class_prefix: 'FILE_SAME_OBJC_CLASS_PREFIX',
  php_class_prefix: 'FILE_SAME_PHP_CLASS_PREFIX',
  php_metadata_namespace: 'FILE_SAME_PHP_METADATA_NAMESPACE',
  php_namespace: 'FILE_SAME_PHP_NAMESPACE',
  ruby_package: 'FILE_SAME_RUBY_PACKAGE',
  swift_prefix: 'FILE_SAME_SWIFT_PREFIX',
};

/**
 * Compares changed .proto files. What moves to another changed file of its package is compared there and is no break.
 * `base` and `head` hold these files and those that they import, to know what their types are.
 */
export function compareProtoFiles(
  pairs: readonly FilePair[],
  base: ProtoSide,
  head: ProtoSide,
): Pick<Comparison, 'changes' | 'unsure'> {
  const heads = pairs.flatMap(({ after }) => (after === null ? [] : [after]));
  const atHead = new Map<string, Declaration[]>();
  for (const file of heads) {
    for (const declaration of declarationsOf(file)) {
      const key = `${declaration.kind} ${declaration.fullName}`;
      const known = atHead.get(key);
      if (known === undefined) atHead.set(key, [declaration]);
      else known.push(declaration);
    }
  }
  const renamed = new Map<string, string>();
  const matches: [Declaration, Declaration][] = [];
  const gone = new Map<ProtoFile, Declaration[]>();
  const taken = new Set<unknown>();
  for (const { before, after } of pairs) {
    if (before === null) continue;
    for (const old of declarationsOf(before)) {
      const expected = after === null ? old.fullName : inPackage(old.fullName, before.package, after.package);
      const found = find(atHead, old.kind, expected, after) ?? find(atHead, old.kind, old.fullName, after);
      if (found === null || taken.has(found.is)) {
        const known = gone.get(before);
        if (known === undefined) gone.set(before, [old]);
        else known.push(old);
      } else {
        taken.add(found.is);
        matches.push([old, found]);
        if (found.fullName !== old.fullName) renamed.set(old.fullName, found.fullName);
      }
    }
  }
  const comparison: Comparison = { base, head, renamed, changes: [], unsure: [] };
  for (const pair of pairs) compareOne(pair, gone.get(pair.before!) ?? [], taken, renamed, comparison);
  for (const [old, now] of matches) compareDeclarations(old, now, comparison);
  return comparison;
}

function compareOne(
  { before, after }: FilePair,
  gone: readonly Declaration[],
  taken: ReadonlySet<unknown>,
  renamed: Map<string, string>,
  into: Comparison,
): void {
  const fresh = after === null ? [] : declarationsOf(after).filter(({ is }) => !taken.has(is));
  if (before === null) {
    if (fresh.length === 0) return;
    const names = listNames(outermost(fresh).map(({ kind, fullName }) => `${kind} ${fullName}`));
    into.changes.push({
      kind: 'addition',
      check: 'FILE_ADDED',
      element: after!.package === '' ? after!.path : after!.package,
      message: `${after!.path} is added with ${names}`,
      path: after!.path,
      line: null,
      side: 'RIGHT',
    });
    return;
  }
  if (after === null) {
    if (gone.length === 0) return;
    const top = outermost(gone);
    into.changes.push({
      kind: 'break',
      check: 'FILE_NO_DELETE',
      severity: top.some(({ kind }) => kind === 'service') ? 'error' : 'warning',
      element: before.path,
      message: `${before.path} is removed with ${listNames(top.map(({ kind, fullName }) => `${kind} ${fullName}`))}`,
      path: before.path,
      line: null,
      side: 'LEFT',
    });
    return;
  }
  compareFileWide(before, after, into);
  compareExtensions(before, after, into);
  const renames = new Set<Declaration>();
  const twins = byFields(fresh);
  for (const old of outermost(gone)) {
    const twin =
      old.kind === 'message' ? takeNearest(old, twins.get(fieldsOf(old.is as ProtoMessage))) : null;
    if (twin !== null) {
      renames.add(twin);
      renamed.set(old.fullName, twin.fullName);
    }
    const check =
      old.kind === 'message'
        ? 'MESSAGE_NO_DELETE'
        : old.kind === 'enum'
          ? 'ENUM_NO_DELETE'
          : 'SERVICE_NO_DELETE';
    into.changes.push({
      kind: 'break',
      check,
      severity: twin === null ? 'error' : 'warning',
      element: old.fullName,
      message:
        twin === null
          ? `the ${old.kind} ${old.fullName} is removed`
          : `the message ${old.fullName} is renamed to ${twin.fullName}`,
      path: before.path,
      line: old.is.line,
      side: 'LEFT',
    });
  }
  for (const kind of ['message', 'enum', 'service'] as const) {
    const added = outermost(fresh).filter((one) => one.kind === kind && !renames.has(one));
    if (added.length === 0) continue;
    into.changes.push({
      kind: 'addition',
      check: kind === 'message' ? 'MESSAGE_ADDED' : kind === 'enum' ? 'ENUM_ADDED' : 'SERVICE_ADDED',
      element: added.length === 1 ? added[0]!.fullName : after.package || after.path,
      message: `${kind} ${listNames(added.map(({ fullName }) => fullName))} ${added.length === 1 ? 'is' : 'are'} added`,
      path: after.path,
      line: added[0]!.is.line,
      side: 'RIGHT',
    });
  }
}

function compareFileWide(before: ProtoFile, after: ProtoFile, into: Comparison): void {
  const place = { kind: 'break', path: after.path, side: 'RIGHT' } as const;
  if (before.package !== after.package) {
    into.changes.push({
      ...place,
      check: 'FILE_SAME_PACKAGE',
      severity: before.services.length > 0 ? 'error' : 'warning',
      element: before.package || after.path,
      message: `${after.path} changes its package from ${before.package || 'none'} to ${after.package || 'none'}`,
      line: after.packageLine,
    });
  }
  if (before.syntax !== after.syntax) {
    into.changes.push({
      ...place,
      check: 'FILE_SAME_SYNTAX',
      // What an edition changes is told field by field.
      severity: after.syntax.startsWith('proto') ? 'warning' : 'note',
      element: after.path,
      message: `${after.path} changes its syntax from ${before.syntax} to ${after.syntax}`,
      line: after.syntaxLine,
    });
  }
  for (const [option, name] of Object.entries(sourceOptions)) {
    const was = before.options.get(option);
    const is = after.options.get(option);
    if (was === undefined || was.value === is?.value) continue;
    // With another package the names of generated code are new in any case.
    if (before.package !== after.package) continue;
    into.changes.push({
      ...place,
      check: 'FILE_SAME_OPTION',
      name,
      element: `${after.path} ${option}`,
      message: `${after.path} changes ${option} from ${was.value} to ${is?.value ?? 'none'}`,
      line: is?.line ?? null,
    });
  }
}

function compareExtensions(before: ProtoFile, after: ProtoFile, into: Comparison): void {
  const key = (extendee: string, number: number) => `${extendee.replace(/^\./, '')} ${number}`;
  const news = new Map(after.extensions.map((one) => [key(one.extendee, one.field.number), one]));
  for (const { extendee, scope, field } of before.extensions) {
    const now = news.get(key(extendee, field.number));
    if (now !== undefined) {
      const pair = { beforeFile: before, afterFile: after };
      compareFields(
        { ...pair, before: { fullName: scope }, after: { fullName: now.scope } },
        field,
        now.field,
        into,
      );
      continue;
    }
    into.changes.push({
      kind: 'break',
      check: 'EXTENSION_NO_DELETE',
      element: scope === '' ? field.name : `${scope}.${field.name}`,
      message: `the extension ${field.name} of ${extendee} is removed`,
      path: before.path,
      line: field.line,
      side: 'LEFT',
    });
  }
}

function compareDeclarations(old: Declaration, now: Declaration, into: Comparison): void {
  const pair = { before: old.is, after: now.is, beforeFile: old.file, afterFile: now.file };
  if (old.kind === 'message') compareMessages(pair as Pair<ProtoMessage>, into);
  else if (old.kind === 'enum') compareEnums(pair as Pair<ProtoEnum>, into);
  else compareServices(pair as Pair<ProtoService>, into);
}

function declarationsOf(file: ProtoFile): Declaration[] {
  return [
    ...file.messages.map((is) => ({ kind: 'message' as const, fullName: is.fullName, file, is })),
    ...file.enums.map((is) => ({ kind: 'enum' as const, fullName: is.fullName, file, is })),
    ...file.services.map((is) => ({ kind: 'service' as const, fullName: is.fullName, file, is })),
  ];
}

function find(
  all: ReadonlyMap<string, Declaration[]>,
  kind: Kind,
  fullName: string,
  file: ProtoFile | null,
): Declaration | null {
  const found = all.get(`${kind} ${fullName}`) ?? [];
  return found.find((one) => one.file === file) ?? found[0] ?? null;
}

/** New messages by what their fields are, to be known under another name. */
function byFields(fresh: readonly Declaration[]): Map<string, Declaration[]> {
  const all = new Map<string, Declaration[]>();
  for (const one of fresh) {
    if (one.kind !== 'message') continue;
    const fields = fieldsOf(one.is as ProtoMessage);
    all.set(fields, [...(all.get(fields) ?? []), one]);
  }
  // Without fields all are alike.
  all.delete('');
  return all;
}

/** Of several with the same fields the one whose name is most like it; each goes by one old name only. */
function takeNearest(old: Declaration, among: Declaration[] | undefined): Declaration | null {
  if (among === undefined || among.length === 0) return null;
  const name = closest(
    old.fullName,
    among.map(({ fullName }) => fullName),
  );
  const [taken] = among.splice(
    among.findIndex(({ fullName }) => fullName === name),
    1,
  );
  return taken ?? null;
}

function fieldsOf({ fields }: ProtoMessage): string {
  const sorted = [...fields].sort((a, b) => a.number - b.number);
  return sorted.map(({ name, number, type, label }) => `${label} ${type} ${name} = ${number}`).join(';');
}

/** Declarations that stand in none of the others. */
function outermost(all: readonly Declaration[]): Declaration[] {
  const names = new Set(all.map(({ fullName }) => fullName));
  return all.filter(({ fullName }) => {
    for (let end = fullName.lastIndexOf('.'); end > 0; end = fullName.lastIndexOf('.', end - 1)) {
      if (names.has(fullName.slice(0, end))) return false;
    }
    return true;
  });
}

function inPackage(fullName: string, before: string, after: string): string {
  if (before === after) return fullName;
  const relative = before === '' ? fullName : fullName.slice(before.length + 1);
  return after === '' ? relative : `${after}.${relative}`;
}
