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

/** What a project file includes, and the names under which its assembly goes. */
interface Project {
  items: ProjectItem[];
  /** `AssemblyName` and `RootNamespace`, without those that are computed. */
  names: string[];
}

/**
 * Reads an MSBuild project file (.csproj, Directory.Build.props): references to projects, packages and shared
 * frameworks, and usings for all files. Conditions are not looked at: what is included at all counts. Of a file that
 * is no XML, what stands before the first error counts.
 */
export function readProject(text: string): Project {
  const items: ProjectItem[] = [];
  const names: string[] = [];
  // Namespaces are no use here, and files of before 2017 have one.
  const parser = new SaxesParser({ xmlns: false });
  let broken = false;
  let line = 1;
  let isName = false;
  parser.on('error', () => {
    broken = true;
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
    if (broken || kind === undefined || include === undefined) return;
    for (const one of include.split(';')) {
      if (one.trim() !== '') items.push({ kind, name: one.trim(), line });
    }
  });
  parser.on('text', (value) => {
    if (isName && !broken && !value.includes('$(') && value.trim() !== '') names.push(value.trim());
    isName = false;
  });
  try {
    parser.write(text.replace(/^\uFEFF/, '')).close();
  } catch {
    // What was read until then counts.
  }
  return { items, names };
}
