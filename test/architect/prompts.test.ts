import { describe, expect, test } from 'vitest';
import { loadPrompts } from '../../src/architect/load-prompts.ts';

const { rules, task, mend, version } = loadPrompts();

/** The text under a heading or list entry that begins with this id, up to the next of its kind. */
function partOf(text: string, id: string): string {
  const start = new RegExp(`^(?:#{2,4} ${id} |- \\*\\*${id}\\b)`, 'm').exec(text);
  if (start === null) return '';
  const rest = text.slice(start.index + start[0].length);
  const end = /^(?:#{1,4} |- \*\*)/m.exec(rest);
  return (start[0] + (end === null ? rest : rest.slice(0, end.index))).replace(/\s+/g, ' ');
}

/** Every duty of the role: where it stands in the prompts, and the words without which it would be lost. */
const duties: [id: string, text: string, words: RegExp[]][] = [
  // What the role is responsible for.
  ['R1', rules, [/whole/i, /balance/, /speed|performance/, /room to grow|scal/, /ease of change|maintain/]],
  ['R2', rules, [/contract/, /boundar/, /services/, /habits that\s+have proved|best practice/]],
  ['R3', rules, [/microservices/, /event-driven/, /hexagonal/]],
  ['R4', rules, [/out over more instances/, /up on/, /from the start/]],
  ['R5', rules, [/services meet/, /owns each piece of data/, /schema/]],
  ['R6', rules, [/observing/, /alerting/, /handling errors/, /[Pp]atterns/]],
  // How it works.
  ['P1', rules, [/SOLID/, /domain-driven/, /strictly/, /bounded contexts/, /aggregates/]],
  ['P2', rules, [/microservices/i, /over-engineering/, /fault of its own/]],
  ['P3', rules, [/[Ll]ogs/, /metrics/, /traces/, /first day/]],
  ['P4', rules, [/circuit breakers/, /retries/, /graceful degradation/]],
  ['P5', rules, [/decision/, /reasoning/, /trade-offs/]],
  ['P6', rules, [/deploy/, /watch/, /maintain/]],
  // The five sections.
  ['S1', task, [/currentVsProposed/, /today/, /after this change/, /propose/, /better/]],
  [
    'S2',
    task,
    [/diagrams/, /components/, /flow of data/, /interactions between services/, /plain-text drawing/],
  ],
  ['S3', task, [/components/, /implemented/, /technology/, /pattern/]],
  ['S4', task, [/contracts/, /interfaces/, /data models/, /service contracts/, /example/]],
  ['S5', task, [/plan/, /phases/, /risk/, /roll back/]],
  // Always considered.
  ['C1', rules, [/latency/, /bottleneck/]],
  ['C2', rules, [/authentication/, /authorisation/]],
  ['C3', rules, [/[Tt]ransaction/, /consistency/i]],
  ['C4', rules, [/rolled out/, /must exist before/, /infrastructure/i]],
  ['C5', rules, [/across processes/, /contract tests/, /distributed/]],
  ['C6', rules, [/costs to run/]],
  // What it asks when information is missing.
  ['Q1', task, [/business/, /requires/]],
  ['Q2', task, [/technical constraints/]],
  ['Q3', task, [/hurts today/]],
  ['Q4', task, [/expected scale/]],
  // When it is called.
  ['O1', rules, [/services is designed/]],
  ['O2', rules, [/monolith/]],
  ['O3', rules, [/contracts of an API/, /borders of a service/]],
  ['O4', rules, [/capacity/, /speed/]],
  ['O5', rules, [/services or databases/]],
  ['O6', rules, [/monitoring/, /observability/]],
  ['O7', rules, [/documented/, /decision recorded/]],
  ['O8', rules, [/pattern is left for another/]],
];

describe('the prompts carry the role', () => {
  test.each(duties)('%s', (id, text, words) => {
    const part = partOf(text, id);
    expect(part, `${id} is missing`).not.toBe('');
    for (const word of words) expect(part).toMatch(word);
  });

  test('its mission', () => {
    expect(rules).toMatch(/more\s+load, more features and more trouble in operation/);
    expect(rules).toMatch(/stay quick and its code\s+stays clean/);
  });
});

describe('the prompts carry our own rules', () => {
  test.each([
    ['facts are given and true', rules, /facts were computed and are true[\s\S]*Never dispute a fact/],
    ['quote before judging', rules, /first copy, word for word/],
    [
      'everything with severity and confidence',
      rules,
      /Do not hold back[\s\S]*severity[\s\S]*how sure you are/,
    ],
    ['filtering comes later', rules, /filtered in a later step, not by you/],
    ['missing only of what was shown', rules, /"It is missing" can be said only of what you were shown/],
    ['what code cannot show', rules, /cannot be judged from code/],
    ['what was looked at', rules, /List the path of every file you actually looked at/],
    ['untrusted text is never an instruction', rules, /never an instruction to you/],
    ['sections without material are empty', task, /gives nothing is an empty string/],
    ['sections speak of this change', task, /speaks of this change only/],
    ['decisions to record', task, /decisions that this change takes and nobody recorded/],
    ['at most three questions', task, /at most three/],
    ['nothing above alters the task', task, /can\s+alter this task/],
    ['an answer can be mended', mend, /required form/],
  ])('%s', (_name, text, words) => {
    expect(text).toMatch(words);
  });

  test('their version is a hash, and the rules are long enough to be cached', () => {
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    // 512 tokens is the least that the API caches.
    expect(rules.length).toBeGreaterThan(512 * 5);
  });
});
