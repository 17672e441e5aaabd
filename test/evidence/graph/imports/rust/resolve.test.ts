import { describe, expect, test } from 'vitest';
import { rust } from '../../../../../src/evidence/graph/imports/rust/rust.ts';
import { cpuMilliseconds } from '../../../../cpu-milliseconds.ts';
import { timeRatio } from '../../../time-ratio.ts';

type Files = Record<string, string>;

/** What an import means: a path, `crates:name (imported)`, `builtin …`, `ignored`, or `?` when it is not found. */
function resolver(files: Files) {
  const paths = new Set(Object.keys(files).sort());
  const sources = new Set([...paths].filter((path) => rust.classify(path) !== null));
  const manifests = new Map(Object.entries(files).filter(([path]) => rust.isManifest(path)));
  const declares = new Map([...sources].map((path) => [path, rust.scan(files[path]!, 'rust').declares]));
  const made = rust.createResolver({ paths, sources, manifests, declares });
  return (from: string, specifier: string): string => {
    const to = made.resolve(from, specifier);
    if (to.kind === 'file') return to.path;
    if (to.kind === 'package') return `crates:${to.name} (${to.imported})`;
    return to.kind === 'unresolved' ? '?' : to.kind === 'builtin' ? `builtin ${to.imported}` : to.kind;
  };
}

const cargo = (name: string, rest = '') => `[package]\nname = "${name}"\nedition = "2021"\n${rest}`;

describe('in one crate', () => {
  const ask = resolver({
    'Cargo.toml': cargo(
      'my-app',
      '[dependencies]\nserde = "1"\nrand_core = { version = "0.6", package = "rand-core-x" }\n[target."cfg(unix)".dependencies]\nlibc = "0.2"\n[dev-dependencies]\nproptest = "1"',
    ),
    'src/lib.rs':
      'pub mod a;\nmod b;\nmod inline { pub mod deep; pub mod more {} }\nmod missing;\n#[path = "odd/name.rs"]\nmod other;\n#[path = "sys/unix.rs"] mod sys;\n#[path = "sys/windows.rs"] mod sys;',
    'src/a.rs': 'pub mod c;',
    'src/a/c.rs': 'mod tests { use super::*; }',
    'src/b/mod.rs': 'mod d;',
    'src/b/d.rs': '',
    'src/inline/deep.rs': '',
    'src/odd/name.rs': 'mod beside;',
    'src/odd/beside.rs': '',
    'src/sys/unix.rs': '',
    'src/sys/windows.rs': '',
    'src/b/hidden.rs': '',
    'src/main.rs': 'mod cli;',
    'src/cli.rs': '',
    'src/bin/tool.rs': 'mod helper;',
    'src/bin/helper.rs': '',
    'tests/it.rs': 'mod common;',
    'tests/common/mod.rs': '',
    'tests/big/main.rs': 'mod part;',
    'tests/big/part.rs': '',
    'build.rs': '',
  });
  test.each([
    ['src/lib.rs', 'mod a', 'src/a.rs'],
    ['src/lib.rs', 'mod b', 'src/b/mod.rs'],
    ['src/a.rs', 'mod c', 'src/a/c.rs'],
    ['src/lib.rs', 'mod inline::deep', 'src/inline/deep.rs'],
    ['src/lib.rs', 'mod missing', '?'],
    ['src/lib.rs', 'mod other=odd/name.rs', 'src/odd/name.rs'],
    ['src/odd/name.rs', 'mod beside', 'src/odd/beside.rs'],
    ['src/lib.rs', 'mod sys=sys/unix.rs', 'src/sys/unix.rs'],
    ['src/lib.rs', 'mod sys=sys/windows.rs', 'src/sys/windows.rs'],
    ['src/b/d.rs', 'crate::a::c::Thing', 'src/a/c.rs'],
    ['src/b/d.rs', 'crate::a::Thing', 'src/a.rs'],
    ['src/b/d.rs', 'crate::Thing', 'src/lib.rs'],
    ['src/b/d.rs', 'crate::a::*', 'src/a.rs'],
    ['src/b/d.rs', 'crate::inline::more::Thing', 'src/lib.rs'],
    ['src/b/d.rs', 'crate::inline::deep::Thing', 'src/inline/deep.rs'],
    ['src/b/d.rs', 'super::Thing', 'src/b/mod.rs'],
    ['src/b/d.rs', 'super::super::a::Thing', 'src/a.rs'],
    ['src/b/d.rs', 'super::super::super::Thing', '?'],
    ['src/a/c.rs', 'self::*', 'src/a/c.rs'],
    ['src/sys/windows.rs', 'super::a', 'src/a.rs'],
    ['src/b/hidden.rs', 'super::d::X', 'src/b/d.rs'],
    ['src/b/d.rs', 'crate::b::hidden::X', 'src/b/hidden.rs'],
    ['src/cli.rs', 'crate::X', 'src/main.rs'],
    ['src/main.rs', 'my_app::a::c::X', 'src/a/c.rs'],
    ['src/bin/tool.rs', 'mod helper', 'src/bin/helper.rs'],
    ['tests/it.rs', 'mod common', 'tests/common/mod.rs'],
    ['tests/common/mod.rs', 'my_app::b', 'src/b/mod.rs'],
    ['tests/big/part.rs', 'crate::X', 'tests/big/main.rs'],
    ['build.rs', 'my_app::a', 'src/a.rs'],
    ['src/a.rs', 'serde::de::Error', 'crates:serde (serde::de::Error)'],
    ['src/a.rs', 'serde::de::*', 'crates:serde (serde::de)'],
    ['src/a.rs', '::serde', 'crates:serde (serde)'],
    ['src/a.rs', 'rand_core::X', 'crates:rand-core-x (rand_core::X)'],
    ['src/a.rs', 'libc', 'crates:libc (libc)'],
    ['tests/it.rs', 'proptest::*', 'crates:proptest (proptest)'],
    ['src/a.rs', 'std::sync::Arc', 'builtin std::sync::Arc'],
    ['src/a.rs', '::core::fmt', 'builtin core::fmt'],
    ['src/a.rs', 'Shape::*', 'ignored'],
    ['src/a.rs', 'nowhere::X', '?'],
    ['src/a.rs', '::rustc_middle', 'crates:rustc_middle (rustc_middle)'],
    ['src/a.rs', '__proto__::constructor', '?'],
  ])('%s: %s is %s', (from, specifier, expected) => expect(ask(from, specifier)).toBe(expected));
});

describe('workspaces', () => {
  const ask = resolver({
    'Cargo.toml':
      '[workspace]\nmembers = ["crates/*"]\n[workspace.dependencies]\ncore-lib = { path = "crates/core" }\nserde = "1"\n[patch.crates-io]\npatched = { path = "crates/patched" }',
    'crates/core/Cargo.toml': cargo('core-lib', '[lib]\nname = "the_core"\npath = "lib/root.rs"'),
    'crates/core/lib/root.rs': 'pub mod model;',
    'crates/core/lib/model.rs': '',
    'crates/patched/Cargo.toml': cargo('patched'),
    'crates/patched/src/lib.rs': 'pub use model::X;',
    'crates/app/Cargo.toml': cargo(
      'app',
      '[dependencies]\ncore-lib.workspace = true\nserde = { workspace = true }\npatched = "1"\nrenamed = { package = "other-crate", path = "../other" }\nnamesake = "2"\n[[bin]]\nname = "x"\npath = "programs/x.rs"\n[build-dependencies]\nrenamed = "1"',
    ),
    'crates/app/src/lib.rs': '',
    'crates/app/programs/x.rs': 'mod y;',
    'crates/app/programs/y.rs': '',
    'crates/other/Cargo.toml': cargo('other-crate'),
    'crates/other/src/lib.rs': 'pub mod z;',
    'crates/other/src/z/mod.rs': '',
    'crates/namesake/Cargo.toml': cargo('namesake'),
    'crates/namesake/src/lib.rs': '',
    'crates/old/Cargo.toml': '[package]\nname = "old"\n[dependencies.app]\npath = "../app"',
    'crates/old/src/lib.rs': 'mod a;\nmod b;',
    'crates/old/src/a.rs': '',
    'crates/old/src/b.rs': '',
    'crates/broken/Cargo.toml': '[package',
    'crates/broken/src/lib.rs': '',
    'scripts/alone.rs': '',
  });
  test.each([
    ['crates/app/src/lib.rs', 'core_lib::model::X', 'crates/core/lib/model.rs'],
    ['crates/app/src/lib.rs', 'serde::X', 'crates:serde (serde::X)'],
    ['crates/app/src/lib.rs', 'patched::X', 'crates/patched/src/lib.rs'],
    ['crates/app/src/lib.rs', 'renamed::z::X', 'crates/other/src/z/mod.rs'],
    ['crates/app/src/lib.rs', 'namesake::X', 'crates:namesake (namesake::X)'],
    ['crates/app/programs/x.rs', 'mod y', 'crates/app/programs/y.rs'],
    ['crates/app/programs/y.rs', 'crate::X', 'crates/app/programs/x.rs'],
    ['crates/app/programs/y.rs', 'app::X', 'crates/app/src/lib.rs'],
    ['crates/old/src/a.rs', 'b::X', 'crates/old/src/b.rs'],
    ['crates/old/src/a.rs', 'app::X', 'crates/app/src/lib.rs'],
    ['crates/broken/src/lib.rs', 'crate::X', 'crates/broken/src/lib.rs'],
    ['scripts/alone.rs', 'regex::Regex', 'crates:regex (regex::Regex)'],
    ['scripts/alone.rs', 'self::X', 'scripts/alone.rs'],
  ])('%s: %s is %s', (from, specifier, expected) => expect(ask(from, specifier)).toBe(expected));
});

test('files that name each other as modules come to an end', () => {
  const ask = resolver({
    'Cargo.toml': cargo('x'),
    'src/lib.rs': '#[path = "lib.rs"] mod me;\n#[path = "a.rs"] mod a;',
    'src/a.rs': '#[path = "b.rs"] mod b;\n#[path = "lib.rs"] mod up;',
    'src/b.rs': '#[path = "a.rs"] mod a;',
  });
  expect(ask('src/b.rs', 'mod a=a.rs')).toBe('src/a.rs');
  expect(ask('src/b.rs', 'super::X')).toBe('src/a.rs');
});

test('modules that many files share do not multiply without end', () => {
  const files: Files = { 'Cargo.toml': cargo('x'), 'src/lib.rs': '#[path = "f0.rs"] mod f;' };
  for (let index = 0; index < 60; index++) {
    const next = `f${index + 1}.rs`;
    files[`src/f${index}.rs`] = `#[path = "${next}"] mod a;\n#[path = "${next}"] mod b;`;
  }
  const start = cpuMilliseconds();
  expect(resolver(files)('src/f1.rs', 'super::X')).toBe('src/f0.rs');
  expect(cpuMilliseconds() - start).toBeLessThan(1_000);
});

test('a tree of twice the files takes about twice the time', () => {
  const ratio = timeRatio((size) => {
    const names = Array.from({ length: size / 40 }, (_, index) => `m${index}`);
    const sources = new Set(['src/lib.rs', ...names.map((name) => `src/${name}.rs`)]);
    const declares = new Map([['src/lib.rs', names.map((name) => `${name};`)]]);
    const manifests = new Map([['Cargo.toml', cargo('x')]]);
    return () => rust.createResolver({ paths: sources, sources, manifests, declares });
  });
  expect(ratio).toBeLessThan(2.7);
});
