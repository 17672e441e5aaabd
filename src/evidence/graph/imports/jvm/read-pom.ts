import { SaxesParser } from 'saxes';

/** What resolving needs of a pom.xml. Ids are `group:artifact`. */
export interface Pom {
  id: string;
  parent: string | null;
  dependencies: string[];
  /** The groups of everything it names as a dependency, managed ones included. */
  groups: string[];
}

const coordinates = /^project\/(?:parent\/)?(?:groupId|artifactId)$/;
const dependency = /^project\/(?:profiles\/profile\/)?(dependencyManagement\/)?dependencies\/dependency$/;
const deepest = 20;
// The longest of large projects are a third of it.
const longest = 524_288;

/**
 * Reads one pom.xml; null when it is malformed, too long (above 512 Ki characters) or names no artifact. Properties other than
 * the project's own stay unread.
 */
export function readPom(text: string): Pom | null {
  if (text.length > longest || text.includes('\0')) return null;
  const parser = new SaxesParser();
  const path: string[] = [];
  const own = new Map<string, string>();
  const named: { group: string; artifact: string; isManaged: boolean }[] = [];
  let current: { group: string; artifact: string } | null = null;
  let content = '';
  let depth = 0;
  parser.on('error', (error) => {
    // It would go on, and tell of an error at every character.
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    if (++depth > deepest) return;
    path.push(name);
    content = '';
    if (name === 'dependency' && dependency.test(path.join('/'))) current = { group: '', artifact: '' };
  });
  parser.on('text', (part) => {
    // The text of an element of interest stands in it alone.
    if (content.length < 300) content += part.slice(0, 300);
  });
  parser.on('closetag', ({ name }) => {
    if (depth-- > deepest) return;
    const value = content.trim();
    content = '';
    if (name === 'groupId' || name === 'artifactId') {
      const at = path.join('/');
      if (coordinates.test(at)) own.set(at.slice('project/'.length), value);
      else if (current !== null && path.at(-2) === 'dependency') {
        current[name === 'groupId' ? 'group' : 'artifact'] = value;
      }
    } else if (name === 'dependency' && current !== null) {
      const found = dependency.exec(path.join('/'));
      if (found !== null) {
        named.push({ ...current, isManaged: found[1] !== undefined });
        current = null;
      }
    }
    path.pop();
  });
  try {
    parser.write(text).close();
  } catch {
    return null;
  }
  const artifact = own.get('artifactId');
  if (artifact === undefined) return null;
  const parentGroup = own.get('parent/groupId') ?? '';
  const group = own.get('groupId') ?? parentGroup;
  const read = (value: string) =>
    value
      .replace(/^\$\{(?:project|pom)\.groupId\}$/, () => group)
      .replace(/^\$\{(?:project|pom)\.parent\.groupId\}$/, () => parentGroup);
  const parentArtifact = own.get('parent/artifactId');
  return {
    id: `${group}:${artifact}`,
    parent: parentArtifact === undefined ? null : `${parentGroup}:${parentArtifact}`,
    dependencies: named
      .filter(({ isManaged }) => !isManaged)
      .map((one) => `${read(one.group)}:${one.artifact}`),
    groups: named.map((one) => read(one.group)).filter((one) => /^[\w.-]+$/.test(one)),
  };
}
