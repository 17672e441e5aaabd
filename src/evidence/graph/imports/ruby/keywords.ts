/** What a keyword does to the scanner's state. */
export const keyword = {
  /** No keyword: a name. */
  none: 0,
  /** Begins a block that `end` closes, unless it follows a value: then it is a modifier. */
  condition: 1,
  /** As `condition`, and its `do` opens nothing of its own. */
  loop: 2,
  /** `for`: a loop that is never a modifier. */
  for: 3,
  /** Begins a block that `end` closes. */
  block: 4,
  do: 5,
  end: 6,
  class: 7,
  module: 8,
  def: 9,
  /** `return` and its kin: what follows is a value, but an `if` is a modifier. */
  jump: 10,
  /** A value by itself. */
  value: 11,
  /** A value that may take arguments, like a method. */
  call: 12,
  /** Stands between expressions. */
  connective: 13,
  alias: 14,
  undef: 15,
  /** Methods that import. */
  require: 16,
  requireRelative: 17,
  load: 18,
  autoload: 19,
} as const;

const words: readonly [kind: number, words: string][] = [
  [keyword.condition, 'if unless'],
  [keyword.loop, 'while until'],
  [keyword.for, 'for'],
  [keyword.block, 'case begin'],
  [keyword.do, 'do'],
  [keyword.end, 'end'],
  [keyword.class, 'class'],
  [keyword.module, 'module'],
  [keyword.def, 'def'],
  [keyword.jump, 'return break next'],
  [keyword.value, 'self nil true false redo retry __FILE__ __LINE__ __method__'],
  [keyword.call, 'yield super'],
  [keyword.connective, 'then else elsif when in and or not rescue ensure'],
  [keyword.alias, 'alias'],
  [keyword.undef, 'undef'],
  [keyword.require, 'require'],
  [keyword.requireRelative, 'require_relative'],
  [keyword.load, 'load'],
  [keyword.autoload, 'autoload'],
];

const longest = 16;
/** By length and first character, so that most names cost one look-up. */
const shelves: ([word: string, kind: number][] | undefined)[] = new Array((longest + 1) * 128);
for (const [kind, list] of words) {
  for (const word of list.split(' ')) {
    const shelf = word.length * 128 + word.charCodeAt(0);
    const known = shelves[shelf] ?? [];
    known.push([word, kind]);
    shelves[shelf] = known;
  }
}

/** The kind of the word at [at, end) of a text, one of `keyword`. */
export function keywordAt(text: string, at: number, end: number): number {
  const first = text.charCodeAt(at);
  if (end - at > longest || first >= 128) return keyword.none;
  const shelf = shelves[(end - at) * 128 + first];
  if (shelf === undefined) return keyword.none;
  for (const [word, kind] of shelf) if (text.startsWith(word, at)) return kind;
  return keyword.none;
}
