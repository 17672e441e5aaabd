/** Folders of other people's code or of build output, at any depth; lower case. */
const FOLDERS = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'vendor',
  'third_party',
  'third-party',
  'thirdparty',
  'pods',
  'carthage',
  'godeps',
  'dist',
  '__generated__',
  '__pycache__',
  '__snapshots__',
  'site-packages',
  '.yarn',
  '.next',
  '.nuxt',
  '.svelte-kit',
  '.terraform',
]);

/** Lock files and wrappers that tools write, by whole name; lower case. */
const NAMES = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'go.sum',
  'go.work.sum',
  'cargo.lock',
  'composer.lock',
  'gemfile.lock',
  'podfile.lock',
  'package.resolved',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'pipfile.lock',
  'pixi.lock',
  'conda-lock.yml',
  'mix.lock',
  'pubspec.lock',
  'packages.lock.json',
  'project.assets.json',
  'paket.lock',
  'gradle.lockfile',
  'buildscript-gradle.lockfile',
  'flake.lock',
  'module.bazel.lock',
  '.terraform.lock.hcl',
  'chart.lock',
  'gradlew',
  'gradlew.bat',
  'mvnw',
  'mvnw.cmd',
  '.pnp.cjs',
  '.pnp.loader.mjs',
]);

/** Ends of names that code generators and minifiers give; lower case, each from a dot or an underscore on. */
const ENDINGS = new Set([
  '.min.js',
  '.min.mjs',
  '.min.cjs',
  '.min.css',
  '.bundle.js',
  '.js.map',
  '.mjs.map',
  '.cjs.map',
  '.css.map',
  '.d.ts.map',
  '.pb.go',
  '.pb.gw.go',
  '.pb.validate.go',
  '.connect.go',
  '.pb.cc',
  '.pb.h',
  '.pb.swift',
  '.grpc.swift',
  '.pb.dart',
  '.pbgrpc.dart',
  '.pbjson.dart',
  '.g.dart',
  '.freezed.dart',
  '.gr.dart',
  '_pb2.py',
  '_pb2.pyi',
  '_pb2_grpc.py',
  '_pb.rb',
  '_pb.js',
  '_pb.d.ts',
  '_pb.ts',
  '_grpc_pb.js',
  '_grpc_pb.d.ts',
  '.pb.ts',
  '.g.cs',
  '.g.i.cs',
  '.designer.cs',
  '.designer.vb',
  '.gen.go',
  '_gen.go',
  '_generated.go',
  '_easyjson.go',
  '.gen.ts',
  '.gen.js',
  '.snap',
]);

/**
 * Whether a path is by convention generated, vendored, minified or a lock file, and so listed but never judged.
 * Manifests, migrations, configuration and workflows are not.
 */
export function isGenerated(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return NAMES.has(name) || name.includes('.generated.') || hasEnding(name) || isVendored(path);
}

/** Whether a path lies in a folder of other people's code or of build output. */
export function isVendored(path: string): boolean {
  const folders = path.toLowerCase().split('/').slice(0, -1);
  return folders.some((folder) => FOLDERS.has(folder));
}

function hasEnding(name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if ((code === 46 /* . */ || code === 95) /* _ */ && ENDINGS.has(name.slice(at))) return true;
  }
  return false;
}
