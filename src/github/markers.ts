import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Publisher, PullRequestAddress } from './publisher.ts';

/**
 * What a marked text is: the summary, one inline finding, a decision's follow-up issue, the sentence that closes one, the
 * answer to a command.
 */
export type MarkerKind = 'summary' | 'finding' | 'follow-up' | 'closing' | 'answer';

/** What identifies the marked text within its kind: fingerprint, head, round. Names are lower-case letters. */
export type MarkerData = Readonly<Record<string, string>>;

/** What a marker is bound to besides its host. */
export type MarkerSubject = Pick<PullRequestAddress, 'repositoryId' | 'number'>;

/** Builds markers with the newest key and believes those of all keys. */
export interface Signer {
  /** The body with every look-alike made harmless and one marker as its last line. */
  mark(subject: MarkerSubject, kind: MarkerKind, data: MarkerData, body: string): string;
  /** The data of the body's one valid marker for this subject and kind, else null. Says nothing about the author. */
  read(subject: MarkerSubject, kind: MarkerKind, body: string): MarkerData | null;
}

/** The author of a comment or issue, as far as it tells whether it is us. */
export interface Authored {
  body?: string | null | undefined;
  user?: { login?: string; type?: string } | null | undefined;
  /** Absent (not null) on review comments, whose author only the login tells. */
  performed_via_github_app?: { id?: number } | null | undefined;
}

const lookAlike = /<!--\s*architect:/gi;
const markerLine = /^<!-- architect:v1 ([\x21-\x7e ]{1,2000}) -->$/;

/** A body holds one; more than a few are an attempt to keep us busy. */
const mostMarkersRead = 8;

/**
 * Makes the signer of our hidden markers. `keys` are secrets, the first one signs, the others are older ones that are
 * still believed; `host` (`github.com`) is where they hold, so a marker copied from another GitHub is worth nothing.
 */
export function createSigner({ keys, host }: { keys: readonly string[]; host: string }): Signer {
  const ring = new Map(keys.map((secret) => [keyId(secret), secret]));
  const newest = keys[0];
  if (newest === undefined) throw new Error('Markers need at least one key: set MARKER_SECRET');

  function write(secret: string, subject: MarkerSubject, kind: MarkerKind, data: MarkerData): string {
    const fields = [
      `kind=${kind}`,
      `key=${keyId(secret)}`,
      ...Object.keys(data)
        .sort()
        .map((name) => `${name}=${encode(data[name]!)}`),
    ].join(' ');
    const hmac = createHmac('sha256', secret)
      .update(JSON.stringify(['architect:v1', host, subject.repositoryId, subject.number, fields]))
      .digest('hex');
    return `<!-- architect:v1 ${fields} hmac=${hmac} -->`;
  }

  /** A marker is believed when writing it anew gives the same bytes: no second spelling of anything is valid. */
  function verify(line: string, subject: MarkerSubject, kind: MarkerKind): MarkerData | null {
    const fields = parse(line);
    if (fields === null) return null;
    const { kind: writtenKind, key, hmac, ...data } = fields;
    const secret = ring.get(key ?? '');
    if (secret === undefined || writtenKind !== kind || hmac === undefined) return null;
    return sameText(write(secret, subject, kind, data), line) ? data : null;
  }

  return {
    mark(subject, kind, data, body) {
      return `${withoutLookAlikes(body).trimEnd()}\n\n${write(newest, subject, kind, data)}`;
    },
    read(subject, kind, body) {
      const valid = markerLinesOf(body)
        .map((line) => verify(line, subject, kind))
        .filter((data) => data !== null);
      return valid.length === 1 ? valid[0]! : null;
    },
  };
}

/** The data of a text's marker if the text is ours: written by our App and signed. */
export function readOwnMarker(
  { app, signer }: Publisher,
  subject: MarkerSubject,
  kind: MarkerKind,
  text: Authored,
): MarkerData | null {
  if (!isOwn(app, text)) return null;
  return signer.read(subject, kind, text.body ?? '');
}

/** A body without its marker and as GitHub keeps it: what two versions of a text are compared by. */
export function withoutMarker(body: string): string {
  return body
    .replaceAll('\r\n', '\n')
    .split('\n')
    .filter((line) => !markerLine.test(line.trim()))
    .join('\n')
    .trimEnd();
}

/** No user can have a login that ends in `[bot]`, and GitHub itself says which App wrote a comment. */
function isOwn(app: Publisher['app'], { user, performed_via_github_app: via }: Authored): boolean {
  if (user?.type !== 'Bot') return false;
  if (via !== undefined) return via?.id === app.id;
  return user.login === `${app.slug}[bot]`;
}

function withoutLookAlikes(body: string): string {
  // Half a surrogate pair is no JSON that GitHub takes.
  return body.toWellFormed().replace(lookAlike, '<! -- architect:');
}

function markerLinesOf(body: string): string[] {
  return body
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => markerLine.test(line))
    .slice(0, mostMarkersRead);
}

function parse(line: string): Record<string, string> | null {
  const inner = markerLine.exec(line)?.[1];
  if (inner === undefined) return null;
  const fields: Record<string, string> = Object.create(null);
  for (const field of inner.split(' ')) {
    const match = /^([a-z]+)=(.*)$/.exec(field);
    if (match === null || match[1]! in fields) return null;
    const value = decode(match[2]!);
    if (value === null) return null;
    fields[match[1]!] = value;
  }
  return fields;
}

/** Escapes everything that could end an HTML comment or a field, `-` among it. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[-!'()*~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Names a key without telling it. */
function keyId(secret: string): string {
  return createHash('sha256').update(`architect:marker-key:${secret}`).digest('hex').slice(0, 8);
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
