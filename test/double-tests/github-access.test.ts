import { Probot, ProbotOctokit } from 'probot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asApp, asAppItself, asNobody, asToken, refusal, startWorld, type World } from './world.ts';

let world: World;
let other: { id: number };
beforeAll(async () => {
  world = await startWorld({ otherApps: ['linter'] });
  other = await world.github.createRepository('secret', { files: { 'plan.md': 'hush\n' } });
  await world.github.createRepository('open', { private: false });
});
afterAll(() => world.close());

/** A token of the App's installation, narrowed as a worker narrows it. */
async function mint(request: {
  repository_ids?: number[];
  permissions?: Record<string, string>;
}): Promise<string> {
  const { github } = world;
  const app = asAppItself(github);
  const installation_id = github.app.installationId;
  const { data } = await app.apps.createInstallationAccessToken({ installation_id, ...request });
  return data.token;
}

test("Probot's own Octokit signs in as the App and as its installation", async () => {
  const { github, repo } = world;
  const quiet = ProbotOctokit.defaults((options: object) => ({ ...options, throttle: { enabled: false } }));
  const probot = new Probot({
    appId: github.app.id,
    privateKey: github.app.privateKey,
    secret: github.app.webhookSecret,
    baseUrl: github.url,
    Octokit: quiet,
    logLevel: 'fatal',
  });
  const app = await (await probot.auth()).rest.apps.getAuthenticated();
  expect(app.data).toMatchObject({ id: github.app.id, slug: 'architect' });
  const octokit = await probot.auth(github.app.installationId);
  expect((await octokit.rest.pulls.get({ ...repo, pull_number: 1 })).data.title).toBe('Add a thing');
  github.assertNoViolations();
});

test('a token narrowed to one repository does not see another private one', async () => {
  const { github, repo } = world;
  const { id } = (await world.octokit.repos.get(repo)).data;
  const octokit = asToken(github, await mint({ repository_ids: [id] }));
  expect((await octokit.repos.get(repo)).status).toBe(200);
  const secret = { ...repo, repo: 'secret' };
  expect((await refusal(octokit.repos.get(secret))).status).toBe(404);
  expect((await refusal(octokit.repos.getContent({ ...secret, path: 'plan.md' }))).status).toBe(404);
  expect((await refusal(octokit.issues.create({ ...secret, title: 't' }))).status).toBe(404);
  const { data } = await octokit.apps.listReposAccessibleToInstallation();
  expect(data.repositories.map((one) => one.name)).toEqual(['shop']);
  expect(data.total_count).toBe(1);
  expect(other.id).not.toBe(id);
});

test('a token without a permission is refused, whatever it may read', async () => {
  const { github, repo } = world;
  const octokit = asToken(github, await mint({ permissions: { contents: 'read', pull_requests: 'read' } }));
  const head_sha = (await octokit.pulls.get({ ...repo, pull_number: 1 })).data.head.sha;
  const basehead = `main...${head_sha}`;
  expect((await octokit.repos.compareCommitsWithBasehead({ ...repo, basehead })).status).toBe(200);
  const denied = { status: 403, text: expect.stringContaining('Resource not accessible by integration') };
  expect(await refusal(octokit.checks.create({ ...repo, name: 'n', head_sha }))).toMatchObject(denied);
  expect(await refusal(octokit.checks.listForRef({ ...repo, ref: head_sha }))).toMatchObject(denied);
  expect(await refusal(octokit.issues.create({ ...repo, title: 't' }))).toMatchObject(denied);
  expect(await refusal(octokit.issues.createComment({ ...repo, issue_number: 1, body: 'b' }))).toMatchObject(
    denied,
  );
  const review = { ...repo, pull_number: 1, event: 'COMMENT' as const, body: 'b' };
  expect(await refusal(octokit.pulls.createReview(review))).toMatchObject(denied);
  const ref = { ...repo, ref: 'refs/heads/x', sha: head_sha };
  expect(await refusal(octokit.git.createRef(ref))).toMatchObject(denied);
});

test('a token asks for no more than the installation has', async () => {
  expect((await refusal(mint({ permissions: { administration: 'write' } }))).status).toBe(422);
  expect((await refusal(mint({ repository_ids: [999_999] }))).status).toBe(422);
});

test('tokens and keys that are not ours are refused', async () => {
  const { github, repo } = world;
  expect(await refusal(asToken(github, 'ghs_forged').repos.get(repo))).toMatchObject({ status: 401 });
  expect((await refusal(asToken(github, 'a.b.c').apps.getAuthenticated())).status).toBe(401);
  expect((await refusal(asNobody(github).repos.get(repo))).status).toBe(404);
  expect((await refusal(asToken(github, github.tokenOf('alice')).apps.getAuthenticated())).status).toBe(401);
});

test('who may do what: owner, collaborator, outsider, nobody', async () => {
  const { octokit, repo, github } = world;
  const level = async (username: string, name = 'shop') => {
    const { data } = await octokit.repos.getCollaboratorPermissionLevel({ ...repo, repo: name, username });
    return [data.permission, data.role_name];
  };
  await github.setRole('octo-org/secret', 'alice', 'maintain');
  await github.setRole('octo-org/open', 'alice', 'triage');
  expect(await level('octocat')).toEqual(['admin', 'admin']);
  expect(await level('alice')).toEqual(['write', 'write']);
  expect(await level('alice', 'secret')).toEqual(['write', 'maintain']);
  expect(await level('alice', 'open')).toEqual(['read', 'triage']);
  expect(await level('mallory')).toEqual(['none', 'none']);
  expect(await level('mallory', 'open')).toEqual(['read', 'read']);
  const nobody = octokit.repos.getCollaboratorPermissionLevel({ ...repo, username: 'nobody-at-all' });
  expect((await refusal(nobody)).status).toBe(404);
});

test('a personal token cannot write checks; another App cannot change ours', async () => {
  const { octokit, repo, github } = world;
  const head_sha = (await octokit.pulls.get({ ...repo, pull_number: 1 })).data.head.sha;
  const person = asToken(github, github.tokenOf('alice'));
  expect((await refusal(person.checks.create({ ...repo, name: 'n', head_sha }))).status).toBe(403);
  const { data: run } = await octokit.checks.create({ ...repo, name: 'architect', head_sha });
  const linter = asApp(github, { id: 5000, privateKey: github.app.privateKey, installationId: 990_000 });
  expect((await refusal(linter.checks.update({ ...repo, check_run_id: run.id, name: 'x' }))).status).toBe(
    403,
  );
  const { data: comment } = await linter.issues.createComment({ ...repo, issue_number: 1, body: 'hi' });
  expect(comment).toMatchObject({ user: { login: 'linter[bot]' }, performed_via_github_app: { id: 5000 } });
  const ours = octokit.issues.updateComment({ ...repo, comment_id: comment.id, body: 'mine' });
  expect((await refusal(ours)).status).toBe(403);
});
