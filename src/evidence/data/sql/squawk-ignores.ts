/** Whether a comment in the text accepts a rule of squawk's for what stands on a line, counted from 1. */
export type IsIgnored = (rule: string, line: number) => boolean;

const ignore = /^[ \t]*(?:--|\/\*)[ \t]*squawk-ignore(-file)?(?=[\s*]|$)([^\n]{0,500})/;

/**
 * Reads squawk's own comments: `-- squawk-ignore ban-drop-column` for the statement below it, `squawk-ignore-file` for
 * the whole text, without names for all rules. https://squawkhq.com/docs/cli
 */
export function readIgnores(text: string): IsIgnored {
  if (!text.includes('squawk-ignore')) return () => false;
  const everywhere = new Set<string>();
  const byLine = new Map<number, Set<string>>();
  let waiting = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    const found = ignore.exec(line);
    if (found) {
      for (const rule of namesIn(found[2]!)) (found[1] === undefined ? waiting : everywhere).add(rule);
    } else if (waiting.size > 0 && line.trim() !== '' && !/^\s*--/.test(line)) {
      byLine.set(index + 1, waiting);
      waiting = new Set();
    }
  }
  const covers = (names: Set<string> | undefined, rule: string) =>
    names?.has(rule) === true || names?.has('') === true;
  return (rule, line) => covers(everywhere, rule) || covers(byLine.get(line), rule);
}

/** The rules' names behind the word, up to a remark; one empty name stands for all. */
function namesIn(rest: string): string[] {
  const list = rest.split(/--|\*\//, 1)[0]!.trim();
  return list.split(',').map((name) => name.trim());
}
