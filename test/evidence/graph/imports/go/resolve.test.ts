import { describe, expect, test } from 'vitest';
import { buildModuleGraph } from '../../../../../src/evidence/graph/build-module-graph.ts';
import { go } from '../../../../../src/evidence/graph/imports/go/go.ts';
import { isGenerated } from '../../../../../src/source/generated.ts';
import { inMemoryTree } from '../../../in-memory-tree.ts';
import { timeRatio } from '../../../time-ratio.ts';

/** What an import means: a folder, `go:name` for a package, `std`, `-` when ignored, `?` when not found. */
function resolver(files: Record<string, string>): (from: string, specifier: string) => string {
  const paths = new Set(Object.keys(files).sort());
  const sources = new Set([...paths].filter((path) => go.classify(path) && !isGenerated(path)));
  const manifests = new Map(Object.entries(files).filter(([path]) => go.isManifest(path)));
  const made = go.createResolver({ paths, sources, manifests, declares: new Map() });
  return (from, specifier) => {
    const to = made.resolve(from, specifier);
    if (to.kind === 'folder') return to.path;
    if (to.kind === 'package') return `go:${to.name}`;
    if (to.kind === 'builtin') return `std ${to.imported}`;
    return to.kind === 'ignored' ? '-' : '?';
  };
}

describe('one module', () => {
  const ask = resolver({
    'go.mod':
      'module github.com/acme/shop/v2 // a comment\n\ngo 1.22\n\nrequire github.com/lib/pq v1.0.0\nrequire (\n\tgolang.org/x/net v0.1.0\n\t"cloud.google.com/go" v0.1.0\n\tcloud.google.com/go/storage v1.0.0 // indirect\n\tgithub.com/acme/shop/v2/api v1.0.0\n\tgithub.com/a/b/c/v3 v3.0.0\n)\n',
    'main.go': '',
    'orders/order.go': '',
    'orders/internal/db/db.go': '',
    'proto/orders.pb.go': '',
    'mixed/a.pb.go': '',
    'mixed/a.go': '',
    'tests/only_test.go': '',
    'docs/readme.md': '',
    'third_party/lib/a.go': '',
  });
  test.each([
    ['github.com/acme/shop/v2', '.'],
    ['github.com/acme/shop/v2/orders', 'orders'],
    ['github.com/acme/shop/v2/orders/internal/db', 'orders/internal/db'],
    ['github.com/acme/shop/v2/mixed', 'mixed'],
    // Nothing but generated code, or other people's: it has no node.
    ['github.com/acme/shop/v2/proto', '-'],
    ['github.com/acme/shop/v2/third_party/lib', '-'],
    // Test files alone are no package that can be imported, nor are documents.
    ['github.com/acme/shop/v2/tests', '?'],
    ['github.com/acme/shop/v2/docs', '?'],
    ['github.com/acme/shop/v2/nothing', '?'],
    // Another module below this one's path.
    ['github.com/acme/shop/v2/api/types', 'go:github.com/acme/shop/v2/api'],
    ['github.com/acme/shop/v3/orders', 'go:github.com/acme/shop/v3'],
    ['github.com/acme/shop', 'go:github.com/acme/shop'],
    ['github.com/acme/shopping/orders', 'go:github.com/acme/shopping'],
    ['github.com/lib/pq', 'go:github.com/lib/pq'],
    ['github.com/lib/pq/oid', 'go:github.com/lib/pq'],
    ['cloud.google.com/go/storage/x', 'go:cloud.google.com/go/storage'],
    ['cloud.google.com/go/pubsub', 'go:cloud.google.com/go'],
    ['github.com/a/b/c/v3/d', 'go:github.com/a/b/c/v3'],
    ['github.com/x/y/z', 'go:github.com/x/y'],
    ['github.com/x/y/v4/z', 'go:github.com/x/y/v4'],
    ['golang.org/x/sync/errgroup', 'go:golang.org/x/sync'],
    ['k8s.io/api/core/v1', 'go:k8s.io/api'],
    ['gopkg.in/yaml.v3', 'go:gopkg.in/yaml.v3'],
    ['gopkg.in/acme/tool.v1/sub', 'go:gopkg.in/acme/tool.v1'],
    ['example.com', 'go:example.com'],
    ['fmt', 'std fmt'],
    ['database/sql', 'std database/sql'],
    ['./orders', 'orders'],
    ['./nothing', '?'],
    ['../outside', '?'],
    ['/orders', '?'],
    ['', '?'],
    [`github.com/${'a/'.repeat(1000)}`, '?'],
  ])('%s is %s', (specifier, expected) => expect(ask('main.go', specifier)).toBe(expected));
});

describe('several modules', () => {
  const files = {
    'go.mod':
      'module acme.dev/root\nrequire acme.dev/lib v1.0.0\nreplace acme.dev/fork => ./forks/lib\nreplace (\n  acme.dev/gone v1.2.0 => ../elsewhere\n  acme.dev/other v1.0.0 => github.com/other/other v1.1.0\n)\n',
    'main.go': '',
    'lib/go.mod': 'module acme.dev/lib\n',
    'lib/lib.go': '',
    'lib/sub/sub.go': '',
    'forks/lib/lib.go': '',
    'tools/go.mod': 'module tools\nrequire acme.dev/root v0.0.0\nrequire plain v1.0.0\n',
    'tools/run/run.go': '',
    'plain/go.mod': 'module plain\n',
    'plain/plain.go': '',
    'lib/testdata/mod/go.mod': 'module acme.dev/fixture\n',
    'lib/testdata/mod/a/a.go': '',
    'copies/a/go.mod': 'module acme.dev/copy\n',
    'copies/a/one.go': '',
    'copies/b/go.mod': 'module acme.dev/copy\n',
    'copies/b/two.go': '',
    'copies/b/only/x.go': '',
  };
  const ask = resolver(files);
  test.each([
    ['main.go', 'acme.dev/lib', 'lib'],
    ['main.go', 'acme.dev/lib/sub', 'lib/sub'],
    ['main.go', 'acme.dev/root/lib/sub', 'lib/sub'],
    ['main.go', 'acme.dev/fork', 'forks/lib'],
    ['main.go', 'acme.dev/gone/a', 'go:acme.dev/gone'],
    ['main.go', 'acme.dev/other', 'go:acme.dev/other'],
    ['lib/sub/sub.go', 'acme.dev/lib', 'lib'],
    ['lib/sub/sub.go', 'acme.dev/root', '.'],
    // A replacement counts for the module that makes it.
    ['lib/sub/sub.go', 'acme.dev/fork', 'go:acme.dev/fork'],
    ['tools/run/run.go', 'tools/run', 'tools/run'],
    ['tools/run/run.go', 'tools/gone', '?'],
    // A path without a host is no name of the whole world: it is the tree's only where it is required.
    ['tools/run/run.go', 'plain', 'plain'],
    ['main.go', 'plain', 'std plain'],
    ['main.go', 'tools/run', 'std tools/run'],
    ['lib/testdata/mod/a/a.go', 'acme.dev/fixture/a', 'lib/testdata/mod/a'],
    ['main.go', 'acme.dev/fixture/a', 'go:acme.dev/fixture'],
    ['copies/b/two.go', 'acme.dev/copy', 'copies/b'],
    ['main.go', 'acme.dev/copy', 'copies/a'],
    ['main.go', 'acme.dev/copy/only', '?'],
  ])('from %s: %s is %s', (from, specifier, expected) => expect(ask(from, specifier)).toBe(expected));

  test('a workspace joins modules', () => {
    const joined = resolver({
      ...files,
      'go.work':
        'go 1.22\n\nuse (\n\t.\n\t./copies/b\n\t./plain\n)\nuse ./tools\nreplace acme.dev/third => ./lib\n',
    });
    expect(joined('main.go', 'acme.dev/copy')).toBe('copies/b');
    expect(joined('main.go', 'plain')).toBe('plain');
    expect(joined('main.go', 'tools/run')).toBe('tools/run');
    expect(joined('copies/a/one.go', 'acme.dev/copy')).toBe('copies/a');
    expect(joined('main.go', 'acme.dev/third/sub')).toBe('lib/sub');
  });
});

describe('manifests that say little', () => {
  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a broken one', 'module\nrequire (\nreplace =>\nreplace a =>\nuse\n)))\n"\n`'],
    ['bytes', Buffer.from([0, 0xff, 0xfe, 10, 0x22]).toString()],
    ['prototype keys', 'module __proto__\nrequire constructor v1\nreplace toString => ./a\n'],
  ])('%s', (_, text) => {
    const ask = resolver({ ...(text === undefined ? {} : { 'go.mod': text }), 'a/a.go': '', 'b.go': '' });
    expect(ask('b.go', 'github.com/x/y/z')).toBe('go:github.com/x/y');
    expect(ask('b.go', 'hasOwnProperty')).toBe('std hasOwnProperty');
    expect(ask('b.go', './a')).toBe('a');
  });

  test('modules that replace one another end', () => {
    const ask = resolver({
      'a/go.mod': 'module acme.dev/a\nreplace acme.dev/b => ../b\n',
      'b/go.mod': 'module acme.dev/b\nreplace acme.dev/a => ../a\n',
      'a/a.go': '',
      'b/b.go': '',
    });
    expect(ask('a/a.go', 'acme.dev/b')).toBe('b');
    expect(ask('b/b.go', 'acme.dev/a/gone')).toBe('?');
  });

  test.each([
    ['quotes', '"'],
    ['backticks', '`'],
    ['parentheses', '('],
    ['required modules', 'require a.b/c v1\n'],
    ['blanks', ' '],
  ])('reading takes linear time: %s', (_, unit) => {
    const ratio = timeRatio((size) => {
      const manifests = new Map([['go.mod', unit.repeat(size)]]);
      const input = { paths: new Set<string>(), sources: new Set<string>(), manifests, declares: new Map() };
      return () => go.createResolver(input).resolve('a.go', 'x.y/z');
    });
    expect(ratio).toBeLessThan(2.7);
  });
});

describe('the graph', () => {
  test('joins the files of a folder, so that a cycle is one of packages; tests are nodes of their own', async () => {
    const { graph } = await buildModuleGraph(
      inMemoryTree({
        'go.mod': 'module acme.dev/shop\n',
        'main.go': 'package shop\nimport "acme.dev/shop/a"\n',
        'a/one.go': 'package a\nimport _ "fmt"\n',
        'a/two.go': 'package a\n\nimport (\n\t"acme.dev/shop/b"\n\t"github.com/lib/pq"\n)\n',
        'a/a_test.go': 'package a_test\nimport "acme.dev/shop/a"\nimport "acme.dev/shop"\n',
        'b/b.go': 'package b\nimport "acme.dev/shop"\n',
        'b/gen.go': '//go:build ignore\n\npackage main\n\nimport "acme.dev/shop/a"\n',
      }),
    );
    expect(graph.edges.map(({ from, to, line }) => `${from} -> ${to} ${line}`)).toEqual([
      'a/a_test.go -> . 3',
      'a/a_test.go -> a 2',
      'a/two.go -> b 4',
      'b/b.go -> . 2',
      'b/gen.go -> a 5',
      'main.go -> a 2',
    ]);
    expect(graph.cycles).toEqual([['.', 'a', 'b']]);
    expect(graph.packages).toEqual([{ name: 'github.com/lib/pq', ecosystem: 'go', from: ['a/two.go'] }]);
    expect(graph.externals.map(({ imported, package: name }) => [imported, name])).toEqual([
      ['fmt', null],
      ['github.com/lib/pq', 'github.com/lib/pq'],
    ]);
  });

  test('a program to be run by hand closes no cycle', async () => {
    const { graph } = await buildModuleGraph(
      inMemoryTree({
        'go.mod': 'module acme.dev/shop\n',
        'a/a.go': 'package a\n',
        'a/gen.go': '//go:build ignore\n\npackage main\n\nimport "acme.dev/shop/b"\n',
        'b/b.go': 'package b\nimport "acme.dev/shop/a"\n',
      }),
    );
    expect(graph.edges).toHaveLength(2);
    expect(graph.cycles).toEqual([]);
  });
});
