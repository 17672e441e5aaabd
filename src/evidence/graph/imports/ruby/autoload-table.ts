import { folderOf } from '../../paths.ts';
import type { ResolverInput } from '../language.ts';
import { type AutoloadUnit, autoloadRootOf } from './autoload-roots.ts';
import { camelize, commonForm } from './inflector.ts';

/** What autoloading gives to the files of one place: constants by full name. */
export interface AutoloadTable {
  /** The file that defines a constant, null when it is a namespace without a file, undefined when there is none. */
  get(constant: string): string | null | undefined;
}

type Group = Map<string, string | null>;

/**
 * Zeitwerk's table of paths and constants. An application sees its own constants, those of the engines below it and
 * those of engines that stand outside of any application; an engine what its application sees. `rootsOf` gives the
 * autoload roots in use by the folder of their unit, sorted.
 */
export function buildAutoloadTables(
  { sources, declares }: Pick<ResolverInput, 'sources' | 'declares'>,
  units: ReadonlyMap<string, AutoloadUnit>,
  acronyms: ReadonlyMap<string, string>,
): { tableOf(path: string): AutoloadTable | null; rootsOf: ReadonlyMap<string, readonly string[]> } {
  const groups = new Map<string, Group>();
  const nearest = new Map<string, AutoloadUnit | null>();

  function unitOf(folder: string): AutoloadUnit | null {
    const known = nearest.get(folder);
    if (known !== undefined) return known;
    const found = units.get(folder) ?? (folder === '' ? null : unitOf(folderOf(folder)));
    nearest.set(folder, found);
    return found;
  }

  /** The folders of the applications around a unit, nearest first, and `null` for what is outside of all. */
  function applicationsAround(unit: AutoloadUnit): (string | null)[] {
    const around: (string | null)[] = [];
    for (let at: AutoloadUnit | null = unit; at !== null; ) {
      if (at.isApplication) around.push(at.folder);
      at = at.folder === '' ? null : unitOf(folderOf(at.folder));
    }
    around.push(null);
    return around;
  }

  const groupOf = (application: string | null): Group => {
    // No folder of a tree begins with a slash.
    const key = application ?? '/';
    const group = groups.get(key) ?? new Map();
    groups.set(key, group);
    return group;
  };

  const roots = new Map<string, Set<string>>();
  const named: [group: Group, constant: string, path: string][] = [];
  for (const path of sources) {
    if (!path.endsWith('.rb')) continue;
    const unit = unitOf(folderOf(path));
    const root = unit === null ? null : autoloadRootOf(unit, path);
    if (unit === null || root === null) continue;
    roots.set(unit.folder, (roots.get(unit.folder) ?? new Set()).add(root));
    const constant = constantOf(
      path.slice(root.length + 1, -'.rb'.length),
      declares.get(path) ?? [],
      acronyms,
    );
    const group = groupOf(applicationsAround(unit)[0]!);
    named.push([group, constant, path]);
    // The first of two files for one constant is the one that is loaded.
    if (typeof group.get(constant) !== 'string') group.set(constant, path);
    for (let end = constant.lastIndexOf('::'); end !== -1; end = constant.lastIndexOf('::', end - 1)) {
      const namespace = constant.slice(0, end);
      if (group.has(namespace)) break;
      group.set(namespace, null);
    }
  }
  // What else a file defines inside of its own constant; what has a file of its own is there already.
  for (const [group, constant, path] of named) {
    for (const declared of declares.get(path) ?? []) {
      if (declared.startsWith(`${constant}::`) && !group.has(declared)) group.set(declared, path);
    }
  }

  const tables = new Map<AutoloadUnit, AutoloadTable>();
  function tableOf(path: string): AutoloadTable | null {
    const unit = unitOf(folderOf(path));
    if (unit === null) return null;
    const known = tables.get(unit);
    if (known !== undefined) return known;
    const chain = applicationsAround(unit).map(groupOf);
    const table: AutoloadTable = {
      get(constant) {
        let found: string | null | undefined;
        for (const group of chain) {
          const here = group.get(constant);
          if (typeof here === 'string') return here;
          if (here === null) found = null;
        }
        return found;
      },
    };
    tables.set(unit, table);
    return table;
  }

  const rootsOf = new Map([...roots].map(([folder, all]) => [folder, [...all].sort()]));
  return { tableOf, rootsOf };
}

/**
 * The constant that a path below its root stands for, spelled as the file itself does where it does. A file that defines
 * none by its path but one by its name alone stands for that: its root has a namespace, or a folder is collapsed
 * (`push_dir(…, namespace:)` and `collapse`).
 */
function constantOf(
  path: string,
  declared: readonly string[],
  acronyms: ReadonlyMap<string, string>,
): string {
  const parts = path.split('/');
  const common = parts.map(commonForm).join('::');
  const last = commonForm(parts.at(-1)!);
  let named: string | null = null;
  for (const name of declared) {
    if (name.length >= common.length && commonForm(name) === common) return name;
    const isNamed = commonForm(name.slice(name.lastIndexOf(':') + 1)) === last;
    if (isNamed && (named === null || name.length < named.length)) named = name;
  }
  return named ?? parts.map((part) => camelize(part, acronyms)).join('::');
}
