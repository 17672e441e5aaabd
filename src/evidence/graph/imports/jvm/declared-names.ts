/** A package's name longer than it means nothing to anyone, and would be repeated with each of its types. */
const longestPackage = 500;
const mostNames = 10_000;

/**
 * What a file declares in the notation of imports, sorted: `a.b.*` for its package, `a.b.C` for each top-level name.
 * Names of the unnamed package stand alone.
 */
export function declaredNames(packageName: string, names: ReadonlySet<string>): string[] {
  if (packageName.length > longestPackage) return [];
  const prefix = packageName === '' ? '' : `${packageName}.`;
  const all = [...names].slice(0, mostNames).map((name) => prefix + name);
  if (packageName !== '') all.push(`${prefix}*`);
  return all.sort();
}
