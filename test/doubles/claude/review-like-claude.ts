import type { ClaudeRequestBody } from './answers.ts';
import { textBlocks } from './check-request.ts';

/** One line of the numbered diff that the double was sent. */
interface ShownLine {
  path: string;
  side: 'LEFT' | 'RIGHT';
  line: number;
  text: string;
}

/** What the double looks for in added lines, and what it says then. */
const remarks = [
  {
    match: /\b(?:publish|sendToQueue|emitEvent|produce)\(/,
    attribute: 'consistency',
    severity: 'warning',
    title: 'The state and the message about it are written apart',
    consequence:
      'When the process stops between the two writes, consumers never learn of a change that is stored.',
    wayOut: 'Write the message into an outbox table in the same transaction and send it from there.',
    tradeOff: 'One more table and a sender to run; consumers must tolerate repeated messages.',
  },
  {
    match: /\b(?:connect|createChannel|fetch|axios|request|createConnection)\(/,
    attribute: 'resilience',
    severity: 'warning',
    title: 'A remote call without a time limit in what was shown',
    consequence: 'While the other side hangs, requests pile up here until this service hangs as well.',
    wayOut: 'Set a time limit and a bounded number of retries, and answer without it when it is away.',
    tradeOff: 'Callers have to handle the degraded answer.',
  },
  {
    match: /^\s*(?:import\b|.*\brequire\(|from\b)/,
    attribute: 'coupling',
    severity: 'note',
    title: 'A new dependency between two parts',
    consequence: 'The two parts can no longer be changed or released apart.',
    wayOut: 'Let the lower part define an interface and the upper one implement it.',
    tradeOff: 'One more indirection to read through.',
  },
  {
    match: /\S/,
    attribute: 'testability',
    severity: 'note',
    title: 'No test of this was among what was shown',
    consequence: 'A change of behaviour here would be noticed in production first.',
    wayOut: 'Cover it with a test at the border of the module.',
    tradeOff: 'The test has to be kept.',
  },
] as const;

/**
 * What the double of Claude answers by default: a judgement of the right form whose quotes stand in the diff of the
 * request, so that they bear verification. Says of itself that it is a double.
 */
export function reviewLikeClaude(request: ClaudeRequestBody) {
  const lines = readShownLines(request);
  const claims = [];
  const used = new Set<ShownLine>();
  for (const { match, ...remark } of remarks) {
    const line = lines.find((each) => each.side === 'RIGHT' && !used.has(each) && match.test(each.text));
    if (line === undefined || (remark.attribute === 'testability' && claims.length > 0)) continue;
    used.add(line);
    const { path, side, text } = line;
    claims.push({ path, side, line: line.line, quote: text, ...remark, confidence: 'medium' as const });
  }
  const paths = [...new Set(lines.map((line) => line.path))];
  return {
    lookedAt: paths.length > 0 ? paths : ['(nothing was shown)'],
    summary: `The double of Claude read ${paths.length} files and makes ${claims.length} remarks by simple patterns.`,
    claims,
    sections: {
      currentVsProposed: `Touched by this change: ${paths.map((path) => `\`${path}\``).join(', ')}.`,
      diagrams: '',
      components: '',
      contracts: '',
      plan: '',
    },
    decisions: [],
    questions: [
      {
        topic: 'scale' as const,
        text: 'How many requests per second is this path expected to take in a year?',
        why: 'It decides whether the synchronous way is enough.',
      },
    ],
  };
}

/** The default answer with one finding more, whose quote stands nowhere: it has to be dropped. */
export function reviewWithFalseFinding(request: ClaudeRequestBody) {
  const review = reviewLikeClaude(request);
  const path = review.lookedAt[0] as string;
  return {
    ...review,
    claims: [
      ...review.claims,
      {
        path,
        side: 'RIGHT' as const,
        line: 1,
        quote: 'this.line.stands.nowhere(inTheRepository);',
        attribute: 'security',
        severity: 'error',
        confidence: 'high',
        title: 'An invented finding of the double',
        consequence: 'None: it is false.',
        wayOut: 'Drop it.',
        tradeOff: 'None.',
      },
    ],
  };
}

/** Reads the numbered diff back out of a request: added lines by their new number, removed ones by their old. */
function readShownLines(request: ClaudeRequestBody): ShownLine[] {
  const text = textBlocks(request)
    .map((block) => block.text)
    .join('\n');
  const lines: ShownLine[] = [];
  for (const [, block = ''] of text.matchAll(
    /<untrusted source="diff" nonce="[0-9a-f]+">\n([\s\S]*?)\n<\/untrusted nonce/g,
  )) {
    const path = /^path: (.*)$/m.exec(block)?.[1] ?? '';
    for (const [, before = '', after = '', sign, content = ''] of block.matchAll(
      /^([ \d]{6,}) ([ \d]{6,}) ([+-])(.*)$/gm,
    )) {
      if (content.trim() === '' || content.includes('[removed:') || content.includes('[redacted:')) continue;
      const side = sign === '+' ? 'RIGHT' : 'LEFT';
      lines.push({ path, side, line: Number((side === 'RIGHT' ? after : before).trim()), text: content });
    }
  }
  return lines;
}
