import type { Import } from '../language.ts';

const longestPath = 300;
const mostAliases = 8;

/** A path of a `use` as it is read: its import is completed at the end. */
interface UsedPath {
  written: Import;
  isPublic: boolean;
  /** Its name is not the module's, but that of a part of it such as a function. */
  inBlock: boolean;
}

/** The inline modules of a file as they are read, and the paths of `use` seen from the file instead of from them. */
export interface Scopes {
  /** `mod name {` whose brace is the one of that depth. */
  open(name: string, depth: number): void;
  /** The depth of the innermost module's brace, 0 for the file. */
  depth(): number;
  /** A brace of that depth closes. */
  close(depth: number): void;
  /** `mod name;`: the notation of its import, null when it is out of all proportion. */
  declare(name: string, path: string | null): string | null;
  /** A path of a `use`, and the name it binds. */
  use(path: UsedPath, name: string | null): void;
  /** Completes the imports of all uses; gives what the file declares, sorted. */
  finish(): string[];
}

interface Scope {
  /** `a::b`; '' for the file itself. */
  path: string;
  depth: number;
  modules: Set<string>;
  /** Paths by the names that `use` binds to them. */
  names: Map<string, string>;
  blockNames: Map<string, string>;
}

function scopeOf(path: string, depth: number): Scope {
  return { path, depth, modules: new Set(), names: new Map(), blockNames: new Map() };
}

/** Makes the scopes of one file. */
export function createScopes(): Scopes {
  const file = scopeOf('', 0);
  const stack = [file];
  const uses: { used: UsedPath; scope: Scope }[] = [];
  const declares = new Set<string>();

  function inner(name: string): string {
    const { path } = stack.at(-1)!;
    return path === '' ? name : `${path}::${name}`;
  }

  function open(name: string, depth: number): void {
    const path = inner(name);
    stack.at(-1)!.modules.add(name);
    // Deeper than any program nests: its uses count as those of the module above.
    if (path.length > longestPath) return;
    declares.add(path);
    stack.push(scopeOf(path, depth));
  }

  function close(depth: number): void {
    if (stack.length > 1 && stack.at(-1)!.depth === depth) stack.pop();
  }

  function declare(name: string, path: string | null): string | null {
    const whole = inner(name);
    if (whole.length > longestPath) return null;
    stack.at(-1)!.modules.add(name);
    declares.add(path === null ? `${whole};` : `${whole};${path}`);
    return path === null ? whole : `${whole}=${path}`;
  }

  function use(used: UsedPath, name: string | null): void {
    const scope = stack.at(-1)!;
    uses.push({ used, scope });
    const names = used.inBlock ? scope.blockNames : scope.names;
    if (name !== null && !names.has(name)) names.set(name, used.written.specifier);
  }

  function finish(): string[] {
    for (const { used, scope } of uses) {
      const { written, isPublic, inBlock } = used;
      written.specifier = fromFile(written.specifier, scope, inBlock);
      written.typeOnly = isPublic && written.specifier.startsWith('self::');
    }
    return [...declares].sort();
  }

  return { open, depth: () => stack.at(-1)!.depth, close, declare, use, finish };
}

/** A path as it means from the file what it means in a scope of it: local names are those of modules and uses there. */
function fromFile(written: string, scope: Scope, inBlock: boolean): string {
  let path = written;
  for (let count = 0; count < mostAliases; count++) {
    const first = firstOf(path);
    const local = inBlock ? scope.blockNames.get(first) : undefined;
    const bound = scope.modules.has(first) ? `self::${first}` : (local ?? scope.names.get(first));
    if (bound === undefined || firstOf(bound) === first || bound === written) break;
    path = bound + path.slice(first.length);
    if (path.length > longestPath) return written;
  }
  if (scope.path === '') return path;
  const segments = path.split('::');
  const inside = scope.path.split('::');
  if (segments[0] === 'self') segments.shift();
  else if (segments[0] !== 'super') return path;
  while (segments[0] === 'super' && inside.length > 0) {
    inside.pop();
    segments.shift();
  }
  return segments[0] === 'super' ? segments.join('::') : ['self', ...inside, ...segments].join('::');
}

function firstOf(path: string): string {
  const end = path.indexOf('::');
  return end === -1 ? path : path.slice(0, end);
}
