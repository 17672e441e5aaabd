import type { DocumentNode, Origin } from './document-node.ts';

/** A document as text, with what stands on each of its lines; index 0 is line 1. */
export interface WrittenDocument {
  text: string;
  lines: { at: Origin; key: string; parent: number }[];
}

/**
 * Writes a document as YAML, one member or item a line, so that a line of it tells where it came from. Everything is
 * quoted and in ASCII: no reader can take it for anything else.
 */
export function writeYaml(root: DocumentNode): WrittenDocument {
  const out: string[] = [];
  const lines: WrittenDocument['lines'] = [];
  const put = (node: DocumentNode, head: string, key: string, parent: number, indent: string): void => {
    lines.push({ at: node.at, key, parent });
    const own = lines.length - 1;
    if (node.kind === 'scalar') {
      out.push(`${indent}${head} ${quote(node.value)}`);
      return;
    }
    const size = node.kind === 'map' ? node.entries.size : node.items.length;
    if (size === 0) {
      out.push(`${indent}${head} ${node.kind === 'map' ? '{}' : '[]'}`);
      return;
    }
    out.push(`${indent}${head}`);
    if (node.kind === 'map') {
      for (const [name, child] of node.entries) put(child, `${quote(name)}:`, name, own, `${indent} `);
    } else {
      for (const [at, child] of node.items.entries()) put(child, '-', String(at), own, `${indent} `);
    }
  };
  if (root.kind === 'map') {
    for (const [name, child] of root.entries) put(child, `${quote(name)}:`, name, -1, '');
  }
  return { text: `${out.join('\n')}\n`, lines };
}

/** The names that lead to a 1-based line, from the top; none when there is no such line. */
export function pointerOfLine({ lines }: WrittenDocument, line: number): string[] {
  const pointer: string[] = [];
  for (let at = line - 1; at >= 0 && at < lines.length; at = lines[at]!.parent)
    pointer.unshift(lines[at]!.key);
  return pointer;
}

function quote(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return JSON.stringify(value.toWellFormed()).replace(/[\x7f-\u{10ffff}]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}
