import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moduleNamer } from '../../../src/evidence/graph/module-of.ts';
import { timeRatio } from '../time-ratio.ts';

/** A part large enough to be divided: files in each of its folders. */
const many = (folders: readonly string[], ending: string, each = 12) =>
  folders.flatMap((folder) => Array.from({ length: each }, (_, at) => `${folder}/f${at}.${ending}`));

const trees: Record<string, { paths: string[]; modules: Record<string, string> }> = {
  'packages and folders of JavaScript': {
    paths: [
      ...[
        'package.json',
        'packages/core/package.json',
        'packages/core/src/a/b.ts',
        'services/billing/src/a.ts',
      ],
      ...['src/orders/deep/er.ts', 'src/modules/orders/a.ts', 'src/main.ts', 'test/unit/a.ts', 'index.ts'],
    ],
    modules: {
      'packages/core/src/a/b.ts': 'packages/core',
      'packages/core/x.ts': 'packages/core',
      'services/billing/src/a.ts': 'services/billing',
      'src/orders/deep/er.ts': 'src/orders',
      'src/modules/orders/a.ts': 'src/modules/orders',
      'src/main.ts': 'src',
      'test/unit/a.ts': 'test',
      'index.ts': '.',
      'docs/unknown/a.ts': 'docs',
    },
  },
  'packages of every ecosystem': {
    paths: [
      ...[
        'a/pyproject.toml',
        'a/a/x.py',
        'b/setup.py',
        'b/x.py',
        'c/go.mod',
        'c/x.go',
        'd/pom.xml',
        'd/D.java',
      ],
      ...['e/build.gradle.kts', 'e/E.kt', 'f/f.csproj', 'f/F.cs', 'g/Cargo.toml', 'g/src/lib.rs'],
      ...[
        'h/composer.json',
        'h/x.php',
        'i/i.gemspec',
        'i/lib/i.rb',
        'test/fixtures/package.json',
        'test/fixtures/x.js',
      ],
      ...['examples/one/package.json', 'examples/one/x.js'],
    ],
    modules: {
      ...{ 'a/a/x.py': 'a', 'b/x.py': 'b', 'c/x.go': 'c', 'd/D.java': 'd', 'e/E.kt': 'e', 'f/F.cs': 'f' },
      ...{ 'g/src/lib.rs': 'g', 'h/x.php': 'h', 'i/lib/i.rb': 'i' },
      ...{ 'test/fixtures/x.js': 'test', 'examples/one/x.js': 'examples' },
    },
  },
  "Java's packages without what they have in common": {
    paths: [
      ...many(
        ['orders', 'payments', 'catalog/web'].map((name) => `src/main/java/com/acme/shop/${name}`),
        'java',
        3,
      ),
      ...[
        'src/main/java/com/acme/shop/Shop.java',
        'src/test/java/com/acme/shop/orders/OrdersTest.java',
        'pom.xml',
      ],
    ],
    modules: {
      'src/main/java/com/acme/shop/orders/f0.java': 'orders',
      'src/main/java/com/acme/shop/catalog/web/f0.java': 'catalog',
      'src/main/java/com/acme/shop/Shop.java': '.',
      'src/test/java/com/acme/shop/orders/OrdersTest.java': 'orders',
    },
  },
  'a large Java module among small ones': {
    paths: [
      ...['core/pom.xml', 'web/pom.xml', 'web/src/main/java/com/acme/web/Web.java'],
      ...many(
        ['orders', 'payments'].map((name) => `core/src/main/kotlin/com/acme/core/${name}`),
        'kt',
        30,
      ),
    ],
    modules: {
      'core/src/main/kotlin/com/acme/core/orders/f1.kt': 'core/orders',
      'web/src/main/java/com/acme/web/Web.java': 'web',
    },
  },
  "Go's commands and packages": {
    paths: [
      ...[
        'go.mod',
        'main.go',
        'cmd/server/main.go',
        'internal/auth/a.go',
        'internal/auth/token/b.go',
        'pkg/api/v1/a.go',
      ],
      'tsdb/a.go',
    ],
    modules: {
      'main.go': '.',
      'cmd/server/main.go': 'cmd/server',
      'internal/auth/token/b.go': 'internal/auth',
      'pkg/api/v1/a.go': 'pkg/api',
      'tsdb/a.go': 'tsdb',
    },
  },
  "a Python project's one package": {
    paths: [
      'pyproject.toml',
      ...many(
        ['order', 'product', 'graphql/api'].map((name) => `saleor/${name}`),
        'py',
      ),
    ],
    modules: {
      'saleor/order/f0.py': 'saleor/order',
      'saleor/order/migrations/0001.py': 'saleor/order',
      'saleor/graphql/api/f0.py': 'saleor/graphql',
      'saleor/settings.py': 'saleor',
    },
  },
  'Rails with packs': {
    paths: [
      'Gemfile',
      'app/models/a.rb',
      'app/controllers/a.rb',
      'packs/billing/app/models/b.rb',
      'config/routes.rb',
    ],
    modules: {
      'app/models/concerns/a.rb': 'app/models',
      'app/controllers/a.rb': 'app/controllers',
      'packs/billing/app/models/b.rb': 'packs/billing',
      'config/routes.rb': 'config',
    },
  },
  "a workspace of Rust's whose first crate is nearly all": {
    paths: [
      ...[
        'Cargo.toml',
        'tokio/Cargo.toml',
        'tokio-util/Cargo.toml',
        'tokio-util/src/lib.rs',
        'tokio/src/lib.rs',
      ],
      ...many(['tokio/src/runtime', 'tokio/src/sync'], 'rs', 30),
    ],
    modules: {
      'tokio/src/runtime/f0.rs': 'tokio/src/runtime',
      'tokio/src/lib.rs': 'tokio/src',
      'tokio-util/src/lib.rs': 'tokio-util',
    },
  },
  'a folder beside packages': {
    paths: ['src/A/composer.json', 'src/A/a.php', 'src/B/composer.json', 'src/B/b.php', 'src/C/c.php'],
    modules: { 'src/A/a.php': 'src/A', 'src/C/c.php': 'src/C' },
  },
};

describe.each(Object.entries(trees))('%s', (_, { paths, modules }) => {
  const moduleOf = moduleNamer(paths);
  test.each(Object.entries(modules))('%s is of %s', (path, module) => {
    expect(moduleOf(path)).toBe(module);
  });
});

test('the order of paths and what else stands in a tree decide nothing', () => {
  const all = Object.values(trees).flatMap(({ paths }) => paths);
  fc.assert(
    fc.property(fc.subarray(all), fc.infiniteStream(fc.nat()), (some, random) => {
      const shuffled = some
        .map((path) => ({ path, at: random.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ path }) => path);
      const [one, other] = [moduleNamer(some), moduleNamer([...shuffled, 'README.md', 'docs/picture.png'])];
      for (const path of all) expect(other(path)).toBe(one(path));
    }),
    { numRuns: 50 },
  );
});

test('a module is a folder above its files, or the root', () => {
  const segment = fc.constantFrom(
    'src',
    'a',
    'b',
    'packages',
    'package.json',
    'test',
    'x.ts',
    'y.go',
    '__proto__',
  );
  const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));
  fc.assert(
    fc.property(fc.array(path), path, (paths, one) => {
      const module = moduleNamer(paths)(one);
      expect(module === '.' || one.startsWith(`${module}/`)).toBe(true);
    }),
  );
});

test('linear in the number of paths', () => {
  const ratio = timeRatio((size) => {
    const paths = Array.from({ length: size / 8 }, (_, at) => `src/m${at % 97}/n${at % 1009}/f${at}.ts`);
    return () => moduleNamer(paths)('src/m1/x.ts');
  });
  expect(ratio).toBeLessThan(3.5);
});
