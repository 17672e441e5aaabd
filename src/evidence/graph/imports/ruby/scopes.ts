/** The classes and modules that a position stands in, and what is said of constants there. */
export interface Scopes {
  /** Enters `class path` or `module path`. */
  enter(path: string): void;
  /** Enters anything else that `end` closes. */
  enterBlock(): void;
  leave(): void;
  /** How deep it is, for `leaveTo`. */
  depth(): number;
  leaveTo(depth: number): void;
  declare(path: string): void;
  /** The specifier of a constant named here, null when it was named before in the same nesting. */
  refer(path: string): string | null;
  /** Full names of all that was entered or declared, sorted. */
  declared(): string[];
}

interface Scope {
  /** How a reference in it is written: `Shop|Cart|`; `::` at the top. */
  prefix: string;
  /** Its full name; '' at the top. */
  name: string;
  seen: Set<string>;
}

/**
 * The longest nesting that is kept, in characters: names of real code stay far below it, and text that nests without
 * end would give prefixes that grow with its square.
 */
const longestNesting = 1_000;

/** Follows the nesting of classes and modules through a text. */
export function createScopes(): Scopes {
  const declared = new Set<string>();
  const byPrefix = new Map<string, Scope>();
  const top: Scope = { prefix: '::', name: '', seen: new Set() };
  const blocks: (Scope | null)[] = [];
  const nesting: Scope[] = [top];
  let current = top;

  function fullName(path: string): string {
    if (path.startsWith('::')) return path.slice(2);
    return current.name === '' ? path : `${current.name}::${path}`;
  }

  function leave() {
    const block = blocks.pop();
    if (block === null || block === undefined) return;
    nesting.pop();
    current = nesting.at(-1)!;
  }

  return {
    enter(path) {
      if (current.prefix.length + path.length > longestNesting) {
        blocks.push(null);
        return;
      }
      const name = fullName(path);
      declared.add(name);
      const prefix = `${current === top ? '' : current.prefix}${path}|`;
      const scope = byPrefix.get(prefix) ?? { prefix, name, seen: new Set<string>() };
      byPrefix.set(prefix, scope);
      blocks.push(scope);
      nesting.push(scope);
      current = scope;
    },
    enterBlock: () => void blocks.push(null),
    leave,
    depth: () => blocks.length,
    leaveTo(depth) {
      while (blocks.length > depth) leave();
    },
    declare(path) {
      declared.add(fullName(path));
    },
    refer(path) {
      const isAbsolute = path.startsWith('::');
      const scope = isAbsolute ? top : current;
      const name = isAbsolute ? path.slice(2) : path;
      if (scope.seen.has(name)) return null;
      scope.seen.add(name);
      return scope.prefix + name;
    },
    declared: () => [...declared].sort(),
  };
}
