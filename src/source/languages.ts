/** Language by file extension, lower case. Names are lower case and have no spaces or signs. */
const BY_EXTENSION: Record<string, readonly string[]> = {
  typescript: ['ts', 'tsx', 'mts', 'cts'],
  javascript: ['js', 'jsx', 'mjs', 'cjs'],
  vue: ['vue'],
  svelte: ['svelte'],
  astro: ['astro'],
  python: ['py', 'pyi', 'pyw'],
  go: ['go'],
  java: ['java'],
  kotlin: ['kt', 'kts'],
  scala: ['scala', 'sc'],
  groovy: ['groovy', 'gradle'],
  clojure: ['clj', 'cljs', 'cljc', 'edn'],
  csharp: ['cs', 'csx'],
  fsharp: ['fs', 'fsi', 'fsx'],
  visualbasic: ['vb'],
  rust: ['rs'],
  ruby: ['rb', 'rake', 'gemspec', 'ru'],
  php: ['php', 'phtml'],
  c: ['c', 'h'],
  cpp: ['cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx', 'ipp'],
  objectivec: ['m', 'mm'],
  swift: ['swift'],
  dart: ['dart'],
  elixir: ['ex', 'exs'],
  erlang: ['erl', 'hrl'],
  haskell: ['hs', 'lhs'],
  ocaml: ['ml', 'mli'],
  lua: ['lua'],
  perl: ['pl', 'pm'],
  r: ['r'],
  julia: ['jl'],
  zig: ['zig'],
  nim: ['nim'],
  crystal: ['cr'],
  solidity: ['sol'],
  shell: ['sh', 'bash', 'zsh', 'ksh', 'fish'],
  powershell: ['ps1', 'psm1', 'psd1'],
  batch: ['bat', 'cmd'],
  sql: ['sql', 'ddl', 'psql'],
  graphql: ['graphql', 'gql', 'graphqls'],
  protobuf: ['proto'],
  thrift: ['thrift'],
  avro: ['avsc', 'avdl'],
  prisma: ['prisma'],
  terraform: ['tf', 'tfvars'],
  hcl: ['hcl', 'nomad'],
  bicep: ['bicep'],
  rego: ['rego'],
  cue: ['cue'],
  jsonnet: ['jsonnet', 'libsonnet'],
  starlark: ['bzl', 'star'],
  nix: ['nix'],
  cmake: ['cmake'],
  dockerfile: ['dockerfile', 'containerfile'],
  makefile: ['mk', 'mak'],
  yaml: ['yml', 'yaml'],
  json: ['json', 'jsonc', 'json5', 'webmanifest'],
  toml: ['toml'],
  xml: ['xml', 'xsd', 'xsl', 'xslt', 'wsdl', 'csproj', 'fsproj', 'vbproj', 'props', 'targets', 'config'],
  ini: ['ini', 'cfg', 'properties', 'conf'],
  html: ['html', 'htm', 'xhtml'],
  css: ['css'],
  scss: ['scss', 'sass'],
  less: ['less'],
  markdown: ['md', 'markdown', 'mdx'],
  restructuredtext: ['rst'],
  asciidoc: ['adoc', 'asciidoc'],
};

/** Language by whole file name, lower case; wins over the extension. */
const BY_NAME: Record<string, readonly string[]> = {
  dockerfile: ['dockerfile', 'containerfile'],
  makefile: ['makefile', 'gnumakefile', 'bsdmakefile'],
  cmake: ['cmakelists.txt'],
  ruby: ['gemfile', 'rakefile', 'guardfile', 'capfile', 'vagrantfile', 'podfile', 'fastfile', 'brewfile'],
  groovy: ['jenkinsfile'],
  gomod: ['go.mod', 'go.work'],
  starlark: ['build.bazel', 'workspace.bazel', 'module.bazel', 'tiltfile'],
  shell: ['.bashrc', '.bash_profile', '.profile', '.zshrc', '.envrc'],
  toml: ['pipfile', 'cargo.lock', 'poetry.lock', 'uv.lock'],
  json: ['composer.lock', 'pipfile.lock', '.babelrc', '.eslintrc', '.prettierrc'],
  text: ['requirements.txt', 'constraints.txt'],
  just: ['justfile'],
};

const extensions = inverted(BY_EXTENSION);
const names = inverted(BY_NAME);

/** One who sorts a tree's files asks for the same path on behalf of each language in turn. */
let last: { path: string; language: string | null } = { path: '', language: null };

/** Lower-case name of a file's language, by its name alone; null when unknown. */
export function languageOf(path: string): string | null {
  if (path !== last.path) last = { path, language: findLanguage(path) };
  return last.language;
}

function findLanguage(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const known = names.get(name);
  if (known !== undefined) return known;
  if (name.startsWith('dockerfile.') || name.startsWith('containerfile.')) return 'dockerfile';
  const dot = name.lastIndexOf('.');
  return dot === -1 ? null : (extensions.get(name.slice(dot + 1)) ?? null);
}

function inverted(table: Record<string, readonly string[]>): Map<string, string> {
  return new Map(Object.entries(table).flatMap(([language, keys]) => keys.map((key) => [key, language])));
}
