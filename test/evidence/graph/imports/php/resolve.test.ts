import { describe, expect, test } from 'vitest';
import { php } from '../../../../../src/evidence/graph/imports/php/php.ts';
import { timeRatio } from '../../../time-ratio.ts';

type Files = Record<string, string>;

/** What an import means: a path, `vendor/package (imported)`, `builtin`, null for what is neither, `?` when it is not found. */
function resolver(files: Files) {
  const paths = new Set(Object.keys(files).sort());
  const sources = new Set([...paths].filter((path) => php.classify(path) !== null));
  const manifests = new Map(Object.entries(files).filter(([path]) => php.isManifest(path)));
  const declares = new Map([...sources].map((path) => [path, php.scan(files[path]!, 'php').declares]));
  const made = php.createResolver({ paths, sources, manifests, declares });
  return (from: string, specifier: string): string | null => {
    const to = made.resolve(from, specifier);
    if (to.kind === 'file' || to.kind === 'folder') return to.path;
    if (to.kind === 'package') return `${to.name} (${to.imported})`;
    if (to.kind === 'builtin') return 'builtin';
    return to.kind === 'ignored' ? null : '?';
  };
}

const named = (name: string) => {
  const at = name.lastIndexOf('\\');
  return `<?php namespace ${name.slice(0, at)}; class ${name.slice(at + 1)} {}`;
};

describe('an application', () => {
  const ask = resolver({
    'composer.json': JSON.stringify({
      require: {
        php: '^8',
        'laravel/framework': '*',
        'guzzlehttp/guzzle': '*',
        'ramsey/uuid': '*',
        'mockery/mockery': '*',
        'acme/money-tools': '*',
        'acme/other': '*',
        'nikic/php-parser': '*',
      },
      autoload: {
        'psr-4': { 'App\\': 'app/', 'App\\Tools\\': ['tools/'] },
        'psr-0': { Old_: 'old/' },
        classmap: ['legacy'],
        files: ['app/helpers.php'],
      },
      'autoload-dev': { 'psr-4': { 'Tests\\': 'tests/' } },
    }),
    'app/Models/User.php': named('App\\Models\\User'),
    'copies/User.php': named('App\\Models\\User'),
    'app/helpers.php': '<?php function helper() {} const ANSWER = 42;',
    'app/functions.php': '<?php namespace App; function money() {}',
    'tools/Hammer.php': named('App\\Tools\\Hammer'),
    'tests/TestCase.php': named('Tests\\TestCase'),
    'old/Old/Thing.php': '<?php class Old_Thing {}',
    'copies/Thing.php': '<?php class Old_Thing {}',
    'copies/Report.php': named('Legacy\\Report'),
    'legacy/Report.php': named('Legacy\\Report'),
    'app/Wrong.php': named('App\\Right'),
    'config/app.php': '<?php return [];',
    'views/a.html': '',
  });
  test.each([
    ['App\\Models\\User', 'app/Models/User.php'],
    ['App\\Tools\\Hammer', 'tools/Hammer.php'],
    ['Tests\\TestCase', 'tests/TestCase.php'],
    ['Old_Thing', 'old/Old/Thing.php'],
    ['Legacy\\Report', 'legacy/Report.php'],
    ['App\\Right', 'app/Wrong.php'],
    ['App\\Wrong', '?'],
    ['App\\Models\\Nothing', '?'],
    ['App\\Models', null],
    ['function helper', 'app/helpers.php'],
    ['function App\\money', 'app/functions.php'],
    ['App\\money', 'app/functions.php'],
    ['const ANSWER', 'app/helpers.php'],
    ['function strlen', 'builtin'],
    ['const PHP_EOL', 'builtin'],
    ['Exception', 'builtin'],
    ['Random\\Randomizer', 'builtin'],
    ['Mockery', 'mockery/mockery (Mockery)'],
    ['Illuminate\\Support\\Str', 'laravel/framework (Illuminate\\Support\\Str)'],
    [
      'Symfony\\Component\\HttpFoundation\\Request',
      'symfony/http-foundation (Symfony\\Component\\HttpFoundation\\Request)',
    ],
    [
      'Symfony\\Contracts\\Cache\\CacheInterface',
      'symfony/cache-contracts (Symfony\\Contracts\\Cache\\CacheInterface)',
    ],
    ['Doctrine\\ORM\\Mapping', 'doctrine/orm (Doctrine\\ORM\\Mapping)'],
    ['GuzzleHttp\\Client', 'guzzlehttp/guzzle (GuzzleHttp\\Client)'],
    ['Ramsey\\Uuid\\Uuid', 'ramsey/uuid (Ramsey\\Uuid\\Uuid)'],
    ['Acme\\MoneyTools\\A', 'acme/money-tools (Acme\\MoneyTools\\A)'],
    ['Acme\\Unknown\\A', 'Acme\\Unknown (Acme\\Unknown\\A)'],
    ['PhpParser\\Node', 'nikic/php-parser (PhpParser\\Node)'],
    ['Psr\\Log\\LoggerInterface', 'psr/log (Psr\\Log\\LoggerInterface)'],
    ['Who\\Knows\\This', 'Who\\Knows (Who\\Knows\\This)'],
    ['./helpers.php', 'app/helpers.php'],
    ['../config/app.php', 'config/app.php'],
    ['config/app.php', 'config/app.php'],
    ['../views/a.html', null],
    ['../vendor/autoload.php', null],
    ['./nothing.php', '?'],
    ['../../../outside.php', '?'],
    ['/etc/a.php', null],
  ])('%s is %s', (specifier, expected) => expect(ask('app/Main.php', specifier)).toBe(expected));
});

test('composer.lock says whose a namespace is', () => {
  const packages = [
    { name: 'acme/billing', autoload: { 'psr-4': { 'App\\Billing\\': 'src/', 'Odd\\': '' } } },
  ];
  const ask = resolver({
    'composer.json': JSON.stringify({ autoload: { 'psr-4': { 'App\\': 'src/' } } }),
    'composer.lock': JSON.stringify({
      packages,
      'packages-dev': [{ name: 'x/y', autoload: { 'psr-0': { Ex_: '' } } }],
    }),
  });
  expect(ask('src/A.php', 'Odd\\Thing')).toBe('acme/billing (Odd\\Thing)');
  expect(ask('src/A.php', 'App\\Billing\\Bill')).toBe('acme/billing (App\\Billing\\Bill)');
  expect(ask('src/A.php', 'App\\Other')).toBe('?');
});

test('in a monorepo the own package comes first', () => {
  const composer = (name: string) => JSON.stringify({ name, autoload: { 'psr-4': { 'Shared\\': 'src/' } } });
  const ask = resolver({
    'a/composer.json': composer('x/a'),
    'a/src/Tool.php': named('Shared\\Tool'),
    'b/composer.json': composer('x/b'),
    'b/src/Tool.php': named('Shared\\Tool'),
    'b/src/Only.php': named('Shared\\Only'),
  });
  expect(ask('a/src/Main.php', 'Shared\\Tool')).toBe('a/src/Tool.php');
  expect(ask('b/src/Main.php', 'Shared\\Tool')).toBe('b/src/Tool.php');
  expect(ask('a/src/Main.php', 'Shared\\Only')).toBe('b/src/Only.php');
  expect(ask('c/Main.php', 'Shared\\Tool')).toBe('a/src/Tool.php');
});

test.each([
  ['no JSON', '{'],
  ['a list', '[]'],
  [
    'wrong kinds',
    '{"autoload":{"psr-4":[1],"classmap":{"a":1},"files":"x"},"require":[],"require-dev":"x","name":{}}',
  ],
  [
    'prototype keys',
    '{"__proto__":{"a":1},"autoload":{"psr-4":{"__proto__":"x","constructor":["../../.."],"":"src"}},"require":{"__proto__/x":"1"}}',
  ],
])('a manifest of %s does no harm', (_, text) => {
  const ask = resolver({ 'composer.json': text, 'composer.lock': text, 'src/A.php': named('B\\A') });
  expect(ask('src/C.php', 'B\\A')).toBe('src/A.php');
  expect(ask('src/C.php', 'constructor')).toBe('builtin');
  expect(ask('src/C.php', 'toString\\x')).toBe('toString\\x (toString\\x)');
});

test('many declarations of one name take linear time', () => {
  const ratio = timeRatio((size) => {
    const files: Files = { 'composer.json': '{"autoload":{"psr-4":{"A\\\\":"src"}}}' };
    for (let at = 0; at < size / 100; at++) files[`d${at}/A.php`] = '<?php class A {}';
    const ask = resolver(files);
    return () => ask('src/x.php', 'A');
  });
  expect(ratio).toBeLessThan(2.7);
});
