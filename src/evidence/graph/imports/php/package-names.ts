import type { InstalledNamespaces } from './composer-manifests.ts';

/** Names the package that a class from outside the tree is part of. */
export type PackageNamer = (segments: readonly string[]) => string;

const builtinNamespaces = new Set(
  'BcMath Dba Dom Ds FFI Ffi  MongoDB\\Driver MongoDB\\BSON Odbc Pdo Pcntl Random Swoole Uri parallel'.split(
    ' ',
  ),
);

/** Whether a namespace is of PHP itself or of an extension of its own. */
export function isBuiltinNamespace(segments: readonly string[]): boolean {
  return builtinNamespaces.has(segments[0]!) || builtinNamespaces.has(segments.slice(0, 2).join('\\'));
}

/**
 * By what composer.lock says, by Symfony's and Laravel's way of naming, by the names of required packages, and else by
 * the first two segments of the namespace.
 */
export function createPackageNamer(
  requires: readonly string[],
  installed: InstalledNamespaces,
): PackageNamer {
  const required = new Set(requires);
  const byVendor = new Map<string, string[]>();
  const byName = new Map<string, string[]>();
  for (const full of required) {
    const [vendor = '', name = ''] = full.split('/');
    byVendor.set(plain(vendor), [...(byVendor.get(plain(vendor)) ?? []), full]);
    byName.set(plain(name), [...(byName.get(plain(name)) ?? []), full]);
  }

  return (segments) => {
    for (let count = Math.min(segments.length, 8); count > 0; count--) {
      const prefix = segments.slice(0, count).join('\\');
      const found = installed.get(`${prefix}\\`) ?? declaredNamespaces.get(prefix);
      if (found !== undefined) return found;
    }
    const [first = '', second = '', third = ''] = segments;
    const known = wellKnown(first, second, third, required);
    if (known !== null) return known;
    const ofVendor = byVendor.get(plain(first)) ?? [];
    const exact = ofVendor.find((full) => plain(full.slice(full.indexOf('/') + 1)) === plain(second));
    const sameName = ofVendor.find((full) => plain(full.slice(full.indexOf('/') + 1)) === plain(first));
    const found =
      exact ?? sameName ?? (ofVendor.length === 1 ? ofVendor[0] : undefined) ?? one(byName.get(plain(first)));
    return found ?? (second === '' ? first : `${first}\\${second}`);
  };
}

/** Namespaces that do not say which package they are of, as the packages themselves declare them. */
const declaredNamespaces = new Map(
  [
    'Carbon=nesbot/carbon',
    'Doctrine\\Bundle\\DoctrineBundle=doctrine/doctrine-bundle',
    'Doctrine\\Bundle\\FixturesBundle=doctrine/doctrine-fixtures-bundle',
    'Doctrine\\Bundle\\MigrationsBundle=doctrine/doctrine-migrations-bundle',
    'Doctrine\\Common\\Collections=doctrine/collections',
    'Doctrine\\DBAL=doctrine/dbal',
    'Doctrine\\Migrations=doctrine/migrations',
    'Doctrine\\ORM=doctrine/orm',
    'Doctrine\\Persistence=doctrine/persistence',
    'Faker=fakerphp/faker',
    'GuzzleHttp=guzzlehttp/guzzle',
    'GuzzleHttp\\Promise=guzzlehttp/promises',
    'GuzzleHttp\\Psr7=guzzlehttp/psr7',
    'Monolog=monolog/monolog',
    'PHPUnit=phpunit/phpunit',
    'Psr\\Http\\Client=psr/http-client',
    'Psr\\Http\\Message=psr/http-message',
    'Symfony\\Component\\Security\\Core=symfony/security-core',
    'Symfony\\Component\\Security\\Csrf=symfony/security-csrf',
    'Symfony\\Component\\Security\\Http=symfony/security-http',
    'Twig=twig/twig',
  ].map((line) => line.split('=') as [string, string]),
);

/** Names that follow from a vendor's rule: https://symfony.com/components, https://github.com/illuminate. */
function wellKnown(
  first: string,
  second: string,
  third: string,
  required: ReadonlySet<string>,
): string | null {
  if (first === 'Illuminate') {
    const split = `illuminate/${kebab(second)}`;
    return required.has(split) ? split : 'laravel/framework';
  }
  if (first === 'Psr') return `psr/${kebab(second)}`;
  if (first !== 'Symfony' || third === '') return null;
  const ending = { Component: '', Bundle: '', Contracts: '-contracts', Bridge: '-bridge' }[second];
  return ending === undefined ? null : `symfony/${kebab(third)}${ending}`;
}

function one(names: readonly string[] | undefined): string | undefined {
  return names?.length === 1 ? names[0] : undefined;
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}
