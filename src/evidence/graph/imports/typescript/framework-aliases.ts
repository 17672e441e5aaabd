/** What a framework makes of a specifier: files to try below the package's folder, or a module it makes up. */
export interface FrameworkAlias {
  paths: string[];
  isVirtual: boolean;
}

const nuxtVirtual = /^#(?:imports|app|build|components|internal)(?:\/|$)/;
const kitVirtual = /^(?:\$(?:app|env|service-worker)(?:\/|$)|(?:\.{1,2}\/)+\$types(?:\.js)?$)/;

/**
 * The aliases of the frameworks that a package.json asks for. They stand in a tsconfig that is generated and not in
 * the tree: https://nuxt.com/docs/api/nuxt-config#alias (`~` is the folder of sources, which Nuxt 4 calls `app`, and
 * `~~` the package), https://svelte.dev/docs/kit/$lib and
 * https://svelte.dev/docs/kit/types.
 */
export function frameworkAliases(
  dependencies: ReadonlyMap<string, string>,
  specifier: string,
): FrameworkAlias[] {
  const aliases: FrameworkAlias[] = [];
  const rest = specifier.slice(specifier.indexOf('/') + 1);
  if (dependencies.has('nuxt') || dependencies.has('nuxt-nightly')) {
    if (specifier.startsWith('~~/') || specifier.startsWith('@@/')) {
      aliases.push({ paths: [rest], isVirtual: false });
    } else if (specifier.startsWith('~/') || specifier.startsWith('@/')) {
      aliases.push({ paths: [`app/${rest}`, `src/${rest}`, rest], isVirtual: false });
    } else if (specifier.startsWith('#shared/')) {
      aliases.push({ paths: [`shared/${rest}`], isVirtual: false });
    } else if (nuxtVirtual.test(specifier)) aliases.push({ paths: [], isVirtual: true });
  }
  if (dependencies.has('@sveltejs/kit')) {
    if (specifier === '$lib') aliases.push({ paths: ['src/lib'], isVirtual: false });
    else if (specifier.startsWith('$lib/')) aliases.push({ paths: [`src/lib/${rest}`], isVirtual: false });
    else if (kitVirtual.test(specifier)) aliases.push({ paths: [], isVirtual: true });
  }
  return aliases;
}
