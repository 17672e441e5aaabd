import { matchGlob } from './match-glob.ts';
import type { Tree } from './tree.ts';

const FILE = '.gitattributes';
/** Ours: such a file has tens of lines; a longer pattern or more rules say nothing about generated code. */
const MAX_RULES = 1000;
const MAX_PATTERN = 200;

interface Rule {
  matches: (path: string) => boolean;
  generated: boolean;
}

/**
 * Reads `linguist-generated` and `linguist-vendored` from a tree's `.gitattributes` files. The answer says for a path
 * true or false where a rule names it, null where none does. As in git, the last matching line wins and a deeper file
 * wins over one above it. Patterns of more than 200 characters are left out.
 */
export async function generatedByAttributes(tree: Tree | null): Promise<(path: string) => boolean | null> {
  const files = [...(tree?.entries.keys() ?? [])].filter(
    (path) => path === FILE || path.endsWith(`/${FILE}`),
  );
  if (tree === null || files.length === 0) return () => null;
  const depth = (path: string) => path.split('/').length;
  files.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const readings = await tree.readMany(files);
  const rules: Rule[] = [];
  for (const file of files) {
    const reading = readings.get(file);
    if (reading?.found)
      rules.push(...parseRules(reading.bytes.toString('utf8'), file.slice(0, -FILE.length)));
  }
  const last = rules.slice(0, MAX_RULES).reverse();
  return (path) => last.find((rule) => rule.matches(path))?.generated ?? null;
}

function parseRules(text: string, folder: string): Rule[] {
  const rules: Rule[] = [];
  for (const line of text.split('\n')) {
    const [pattern = '', ...attributes] = line.trim().split(/[ \t]+/);
    const generated = attributes.map(meaning).findLast((value) => value !== null);
    if (generated === undefined || pattern === '' || pattern.startsWith('#') || pattern.length > MAX_PATTERN)
      continue;
    rules.push({ matches: matcher(pattern, folder), generated });
  }
  return rules;
}

function meaning(attribute: string): boolean | null {
  const match = /^(-|!)?linguist-(?:generated|vendored)(?:=(.*))?$/.exec(attribute);
  if (match === null) return null;
  return match[1] === undefined && match[2] !== 'false' && match[2] !== '0';
}

/** A pattern without a slash is for the name at any depth; one with a slash is from the file's own folder. */
function matcher(pattern: string, folder: string): (path: string) => boolean {
  const named = !pattern.includes('/');
  const wanted = pattern.replace(/^\//, '');
  return (path) =>
    path.startsWith(folder) &&
    matchGlob(wanted, named ? path.slice(path.lastIndexOf('/') + 1) : path.slice(folder.length));
}
