/** One dependency as a package.json names it. */
export interface ManifestEntry {
  name: string;
  /** The range as written: `^1.2.3`, `workspace:*`, `npm:other@2`. */
  version: string;
  /** 1-based line of its key. */
  line: number;
  /** Among the `devDependencies` only. */
  dev: boolean;
}

/** A package.json as far as it matters here. */
export interface Manifest {
  /** Its own name, null when it has none. */
  name: string | null;
  entries: Map<string, ManifestEntry>;
}

const sections = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'];

/**
 * The dependencies of a package.json by name, with the lines they stand on, and its own name; null when it is no JSON object.
 * A name in several sections counts for the first of: dependencies, optional, peer, dev.
 */
export function readManifest(text: string): Manifest | null {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return null;
  const entries = new Map<string, ManifestEntry>();
  const lines = keyLines(text);
  for (const section of sections) {
    const listed: unknown = (content as Record<string, unknown>)[section];
    if (typeof listed !== 'object' || listed === null || Array.isArray(listed)) continue;
    for (const [name, version] of Object.entries(listed)) {
      if (typeof version !== 'string' || entries.has(name)) continue;
      const line = lines.get(`${section}\0${name}`) ?? 1;
      entries.set(name, { name, version, line, dev: section === 'devDependencies' });
    }
  }
  const own: unknown = (content as Record<string, unknown>)['name'];
  return { name: typeof own === 'string' ? own : null, entries };
}

/**
 * Lines of the keys of the objects in a JSON object, as `section NUL name`. One pass without recursion;
 * the text has been parsed before, so it is well formed. Of equal keys the last counts, as in JSON.parse.
 */
function keyLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let depth = 0;
  let section = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\n') line++;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') {
      const start = at;
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth !== 1 && depth !== 2) continue;
      if (!isKey(text, at + 1)) continue;
      const name: string = JSON.parse(text.slice(start, at + 1));
      if (depth === 1) section = name;
      else lines.set(`${section}\0${name}`, line);
    }
  }
  return lines;
}

function isKey(text: string, at: number): boolean {
  let position = at;
  while (' \t\r\n'.includes(text[position] ?? 'x')) position++;
  return text[position] === ':';
}
