import { parse } from 'smol-toml';

/** The groups of the libraries in a Gradle version catalog (`libs.versions.toml`); none when it is malformed. */
export function readCatalogGroups(text: string): string[] {
  let libraries: unknown;
  try {
    libraries = parse(text)['libraries'];
  } catch {
    return [];
  }
  if (typeof libraries !== 'object' || libraries === null) return [];
  const groups: string[] = [];
  for (const library of Object.values(libraries)) {
    const named = typeof library === 'string' ? library : (library?.module ?? library?.group);
    if (typeof named === 'string') groups.push(named.split(':', 1)[0]!);
  }
  return groups;
}
