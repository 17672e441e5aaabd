import { SaxesParser } from 'saxes';

/** One item of a project file. */
interface ProjectItem {
  kind: 'project' | 'package' | 'using';
  /** As written, one for each of a list: `..\Domain\Domain.csproj`, `Serilog`, `System.Linq`. */
  name: string;
  /** 1-based line on which its element begins. */
  line: number;
}

const kinds = new Map<string, ProjectItem['kind']>([
  ['projectreference', 'project'],
  ['packagereference', 'package'],
  ['globalpackagereference', 'package'],
  ['frameworkreference', 'package'],
  ['using', 'using'],
]);

// Of before 2017 they list every source, and are still shorter.
const longest = 524_288;

/** What a project file includes, and the names under which its assembly goes. */
interface Project {
  items: ProjectItem[];
  /** `AssemblyName` and `RootNamespace`, without those that are computed. */
  names: string[];
}

/**
 * Reads an MSBuild project file (.csproj, Directory.Build.props): references to projects, packages and shared
 * frameworks, and usings for all files. Conditions are not looked at: what is included at all counts. Of a file that
 * is no XML, what stands before the first error counts; nothing of one above 512 Ki characters or with a NUL.
 */
export function readProject(text: string): Project {
  const items: ProjectItem[] = [];
  const names: string[] = [];
  if (text.length > longest || text.includes('\0')) return { items, names };
  // Namespaces are no use here, and files of before 2017 have one.
  const parser = new SaxesParser({ xmlns: false });
  let line = 1;
  let isName = false;
  parser.on('error', (error) => {
    // It would go on, and tell of an error at every character.
    throw error;
  });
  parser.on('opentagstart', () => {
    // It is told after the character behind the name, which may be the line's end.
    line = parser.column === 0 ? parser.line - 1 : parser.line;
  });
  parser.on('opentag', ({ name, attributes }) => {
    isName = name === 'AssemblyName' || name === 'RootNamespace';
    const kind = kinds.get(name.toLowerCase());
    // MSBuild expects it under this very name.
    const include = attributes['Include'];
    if (kind === undefined || include === undefined) return;
    for (const one of include.split(';')) {
      if (one.trim() !== '') items.push({ kind, name: one.trim(), line });
    }
  });
  parser.on('text', (value) => {
    if (isName && !value.includes('$(') && value.trim() !== '') names.push(value.trim());
    isName = false;
  });
  try {
    parser.write(text.replace(/^\uFEFF/, '')).close();
  } catch {
    // What was read until then counts.
  }
  return { items, names };
}
