import { git } from './git.ts';
import { type Hub, nodeId } from './hub.ts';
import type { JsonObject, Repository } from './types.ts';

const FORMAT = '%H%x01%T%x01%P%x01%an%x01%ae%x01%aI%x01%cn%x01%ce%x01%cI%x01%B';

const known = new Map<string, Promise<string>>();

/**
 * Commits in the shape of GitHub's `commit`, in git's order. `args` go to `git log` and name commits by sha only,
 * so the answer never changes and git is asked once.
 */
export async function readCommits(hub: Hub, repository: Repository, args: string[]): Promise<JsonObject[]> {
  const key = [repository.dir, ...args].join(' ');
  const log = known.get(key) ?? git(repository.dir, ['log', '-z', `--format=${FORMAT}`, ...args]);
  known.set(key, log);
  return (await log)
    .split('\0')
    .filter(Boolean)
    .map((entry) => commitJson(hub, repository, entry));
}

/** One commit in the shape of GitHub's `commit`. */
export async function readCommit(hub: Hub, repository: Repository, sha: string): Promise<JsonObject> {
  return (await readCommits(hub, repository, ['--max-count=1', sha]))[0]!;
}

function commitJson(hub: Hub, repository: Repository, entry: string): JsonObject {
  const [sha = '', tree = '', parents = '', an, ae, ad, cn, ce, cd, message = ''] = entry.split('\x01');
  const api = `${hub.url}/repos/${repository.fullName}`;
  const html = `${hub.url}/${repository.fullName}/commit`;
  const account = (email: string | undefined) => {
    const login = email?.replace(/@users\.noreply\.github\.com$/, '') ?? '';
    return hub.users.get(login)?.json ?? null;
  };
  return {
    sha,
    node_id: nodeId('Commit', Number.parseInt(sha.slice(0, 8), 16)),
    url: `${api}/commits/${sha}`,
    html_url: `${html}/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      author: { name: an, email: ae, date: utc(ad) },
      committer: { name: cn, email: ce, date: utc(cd) },
      message: message.trimEnd(),
      tree: { sha: tree, url: `${api}/git/trees/${tree}` },
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    author: account(ae),
    committer: account(ce),
    parents: parents
      .split(' ')
      .filter(Boolean)
      .map((parent) => ({ sha: parent, url: `${api}/commits/${parent}`, html_url: `${html}/${parent}` })),
  };
}

function utc(date: string | undefined): string {
  return new Date(date ?? 0).toISOString().replace(/\.\d+Z$/, 'Z');
}
