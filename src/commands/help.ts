import type { Command } from './command.ts';

/** `/architect help`: what can be said, made from the table of the other commands. */
export function createHelp(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    usage: '',
    description: 'Show this list.',
    needs: 'read',
    async run() {
      return describe([...others, help]);
    },
  };
  return help;
}

function describe(commands: readonly Command[]): string {
  const rows = commands.map(({ name, usage, description, needs }) => {
    const call = `\`/architect ${name}${usage === '' ? '' : ` ${usage}`}\``;
    return `| ${call} | ${description} | ${needs === 'write' ? 'write access' : 'everybody'} |`;
  });
  return [
    'A command stands at the start of a line of a new comment.',
    '',
    '| Command | What it does | Who may |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}
