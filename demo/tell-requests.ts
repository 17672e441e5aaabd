import type { GitHubDouble } from '../test/doubles/github/start-github.ts';
import type { JsonObject, RecordedRequest } from '../test/doubles/github/types.ts';
import type { Steps } from './steps.ts';

/** Returns a function that tells, as steps, what the App wrote to GitHub since it was last called. */
export function tellRequests(github: GitHubDouble, steps: Steps): () => void {
  let told = 0;
  return () => {
    const done = github.requests();
    // In order: one that is not answered yet is told with the next look.
    while (told < done.length && done[told]!.status !== 0) {
      const request = done[told++]!;
      const text = describe(request);
      if (text !== null) steps.tell(text, request.at + request.milliseconds);
    }
  };
}

function describe({ operation, status, body, actor }: RecordedRequest): string | null {
  if (!actor.endsWith('[bot]') || operation === null) return null;
  const [method, path = ''] = operation.split(' ');
  if (method === 'GET') return null;
  const fields = (body ?? {}) as JsonObject;
  const what = name(method, path, fields);
  return what === null || status < 300 ? what : `${what}: refused with ${status}`;
}

function name(method: string | undefined, path: string, fields: JsonObject): string | null {
  if (path.includes('/check-runs'))
    return `check run: ${fields['conclusion'] ?? fields['status'] ?? 'updated'}`;
  if (path.endsWith('/reviews')) {
    const count = ((fields['comments'] ?? []) as unknown[]).length;
    return `review posted with ${count} inline ${count === 1 ? 'comment' : 'comments'}`;
  }
  if (path.endsWith('/reactions')) return `reaction to the command: ${String(fields['content'])}`;
  if (path.endsWith('/labels')) return `label created: ${String(fields['name'])}`;
  if (path.endsWith('/issues')) return 'follow-up issue opened';
  if (!path.includes('/comments')) return null;
  return method === 'POST' ? 'comment posted' : 'comment brought up to date';
}
