/** What a permalink points to. */
export interface PermalinkTarget {
  /** The site's address from the environment, without a slash at the end: `https://github.com`. */
  web: string;
  owner: string;
  repo: string;
  /** The commit's SHA. */
  commit: string;
  path: string;
  /** 1-based lines; null for the whole file. `startLine` null: one line. */
  startLine?: number | null;
  line?: number | null;
}

/** Address of a file, or of lines in it, at one commit: safe to put between the parentheses of a Markdown link. */
export function permalink({ web, owner, repo, commit, path, startLine, line }: PermalinkTarget): string {
  const segments = [owner, repo, 'blob', commit, ...path.split('/')].map(encodeSegment).join('/');
  const address = `${web}/${segments}`;
  if (line === null || line === undefined) return address;
  // GitHub renders Markdown as a page, which has no line anchors.
  const plain = /\.(md|markdown|mdx|rst|adoc|asciidoc)$/i.test(path) ? '?plain=1' : '';
  const first = startLine ?? line;
  return `${address}${plain}#L${Math.min(first, line)}${first === line ? '' : `-L${Math.max(first, line)}`}`;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[!'()*~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
