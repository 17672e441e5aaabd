export interface TreeEntry {
  path: string;
  mode: string;
  /** Blob id; for a submodule the id of its commit. */
  blob: string;
}

/**
 * What reading a blob gave. `missing` is "unknown", never "empty": a partial clone may lack it,
 * or it is a submodule or larger than the limit.
 */
export type BlobReading =
  | { found: true; bytes: Buffer }
  | { found: false; reason: 'absent' | 'missing' | 'too large' | 'not a file' };

/** The files of a repository at one commit. */
export interface Tree {
  readonly commit: string;
  /** Every path, sorted by UTF-8 bytes; submodules and symlinks included. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Content of one path; `absent` when the tree has no such path. Symlinks give their target's text. */
  read(path: string): Promise<BlobReading>;
  /** Content of many paths in one batch, in no promised order of arrival. Prefer it to a loop over `read`. */
  readMany(paths: Iterable<string>): Promise<Map<string, BlobReading>>;
  /**
   * As `readMany`, for so many paths that their contents should not be in memory together: each is shown as it
   * arrives, in no promised order, and its bytes stand only until `show` returns. Rejects with what `show` throws.
   * A tree without it is read by `readMany`.
   */
  readEach?(paths: Iterable<string>, show: (path: string, reading: BlobReading) => void): Promise<void>;
}
