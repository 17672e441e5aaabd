/** A command as it was written: `/architect review full src/api`. */
export interface WrittenCommand {
  /** First word after `/architect`, in lower case; empty when there is none. */
  name: string;
  /** The words after it, as written. */
  words: string[];
}

/** More in one comment is no conversation. */
const maxCommands = 5;
const maxWords = 200;

/**
 * The commands in a comment, in order. A command stands at the very start of a line, outside quotes (`>`), code
 * (fenced or indented) and HTML comments. Linear in the comment's length.
 */
export function parseCommands(body: string): WrittenCommand[] {
  const commands: WrittenCommand[] = [];
  let fence: string | null = null;
  let hidden = false;
  for (const line of body.split(/\r\n|\r|\n/)) {
    if (hidden) {
      hidden = !line.includes('-->');
      continue;
    }
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (marker !== null && marker[0] === fence[0] && marker.length >= fence.length && isOnlyFence(line))
        fence = null;
      continue;
    }
    if (marker !== null) {
      fence = marker;
      continue;
    }
    const opened = line.lastIndexOf('<!--');
    if (opened !== -1) hidden = !line.includes('-->', opened);
    const command = readCommand(line);
    if (command !== null) commands.push(command);
    if (commands.length === maxCommands) break;
  }
  return commands;
}

function readCommand(line: string): WrittenCommand | null {
  if (!/^\/architect(?=\s|$)/i.test(line)) return null;
  const words = line.trim().split(/\s+/, maxWords + 2);
  return { name: (words[1] ?? '').toLowerCase(), words: words.slice(2) };
}

function isOnlyFence(line: string): boolean {
  return /^[\s`~]*$/.test(line);
}
