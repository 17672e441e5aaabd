import type { Octokit } from '@octokit/rest';
import { mostCheckCharacters, requireLength } from './body-limit.ts';
import { createOnce, settle } from './create-once.ts';
import { ask, GitHubUnavailable } from './errors.ts';
import type {
  Annotation,
  CheckContent,
  CheckKey,
  CheckState,
  Conclusion,
  PublishedCheck,
} from './publication.ts';
import type { Publisher, PullRequestAddress } from './publisher.ts';

/** The check's name: what a branch protection rule requires. */
const checkName = 'Architect';

/** https://docs.github.com/en/rest/checks/runs#update-a-check-run */
const annotationsPerRequest = 50;

/** More than this is no longer looked at, and each 50 cost a request. */
const mostAnnotations = 250;

const levels = { error: 'failure', warning: 'warning', note: 'notice' } as const;

interface CheckRun {
  id: number;
  url: string | null;
  status: string;
  conclusion: string | null;
  title: string | null;
  annotations: number;
}

/**
 * Brings the open check run with this key to a state, creating one when none is open: a run that was concluded is never
 * opened again, so a new round on the same head gets a new run, which is the one that counts. The same conclusion twice
 * is one. Annotations that GitHub has already are not sent again, since it only ever appends them; the conclusion comes
 * with the last of them.
 * Throws a GitHubError: GitHubForbidden without the permission `checks: write`, GitHubUnprocessable for a text too long.
 */
export async function publishCheck(
  octokit: Octokit,
  publisher: Publisher,
  repository: Pick<PullRequestAddress, 'owner' | 'repo'>,
  key: CheckKey,
  state: CheckState,
): Promise<PublishedCheck> {
  return bring(octokit, publisher, repository, key, state, () => true) as Promise<PublishedCheck>;
}

/** Creates a queued run when none with this key stands yet, and touches none that does. Throws a GitHubError. */
export async function announceCheck(
  octokit: Octokit,
  publisher: Publisher,
  repository: Pick<PullRequestAddress, 'owner' | 'repo'>,
  key: CheckKey,
  content: CheckContent,
): Promise<void> {
  await bring(
    octokit,
    publisher,
    repository,
    key,
    { status: 'queued', ...content },
    (newest) => newest === null,
  );
}

/** Concludes the run with this key if one is open, and creates none. Throws a GitHubError. */
export async function closeCheck(
  octokit: Octokit,
  publisher: Publisher,
  repository: Pick<PullRequestAddress, 'owner' | 'repo'>,
  key: CheckKey,
  end: CheckContent & { conclusion: Conclusion },
): Promise<void> {
  await bring(octokit, publisher, repository, key, { status: 'completed', ...end }, isOpen);
}

function isOpen(run: CheckRun | null): run is CheckRun {
  return run !== null && run.status !== 'completed';
}

async function bring(
  octokit: Octokit,
  publisher: Publisher,
  { owner, repo }: Pick<PullRequestAddress, 'owner' | 'repo'>,
  key: CheckKey,
  state: CheckState,
  applies: (newest: CheckRun | null) => boolean,
): Promise<PublishedCheck | null> {
  const place = `check run of ${owner}/${repo}@${key.head.slice(0, 7)}`;
  requireLength(`The summary of the ${place}`, state.summary, mostCheckCharacters);
  requireLength(`The text of the ${place}`, state.text ?? '', mostCheckCharacters);
  const annotations = (state.annotations ?? []).slice(0, mostAnnotations);
  const annotationsLeftOut = (state.annotations ?? []).length - annotations.length;

  const newest = await find();
  if (!applies(newest)) return null;
  if (newest !== null && isSettled(newest, state, annotations.length)) {
    return { id: newest.id, url: newest.url, annotationsLeftOut };
  }
  const open = isOpen(newest) ? newest : null;
  const createdMeanwhile = async () => {
    const run = await find();
    return run?.id === newest?.id ? null : run;
  };
  const run = open ?? (await createOnce(create, createdMeanwhile));
  // A fresh run is what `create` made it; only a conclusion and annotations are still missing.
  const whole = open === null && state.status !== 'completed' && annotations.length === 0;
  if (!whole) await complete(run);
  return { id: run.id, url: run.url, annotationsLeftOut };

  async function find(): Promise<CheckRun | null> {
    const runs = await ask(`look for the ${place}`, () =>
      octokit.paginate(octokit.rest.checks.listForRef, {
        owner,
        repo,
        ref: key.head,
        check_name: checkName,
        filter: 'all',
        per_page: 100,
      }),
    );
    const own = runs
      .filter((run) => run.app?.id === publisher.app.id && run.external_id === key.externalId)
      .sort((a, b) => b.id - a.id)[0];
    return own === undefined ? null : toCheckRun(own);
  }

  async function create(): Promise<CheckRun> {
    const { data } = await ask(`create the ${place}`, () =>
      octokit.rest.checks.create({
        owner,
        repo,
        name: checkName,
        head_sha: key.head,
        external_id: key.externalId,
        ...(key.detailsUrl === undefined ? {} : { details_url: key.detailsUrl }),
        status: state.status === 'queued' ? 'queued' : 'in_progress',
        output: output(),
        request: { retries: 0 },
      }),
    );
    return toCheckRun(data);
  }

  async function complete({ id, annotations: already }: CheckRun): Promise<void> {
    let sent = Math.min(already, annotations.length);
    let unanswered = 0;
    for (;;) {
      const batch = annotations.slice(sent, sent + annotationsPerRequest);
      const last = sent + batch.length === annotations.length;
      try {
        await update(id, batch, last);
      } catch (error) {
        if (!(error instanceof GitHubUnavailable) || unanswered > 0) throw error;
        unanswered += 1;
        await settle();
        sent = Math.min(await countAnnotations(id), annotations.length);
        continue;
      }
      if (last) return;
      sent += batch.length;
    }
  }

  async function update(id: number, batch: readonly Annotation[], last: boolean): Promise<void> {
    const status =
      state.status === 'completed'
        ? last
          ? { status: state.status, conclusion: state.conclusion }
          : { status: 'in_progress' as const }
        : { status: state.status };
    await ask(`update the ${place}`, () =>
      octokit.rest.checks.update({
        owner,
        repo,
        check_run_id: id,
        ...status,
        ...(key.detailsUrl === undefined ? {} : { details_url: key.detailsUrl }),
        output: { ...output(), ...(batch.length === 0 ? {} : { annotations: batch.map(toAnnotation) }) },
        // Sent twice, annotations stand twice.
        request: batch.length === 0 ? {} : { retries: 0 },
      }),
    );
  }

  function output() {
    return {
      title: state.title.toWellFormed(),
      summary: state.summary.toWellFormed(),
      ...(state.text === undefined ? {} : { text: state.text.toWellFormed() }),
    };
  }

  async function countAnnotations(id: number): Promise<number> {
    const { data } = await ask(`read the ${place}`, () =>
      octokit.rest.checks.get({ owner, repo, check_run_id: id }),
    );
    return data.output.annotations_count;
  }
}

/** Nothing to do: it is as it should be already. */
function isSettled(newest: CheckRun, state: CheckState, annotations: number): boolean {
  if (newest.status !== state.status || newest.title !== state.title) return false;
  if (state.status !== 'completed') return true;
  return newest.conclusion === state.conclusion && newest.annotations >= annotations;
}

function toCheckRun(run: {
  id: number;
  html_url: string | null;
  status: string;
  conclusion: string | null;
  output: { title: string | null; annotations_count: number };
}): CheckRun {
  const { id, html_url, status, conclusion, output } = run;
  return {
    id,
    url: html_url,
    status,
    conclusion,
    title: output.title,
    annotations: output.annotations_count,
  };
}

function toAnnotation({ path, startLine, endLine, severity, title, message }: Annotation) {
  return {
    path,
    start_line: startLine,
    end_line: endLine,
    annotation_level: levels[severity],
    // GitHub's limits: 255 characters, 64 KB.
    title: title.slice(0, 255).toWellFormed(),
    message: message.slice(0, 16_000).toWellFormed(),
  };
}
