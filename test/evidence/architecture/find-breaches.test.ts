import { expect, test } from 'vitest';
import { moduleNames } from '../../../src/evidence/architecture/module-names.ts';
import { breachesIn, graphOf, settingsOf } from './judge.ts';

const modules = `
modules:
  api: "src/api/**"
  domain: [src/domain]
  infra: "src/{infra,adapters}/**"
  feature: { paths: "src/features/{name}/**", public: "src/features/{name}/index.*" }
`;

interface Case {
  says: string;
  rules: string;
  graph: string[];
  breaches: string[];
}

const cases: Case[] = [
  {
    says: 'deny: a module, a folder without signs, a glob with alternatives, and nothing else',
    rules: `boundaries: [{ name: r, from: domain, deny: [infra, src/legacy, "src/**/*.test.ts"] }]`,
    graph: [
      'src/domain/a.ts > src/infra/b.ts',
      'src/domain/a.ts > src/adapters/x/b.ts',
      'src/domain/a.ts > src/legacy/deep/b.ts',
      'src/domain/a.ts > src/domain/a.test.ts',
      'src/domain/a.ts > src/infrared/b.ts',
      'src/domain/a.ts > src/api/b.ts',
      'src/api/a.ts > src/infra/b.ts',
      'src/domains/a.ts > src/infra/b.ts',
    ],
    breaches: [
      'r deny: src/domain/a.ts > src/adapters/x/b.ts',
      'r deny: src/domain/a.ts > src/domain/a.test.ts',
      'r deny: src/domain/a.ts > src/infra/b.ts',
      'r deny: src/domain/a.ts > src/legacy/deep/b.ts',
    ],
  },
  {
    says: 'deny: packages by what is imported, at a border of its segments',
    rules: `boundaries: [{ name: r, from: domain, deny: ["npm:typeorm", "npm:@aws-sdk", "npm:node:fs"] }]`,
    graph: [
      'src/domain/a.ts > npm:typeorm',
      'src/domain/a.ts > npm:typeorm/browser',
      'src/domain/a.ts > npm:typeorm-extension',
      'src/domain/a.ts > npm:@aws-sdk/client-s3',
      'src/domain/a.ts > npm:fs',
      'src/domain/a.ts > go:typeorm',
      'src/api/a.ts > npm:typeorm',
    ],
    breaches: [
      'r deny: src/domain/a.ts > npm:@aws-sdk/client-s3',
      'r deny: src/domain/a.ts > npm:fs',
      'r deny: src/domain/a.ts > npm:typeorm',
      'r deny: src/domain/a.ts > npm:typeorm/browser',
    ],
  },
  {
    says: 'deny: every package, which the language’s own library is not',
    rules: `boundaries: [{ name: r, from: domain, deny: "npm:*" }]`,
    graph: ['src/domain/a.ts > npm:zod', 'src/domain/a.ts > npm:fs'],
    breaches: ['r deny: src/domain/a.ts > npm:zod'],
  },
  {
    says: 'deny: a part may always import itself, a captured one only itself',
    rules: `boundaries: [{ name: r, from: [feature, domain], deny: [feature, domain] }]`,
    graph: [
      'src/features/orders/a.ts > src/features/orders/b.ts',
      'src/features/orders/a.ts > src/features/billing/b.ts',
      'src/domain/a.ts > src/domain/b.ts',
    ],
    breaches: ['r deny: src/features/orders/a.ts > src/features/billing/b.ts'],
  },
  {
    says: 'deny: one instance of a captured module',
    rules: `boundaries: [{ name: r, from: "feature:orders", deny: "feature:billing" }]`,
    graph: [
      'src/features/orders/a.ts > src/features/billing/b.ts',
      'src/features/orders/a.ts > src/features/users/b.ts',
      'src/features/users/a.ts > src/features/billing/b.ts',
    ],
    breaches: ['r deny: src/features/orders/a.ts > src/features/billing/b.ts'],
  },
  {
    says: 'allow: the tree, itself included, and packages as they come',
    rules: `boundaries: [{ name: r, from: domain, allow: [src/shared] }]`,
    graph: [
      'src/domain/a.ts > src/domain/b.ts',
      'src/domain/a.ts > src/shared/b.ts',
      'src/domain/a.ts > src/infra/b.ts',
      'src/domain/a.ts > npm:zod',
    ],
    breaches: ['r allow: src/domain/a.ts > src/infra/b.ts'],
  },
  {
    says: 'allow: packages of a language that the list names, its own library free',
    rules: `boundaries: [{ name: r, from: domain, allow: ["npm:zod", src/shared] }]`,
    graph: [
      'src/domain/a.ts > npm:zod/v4',
      'src/domain/a.ts > npm:typeorm',
      'src/domain/a.ts > npm:fs',
      'src/domain/a.py > python:sqlalchemy',
    ],
    breaches: ['r allow: src/domain/a.ts > npm:typeorm'],
  },
  {
    says: 'independent: instances of a captured module',
    rules: `boundaries: [{ name: r, independent: feature }]`,
    graph: [
      'src/features/orders/a.ts > src/features/billing/index.ts',
      'src/features/orders/a.ts > src/features/orders/b.ts',
      'src/features/index.ts > src/features/orders/a.ts',
      'src/features/orders/a.ts > src/domain/a.ts',
    ],
    breaches: ['r independent: src/features/orders/a.ts > src/features/billing/index.ts'],
  },
  {
    says: 'independent: only what is public, with `via`',
    rules: `boundaries: [{ name: r, independent: feature, via: public }]`,
    graph: [
      'src/features/orders/a.ts > src/features/billing/index.ts',
      'src/features/orders/a.ts > src/features/billing/inner/index.ts',
    ],
    breaches: ['r independent: src/features/orders/a.ts > src/features/billing/inner/index.ts'],
  },
  {
    says: 'independent: several parts, and a glob that captures',
    rules: `boundaries: [{ name: r, independent: [api, infra] }, { name: s, independent: "services/{name}/**" }]`,
    graph: [
      'src/api/a.ts > src/infra/b.ts',
      'src/infra/a.ts > src/api/b.ts',
      'src/infra/a.ts > src/adapters/b.ts',
      'services/a/x.ts > services/b/x.ts',
      'services/a/x.ts > services/a/y.ts',
    ],
    breaches: [
      'r independent: src/api/a.ts > src/infra/b.ts',
      'r independent: src/infra/a.ts > src/api/b.ts',
      's independent: services/a/x.ts > services/b/x.ts',
    ],
  },
  {
    says: 'protect: only those allowed and the part itself; packages too',
    rules: `boundaries: [{ name: r, protect: [infra, "npm:pg"], allow: api }]`,
    graph: [
      'src/api/a.ts > src/infra/b.ts',
      'src/api/a.ts > npm:pg',
      'src/infra/a.ts > src/infra/b.ts',
      'src/domain/a.ts > src/infra/b.ts',
      'src/domain/a.ts > npm:pg',
      'test/a.ts > src/infra/b.ts',
    ],
    breaches: [
      'r protect: src/domain/a.ts > npm:pg',
      'r protect: src/domain/a.ts > src/infra/b.ts',
      'r protect: test/a.ts > src/infra/b.ts',
    ],
  },
  {
    says: 'protect: nobody else, but through what is public',
    rules: `boundaries: [{ name: r, protect: feature, via: public }]`,
    graph: ['src/api/a.ts > src/features/orders/index.ts', 'src/api/a.ts > src/features/orders/b.ts'],
    breaches: ['r protect: src/api/a.ts > src/features/orders/b.ts'],
  },
  {
    says: 'layers: down, never up; what is in none of them is free',
    rules: `layers: [{ name: l, order: [api, domain, infra] }]`,
    graph: [
      'src/api/a.ts > src/infra/b.ts',
      'src/domain/a.ts > src/domain/b.ts',
      'src/infra/a.ts > src/api/b.ts',
      'src/domain/a.ts > src/api/b.ts',
      'src/main.ts > src/api/b.ts',
    ],
    breaches: ['l above: src/domain/a.ts > src/api/b.ts', 'l above: src/infra/a.ts > src/api/b.ts'],
  },
  {
    says: 'layers: only the next one when closed',
    rules: `layers: [{ name: l, order: [api, domain, infra], closed: true }]`,
    graph: ['src/api/a.ts > src/domain/b.ts', 'src/api/a.ts > src/infra/b.ts'],
    breaches: ['l skipped: src/api/a.ts > src/infra/b.ts'],
  },
  {
    says: 'layers: a list is one layer, free within, and one step down',
    rules: `layers: [{ name: l, order: [api, [domain, infra], "src/base/**"], closed: true }]`,
    graph: [
      'src/api/a.ts > src/infra/b.ts',
      'src/infra/a.ts > src/domain/b.ts',
      'src/domain/a.ts > src/infra/b.ts',
      'src/domain/a.ts > src/base/b.ts',
      'src/infra/a.ts > src/api/b.ts',
      'src/api/a.ts > src/base/b.ts',
    ],
    breaches: ['l above: src/infra/a.ts > src/api/b.ts', 'l skipped: src/api/a.ts > src/base/b.ts'],
  },
  {
    says: 'layers: folders of each container, and one container is no matter of another',
    rules: `layers: [{ name: l, in: "services/{svc}", order: [web, "core/**", store.ts] }]`,
    graph: [
      'services/a/store.ts > services/a/web/x.ts',
      'services/a/core/deep/x.ts > services/a/web/x.ts',
      'services/a/web/x.ts > services/a/core/x.ts',
      'services/a/core/x.ts > services/b/web/x.ts',
      'services/web/x.ts > services/a/web/x.ts',
      'web/x.ts > services/a/web/x.ts',
    ],
    breaches: [
      'l above: services/a/core/deep/x.ts > services/a/web/x.ts',
      'l above: services/a/store.ts > services/a/web/x.ts',
    ],
  },
  {
    says: 'layers: every file in one of them when exhaustive',
    rules: `layers: [{ name: l, in: "services/{svc}/**", order: [top, core], exhaustive: true }]`,
    graph: ['services/a/top/x.ts', 'services/a/core/x.ts', 'services/a/x.ts', 'services/x.ts', 'x.ts'],
    breaches: ['l outside: services/a/x.ts'],
  },
  {
    says: 'layers: names in containers that a star stands for',
    rules: `layers: [{ name: l, in: "apps/*", order: [web, core/] }]`,
    graph: [
      'apps/a/core/x.ts > apps/a/web/deep/x.ts',
      'apps/a/core.ts > apps/a/web/x.ts',
      'apps/a/core/x.ts > apps/b/web/x.ts',
    ],
    breaches: ['l above: apps/a/core/x.ts > apps/a/web/deep/x.ts'],
  },
  {
    says: 'layers: modules count within their container only',
    rules: `layers: [{ name: l, in: src, order: [api, domain] }]`,
    graph: ['src/domain/a.ts > src/api/b.ts'],
    breaches: ['l above: src/domain/a.ts > src/api/b.ts'],
  },
  {
    says: 'types: type-only imports count unless ignored',
    rules: `
boundaries:
  - { name: r, from: domain, deny: infra }
  - { name: s, from: domain, deny: infra, types: ignore }`,
    graph: ['src/domain/a.ts ~ src/infra/b.ts', 'src/domain/b.ts > src/infra/b.ts'],
    breaches: [
      'r deny: src/domain/a.ts > src/infra/b.ts',
      'r deny: src/domain/b.ts > src/infra/b.ts',
      's deny: src/domain/b.ts > src/infra/b.ts',
    ],
  },
  {
    says: 'severity: a rule that is off says nothing',
    rules: `boundaries: [{ name: r, from: domain, deny: infra, severity: off }]`,
    graph: ['src/domain/a.ts > src/infra/b.ts'],
    breaches: [],
  },
  {
    says: 'a folder stands where its files do',
    rules: `boundaries: [{ name: r, from: domain, deny: "src/infra/db/*.go" }]`,
    graph: [
      'src/domain/a.go > src/infra/db',
      'src/infra/db/c.go',
      'src/domain/a.go > src/infra/other',
      'src/infra/other/d.go',
    ],
    breaches: ['r deny: src/domain/a.go > src/infra/db'],
  },
];

test.each(cases)('$says', ({ rules, graph, breaches }) => {
  const settings = settingsOf(modules + rules);
  expect(breachesIn(settings, graphOf(...graph))).toEqual(breaches);
  expect(breachesIn(settings, graphOf(...graph.toReversed()))).toEqual(breaches);
});

test.each([
  ['src/api/a.ts', 'api'],
  ['src/domain/deep/a.ts', 'domain'],
  ['src/adapters/a.ts', 'infra'],
  ['src/features/orders/a.ts', 'feature:orders'],
  ['src/features/index.ts', null],
  ['src/apis/a.ts', null],
  ['api/a.ts', null],
])('%s is of module %s', (path, module) => {
  expect(moduleNames(settingsOf(modules))(path)).toBe(module);
});

test('a file belongs to the first module that fits', () => {
  const settings = settingsOf(`modules: { inner: "src/a/b/**", outer: "src/a/**" }`);
  expect(['src/a/b/c.ts', 'src/a/c.ts'].map(moduleNames(settings))).toEqual(['inner', 'outer']);
});

test('names of folders that are signs of globs are meant as they stand', () => {
  const settings = settingsOf('{}', { 'app/[id]': `modules: { own: "*.ts" }` });
  expect(['app/[id]/a.ts', 'app/i/a.ts'].map(moduleNames(settings))).toEqual(['app/[id]/own', null]);
  const escaped = settingsOf(String.raw`modules: { page: 'app/\[id]/**' }`);
  expect(['app/[id]/a.ts', 'app/i/a.ts'].map(moduleNames(escaped))).toEqual(['page', null]);
});

test('the nearest settings file governs a path, and nothing is inherited', () => {
  const settings = settingsOf(
    `
modules: { domain: "**/domain/**", infra: "**/infra/**" }
boundaries: [{ name: everywhere, from: domain, deny: infra }]`,
    {
      'services/billing': `
modules: { core: domain, libs: /libs/shared }
boundaries:
  - { name: own, from: core, deny: [infra/**, libs, "/services/users/**"] }
  - { name: guarded, protect: core, allow: ["web/**", "/gateway/**"] }`,
    },
  );
  expect(
    breachesIn(
      settings,
      graphOf(
        'services/users/domain/a.ts > services/users/infra/b.ts',
        'services/billing/domain/a.ts > services/billing/infra/b.ts',
        'services/billing/domain/a.ts > libs/shared/x.ts',
        'services/billing/domain/a.ts > services/users/x.ts',
        'services/billing/web/a.ts > services/billing/domain/a.ts',
        'services/billing/jobs/a.ts > services/billing/domain/a.ts',
        'gateway/a.ts > services/billing/domain/a.ts',
        'services/users/domain/a.ts > services/billing/domain/a.ts',
      ),
    ),
  ).toEqual([
    'everywhere deny: services/users/domain/a.ts > services/users/infra/b.ts',
    'guarded protect: services/billing/jobs/a.ts > services/billing/domain/a.ts',
    'guarded protect: services/users/domain/a.ts > services/billing/domain/a.ts',
    'own deny: services/billing/domain/a.ts > libs/shared/x.ts',
    'own deny: services/billing/domain/a.ts > services/billing/infra/b.ts',
    'own deny: services/billing/domain/a.ts > services/users/x.ts',
  ]);
  const names = moduleNames(settings);
  expect(
    ['services/billing/domain/a.ts', 'services/users/domain/a.ts', 'libs/shared/x.ts'].map(names),
  ).toEqual(['services/billing/core', 'domain', null]);
});
