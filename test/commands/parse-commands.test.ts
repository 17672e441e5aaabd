import { describe, expect, it } from 'vitest';
import { parseCommands } from '../../src/commands/parse-commands.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';

describe('parseCommands', () => {
  it.each([
    ['/architect help', [{ name: 'help', words: [] }]],
    ['/architect', [{ name: '', words: [] }]],
    ['/Architect REVIEW full src/API', [{ name: 'review', words: ['full', 'src/API'] }]],
    [
      'Thanks!\r\n/architect help\r\nand\n/architect review',
      [
        { name: 'help', words: [] },
        { name: 'review', words: [] },
      ],
    ],
    ['/architect\thelp', [{ name: 'help', words: [] }]],
    ['```\ncode\n```\n/architect help', [{ name: 'help', words: [] }]],
  ])('reads %j', (body, expected) => {
    expect(parseCommands(body)).toEqual(expected);
  });

  it.each([
    ['in the middle of a line', 'please run /architect help'],
    ['another word', '/architecture help'],
    ['in a quote', '> /architect help'],
    ['in a fence', '```\n/architect help\n```'],
    ['in a fence that a shorter one does not close', '````\n```\n/architect help\n````'],
    ['in a fence that another kind does not close', '~~~\n```\n/architect help\n~~~'],
    ['in a fence that an info string does not close', '```\n```js\n/architect help\n```'],
    ['in a fence never closed', '```\n/architect help'],
    ['indented as code', '    /architect help'],
    ['behind one space', ' /architect help'],
    ['in inline code', '`/architect help`'],
    ['in an HTML comment', '<!-- hidden\n/architect review\n-->'],
    ['nowhere', ''],
  ])('runs nothing %s', (_, body) => {
    expect(parseCommands(body)).toEqual([]);
  });

  it('takes at most five commands', () => {
    expect(parseCommands('/architect help\n'.repeat(50))).toHaveLength(5);
  });

  it('is quick on a hostile comment', () => {
    const started = cpuMilliseconds();
    for (const text of ['<!--', '`', '```\n', '/architect ', '> ', '-->', ' '])
      parseCommands(text.repeat(65_536 / text.length));
    expect(cpuMilliseconds() - started).toBeLessThan(1000);
  });
});
