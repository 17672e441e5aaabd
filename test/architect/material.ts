import type { ReviewMaterial } from '../../src/architect/build-prompt.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { unchangedGraph } from '../../src/evidence/graph/unchanged-graph.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import type { ChangedFile, DiffLine } from '../../src/source/change.ts';

const sha = (digit: string) => digit.repeat(40);

/** A changed file whose one hunk adds these lines at the top, after one context line and one removed line. */
export function changedFile(path: string, added: string[], rest: Partial<ChangedFile> = {}): ChangedFile {
  const lines: DiffLine[] = [
    { kind: 'context', oldLine: 1, newLine: 1, text: '// first' },
    { kind: 'removed', oldLine: 2, newLine: null, text: 'const before = 1;' },
    ...added.map((text, i) => ({ kind: 'added' as const, oldLine: null, newLine: 2 + i, text })),
  ];
  return {
    path,
    previousPath: null,
    status: 'modified',
    language: 'typescript',
    binary: false,
    generated: false,
    oldMode: '100644',
    newMode: '100644',
    oldBlob: sha('1'),
    newBlob: sha('2'),
    hunks: [{ oldStart: 1, oldLines: 2, newStart: 1, newLines: 1 + added.length, lines }],
    ...rest,
  };
}

export function evidenceOf(files: ChangedFile[], rest: Partial<Evidence> = {}): Evidence {
  return {
    schemaVersion: 1,
    base: sha('a'),
    head: sha('b'),
    mergeBase: sha('a'),
    files,
    graph: {
      ...unchangedGraph,
      base: { files: 2, edges: 0, cycles: 0 },
      head: { files: 2, edges: 0, cycles: 0 },
    },
    migrations: [],
    facts: [],
    coverage: { read: files.length, skipped: [] },
    ...rest,
  };
}

/** Material of a small change with a new edge, a cycle and a broker's client. */
export function sampleMaterial(rest: Partial<ReviewMaterial> = {}): ReviewMaterial {
  const files = [
    changedFile('src/orders/place-order.ts', [
      "import { publish } from '../queue/publish.ts';",
      'await orders.save(order);',
      "await publish('order.placed', order);",
    ]),
    changedFile('src/queue/publish.ts', ["const connection = await amqp.connect('amqp://broker');"], {
      status: 'added',
    }),
  ];
  const empty = evidenceOf(files);
  const evidence = evidenceOf(files, {
    graph: {
      ...empty.graph,
      head: { files: 3, edges: 2, cycles: 1 },
      edgesAdded: [
        { from: 'src/orders/place-order.ts', to: 'src/queue/publish.ts', line: 2, typeOnly: false },
        { from: 'src/queue/publish.ts', to: 'src/orders/place-order.ts', line: 2, typeOnly: false },
      ],
      cyclesAdded: [['src/orders/place-order.ts', 'src/queue/publish.ts']],
      packagesAdded: [{ name: 'amqplib', ecosystem: 'npm', from: ['src/queue/publish.ts'] }],
      diagram: 'flowchart LR\n  a --> b',
    },
    facts: [
      {
        rule: 'graph/new-cycle',
        severity: 'warning',
        path: 'src/orders/place-order.ts',
        line: 2,
        side: 'RIGHT',
        message: 'place-order.ts and publish.ts import each other.',
        data: {},
      },
      {
        rule: 'decision/needed',
        severity: 'note',
        path: 'package.json',
        line: 12,
        side: 'RIGHT',
        message: 'amqplib is the first message broker of this repository.',
        data: {
          decision: 'Message broker: amqplib',
          drivers: ['First of its kind.'],
          kind: 'message-broker',
          paths: ['package.json', 'src/queue/publish.ts'],
        },
      },
    ],
  });
  return {
    change: { base: evidence.base, head: evidence.head, mergeBase: evidence.mergeBase, files },
    evidence,
    headPaths: ['package.json', 'src/orders/place-order.ts', 'src/queue/publish.ts'],
    settings: defaultSettings,
    outOfScope: () => null,
    pullRequest: { title: 'Send orders to the queue', body: 'As discussed.', branch: 'orders-queue' },
    ...rest,
  };
}
