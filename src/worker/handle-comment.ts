import { commands } from '../commands/commands.ts';
import { parseCommands } from '../commands/parse-commands.ts';
import { runCommands } from '../commands/run-commands.ts';
import { acknowledge } from '../github/acknowledge.ts';
import { readPermission } from '../github/read-permission.ts';
import { reply } from '../github/reply.ts';
import type { Delivery } from '../jobs/delivery.ts';
import { countCommand } from '../store/command.ts';
import { addRequest } from '../store/pull-request.ts';
import { enqueueReview } from './enqueue-review.ts';
import { idOf, publisherOf, type Services } from './services.ts';

/** Comments with commands that one person may write in a repository in an hour, and all persons together. */
const perPerson = 30;
const perRepository = 200;

const tooMany = `That is more commands than Architect takes in an hour (${perPerson} by one person, ${perRepository} in a repository). Later ones are not answered.`;

/**
 * Runs the `/architect` commands in a new comment by a human, and answers them in one comment. The eyes on the
 * comment say at once that it was seen.
 */
export async function handleComment(
  { pullRequest, onPullRequest, comment }: Extract<Delivery, { kind: 'comment' }>,
  services: Services,
): Promise<void> {
  if (comment.author.bot || !onPullRequest) return;
  const written = parseCommands(comment.body);
  if (written.length === 0) return;
  const id = idOf(services, pullRequest);
  const { login } = comment.author;
  const octokit = await services.github.octokitFor(pullRequest.installationId);
  const publisher = await publisherOf(services);
  const answer = (body: string) =>
    reply(octokit, publisher, pullRequest, { commandCommentId: comment.id, body });

  const counts = await countCommand(services.database.kysely, id, {
    commentId: comment.id,
    login,
    at: new Date(),
  });
  const excess = Math.max(counts.byPerson - perPerson, counts.inRepository - perRepository);
  if (excess > 0) {
    services.log.warn({ ...id, login }, 'too many commands');
    // The first one above the limit is answered; to answer all would be to be led.
    if (excess === 1) await answer(tooMany);
    return;
  }

  await acknowledge(octokit, pullRequest, comment.id);
  const said = await runCommands(
    written,
    commands,
    {
      pullRequest,
      comment: { id: comment.id, author: login },
      async requestReview() {
        const request = {
          id: `comment:${comment.id}`,
          kind: 'review' as const,
          by: login,
          commentId: comment.id,
        };
        await addRequest(services.database.kysely, id, { ...request, at: new Date().toISOString() });
        await enqueueReview(services, pullRequest);
      },
    },
    () => readPermission(octokit, pullRequest, login),
  );
  if (said !== null) await answer(said);
}
