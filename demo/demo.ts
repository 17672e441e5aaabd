import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import type { Conversation, ConversationEntry } from '../test/doubles/github/conversation.ts';
import type { Delivery } from '../test/doubles/github/types.ts';
import { keepLog } from './keep-log.ts';
import { openStage, type Stage } from './open-stage.ts';
import { pushSample, requireGit } from './push-sample.ts';
import { type Look, showConversation } from './show-conversation.ts';
import { createSteps, type Steps } from './steps.ts';
import { tellRequests } from './tell-requests.ts';
import { waitUntil } from './wait-until.ts';
import { writePage } from './write-page.ts';

const person = 'alice';
const branch = 'order-events';
const description = `Shipping wants to know of new orders at once instead of asking us every minute.

- every order that is placed is published to the \`orders\` exchange of RabbitMQ
- large orders get a routing key of their own, so that the warehouse can subscribe to them`;

/** Git-ignored, and overwritten by each run. */
const pageFolder = resolve('.data/demo');
/** A model thinks for minutes: the App gives it eight. */
const seconds = { plain: 60, withClaude: 600 };

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const { log, last } = keepLog();
const interrupted = new AbortController();

/** A pull request's whole way, on this machine alone: opened, reviewed, a command answered, shown. */
async function demonstrate(folder: string, steps: Steps): Promise<string> {
  // 1. GitHub, the database and the App; a repository with a service in it, and a change of it.
  await requireGit();
  const data = join(folder, 'data');
  const stage = await openStage(data, { people: [person], log, steps });
  try {
    const { github } = stage;
    const { fullName } = await github.createRepository('orders', { files: {} });
    await github.setRole(fullName, person, 'write');
    const clone = join(folder, 'clone');
    await mkdir(clone);
    const remote = `${github.url}/${fullName}.git`;
    await pushSample(remote, clone, { login: person, token: github.tokenOf(person) }, branch);
    await github.settled();
    steps.tell(`${person} pushed the sample service to ${fullName}, and a change of it to ${branch}`);

    // 2. The pull request; its webhook sets the App to work.
    const look = tellRequests(github, steps);
    const request = { title: 'Publish an event for every order', body: description, head: branch };
    const { number, deliveries } = await github.openPull(fullName, { ...request, author: person });
    steps.tell(`${person} opened pull request ${fullName}#${number}`);
    tellDelivery(steps, deliveries, 'pull_request');
    const read = conversationOf(stage, fullName, number, look);
    const wait = awaiting(stage);
    const reviewed = await wait('the conclusion of the check run', async () => {
      const conversation = await read();
      return conversation.checks.at(-1)?.status === 'completed' ? conversation : null;
    });
    steps.tell(`the pull request is reviewed; ${describeJudge(reviewed, stage)}`);
    print(`\n${titleOf(reviewed, fullName)}\n\n${showConversation(reviewed, lookOf())}\n`);

    // 3. A command.
    const asked = await github.comment(fullName, number, '/architect help', person);
    const commandId = Number(asked.body['id']);
    steps.tell(`${person} wrote /architect help`);
    tellDelivery(steps, asked.deliveries, 'issue_comment');
    const answered = await wait('the answer to /architect help', async () => {
      const conversation = await read();
      const answer = since(conversation, commandId).some((entry) => entry.author !== person);
      return answer ? conversation : null;
    });
    const command = { entries: since(answered, commandId), checks: [], issues: [] };
    print(`\n${showConversation(command, lookOf())}\n`);

    // 4. All of it as a page.
    await github.settled();
    github.assertNoViolations();
    return await writePage(answered, { folder: pageFolder, repository: fullName, commandId });
  } finally {
    await stage.close();
  }
}

function awaiting({ usesClaude }: Stage) {
  return <T>(what: string, find: () => Promise<T | null>): Promise<T> =>
    waitUntil(what, usesClaude ? seconds.withClaude : seconds.plain, interrupted.signal, find);
}

function conversationOf({ github }: Stage, fullName: string, number: number, look: () => void) {
  const [owner = '', repo = ''] = fullName.split('/');
  return async (): Promise<Conversation> => {
    const conversation = await github.conversation(owner, repo, number);
    look();
    return conversation;
  };
}

/** Throws when the App did not take the webhook. */
function tellDelivery(steps: Steps, deliveries: readonly Delivery[], event: string): void {
  for (const delivery of deliveries.filter((one) => one.event === event)) {
    const name = [delivery.event, delivery.action].filter(Boolean).join('.');
    if (delivery.status !== 200) {
      throw new Error(
        `the webhook ${name} was answered with ${delivery.status ?? 'nothing'}: ${delivery.response}`,
      );
    }
    const took = Math.round(delivery.milliseconds);
    steps.tell(`webhook ${name} delivered, signed, answered ${delivery.status} in ${took} ms`);
  }
}

/** By whom the review says that it was made, in the footer of its summary. */
function describeJudge({ entries }: Conversation, { usesClaude }: Stage): string {
  const bodies = entries.flatMap((entry) => (entry.kind === 'comment' ? [entry.body] : []));
  const judge = bodies
    .map((body) => /^<sub>.*\/commit\/.*?\) · ([^·]+) · /m.exec(body)?.[1])
    .find((name) => name !== undefined);
  if (judge === undefined) return 'its summary does not say by whom';
  if (!judge.startsWith('no model')) return `judged by Claude (${judge})`;
  return usesClaude ? 'Claude gave no judgement, the summary says why' : 'no model was used';
}

function since({ entries }: Conversation, commandId: number): ConversationEntry[] {
  return entries.slice(entries.findIndex((entry) => entry.kind === 'comment' && entry.id === commandId));
}

function titleOf({ pull }: Conversation, fullName: string): string {
  const { width, bold } = lookOf();
  return `${'─'.repeat(width)}\n${bold(`${fullName}#${pull.number}: ${pull.title}`)}\n${pull.head} into ${pull.base}, by ${pull.author}\n${'─'.repeat(width)}`;
}

function lookOf(): Look {
  return {
    width: Math.min(100, process.stdout.columns ?? 100),
    bold: (text) => styleText('bold', text, { stream: process.stdout }),
  };
}

/** Says what failed, with what the App logged last. */
function explain(error: unknown): string {
  const lines = last(12);
  const logged =
    lines.length === 0 ? '' : `\nThe App’s log ends with:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  return `The demo failed: ${describeError(error)}${logged}\n`;
}

/** The message with those of its causes: fetch says only that it failed. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${describeError(error.cause)})`;
}

// Whoever reads may stop reading: `npm run demo | head`.
process.stdout.on('error', () => interrupted.abort(new Error('nobody reads the output any more')));
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
const folder = await mkdtemp(join(tmpdir(), 'architect-demo-'));
try {
  const steps = createSteps(print);
  const page = await demonstrate(folder, steps);
  steps.tell('everything is stopped');
  print(`\nThe conversation as a page, diagrams drawn:\n${pathToFileURL(page)}`);
} catch (error) {
  process.stderr.write(explain(error));
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
