import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type DocumentNode, listNode, mapNode, type Origin, scalarNode } from './document-node.ts';

export type DocumentReading = { ok: true; node: DocumentNode } | { ok: false; reason: string };

/** Nodes of one file with its aliases followed: a file of 8 MiB has fewer, an alias bomb more. */
const mostNodes = 1_500_000;
const deepest = 120;
/** Lines of quoted texts that are read although they are not indented. */
const mostMended = 8;

class TooMuch extends Error {}

/**
 * Reads a file in YAML or JSON as nodes with lines, aliases and merge keys followed. A file that is none, holds a key
 * twice, is a template, or grows out of bounds gives a reason in words for coverage, with the line where known.
 */
export function readDocument(path: string, text: string): DocumentReading {
  try {
    const { document, lines } = parse(text);
    const [error] = document.errors;
    if (error !== undefined) {
      if (isTemplated(text)) return { ok: false, reason: 'templated, not analysed' };
      const { line } = lines.linePos(error.pos[0]);
      const what = error.code === 'DUPLICATE_KEY' ? 'a key stands twice' : 'not readable as YAML or JSON';
      return { ok: false, reason: `${what} (line ${line})` };
    }
    let left = mostNodes;
    // An alias means the last anchor of its name before it, and nodes are walked in the order in which they stand.
    const anchors = new Map<string, Node>();
    const lineOf = (node: unknown, fallback: number): number => {
      const range = (node as Node | null)?.range;
      return range ? lines.linePos(range[0]).line : fallback;
    };
    const convert = (node: unknown, line: number, depth: number): DocumentNode => {
      if (--left < 0 || depth > deepest) throw new TooMuch();
      const at: Origin = { path, line, from: null };
      if (isAlias(node)) return convert(anchors.get(node.source), line, depth + 1);
      if (isNode(node) && 'anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node);
      if (isSeq(node)) {
        return listNode(
          node.items.map((item) => convert(item, lineOf(item, line), depth + 1)),
          at,
        );
      }
      if (!isMap(node)) return scalarNode(isScalar(node) ? plain(node.value) : null, at);
      const map = mapNode([], at);
      const merged: DocumentNode[] = [];
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : null;
        if (name === null) continue;
        const keyLine = lineOf(key, line);
        const child = convert(value, keyLine, depth + 1);
        if (name === '<<' || (isScalar(key) && typeof key.value === 'symbol')) merged.push(child);
        else map.entries.set(name, child);
      }
      for (const one of merged.flatMap((each) => (each.kind === 'list' ? each.items : [each]))) {
        if (one.kind !== 'map') continue;
        for (const [name, child] of one.entries) if (!map.entries.has(name)) map.entries.set(name, child);
      }
      return map;
    };
    return { ok: true, node: convert(document.contents, 1, 0) };
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) {
      return { ok: false, reason: 'nested too deeply, or too large once its aliases are followed' };
    }
    if (isTemplated(text)) return { ok: false, reason: 'templated, not analysed' };
    return { ok: false, reason: 'not readable as YAML or JSON' };
  }
}

/**
 * Parses with lines. Other readers accept a quoted text whose next lines are not indented, and documents are written so:
 * such a line is indented, which changes no line's number and of the text only spaces.
 */
function parse(text: string) {
  let at = text;
  for (let mended = 0; ; mended++) {
    const lines = new LineCounter();
    const document = parseDocument(at, {
      lineCounter: lines,
      keepSourceTokens: false,
      logLevel: 'silent',
      merge: true,
      prettyErrors: false,
    });
    const [error] = document.errors;
    if (error?.code !== 'MISSING_CHAR' || mended === mostMended) return { document, lines };
    const next = at.indexOf('\n', error.pos[0]) + 1;
    if (next === 0) return { document, lines };
    at = `${at.slice(0, next)}${' '.repeat(deepest)}${at.slice(next)}`;
  }
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function isTemplated(text: string): boolean {
  return /\{\{|\{%|<%/.test(text);
}
