import type { Hub } from './hub.ts';
import { decorate, issueJson, pullJson, readCore } from './payloads.ts';
import type { JsonObject, Pull } from './types.ts';

/** One thing that stands on a pull request's page, oldest first. */
export type ConversationEntry =
  | {
      kind: 'comment';
      author: string;
      bot: boolean;
      at: string;
      id: number;
      body: string;
      reactions: Record<string, number>;
    }
  | {
      kind: 'review';
      author: string;
      bot: boolean;
      at: string;
      id: number;
      state: string;
      body: string;
      comments: InlineComment[];
    };

/** An inline comment with the diff lines above it. */
export interface InlineComment {
  id: number;
  author: string;
  path: string;
  line: number | null;
  side: 'LEFT' | 'RIGHT';
  startLine: number | null;
  body: string;
  /** The hunk from its header down to the commented line. */
  diffHunk: string;
  inReplyTo: number | null;
}

/** What a person sees on a pull request, plus the repository's issues. */
export interface Conversation {
  pull: {
    number: number;
    title: string;
    body: string;
    author: string;
    state: 'open' | 'closed' | 'merged';
    draft: boolean;
    labels: string[];
    base: string;
    head: string;
    headSha: string;
    url: string;
  };
  entries: ConversationEntry[];
  /** The check runs of the head commit, oldest first. */
  checks: {
    id: number;
    app: string;
    name: string;
    status: string;
    conclusion: string | null;
    title: string | null;
    summary: string | null;
    text: string | null;
    annotations: JsonObject[];
  }[];
  issues: {
    number: number;
    title: string;
    body: string;
    author: string;
    state: string;
    stateReason: string | null;
    labels: string[];
    url: string;
    comments: { author: string; body: string }[];
  }[];
}

/** Reads everything that stands on a pull request, past tokens and journal. */
export async function readConversation(hub: Hub, pull: Pull): Promise<Conversation> {
  const json = await pullJson(hub, pull);
  const timed: [order: number, entry: ConversationEntry][] = [];
  for (const comment of await readComments(hub, pull.repository.fullName, pull.number)) {
    const user = comment['user'] as JsonObject;
    const entry: ConversationEntry = {
      kind: 'comment',
      author: String(user['login']),
      bot: user['type'] === 'Bot',
      at: String(comment['created_at']),
      id: Number(comment['id']),
      body: String(comment['body']),
      reactions: countReactions(comment['reactions'] as JsonObject),
    };
    timed.push([hub.order.get(`issue-comment/${entry.id}`) ?? 0, entry]);
  }
  for (const review of hub.reviews.filter((one) => one.pull === pull)) {
    const own = hub.reviewComments.filter((comment) => comment.reviewId === review.id);
    const entry: ConversationEntry = {
      kind: 'review',
      author: review.author,
      bot: review.author.endsWith('[bot]'),
      at: review.submittedAt ?? '',
      id: review.id,
      state: review.state,
      body: review.body,
      comments: own.map(({ id, author, path, originalLine, side, startLine, body, diffHunk, inReplyTo }) => {
        return { id, author, path, line: originalLine, side, startLine, body, diffHunk, inReplyTo };
      }),
    };
    timed.push([hub.order.get(`review/${review.id}`) ?? 0, entry]);
  }
  timed.sort((a, b) => a[0] - b[0]);
  return {
    pull: {
      number: pull.number,
      title: String(json['title']),
      body: String(json['body'] ?? ''),
      author: pull.author,
      state: pull.merge ? 'merged' : pull.open ? 'open' : 'closed',
      draft: json['draft'] === true,
      labels: names(json['labels']),
      base: pull.base.ref,
      head: pull.head.ref,
      headSha: pull.head.sha,
      url: String(json['html_url']),
    },
    entries: timed.map(([, entry]) => entry),
    checks: hub.checkRuns
      .filter((run) => run.repository === pull.repository && run.headSha === pull.head.sha)
      .map((run) => ({
        id: run.id,
        app: run.app.slug,
        name: run.name,
        status: run.status,
        conclusion: run.conclusion,
        ...run.output,
        annotations: run.annotations,
      })),
    issues: await readIssues(hub, pull),
  };
}

async function readComments(hub: Hub, fullName: string, number: number): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/repos/${fullName}/issues/${number}/comments?per_page=100&page=${page}`;
    const comments = decorate(hub, await readCore(hub, path)) as JsonObject[];
    all.push(...comments);
    if (comments.length < 100) return all;
  }
}

async function readIssues(hub: Hub, pull: Pull): Promise<Conversation['issues']> {
  const { id, fullName } = pull.repository;
  const prefix = `issue/${id}/`;
  const numbers = [...hub.order.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => Number(key.slice(prefix.length)))
    .filter(
      (number) => !hub.pulls.some((one) => one.repository === pull.repository && one.number === number),
    );
  return Promise.all(
    numbers.map(async (number) => {
      const json = await issueJson(hub, pull.repository, number);
      const comments = await readComments(hub, fullName, number);
      return {
        number,
        title: String(json['title']),
        body: String(json['body'] ?? ''),
        author: String((json['user'] as JsonObject)['login']),
        state: String(json['state']),
        stateReason: (json['state_reason'] as string | null) ?? null,
        labels: names(json['labels']),
        url: String(json['html_url']),
        comments: comments.map((one) => ({
          author: String((one['user'] as JsonObject)['login']),
          body: String(one['body']),
        })),
      };
    }),
  );
}

function names(labels: unknown): string[] {
  return (labels as JsonObject[]).map((label) => String(label['name']));
}

function countReactions(rollup: JsonObject): Record<string, number> {
  const counts = Object.entries(rollup).filter(
    ([key, count]) => typeof count === 'number' && count > 0 && key !== 'total_count',
  );
  return Object.fromEntries(counts) as Record<string, number>;
}
