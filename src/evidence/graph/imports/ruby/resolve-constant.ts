import type { AutoloadTable } from './autoload-table.ts';

/**
 * The file of the deepest constant that a reference (`::Order`, `Shop::Cart|Item`) leads to by Ruby's rule: its first
 * name is looked for in the innermost class or module around it, then outward, then at the top. Null when no file of
 * the table defines it, or the file itself (`own`, the constants it declares) does.
 */
export function resolveConstant(
  specifier: string,
  table: AutoloadTable,
  own: ReadonlySet<string>,
): { path: string | null; isKnown: boolean } {
  const nesting = specifier.startsWith('::') ? [] : specifier.split('|');
  const names = (nesting.pop() ?? specifier.slice(2)).split('::');
  const scopes = ['', ...fullNames(nesting, table, own)].reverse();
  for (const scope of scopes) {
    let constant = join(scope, names[0]!);
    let path = table.get(constant);
    if (path === undefined) {
      if (scope !== '' && own.has(constant)) return { path: null, isKnown: true };
      continue;
    }
    for (const name of names.slice(1)) {
      constant = join(constant, name);
      const deeper = table.get(constant);
      if (deeper === undefined) break;
      path = deeper;
    }
    return { path, isKnown: true };
  }
  return { path: null, isKnown: own.has(names[0]!) };
}

/** Full names of nested classes and modules, outermost first. */
function fullNames(nesting: readonly string[], table: AutoloadTable, own: ReadonlySet<string>): string[] {
  const names: string[] = [];
  for (const written of nesting) {
    const outer = names.at(-1) ?? '';
    if (written.startsWith('::')) {
      names.push(written.slice(2));
      continue;
    }
    const first = written.split('::', 1)[0]!;
    const inner = join(outer, first);
    // `class Shop::Cart` inside a module means the Shop that is seen from there.
    const isOuter =
      outer !== '' &&
      first !== written &&
      table.get(inner) === undefined &&
      !own.has(inner) &&
      table.get(first) !== undefined;
    names.push(isOuter ? written : join(outer, written));
  }
  return names;
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}::${name}`;
}
