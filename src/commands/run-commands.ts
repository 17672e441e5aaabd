import type { Permission } from '../github/read-permission.ts';
import { nearestName } from '../settings/nearest-name.ts';
import type { Command, CommandContext } from './command.ts';
import type { WrittenCommand } from './parse-commands.ts';

/** What may start work that costs money or has an effect. */
const mayWrite: ReadonlySet<Permission> = new Set(['admin', 'maintain', 'write']);

/** Whether a permission is enough for commands with an effect, and for the model to judge somebody's work. */
export function canWrite(permission: Permission): boolean {
  return mayWrite.has(permission);
}

/**
 * Runs the commands of one comment in order and answers them together, in Markdown; null when none has an
 * answer. An unknown one gets the nearest command, one without the permission it needs is told what is needed.
 * `permission` is asked once, and only when a command needs it.
 */
export async function runCommands(
  written: readonly WrittenCommand[],
  table: readonly Command[],
  context: CommandContext,
  permission: () => Promise<Permission>,
): Promise<string | null> {
  const answers: string[] = [];
  let known: Permission | null = null;
  for (const { name, words } of written) {
    const command = table.find((candidate) => candidate.name === (name === '' ? 'help' : name));
    if (command === undefined) {
      answers.push(unknown(name, table));
      continue;
    }
    if (command.needs === 'write') {
      known ??= await permission();
      if (!canWrite(known)) {
        answers.push(
          `\`/architect ${command.name}\` needs write access to this repository; yours is: ${known}.`,
        );
        continue;
      }
    }
    const answer = await command.run(words, context);
    if (answer !== null) answers.push(answer);
  }
  return answers.length === 0 ? null : answers.join('\n\n');
}

function unknown(name: string, table: readonly Command[]): string {
  const names = table.map((command) => command.name);
  const nearest = nearestName(name, names);
  const hint =
    nearest === null
      ? `It knows: ${names.map((known) => `\`${known}\``).join(', ')}.`
      : `Did you mean \`/architect ${nearest}\`?`;
  // What was written is not repeated: it is anybody's text, and would be spoken with our voice.
  return `Architect has no such command. ${hint}`;
}
