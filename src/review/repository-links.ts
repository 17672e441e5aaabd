import type { Side } from '../source/change.ts';

/** A repository on its host, as links name it. `host` is an origin such as `https://github.com`. */
export interface RepositoryAddress {
  host: string;
  owner: string;
  repo: string;
}

/** A place in a repository: lines are 1-based, null for a whole file. */
export interface Place {
  path: string;
  side: Side;
  line: number | null;
  startLine: number | null;
}

/** `https://host/owner/repo`, each part encoded. */
export function repositoryUrl({ host, owner, repo }: RepositoryAddress): string {
  return `${host.replace(/\/+$/, '')}/${encodePart(owner)}/${encodePart(repo)}`;
}

/** A permanent link to a place at a commit. Markdown files get `plain=1`: rendered ones have no lines. */
export function permalink(repository: RepositoryAddress, commit: string, place: Place): string {
  const path = place.path.split('/').map(encodePart).join('/');
  const plain =
    place.line !== null && /\.(?:md|mdx|markdown|rst|adoc|ipynb)$/i.test(place.path) ? '?plain=1' : '';
  return `${repositoryUrl(repository)}/blob/${encodePart(commit)}/${path}${plain}${lineAnchor(place)}`;
}

/** `#L3`, `#L3-L5`, or nothing for a whole file. */
function lineAnchor({ line, startLine }: Place): string {
  if (line === null) return '';
  return startLine !== null && startLine < line ? `#L${startLine}-L${line}` : `#L${line}`;
}

/** `encodeURIComponent`, and the characters that Markdown would take for its own. */
function encodePart(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Characters of a URL that mean nothing in Markdown and cannot end a link's destination. */
const plainUrl = /^[A-Za-z0-9._~\-/%+@&=;,:?#]{1,2000}$/;
const pages = /^\/(?:blob|tree|commit|compare)\/[^?#]+(?:\?plain=1)?(?:#L\d{1,7}(?:-L\d{1,7})?)?$/;

/**
 * Whether a URL leads to code of the repository: its front page, a file, a folder, a commit or a comparison.
 * Issues and pull requests do not count, since linking them leaves a trace there.
 */
export function leadsIntoRepository(url: string, repository: RepositoryAddress | null): boolean {
  if (repository === null || !plainUrl.test(url)) return false;
  const root = repositoryUrl(repository);
  if (url.slice(0, root.length).toLowerCase() !== root.toLowerCase()) return false;
  const rest = url.slice(root.length);
  if (rest === '' || rest === '/') return true;
  return pages.test(rest) && !/(?:^|\/)(?:\.|%2e){1,2}(?:[/?#]|$)|%(?:2f|5c|0|1)/i.test(rest);
}
