import { describe, expect, it, vi } from 'vitest';
import type { CommandContext } from '../../src/commands/command.ts';
import { commands } from '../../src/commands/commands.ts';
import { parseCommands } from '../../src/commands/parse-commands.ts';
import { runCommands } from '../../src/commands/run-commands.ts';
import type { Permission } from '../../src/github/read-permission.ts';

function comment(body: string, permission: Permission) {
  const requestReview = vi.fn(async () => {});
  const asked = vi.fn(async () => permission);
  const context: CommandContext = {
    pullRequest: { installationId: 1, repositoryId: 2, owner: 'o', repo: 'r', number: 3 },
    comment: { id: 4, author: 'alice' },
    requestReview,
  };
  return { answer: runCommands(parseCommands(body), commands, context, asked), requestReview, asked };
}

describe('runCommands', () => {
  it('lists every command in help, for everybody, without asking for a permission', async () => {
    const { answer, asked } = comment('/architect help', 'none');
    for (const { name } of commands) expect(await answer).toContain(`\`/architect ${name}\``);
    expect(asked).not.toHaveBeenCalled();
  });

  it('takes a bare /architect as a call for help', async () => {
    expect(await comment('/architect', 'none').answer).toContain('/architect review');
  });

  it.each(['admin', 'maintain', 'write'] as const)(
    'starts a review for %s, without words',
    async (permission) => {
      const { answer, requestReview } = comment('/architect review', permission);
      expect(await answer).toBeNull();
      expect(requestReview).toHaveBeenCalledOnce();
    },
  );

  it.each(['triage', 'read', 'none'] as const)(
    'refuses a review to %s and says what is needed',
    async (permission) => {
      const { answer, requestReview } = comment('/architect review', permission);
      expect(await answer).toContain(`needs write access to this repository; yours is: ${permission}`);
      expect(requestReview).not.toHaveBeenCalled();
    },
  );

  it('answers an unknown command with the nearest one, and never repeats what was written', async () => {
    expect(await comment('/architect reveiw', 'write').answer).toContain('Did you mean `/architect review`?');
    const strange = await comment('/architect @everyone', 'write').answer;
    expect(strange).toContain('It knows: `review`, `help`.');
    expect(strange).not.toContain('everyone');
  });

  it('starts nothing when a command carries what it does not take', async () => {
    const { answer, requestReview } = comment('/architect review https://evil.example/repo.git', 'write');
    expect(await answer).toContain('takes nothing after it');
    expect(requestReview).not.toHaveBeenCalled();
  });

  it('runs several in order and asks for the permission once', async () => {
    const { answer, asked, requestReview } = comment(
      '/architect review\n/architect help\n/architect review',
      'write',
    );
    expect(await answer).toContain('| Command |');
    expect(asked).toHaveBeenCalledOnce();
    expect(requestReview).toHaveBeenCalledTimes(2);
  });
});
