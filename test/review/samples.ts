import type { Claim, Judgement } from '../../src/architect/judgement.ts';
import type { Evidence, Fact, GraphChange } from '../../src/evidence/evidence.ts';
import { unchangedGraph as nothingChanged } from '../../src/evidence/graph/unchanged-graph.ts';
import type { Finding, Review } from '../../src/review/review.ts';
import type { Change, ChangedFile, Hunk } from '../../src/source/change.ts';
import type { BlobReading, Tree } from '../../src/source/tree.ts';

export const base = 'b'.repeat(40);
export const head = 'a'.repeat(40);
export const mergeBase = 'c'.repeat(40);
export const repository = { host: 'https://github.com', owner: 'acme', repo: 'shop' };

/** A tree over texts in memory; a Buffer is a binary file. */
export function treeOf(commit: string, files: Record<string, string | Buffer>): Tree {
  const entries = new Map(
    Object.keys(files)
      .sort()
      .map((path) => [path, { path, mode: '100644', blob: path }]),
  );
  const read = async (path: string): Promise<BlobReading> => {
    const content = files[path];
    if (content === undefined) return { found: false, reason: 'absent' };
    return { found: true, bytes: Buffer.from(content) };
  };
  return {
    commit,
    entries,
    read,
    readMany: async (paths) =>
      new Map(await Promise.all([...paths].map(async (path) => [path, await read(path)] as const))),
  };
}

export function hunk(newStart: number, newLines: number, oldStart = newStart, oldLines = newLines): Hunk {
  return { oldStart, oldLines, newStart, newLines, lines: [] };
}

export function file(path: string, some: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path,
    previousPath: null,
    status: 'modified',
    language: 'typescript',
    binary: false,
    generated: false,
    oldMode: '100644',
    newMode: '100644',
    oldBlob: 'o',
    newBlob: 'n',
    hunks: [],
    ...some,
  };
}

export function change(files: ChangedFile[]): Change {
  return { base, head, mergeBase, files };
}

export const unchangedGraph: GraphChange = {
  ...nothingChanged,
  base: { files: 120, edges: 300, cycles: 2 },
  head: { files: 120, edges: 300, cycles: 2 },
};

export function evidence(files: ChangedFile[], facts: Fact[], some: Partial<Evidence> = {}): Evidence {
  return {
    schemaVersion: 1,
    base,
    head,
    mergeBase,
    files,
    graph: unchangedGraph,
    migrations: [],
    facts,
    coverage: { read: 120, skipped: [] },
    ...some,
  };
}

export function fact(rule: string, some: Partial<Fact> = {}): Fact {
  return {
    rule,
    severity: 'warning',
    path: 'src/a.ts',
    line: 2,
    side: 'RIGHT',
    message: `Fact of ${rule}`,
    data: {},
    ...some,
  };
}

export function claim(some: Partial<Claim> = {}): Claim {
  return {
    attribute: 'resilience',
    severity: 'warning',
    confidence: 'high',
    title: 'The call waits for ever',
    consequence: 'Orders hang when billing hangs.',
    path: 'src/a.ts',
    side: 'RIGHT',
    line: 2,
    quote: 'const two = 2;',
    wayOut: 'Bound it in time.',
    tradeOff: 'A limit to choose.',
    ...some,
  };
}

const noUsage = {
  calls: 0,
  inputTokens: 0,
  cacheWriteTokens: 0,
  cacheReadTokens: 0,
  outputTokens: 0,
  dollars: 0,
};

export function judgement(some: Partial<Judgement> = {}): Judgement {
  return {
    architect: 'claude',
    model: 'claude-sonnet-5-5',
    summary: 'Orders now call billing directly.',
    sections: { currentVsProposed: '', diagrams: '', components: '', contracts: '', plan: '' },
    claims: [],
    decisions: [],
    questions: [],
    lookedAt: [],
    notShown: [],
    usage: noUsage,
    incomplete: null,
    milliseconds: 0,
    ...some,
  };
}

export function finding(number: number, some: Partial<Finding> = {}): Finding {
  return {
    id: `F${number}`,
    fingerprint: number.toString(16).padStart(16, '0'),
    origin: 'fact',
    explained: false,
    rule: 'graph/new-cycle',
    severity: 'warning',
    title: `Finding number ${number}`,
    body: 'It matters.\n\n**Way out:** Do it.',
    path: 'src/orders/a.ts',
    diffPath: 'src/orders/a.ts',
    side: 'RIGHT',
    line: number,
    startLine: null,
    quote: 'import x;',
    placement: 'summary',
    ...some,
  };
}

export function review(some: Partial<Review> = {}): Review {
  return {
    verdict: 'clear',
    base,
    head,
    mergeBase,
    architect: 'none',
    model: null,
    summary: 'The module graph stays as it is (3 changed files).',
    sections: { currentVsProposed: '', diagrams: '', components: '', contracts: '', plan: '' },
    findings: [],
    context: [],
    decisions: [],
    questions: [],
    graph: unchangedGraph,
    contracts: [],
    migrations: [],
    coverage: { read: 120, skipped: [], changed: 3, outOfScope: [], notShown: [], unreadLanguages: [] },
    usage: noUsage,
    incomplete: [],
    modelFailure: null,
    dropped: [],
    milliseconds: { evidence: 230, judgement: 0, total: 410 },
    ...some,
  };
}
