import { createRequire } from 'node:module';

/** What the App keeps of an opened pull request, which is what every subject here stores. */
export interface JobData {
  kind: 'pull-request';
  action: string;
  pullRequest: { installationId: number; repositoryId: number; owner: string; repo: string; number: number };
  head: string;
}

interface Payload {
  action: string;
  number: number;
  installation: { id: number };
  repository: { id: number; name: string; owner: { login: string } };
  pull_request: { number: number; head: { sha: string } };
}

/** GitHub's published example of `pull_request.opened`, about 25 KB as GitHub sends it. */
export function openedPayload(): Payload {
  const events = createRequire(import.meta.url)('@octokit/webhooks-examples/api.github.com/index.json') as {
    name: string;
    examples: Payload[];
  }[];
  const found = events
    .find(({ name }) => name === 'pull_request')
    ?.examples.find(({ action }) => action === 'opened');
  if (found === undefined) throw new Error('@octokit/webhooks-examples has no opened pull request');
  return { ...found, installation: { ...found.installation, id: 987_654 } };
}

/** Makes the payload's text for a pull request of this number and a head of its own. */
export function payloadWriter(): (number: number) => string {
  const payload = openedPayload();
  const marker = 987_654_321;
  const sha = 'f'.repeat(31) + marker;
  const text = JSON.stringify({
    ...payload,
    number: marker,
    pull_request: {
      ...payload.pull_request,
      number: marker,
      head: { ...payload.pull_request.head, sha },
    },
  });
  const parts = text.split(String(marker));
  // No zero in front: a number of JSON has none.
  return (number) => parts.join(String(100_000_000 + number));
}

/** The fields a handler would store, picked by hand. */
export function toJobData({ action, number, installation, repository, pull_request }: Payload): JobData {
  return {
    kind: 'pull-request',
    action,
    pullRequest: {
      installationId: installation.id,
      repositoryId: repository.id,
      owner: repository.owner.login,
      repo: repository.name,
      number,
    },
    head: pull_request.head.sha,
  };
}
