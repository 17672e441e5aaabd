import type { ProtoChange } from './proto-change.ts';
import type { ProtoFile } from './proto-file.ts';
import type { ProtoSide } from './proto-side.ts';

/** What the comparisons of messages, enums and services share. */
export interface Comparison {
  base: ProtoSide;
  head: ProtoSide;
  /** Full names at base by what they became, where a package or a message changed its name. */
  renamed: ReadonlyMap<string, string>;
  changes: ProtoChange[];
  /** Elements whose types could not be compared, by the path at head. */
  unsure: { path: string; element: string }[];
}

/** One declaration before and after, with its files. */
export interface Pair<T> {
  before: T;
  after: T;
  beforeFile: ProtoFile;
  afterFile: ProtoFile;
}
