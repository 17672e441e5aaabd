import { emit } from '../events.ts';
import { resolveCommit } from '../git.ts';
import { appJson, findRepository, type Hub, nodeId, now, remember } from '../hub.ts';
import { listReply, paginate } from '../reply.ts';
import { ApiFailure, type Call, type CheckRun, type JsonObject, type Reply, type Routes } from '../types.ts';

/** Check runs with their annotations, which accumulate over updates as at GitHub. */
export function checkRoutes(hub: Hub): Routes {
  const base = '/repos/{owner}/{repo}';
  return {
    [`POST ${base}/check-runs`]: (call) => createRun(hub, call),
    [`GET ${base}/check-runs/{check_run_id}`]: (call) => ({
      status: 200,
      body: checkRunJson(hub, findRun(hub, call)),
    }),
    [`PATCH ${base}/check-runs/{check_run_id}`]: (call) => updateRun(hub, call),
    [`GET ${base}/check-runs/{check_run_id}/annotations`]: (call) => {
      const run = findRun(hub, call);
      return listReply(call, hub.url, run.annotations, (annotation) => annotationJson(hub, run, annotation));
    },
    [`POST ${base}/check-runs/{check_run_id}/rerequest`]: async (call) => {
      await rerequestRun(hub, findRun(hub, call), `${findRun(hub, call).app.slug}[bot]`);
      return { status: 201, body: {} };
    },
    [`GET ${base}/commits/{ref}/check-runs`]: (call) => listRuns(hub, call),
    [`GET ${base}/commits/{ref}/check-suites`]: (call) => listSuites(hub, call),
  };
}

function findRun(hub: Hub, call: Call): CheckRun {
  const repository = findRepository(hub, call.params);
  const id = Number(call.params['check_run_id']);
  const run = hub.checkRuns.find((one) => one.id === id && one.repository === repository);
  if (!run) throw new ApiFailure(404, 'Not Found');
  return run;
}

interface RunRequest {
  name?: string;
  head_sha?: string;
  status?: string;
  conclusion?: string;
  details_url?: string;
  external_id?: string;
  started_at?: string;
  completed_at?: string;
  output?: { title?: string; summary?: string; text?: string; annotations?: JsonObject[] };
  actions?: JsonObject[];
}

async function createRun(hub: Hub, call: Call): Promise<Reply> {
  const repository = findRepository(hub, call.params);
  if (call.actor.kind !== 'installation')
    throw new ApiFailure(403, 'You must authenticate via a GitHub App.');
  const body = call.body as RunRequest;
  const headSha =
    /^[0-9a-f]{40}$/.test(body.head_sha ?? '') && (await resolveCommit(repository.dir, body.head_sha!));
  if (!headSha) throw new ApiFailure(422, `No commit found for SHA: ${body.head_sha}`);
  const run: CheckRun = {
    id: hub.nextId(),
    repository,
    app: call.actor.app,
    name: body.name!,
    headSha,
    status: 'queued',
    conclusion: null,
    detailsUrl: null,
    externalId: '',
    startedAt: now(),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
  };
  apply(run, body);
  hub.checkRuns.push(run);
  remember(hub, `check/${run.id}`);
  await emitRun(hub, run, 'created', `${run.app.slug}[bot]`);
  if (run.status === 'completed') await emitRun(hub, run, 'completed', `${run.app.slug}[bot]`);
  return { status: 201, body: checkRunJson(hub, run) };
}

async function updateRun(hub: Hub, call: Call): Promise<Reply> {
  const run = findRun(hub, call);
  if (call.actor.kind !== 'installation' || call.actor.app !== run.app) {
    throw new ApiFailure(
      403,
      'Invalid app_id `' + '` - check run can only be modified by the GitHub App that created it.',
    );
  }
  const before = run.status;
  apply(run, call.body as RunRequest);
  if (before !== 'completed' && run.status === 'completed')
    await emitRun(hub, run, 'completed', `${run.app.slug}[bot]`);
  return { status: 200, body: checkRunJson(hub, run) };
}

/** A conclusion completes a run; a status other than completed takes the conclusion away. */
function apply(run: CheckRun, body: RunRequest): void {
  run.name = body.name ?? run.name;
  run.detailsUrl = body.details_url ?? run.detailsUrl;
  run.externalId = body.external_id ?? run.externalId;
  run.startedAt = body.started_at ?? run.startedAt;
  run.status = body.conclusion ? 'completed' : (body.status ?? run.status);
  run.conclusion = run.status === 'completed' ? (body.conclusion ?? run.conclusion) : null;
  run.completedAt = run.status === 'completed' ? (body.completed_at ?? run.completedAt ?? now()) : null;
  run.actions = body.actions ?? run.actions;
  if (!body.output) return;
  const { title, summary, text, annotations } = body.output;
  run.output = {
    title: title ?? run.output.title,
    summary: summary ?? run.output.summary,
    text: text ?? run.output.text,
  };
  run.annotations.push(...(annotations ?? []));
}

function emitRun(hub: Hub, run: CheckRun, action: string, sender: string) {
  const check_run = checkRunJson(hub, run);
  return emit(hub, 'check_run', run.repository, sender, { action, check_run });
}

/** What a person's click on "Re-run" does: the webhook only; the run changes when the App says so. */
export function rerequestRun(hub: Hub, run: CheckRun, sender: string) {
  return emitRun(hub, run, 'rerequested', sender);
}

async function runsOf(hub: Hub, call: Call): Promise<CheckRun[]> {
  const repository = findRepository(hub, call.params);
  const sha = await resolveCommit(repository.dir, call.params['ref'] ?? '');
  if (!sha) throw new ApiFailure(422, `No commit found for SHA: ${call.params['ref']}`);
  return hub.checkRuns.filter((run) => run.repository === repository && run.headSha === sha).reverse();
}

async function listRuns(hub: Hub, call: Call): Promise<Reply> {
  const { query } = call;
  const [name, status, appId] = [query.get('check_name'), query.get('status'), query.get('app_id')];
  let runs = (await runsOf(hub, call)).filter(
    (run) =>
      (!name || run.name === name) &&
      (!status || run.status === status) &&
      (!appId || run.app.id === Number(appId)),
  );
  if (query.get('filter') !== 'all') {
    const latest = new Map<string, CheckRun>();
    for (const run of runs) {
      const key = `${run.app.id} ${run.name}`;
      if (!latest.has(key)) latest.set(key, run);
    }
    runs = [...latest.values()];
  }
  const { page, headers } = paginate(call, hub.url, runs);
  return {
    status: 200,
    headers,
    body: { total_count: runs.length, check_runs: page.map((run) => checkRunJson(hub, run)) },
  };
}

async function listSuites(hub: Hub, call: Call): Promise<Reply> {
  const runs = await runsOf(hub, call);
  const apps = new Map(runs.map((run) => [run.app.id, run]));
  const check_suites = [...apps.values()].map((run) => ({
    ...suiteJson(hub, run),
    app: appJson(hub, run.app),
    head_sha: run.headSha,
    latest_check_runs_count: runs.filter((one) => one.app === run.app).length,
  }));
  return { status: 200, body: { total_count: check_suites.length, check_suites } };
}

function suiteJson(hub: Hub, run: CheckRun): JsonObject {
  const id = run.repository.id * 1_000_000 + (Number.parseInt(run.headSha.slice(0, 4), 16) % 1_000_000);
  const url = `${hub.url}/repos/${run.repository.fullName}/check-suites/${id}`;
  const pull = hub.pulls.find((one) => one.repository === run.repository && one.head.sha === run.headSha);
  return {
    id,
    node_id: nodeId('CheckSuite', id),
    head_branch: pull?.head.ref ?? null,
    head_sha: run.headSha,
    status: run.status,
    conclusion: run.conclusion,
    url,
    before: null,
    after: run.headSha,
    pull_requests: pullsOf(hub, run),
    app: appJson(hub, run.app),
    created_at: run.startedAt,
    updated_at: run.completedAt ?? run.startedAt,
  };
}

/** The open pull requests of the same repository whose head is the run's commit. */
function pullsOf(hub: Hub, run: CheckRun): JsonObject[] {
  return hub.pulls
    .filter((pull) => pull.open && pull.head.repository === run.repository && pull.head.sha === run.headSha)
    .map((pull) => {
      const { id, name, fullName } = pull.repository;
      const repo = { id, name, url: `${hub.url}/repos/${fullName}` };
      return {
        url: `${repo.url}/pulls/${pull.number}`,
        id: pull.number,
        number: pull.number,
        head: { ref: pull.head.ref, sha: pull.head.sha, repo },
        base: { ref: pull.base.ref, sha: pull.base.sha, repo },
      };
    });
}

/** A check run in GitHub's shape. */
function checkRunJson(hub: Hub, run: CheckRun): JsonObject {
  const url = `${hub.url}/repos/${run.repository.fullName}/check-runs/${run.id}`;
  const html_url = `${hub.url}/${run.repository.fullName}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url,
    details_url: run.detailsUrl ?? html_url,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: suiteJson(hub, run),
    app: appJson(hub, run.app),
    pull_requests: pullsOf(hub, run),
  };
}

function annotationJson(hub: Hub, run: CheckRun, annotation: JsonObject): JsonObject {
  const html = `${hub.url}/${run.repository.fullName}/blob/${run.headSha}/${annotation['path']}`;
  return {
    start_column: null,
    end_column: null,
    title: null,
    raw_details: null,
    ...annotation,
    blob_href: html,
  };
}
