import { normaliseName } from './distributions.ts';

/** What a list of requirements names: distributions (normalised), and folders relative to it. */
export interface Requirements {
  names: string[];
  folders: string[];
}

const longestLine = 1000;

/**
 * Reads a requirements file of pip: one requirement a line, `-e ./folder` and `./folder` for those of the tree,
 * other options passed over. Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function readRequirements(text: string): Requirements {
  const found: Requirements = { names: [], folders: [] };
  for (const line of text.split('\n')) {
    if (line.length > longestLine) continue;
    const written = line.trim().replace(/^(?:-e|--editable)[ =]\s*/, '');
    const egg = /[#&]egg=([\w.-]+)/.exec(written)?.[1];
    const folder = /^(?:file:)?(\.{1,2}(?:\/[^\s;#[]*)?)/.exec(written)?.[1];
    const name = egg ?? (folder === undefined ? nameOfRequirement(written) : null);
    if (folder !== undefined) found.folders.push(folder);
    if (name !== null) found.names.push(normaliseName(name));
  }
  return found;
}

/** The distribution that a requirement (`django[bcrypt]~=5.2 ; sys_platform != 'win32'`) asks for, as it is written. */
export function nameOfRequirement(requirement: string): string | null {
  const name = /^\s*([A-Za-z\d][\w.-]*)(?=\s*(?:[[(<>=!~;@,#]|$))/.exec(
    requirement.slice(0, longestLine),
  )?.[1];
  return name ?? null;
}
