/** What resolving needs of a go.mod or a go.work. */
export interface GoModule {
  /** Folder of the file, '' for the root of the tree. */
  folder: string;
  /** Path that its packages' import paths begin with; '' when the file names none. */
  path: string;
  /** Paths of the modules it requires. */
  requires: Set<string>;
  /** Folders by the module path they stand in for, as written: `../other`. Replacements by other modules are left out. */
  replaces: Map<string, string>;
  /** Folders that a go.work joins, as written. */
  uses: string[];
}

/**
 * Reads a go.mod or go.work file line by line (https://go.dev/ref/mod#go-mod-file-lexical); lines that are none of
 * its directives say nothing.
 */
export function readGoModule(folder: string, text: string): GoModule {
  const module: GoModule = { folder, path: '', requires: new Set(), replaces: new Map(), uses: [] };
  let block: string | null = null;
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    if (block !== null) {
      if (words[0] === ')') block = null;
      else readDirective(module, block, words);
    } else if (words[1] === '(' && words.length === 2) {
      block = words[0]!;
    } else {
      readDirective(module, words[0]!, words.slice(1));
    }
  }
  return module;
}

function readDirective(module: GoModule, directive: string, words: readonly string[]): void {
  const [first] = words;
  if (first === undefined) return;
  if (directive === 'module') module.path ||= first;
  else if (directive === 'require') module.requires.add(first);
  else if (directive === 'use') module.uses.push(first);
  else if (directive === 'replace') {
    const target = words[words.indexOf('=>') + 1];
    // https://go.dev/ref/mod#go-mod-file-replace: a local path begins with `./` or `../`, or is absolute.
    if (words.includes('=>') && target !== undefined && /^\.\.?(?:\/|$)/.test(target)) {
      module.replaces.set(first, target);
    }
  }
}

/** The words of a line without its comment; a quoted one without its quotes. `require(` is two words. */
function wordsOf(line: string): string[] {
  const comment = line.indexOf('//');
  const words = (comment === -1 ? line : line.slice(0, comment)).match(/"[^"]*"|`[^`]*`|[()]|[^\s()"`]+/g);
  return (words ?? []).map((word) => (/^["`].*["`]$/.test(word) ? word.slice(1, -1) : word));
}
