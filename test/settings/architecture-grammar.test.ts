import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { stringify } from 'yaml';
import { nearestName } from '../../src/settings/nearest-name.ts';
import { parseNestedSettings, parseSettings } from '../../src/settings/parse-settings.ts';

const file = '.github/architect.yml';
const read = (text: string) => parseSettings([{ file, text }]);
const architecture = (text: string) => read(`architecture:\n${text.replace(/^(?=.)/gm, '  ')}\n`);

describe('what the grammar takes', () => {
  it.each([
    ['modules: { a: "src/a/**" }', 'modules', { a: { paths: ['src/a/**'], public: [] } }],
    ['modules: { a: [src/a, src/b] }', 'modules', { a: { paths: ['src/a', 'src/b'], public: [] } }],
    [
      'modules: { a: { paths: "src/{x}/**", public: "src/{x}/index.ts" } }',
      'modules',
      { a: { paths: ['src/{x}/**'], public: ['src/{x}/index.ts'] } },
    ],
    [
      'layers: [{ name: l, order: [src/a, src/b] }]',
      'layers',
      [
        {
          name: 'l',
          order: [['src/a'], ['src/b']],
          severity: 'error',
          types: 'count',
          closed: false,
          exhaustive: false,
        },
      ],
    ],
    [
      'layers: [{ name: l, order: [src/a, [src/b, src/c]] }]',
      'layers',
      [
        {
          name: 'l',
          order: [['src/a'], ['src/b', 'src/c']],
          severity: 'error',
          types: 'count',
          closed: false,
          exhaustive: false,
        },
      ],
    ],
    [
      'layers: [{ name: l, in: "s/{x}", order: [a, b], closed: true, exhaustive: true, types: ignore, severity: off, why: w }]',
      'layers',
      [
        {
          name: 'l',
          in: 's/{x}',
          order: [['a'], ['b']],
          severity: 'off',
          types: 'ignore',
          closed: true,
          exhaustive: true,
          why: 'w',
        },
      ],
    ],
    [
      'boundaries: [{ name: b, from: src/a, deny: ["npm:pg", "go:database/sql"] }]',
      'boundaries',
      [
        {
          name: 'b',
          from: ['src/a'],
          deny: ['npm:pg', 'go:database/sql'],
          severity: 'error',
          types: 'count',
        },
      ],
    ],
    [
      'boundaries: [{ name: b, protect: src/a, severity: warning, types: ignore }]',
      'boundaries',
      [{ name: 'b', protect: ['src/a'], severity: 'warning', types: 'ignore' }],
    ],
    [
      'cycles: { scope: module, types: count, severity: error }',
      'cycles',
      { scope: 'module', types: 'count', severity: 'error' },
    ],
    ['cycles: {}', 'cycles', { scope: 'file', types: 'ignore', severity: 'warning' }],
    [
      'hubs: { importers: 9, imports: 8, severity: error }',
      'hubs',
      { importers: 9, imports: 8, severity: 'error' },
    ],
    ['report: touched', 'report', 'touched'],
  ] as const)('%s', (text, key, meaning) => {
    const { settings, problems } = architecture(text);
    expect(problems).toEqual([]);
    expect(settings.architecture[key]).toEqual(meaning);
  });

  it('exceptions, with an end or without', () => {
    const { settings, problems } = architecture(
      `boundaries: [{ name: b, from: src/a, deny: src/b }]
exceptions:
  - { rule: b, from: "src/a/[id].ts", to: src/b/x.ts, why: "#1", until: 2027-03-01 }
  - { rule: b, from: src/a/y.ts, to: "npm:pg", why: "#2" }`,
    );
    expect(problems).toEqual([]);
    expect(settings.architecture.exceptions).toEqual([
      { rule: 'b', from: 'src/a/[id].ts', to: 'src/b/x.ts', why: '#1', until: '2027-03-01' },
      { rule: 'b', from: 'src/a/y.ts', to: 'npm:pg', why: '#2' },
    ]);
  });
});

const api = (rules: string) =>
  `modules: { api: "src/api/**", feature: "src/f/{name}/**" }\nboundaries:\n  - ${rules}`;
const forms =
  'but a boundary says one of `from` with `deny`, `from` with `allow`, `independent`, or `protect` with or without `allow`';

/** Text under `architecture:` with a `^` before the place that is reported, then the message. */
const wrong: [string, string][] = [
  ['^modlues: {}', 'unknown key `architecture.modlues`; did you mean `modules`?'],
  [
    'modules: { a: { paths: x/y, ^pulbic: z } }',
    'unknown key `architecture.modules.a.pulbic`; did you mean `public`?',
  ],
  [
    'modules: { ^9a: src/a }',
    '`architecture.modules.9a`: must begin with a letter, then letters, digits, `-` and `_`',
  ],
  ['modules: { a: ^3 }', '`architecture.modules.a`: must be a text, a list of texts, or a mapping'],
  [
    'modules: { a: { paths: [src/a, ^3] } }',
    '`architecture.modules.a.paths.1`: expected string, received number',
  ],
  ['modules: { a: ^{ public: x/y } }', '`architecture.modules.a.paths`: is missing'],
  [
    'modules: { a: [src/a, ^"src/{x}/{x}"] }',
    '`architecture.modules.a.paths.1`: `src/{x}/{x}` captures `{x}` twice: give each capture a name of its own',
  ],
  [
    'modules: { a: ^"src/f-{x}/**" }',
    '`architecture.modules.a.paths.0`: `src/f-{x}/**` must capture a whole segment of the path, as in `src/{name}/**`',
  ],
  [
    'modules: { a: ^"src/{a,b" }',
    '`architecture.modules.a.paths.0`: `src/{a,b` has a brace without its other half: write `\\{` for the sign itself',
  ],
  [
    'modules: { a: ^"src/{a b}" }',
    '`architecture.modules.a.paths.0`: `src/{a b}` has braces that are neither a capture such as `{name}` nor alternatives such as `{a,b}`',
  ],
  [
    'modules: { a: ^"src/{{x},y}" }',
    '`architecture.modules.a.paths.0`: `src/{{x},y}` must capture the same in each alternative',
  ],
  [
    'modules: { a: ^../src }',
    '`architecture.modules.a.paths.0`: `../src` must not climb with `..`: begin with `/` to start at the root of the repository',
  ],
  [
    'modules: { a: src/x, b: ^src/x }',
    '`architecture.modules.b.paths.0`: `src/x` is of module `a` already, and a file belongs to the first module that fits',
  ],
  [
    'modules: { a: { paths: "src/{x}", public: ^"src/{y}/i.ts" } }',
    "`architecture.modules.a.public.0`: `{y}` is captured by none of the module's `paths`: write `*`",
  ],
  [
    'modules: { a: { paths: "src/{x}", public: ^"src/{y" } }',
    '`architecture.modules.a.public.0`: `src/{y` has a brace without its other half: write `\\{` for the sign itself',
  ],
  ['boundaries: ^{ name: b }', '`architecture.boundaries`: expected array, received object'],
  ['boundaries: [^b]', '`architecture.boundaries.0`: expected object, received string'],
  ['boundaries: [^{ from: src/a, deny: src/b }]', '`architecture.boundaries.0.name`: is missing'],
  [
    api('{ name: b, ^form: api, deny: api }'),
    'unknown key `architecture.boundaries.0.form`; did you mean `from`?',
  ],
  [
    api('{ name: b, from: api, deny: [api, ^5] }'),
    '`architecture.boundaries.0.deny.1`: expected string, received number',
  ],
  [api('^{ name: b, why: w }'), `\`architecture.boundaries.0\`: says nothing, ${forms}`],
  [api('^{ name: b, from: api }'), `\`architecture.boundaries.0\`: says \`from\`, ${forms}`],
  [api('^{ name: b, deny: api }'), `\`architecture.boundaries.0\`: says \`deny\`, ${forms}`],
  [
    api('^{ name: b, from: api, deny: api, allow: api }'),
    `\`architecture.boundaries.0\`: says \`from\` and \`deny\` and \`allow\`, ${forms}; write two boundaries`,
  ],
  [
    api('^{ name: b, independent: feature, protect: api }'),
    `\`architecture.boundaries.0\`: says \`independent\` and \`protect\`, ${forms}`,
  ],
  [
    api('{ name: b, from: ^apy, deny: api }'),
    '`architecture.boundaries.0.from.0`: `apy` is no module; did you mean `api`?',
  ],
  [
    api('{ name: b, from: [api, ^storage], deny: api }'),
    '`architecture.boundaries.0.from.1`: `storage` is no module; name it under `modules`, or write a path such as `src/storage/**`',
  ],
  [
    api('{ name: b, from: api, deny: ^"nmp:pg" }'),
    '`architecture.boundaries.0.deny.0`: `nmp:pg`: unknown prefix `nmp:`; did you mean `npm:`?',
  ],
  [
    api('{ name: b, from: api, deny: ^"npm:" }'),
    '`architecture.boundaries.0.deny.0`: `npm:` names nothing; write `npm:*` for every package',
  ],
  [
    api('{ name: b, from: api, deny: ^"npm:pg*" }'),
    '`architecture.boundaries.0.deny.0`: `npm:pg*` must be a name, which stands for all below it too, or `npm:*` for every package',
  ],
  [
    api('{ name: b, from: ^"npm:pg", deny: api }'),
    '`architecture.boundaries.0.from.0`: `npm:pg` is not of the tree: name modules or paths here',
  ],
  [
    api('{ name: b, protect: api, allow: ^"npm:pg" }'),
    '`architecture.boundaries.0.allow.0`: a package imports nothing of the tree: name modules or paths',
  ],
  [
    api('{ name: b, from: ^"src/{x}", deny: api }'),
    '`architecture.boundaries.0.from.0`: `src/{x}`: a capture means nothing here; write `*`, or name a module that captures',
  ],
  [
    api('{ name: b, from: api, deny: ^"api:x" }'),
    '`architecture.boundaries.0.deny.0`: `api:x`: module `api` captures nothing, so it has no such part',
  ],
  [
    api('{ name: b, independent: ^api }'),
    '`architecture.boundaries.0.independent`: needs several parts, or one with a capture such as `src/features/{name}/**`',
  ],
  [
    api('{ name: b, from: api, deny: feature, via: ^public }'),
    '`architecture.boundaries.0.via`: `via` goes with `independent` or `protect`: remove it',
  ],
  [
    api('{ name: b, independent: feature, via: ^public }'),
    '`architecture.boundaries.0.via`: none of its modules says what is `public`: write `public` beside the `paths` of a module',
  ],
  [
    api(`{ name: b, from: api, deny: feature }\n  - { name: ^b, from: feature, deny: api }`),
    '`architecture.boundaries.1.name`: `b` is the name of another rule already: give each its own',
  ],
  [
    'layers: [{ name: l, order: ^[src/a] }]',
    '`architecture.layers.0.order`: Too small: expected array to have >=2 items',
  ],
  [
    'layers: [{ name: l, order: [^a, src/b] }]',
    '`architecture.layers.0.order.0`: `a` is no module; name it under `modules`, or write a path such as `src/a/**`',
  ],
  [
    'layers: [{ name: l, order: [src/a, ^[src/b, src/a]] }]',
    '`architecture.layers.0.order.1`: `src/a` stands in `order` twice',
  ],
  [
    'layers: [{ name: l, order: [src/a, ^src/a] }]',
    '`architecture.layers.0.order.1`: `src/a` stands in `order` twice',
  ],
  [
    'layers: [{ name: l, order: [src/a, src/b], exhaustive: ^true }]',
    '`architecture.layers.0.exhaustive`: needs `in`, the folder whose files must all be in a layer',
  ],
  [
    'layers: [{ name: l, order: [src/a, ^"npm:pg"] }]',
    '`architecture.layers.0.order.1`: `npm:pg` is not of the tree: name modules or paths here',
  ],
  [
    'layers: [{ name: l, in: ^"s/{x", order: [a, b] }]',
    '`architecture.layers.0.in`: `s/{x` has a brace without its other half: write `\\{` for the sign itself',
  ],
  [
    'layers: [{ name: l, in: s, order: [a, ^"{b}"] }]',
    '`architecture.layers.0.order.1`: `{b}`: captures go into `in`; write `*` here',
  ],
  [
    'exceptions: [{ rule: ^r, from: a/b, to: c/d, why: w }]',
    '`architecture.exceptions.0.rule`: no boundary or layers are called `r`; known: none',
  ],
  [
    api(`{ name: b, from: api, deny: feature }\nexceptions: [{ rule: b, from: ^"src/*", to: c/d, why: w }]`),
    '`architecture.exceptions.0.from`: `src/*`: an exception names one import, without the signs of a glob',
  ],
  [
    api(`{ name: b, from: api, deny: feature }\nexceptions: [^{ rule: b, from: a/b, to: c/d }]`),
    '`architecture.exceptions.0.why`: is missing',
  ],
  [
    api(
      `{ name: b, from: api, deny: feature }\nexceptions: [{ rule: b, from: a/b, to: c/d, why: w, until: ^2027-02-30 }]`,
    ),
    '`architecture.exceptions.0.until`: must be a day such as 2027-03-01',
  ],
  ['cycles: { ^scpoe: module }', 'unknown key `architecture.cycles.scpoe`; did you mean `scope`?'],
  ['hubs: { importers: ^0 }', '`architecture.hubs.importers`: Too small: expected number to be >=1'],
  ['report: ^some', '`architecture.report`: expected one of "new"|"touched"|"all"'],
  ['modules: { ^__proto__: src/x }', 'unknown key `__proto__`; remove it'],
];

test.each(wrong)('%s', (marked, message) => {
  const at = marked.indexOf('^');
  const { problems } = architecture(marked.replace('^', ''));
  const before = `architecture:\n${marked.slice(0, at)}`.split('\n');
  const place = { line: before.length, column: before.at(-1)!.length + 3 };
  expect(problems).toEqual([{ file, ...place, message }]);
});

describe('what stays in force when a part is wrong', () => {
  it('a wrong rule goes alone, the others hold, and places are those of the file', () => {
    const { settings, problems } = architecture(`boundaries:
  - { name: a, from: src/a, dney: src/b }
  - { name: b, from: src/a, deny: src/b }
  - { name: c, from: src/a, deny: nowhere }
  - { name: d, from: src/a, deny: src/c }
layers: [{ name: l, order: [src/a] }, { name: m, order: [src/a, src/b] }]
exceptions: [{ rule: a, from: x/y, to: z/z, why: w }, { rule: c, from: x/y, to: z/z, why: w }]`);
    expect(problems.map(({ line, column, message }) => `${line}:${column} ${message.split('`')[1]}`)).toEqual(
      [
        '3:31 architecture.boundaries.0.dney',
        '5:37 architecture.boundaries.2.deny.0',
        '7:30 architecture.layers.0.order',
      ],
    );
    expect(settings.architecture.boundaries.map(({ name }) => name)).toEqual(['b', 'd']);
    expect(settings.architecture.layers.map(({ name }) => name)).toEqual(['m']);
    expect(settings.architecture.exceptions).toHaveLength(2);
  });

  it('a rule on a module that is wrong says so, and not that there is none', () => {
    const { settings, problems } = architecture(
      'modules: { a: { paths: 3 }, b: src/b }\nboundaries: [{ name: r, from: b, deny: a }]',
    );
    expect(problems.map(({ message }) => message)).toEqual([
      '`architecture.modules.a.paths`: must be a text or a list of texts',
      '`architecture.boundaries.0.deny.0`: `a` is wrong itself, so this rule is not in force: mend the module',
    ]);
    expect(Object.keys(settings.architecture.modules)).toEqual(['b']);
    expect(settings.architecture.boundaries).toEqual([]);
  });

  it('rules of one file may speak of modules of another, and problems name the file that says them', () => {
    const organisation = {
      file: 'org',
      text: 'architecture: { modules: { api: src/api }, boundaries: [{ name: o, from: x, deny: api }] }\n',
    };
    const own = (text: string) => ({
      file,
      text: `architecture: { boundaries: [{ name: r, from: api, deny: ${text} }] }\n`,
    });
    expect(parseSettings([organisation, own('src/x')]).problems).toEqual([]);
    expect(parseSettings([organisation, own('apy')]).problems).toMatchObject([
      { file, line: 1, column: own('apy').text.indexOf('apy') + 1 },
    ]);
    expect(parseSettings([organisation]).problems).toMatchObject([
      { file: 'org', line: 1, column: organisation.text.indexOf('x, deny') + 1 },
    ]);
  });
});

describe('settings files of folders', () => {
  it('say an architecture and nothing else, are sorted, and do not inherit', () => {
    const { nested, problems } = parseNestedSettings([
      { file: 'b/architect.yml', text: 'architecture: { modules: { x: src } }\n' },
      { file: 'a/c/architect.yml', text: 'budget: { day: 9 }\narchitecutre: {}\n' },
    ]);
    expect(
      nested.map(({ folder, file: path, architecture: said }) => [folder, path, Object.keys(said.modules)]),
    ).toEqual([
      ['a/c', 'a/c/architect.yml', []],
      ['b', 'b/architect.yml', ['x']],
    ]);
    expect(problems).toEqual([
      {
        file: 'a/c/architect.yml',
        line: 1,
        column: 1,
        message:
          "`budget` holds for the whole repository: move it to .github/architect.yml; a folder's file says `architecture` only",
      },
      {
        file: 'a/c/architect.yml',
        line: 2,
        column: 1,
        message: 'unknown key `architecutre`; did you mean `architecture`?',
      },
    ]);
  });
});

test.each([
  ['apy', ['api', 'app'], 'api'],
  ['nmp', ['npm', 'php'], 'npm'],
  ['zebra', ['api'], null],
])('the name nearest to %s among %j is %s', (name, known, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});

describe('hostile files', () => {
  const words = fc.constantFrom(
    'architecture',
    'modules',
    'boundaries',
    'layers',
    'exceptions',
    'name',
    'from',
    'deny',
    'allow',
    'order',
    'in',
    'paths',
    'a',
    'b',
    'src/{x}/**',
    '{',
    'npm:*',
    'npm:',
    ':',
    '**',
    '__proto__',
    'constructor',
    '',
    'until',
    'rule',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      words,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    map: fc.dictionary(words, tie('tree'), { maxKeys: 5 }),
  }));

  it('never throw, and what is left is valid', () => {
    fc.assert(
      fc.property(tree, tree, (first, second) => {
        const texts = [first, { architecture: second }].map((data) => stringify(data));
        for (const text of [...texts, `architecture: ${texts[0]}`]) {
          const { settings } = read(text);
          expect(
            parseSettings([
              { file, text },
              { file, text },
            ]).settings.architecture.report,
          ).toBe(settings.architecture.report);
          parseNestedSettings([{ file: 'a/architect.yml', text }]);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('never throw for text of any kind', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void read(text)));
    for (const text of [
      '['.repeat(30_000) + ']'.repeat(30_000),
      `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`,
    ]) {
      expect(read(text).problems.length).toBeGreaterThan(0);
    }
  });

  it('have their problems told up to a number', () => {
    const { problems } = read(`architecture: { boundaries: [${'1,'.repeat(200)}] }`);
    expect(problems).toHaveLength(101);
    expect(problems.some(({ message }) => message === '100 more problems: mend the first ones')).toBe(true);
  });
});
