import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from '../../src/command-line/parse-command-line.ts';
import { showProgress } from '../../src/command-line/show-progress.ts';

const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean));

describe('parseCommandLine', () => {
  it('reads a local review with its defaults', () => {
    expect(parse('review --base main')).toEqual({
      command: 'review',
      subject: { kind: 'local', range: { repo: '.', base: 'main', head: 'HEAD', settings: null } },
      format: 'markdown',
      offline: false,
      failOn: null,
    });
  });

  it('reads a pull request on GitHub', () => {
    expect(parse('review octo-org/my.repo#42 --format json --offline --fail-on warning')).toMatchObject({
      subject: { kind: 'remote', pullRequest: { owner: 'octo-org', repo: 'my.repo', number: 42 } },
      format: 'json',
      offline: true,
      failOn: 'warning',
    });
  });

  it('reads evidence and graph', () => {
    expect(parse('evidence --base A --head B --repo d --format json')).toMatchObject({ command: 'evidence' });
    expect(parse('graph --ref v1 --format dot')).toMatchObject({
      command: 'graph',
      ref: 'v1',
      format: 'dot',
    });
  });

  it.each([
    ['', 'help'],
    ['--help', 'help'],
    ['review -h', 'help'],
    ['help', 'help'],
    ['--version', 'version'],
  ])('takes %j as %s', (line, command) => expect(parse(line)).toEqual({ command }));

  it.each([
    ['reveiw --base A', 'did you mean `review`?'],
    ['frobnicate', 'it is one of review, check, init, evidence, graph'],
    ['review', 'needs --base REV'],
    ['review owner/name', 'write owner/name#123'],
    ['review ../x#1', 'write owner/name#123'],
    ['review o/r#1 --head x', '--head belongs to a local review'],
    ['review --base A --format pdf', '--format is markdown, json, sarif, html, not `pdf`'],
    ['review --base A --fail-on fatal', '--fail-on is error, warning, note'],
    ['review --base A --ref x', '--ref is not an option of `architect review`'],
    ['graph x', 'what is `x`?'],
    ['review --base', 'argument missing'],
    ['review --bass A', "Unknown option '--bass'"],
  ])('refuses %j in one line', (line, message) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(message);
    try {
      parse(line);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});

describe('showProgress', () => {
  it('draws on a terminal and leaves an empty line', () => {
    let drawn = '';
    const { onStage, end } = showProgress({ isTTY: true, write: (text) => (drawn += text) });
    onStage('reading the change');
    end();
    expect(drawn).toContain('reading the change');
    expect(drawn.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('is silent elsewhere', () => {
    let drawn = '';
    const { onStage, end } = showProgress({ write: (text) => (drawn += text) });
    onStage('reading the change');
    end();
    expect(drawn).toBe('');
  });
});
