/** A JSON object whose fields the double does not need to know one by one. */
export type JsonObject = Record<string, unknown>;

/** Why GitHub says no; turned into the answer by the server. */
export class ApiFailure extends Error {
  status: number;
  errors: unknown;
  headers: Record<string, string>;
  constructor(status: number, message: string, errors?: unknown, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

/** Who sends a request, as its Authorization header says. */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'user'; login: string; token: string }
  | { kind: 'app'; app: AppRecord; token: string }
  | {
      kind: 'installation';
      app: AppRecord;
      token: string;
      installationId: number;
      permissions: Record<string, string>;
      repositoryIds: number[] | null;
    };

/** A GitHub App registered at the double, with its key and its one installation on the owner's account. */
export interface AppRecord {
  id: number;
  slug: string;
  name: string;
  clientId: string;
  privateKey: string;
  webhookSecret: string;
  installationId: number;
  permissions: Record<string, string>;
  events: string[];
}

/** A repository: git on disk is its truth for commits, the emulator for issues and the like. */
export interface Repository {
  id: number;
  owner: string;
  name: string;
  fullName: string;
  private: boolean;
  defaultBranch: string;
  /** The bare repository's folder. */
  dir: string;
  forkOf: string | null;
  /** Refs as last seen, to tell what a push moved. */
  refs: Map<string, string>;
  /** Login to role: admin, maintain, write, triage, read. */
  collaborators: Map<string, string>;
}

/** What git and we know about a pull request; its title, body, state and draft stand in the emulator. */
export interface Pull {
  repository: Repository;
  number: number;
  author: string;
  head: { repository: Repository; ref: string; sha: string };
  base: { ref: string; sha: string };
  open: boolean;
  merge: { sha: string; by: string; at: string } | null;
}

export interface Review {
  id: number;
  pull: Pull;
  author: string;
  body: string;
  state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  commitId: string;
  submittedAt: string | null;
}

export type Side = 'LEFT' | 'RIGHT';

export interface ReviewComment {
  id: number;
  pull: Pull;
  reviewId: number;
  author: string;
  path: string;
  body: string;
  commitId: string;
  originalCommitId: string;
  line: number | null;
  originalLine: number | null;
  side: Side;
  startLine: number | null;
  startSide: Side | null;
  subjectType: 'line' | 'file';
  diffHunk: string;
  inReplyTo: number | null;
  createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  id: number;
  repository: Repository;
  app: AppRecord;
  name: string;
  headSha: string;
  status: string;
  conclusion: string | null;
  detailsUrl: string | null;
  externalId: string;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: JsonObject[];
  actions: JsonObject[];
}

export interface Reaction {
  id: number;
  /** What it stands on: `issue-comment/7`, `pull-comment/9`, `issue/1/3`. */
  subject: string;
  author: string;
  content: string;
  createdAt: string;
}

/** One answer to a REST request. `raw` replaces the JSON body. */
export interface Reply {
  status: number;
  body?: unknown;
  raw?: { type: string; content: Buffer | string };
  headers?: Record<string, string>;
}

/** One REST request on its way to a handler, validated already. */
export interface Call {
  /** GitHub's name of the operation: method and path template. */
  operation: string;
  method: string;
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  body: JsonObject;
  accept: string;
  actor: Actor;
}

type Handler = (call: Call) => Promise<Reply> | Reply;
export type Routes = Record<string, Handler>;

/** One webhook that was made, sent or not. */
export interface Delivery {
  id: number;
  guid: string;
  event: string;
  action: string | null;
  payload: JsonObject;
  deliveredAt: string;
  redelivery: boolean;
  /** The receiver's status; null when there is no target or it did not answer. */
  status: number | null;
  /** How long the receiver took, in milliseconds. */
  milliseconds: number;
  response: string;
}

/** A request as the journal keeps it. */
export interface RecordedRequest {
  method: string;
  path: string;
  query: string;
  body: unknown;
  status: number;
  at: number;
  milliseconds: number;
  operation: string | null;
  actor: string;
}

/** A request that GitHub's own description does not allow. */
export interface Violation {
  method: string;
  path: string;
  message: string;
}

/** A fault to inject into the next matching request. */
export interface Fault {
  method?: string;
  path: RegExp;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** How many requests it hits; 1 by default. */
  times?: number;
  /** `effect`: the request takes effect, yet the client sees the failure. `before` (default): nothing happens. */
  after?: 'effect' | 'before';
  /** Milliseconds to wait before anything is done. */
  delay?: number;
}
