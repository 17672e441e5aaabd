import type { Node } from 'web-tree-sitter';
import type { Grammar } from '../../code/grammars.ts';

/** A call as every language has it. Nodes: valid while the file is being read. */
export interface Call {
  /** The last name before the arguments: `save` of `this.repo.save(x)`. */
  name: string;
  receiver: Node | null;
  /** Arguments, and blocks that are given to it. */
  args: Node[];
}

/** How one language writes functions, calls and transactions. Adding one is adding a file and naming it in `languages.ts`. */
export interface TransactionLanguage {
  grammars: readonly Grammar[];
  /** The name of a function that has one; null for anything else, functions without a name among them. */
  functionName(node: Node): string | null;
  /** The name of a class or what stands for one; null for anything else. */
  typeName(node: Node): string | null;
  /** Decorators, annotations, attributes of a function or type, as texts. */
  marksOf(node: Node): string[];
  callOf(node: Node): Call | null;
  /** `with x:`, `using (x)`: what is opened, and the body that it surrounds; null for anything else. */
  blockOf(node: Node): { opened: Node[]; body: Node } | null;
  /** Whether a call writes to the database, so far as its names tell. */
  isWrite(call: Call, node: Node): boolean;
  /** A write that reaches the database with the commit of its session only: Unit-of-work libraries. Never when left out. */
  waitsForCommit?(call: Call): boolean;
  /** Names of parameters with their types, as text. */
  parametersOf(node: Node): string;
  /** Whether a call that opens a transaction by its name and is given no function starts one that later lines are in. */
  opensByCall(call: Call, node: Node): boolean;
}
