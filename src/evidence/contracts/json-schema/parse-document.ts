import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument as parseYaml } from 'yaml';
import { type JsonLines, jsonLines } from './json-lines.ts';
import { isRecord } from './values.ts';

/** A JSON or YAML file of a tree as data, with the lines of what stands in it. */
export interface ContractDocument {
  path: string;
  value: unknown;
  /** Every `$ref` in it, distinct, in the order of the text. */
  references: string[];
  /** Pointers of what has an `$id`, an `id` or an anchor: by absolute id as written, anchors as `#name`. */
  identified: ReadonlyMap<string, string>;
  /** Pointers of schemas with an absolute `$id` of their own inside the document, the root left out. */
  embedded: ReadonlyMap<string, string>;
  /** 1-based line of the key or the item at a JSON pointer (`''` is the root); of the nearest one above it when there is none. */
  lineOf(pointer: string): number;
}

type DocumentReading = { document: ContractDocument } | { reason: string };

/** Values visited per document when its references are listed: a bound, far above real files. */
const mostValues = 2_000_000;

/**
 * One JSON or YAML text as a document. What cannot be parsed gives the reason for coverage, with its line.
 * Positions are looked for once somebody asks for a line.
 */
export function parseDocument(path: string, text: string): DocumentReading {
  const value = readValue(path, text);
  if ('reason' in value) return value;
  const lines = lazily(() => (value.isJson ? jsonLineFinder(text) : lineFinder(text)));
  return {
    document: {
      path,
      value: value.value,
      ...indexOf(value.value),
      lineOf: (pointer) => lines()(pointer),
    },
  };
}

function readValue(path: string, text: string): { value: unknown; isJson: boolean } | { reason: string } {
  if (path.endsWith('.json')) {
    try {
      return { value: JSON.parse(text) as unknown, isJson: true };
    } catch {
      // The YAML parser reads what people write into JSON (comments after `#`, trailing commas) or says the line.
    }
  }
  try {
    const lineCounter = new LineCounter();
    const document = parseYaml(text, { ...yamlOptions, lineCounter });
    const error = document.errors[0];
    if (error !== undefined) {
      if (text.includes('{{')) return { reason: 'templated, not analysed' };
      const { line } = lineCounter.linePos(error.pos[0]);
      return { reason: `cannot be parsed: line ${line}: ${error.message.split('\n')[0]}` };
    }
    return { value: document.toJS() as unknown, isJson: false };
  } catch (error) {
    const why = error instanceof RangeError ? 'nested too deeply' : 'its aliases cannot be resolved';
    return { reason: `cannot be parsed: ${why}` };
  }
}

/** Doubled keys are common in the wild and quadratic to look for. */
const yamlOptions = { uniqueKeys: false, prettyErrors: false, logLevel: 'silent', merge: true } as const;

function indexOf(root: unknown): Pick<ContractDocument, 'references' | 'identified' | 'embedded'> {
  const references = new Set<string>();
  const identified = new Map<string, string>();
  const embedded = new Map<string, string>();
  // Aliases make one object stand in many places: each is gone through once.
  const seen = new Set<unknown>();
  const waiting: { value: unknown; pointer: string }[] = [{ value: root, pointer: '' }];
  for (let one = waiting.pop(); one !== undefined && seen.size < mostValues; one = waiting.pop()) {
    const { value, pointer } = one;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isRecord(value)) {
      for (const key of ['$ref', '$dynamicRef', '$recursiveRef']) {
        const reference = own(value, key);
        if (typeof reference === 'string') references.add(reference);
      }
      for (const key of ['$id', 'id']) {
        const id = own(value, key);
        if (typeof id !== 'string' || !/[#:/.]/.test(id)) continue;
        identified.set(id.replace(/#$/, ''), pointer);
        if (pointer !== '' && /^[a-z]+:\/\//.test(id)) embedded.set(pointer, id);
      }
      for (const key of ['$anchor', '$dynamicAnchor']) {
        const anchor = own(value, key);
        if (typeof anchor === 'string') identified.set(`#${anchor}`, pointer);
      }
    }
    const children = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [key, child] of children.reverse()) {
      if (typeof child === 'object' && child !== null) {
        waiting.push({ value: child, pointer: `${pointer}/${escapeToken(String(key))}` });
      }
    }
  }
  return { references: [...references], identified, embedded };
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** One segment of a JSON pointer, escaped as RFC 6901 says. */
export function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The segments of a JSON pointer (`/a~1b/0` gives `a/b` and `0`). */
export function tokensOf(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function jsonLineFinder(text: string): (pointer: string) => number {
  const root = jsonLines(text);
  return (pointer) => {
    let node: JsonLines = root;
    for (const token of tokensOf(pointer)) {
      const child = node.children?.get(token);
      if (child === undefined) break;
      node = child;
    }
    return node.line;
  };
}

function lineFinder(text: string): (pointer: string) => number {
  const lineCounter = new LineCounter();
  let document: ReturnType<typeof parseYaml>;
  try {
    document = parseYaml(text, { ...yamlOptions, lineCounter });
  } catch {
    return () => 1;
  }
  const keys = new WeakMap<object, Map<string, { line: number; node: unknown }>>();
  const lineAt = (offset: number | undefined): number => lineCounter.linePos(offset ?? 0).line || 1;

  function childrenOf(node: object): Map<string, { line: number; node: unknown }> {
    const known = keys.get(node);
    if (known !== undefined) return known;
    const children = new Map<string, { line: number; node: unknown }>();
    keys.set(node, children);
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue;
        children.set(String(pair.key.value), { line: lineAt(pair.key.range?.[0]), node: pair.value });
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, at) => {
        const start = (item as { range?: [number, number, number] | null } | null)?.range?.[0];
        children.set(String(at), { line: lineAt(start), node: item });
      });
    }
    return children;
  }

  return (pointer) => {
    let line = lineAt(document.contents?.range?.[0]);
    let node: unknown = document.contents;
    for (const token of tokensOf(pointer)) {
      if (isAlias(node)) node = node.resolve(document);
      if (typeof node !== 'object' || node === null) break;
      const child = childrenOf(node).get(token);
      if (child === undefined) break;
      ({ line, node } = child);
    }
    return line;
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
