import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { detect, pets, told } from './detect.ts';

const path = 'api/openapi.yaml';
const swap = (...pairs: [string | RegExp, string][]) =>
  pairs.reduce((text, [from, to]) => {
    const next = text.replace(from, to);
    if (next === text) throw new Error(`nothing to replace: ${from}`);
    return next;
  }, pets);

const removal = / {4}delete:\n(?: {6}.*\n| {8}.*\n)+/;

describe('what breaks clients', () => {
  const cases: [string, string, string[]][] = [
    [
      'an operation removed',
      swap([removal, '']),
      ['error api-removed-without-deprecation DELETE /pets/{id}'],
    ],
    [
      'a path renamed',
      swap(['  /pets/{id}:', '  /animals/{id}:']),
      [
        'error api-path-removed-without-deprecation GET /pets/{id}',
        'error api-path-removed-without-deprecation DELETE /pets/{id}',
        'note endpoint-added GET /animals/{id}',
        'note endpoint-added DELETE /animals/{id}',
      ],
    ],
    [
      'a required property of answers removed, told once for all operations',
      swap(['      required: [id]\n', ''], ['        id: { type: string }\n', '']),
      ['error response-required-property-removed Pet.id'],
    ],
    [
      'an optional property of answers removed',
      swap(['        name: { type: string, nullable: true }\n', '']),
      ['warning response-optional-property-removed Pet.name'],
    ],
    [
      'a new required property of requests',
      swap(
        ['required: [name]', 'required: [name, age]'],
        ['maxLength: 50 }\n', 'maxLength: 50 }\n        age: { type: integer }\n'],
      ),
      ['error new-required-request-property POST /pets'],
    ],
    [
      'an optional property of requests required',
      swap(['required: [name]', 'required: [name, kind]']),
      ['error request-property-became-required POST /pets'],
    ],
    [
      'a new required parameter',
      swap([
        '        - name: limit',
        '        - { name: q, in: query, required: true, schema: { type: string } }\n        - name: limit',
      ]),
      ['error new-required-request-parameter GET /pets'],
    ],
    [
      'a parameter removed',
      swap(['name: limit', 'name: size']),
      ['warning request-parameter-removed GET /pets', 'note new-optional-request-parameter GET /pets'],
    ],
    [
      'a type changed',
      swap(['id: { type: string }\n        name', 'id: { type: integer }\n        name']),
      ['error response-property-type-changed Pet.id'],
    ],
    [
      'a value of requests removed',
      swap([/(NewPet:[\s\S]*)\[cat, dog\]/, '$1[cat]']),
      ['error request-property-enum-value-removed POST /pets'],
    ],
    [
      'a value of answers added',
      swap(['[cat, dog]', '[cat, dog, cow]']),
      ['warning response-property-enum-value-added Pet.kind'],
    ],
    [
      'a limit tightened',
      swap(['maxLength: 50', 'maxLength: 20']),
      ['error request-property-max-length-decreased POST /pets'],
    ],
    [
      'a status removed',
      swap(["'201'", "'202'"]),
      ['error response-success-status-removed POST /pets', 'note response-success-status-added POST /pets'],
    ],
    [
      'credentials asked for by the whole document',
      swap(['paths:\n', 'security:\n  - key: []\npaths:\n']),
      [
        'error operation-requires-credentials 4 operations: DELETE /pets/{id}, GET /pets, GET /pets/{id} and 1 more',
      ],
    ],
    [
      'credentials asked for by an operation',
      swap(['      operationId: listPets\n', '      operationId: listPets\n      security: [{ key: [] }]\n']),
      ['error operation-requires-credentials GET /pets'],
    ],
    ['the path of the server', swap(['example/v1', 'example/v2']), ['warning server-path-changed /v2']],
  ];
  it.each(cases)('%s', async (_name, head, expected) => {
    expect(told(await detect({ [path]: pets }, { [path]: head }))).toEqual(expected);
  });

  it('says where, who is hurt and the way out', async () => {
    const { facts } = await detect({ [path]: pets }, { [path]: swap([removal, '']) });
    expect(facts).toEqual([
      {
        rule: 'contract/openapi-breaking',
        severity: 'error',
        path,
        line: 39,
        side: 'LEFT',
        message: 'DELETE /pets/{id} is removed without having been deprecated',
        data: {
          check: 'api-removed-without-deprecation',
          consumer: 'Clients that use DELETE /pets/{id} fail, since nothing answers there any more',
          element: 'DELETE /pets/{id}',
          format: 'openapi',
          wayOut: expect.stringContaining('sunset'),
        },
      },
    ]);
  });

  it('tells lines of JSON too', async () => {
    const json = (text: string) => JSON.stringify(parse(text), null, 2);
    const head = json(swap(['[cat, dog]', '[cat, dog, cow]']));
    const { facts } = await detect({ 'openapi.json': json(pets) }, { 'openapi.json': head });
    expect(facts.map(({ line }) => head.split('\n')[line! - 1])).toEqual([expect.stringContaining('"cow"')]);
  });

  it('tells once what one edit does to requests and answers, to an enum, and to a request', async () => {
    const shared = swap(["{ $ref: '#/components/schemas/NewPet' }", "{ $ref: '#/components/schemas/Pet' }"]);
    const gone = await detect(
      { [path]: shared },
      { [path]: shared.replace('        name: { type: string, nullable: true }\n', '') },
    );
    expect(told(gone)).toEqual(['warning response-optional-property-removed Pet.name']);
    expect(gone.facts[0]?.message).toContain(', and from requests');
    const values = await detect({ [path]: pets }, { [path]: swap(['[cat, dog]', '[cat, dog, cow, emu]']) });
    expect(values.facts.map(({ message }) => message)).toEqual([
      expect.stringContaining('added the new cow, emu enum values to'),
    ]);
    const fewer = await detect(
      { [path]: pets },
      {
        [path]: swap([
          '        name: { type: string, maxLength: 50 }\n        kind: { type: string, enum: [cat, dog] }\n',
          '        name: { type: string }\n',
        ]),
      },
    );
    expect(told(fewer).filter((one) => one.includes('request-property-removed'))).toHaveLength(1);
  });

  it('tells what an unchanged schema loses for a request where the request came to refer to another', async () => {
    const two = swap([
      '    NewPet:\n',
      '    Small:\n      type: object\n      properties:\n        name: { type: string }\n    NewPet:\n',
    ]);
    const head = two.replace(
      "{ $ref: '#/components/schemas/NewPet' }",
      "{ $ref: '#/components/schemas/Small' }",
    );
    const { facts } = await detect({ [path]: two }, { [path]: head });
    const removed = facts.filter(({ data }) => data['check'] === 'request-property-removed');
    expect(removed.map(({ line, side }) => [two.split('\n')[line! - 1]?.trim(), side])).toEqual([
      ["schema: { $ref: '#/components/schemas/NewPet' }", 'LEFT'],
    ]);
  });

  it('tells an API once that is described in two versions', async () => {
    const three = pets;
    const other = pets.replace('openapi: 3.0.3', 'openapi: 3.1.0');
    const without = (text: string) => text.replace('        name: { type: string, nullable: true }\n', '');
    const both = await detect(
      { 'clients/openapi.yaml': other, [path]: three },
      { 'clients/openapi.yaml': without(other), [path]: without(three) },
    );
    expect(both.facts.map((fact) => fact.path)).toEqual([path]);
    const apart = await detect(
      { 'clients/openapi.yaml': other, [path]: three },
      { 'clients/openapi.yaml': without(other), [path]: three.replace(removal, '') },
    );
    expect(new Set(apart.facts.map((fact) => fact.path))).toEqual(new Set(['clients/openapi.yaml', path]));
  });

  it('tells at most so many harmless changes one by one', async () => {
    const kinds = ['get', 'put', 'patch'].map(
      (method) => (at: number) =>
        `  /new${at}/${method}:\n    ${method}:\n      responses: { '200': { description: x } }\n`,
    );
    const extra = kinds.flatMap((kind) => Array.from({ length: 20 }, (_, at) => kind(at))).join('');
    const { facts } = await detect(
      { [path]: pets },
      { [path]: pets.replace('components:\n', `${extra}components:\n`) },
    );
    expect(facts).toHaveLength(1);
    expect(facts[0]?.message).toMatch(/^60 operations: /);
  });
});

describe('what harms nobody', () => {
  const cases: [string, string][] = [
    ['another description', swap(['The pets', 'All the pets of the shop'])],
    ['another order of keys', stringify(reversed(parse(pets)))],
    ['comments and spaces', swap(['paths:\n', '# all of them\n\npaths:\n'])],
    ['a schema renamed', pets.replaceAll('schemas/Pet', 'schemas/Animal').replace('    Pet:', '    Animal:')],
    [
      'the name of a path parameter',
      pets.replaceAll('/pets/{id}', '/pets/{petId}').replaceAll('name: id,', 'name: petId,'),
    ],
    [
      'a schema written where it was referred to',
      swap([
        "{ $ref: '#/components/schemas/NewPet' }",
        '{ type: object, required: [name], properties: { name: { type: string, maxLength: 50 }, kind: { type: string, enum: [cat, dog] } } }',
      ]),
    ],
    [
      'a reference wrapped in allOf',
      swap([
        "schema: { $ref: '#/components/schemas/NewPet' }",
        "schema: { allOf: [{ $ref: '#/components/schemas/NewPet' }] }",
      ]),
    ],
    [
      'a schema split with allOf',
      swap([
        '    NewPet:\n      type: object\n      required: [name]\n      properties:\n        name: { type: string, maxLength: 50 }\n',
        "    Named: { type: object, required: [name], properties: { name: { type: string, maxLength: 50 } } }\n    NewPet:\n      allOf: [{ $ref: '#/components/schemas/Named' }]\n      type: object\n      properties:\n",
      ]),
    ],
    [
      'the same in OpenAPI 3.1',
      swap(['3.0.3', '3.1.0'], ['{ type: string, nullable: true }', "{ type: [string, 'null'] }"]),
    ],
    [
      'the prefix of the server in the paths',
      pets.replace('example/v1', 'example/').replaceAll('  /pets', '  /v1/pets'),
    ],
    [
      'a parameter of the path and not of its operations',
      swap(
        [/ {6}parameters:\n {8}- \{ name: id.*\n/, ''],
        [/ {6}parameters:\n {8}- \{ name: id.*\n/, ''],
        [
          '  /pets/{id}:\n',
          '  /pets/{id}:\n    parameters:\n      - { name: id, in: path, required: true, schema: { type: string } }\n',
        ],
      ),
    ],
    [
      'examples',
      swap(['id: { type: string }\n        name', 'id: { type: string, example: p1 }\n        name']),
    ],
    ['tags', swap(['      operationId: listPets\n', '      operationId: listPets\n      tags: [pets]\n'])],
    ['a scheme renamed', swap(['    key: {', '    apiKey: {'])],
  ];
  it.each(cases)('%s', async (_name, head) => {
    expect(told(await detect({ [path]: pets }, { [path]: head }))).toEqual([]);
  });

  const notes: [string, string, string][] = [
    [
      'an optional property added',
      swap([
        '        id: { type: string }\n',
        '        id: { type: string }\n        age: { type: integer }\n',
      ]),
      'note response-optional-property-added Pet.age',
    ],
    [
      'an operation added',
      swap([
        '  /pets/{id}:\n',
        '  /shops:\n    get:\n      responses: { "200": { description: x } }\n  /pets/{id}:\n',
      ]),
      'note endpoint-added GET /shops',
    ],
    [
      'an optional parameter added',
      swap([
        '        - name: limit',
        '        - { name: q, in: query, schema: { type: string } }\n        - name: limit',
      ]),
      'note new-optional-request-parameter GET /pets',
    ],
    [
      'an operation deprecated',
      swap(['      operationId: listPets\n', '      operationId: listPets\n      deprecated: true\n']),
      'note endpoint-deprecated GET /pets',
    ],
    [
      'a limit widened',
      swap(['maxLength: 50', 'maxLength: 80']),
      'note request-property-max-length-increased POST /pets',
    ],
    [
      'a format written down',
      swap(['type: integer, maximum', 'type: integer, format: int32, maximum']),
      'note request-parameter-type-changed GET /pets',
    ],
  ];
  it.each(notes)('%s, with a note', async (_name, head, expected) => {
    const evidence = await detect({ [path]: pets }, { [path]: head });
    expect(told(evidence)).toEqual([expected]);
    expect(evidence.facts[0]?.rule).toBe('contract/openapi-changed');
  });

  it('another way in beside the old one', async () => {
    const guarded = swap(['paths:\n', 'security: [{ key: [] }]\npaths:\n']);
    const both = guarded
      .replace('security: [{ key: [] }]', 'security: [{ token: [] }, { key: [] }]')
      .replace('    key: {', '    token: { type: http, scheme: bearer }\n    key: {');
    expect(told(await detect({ [path]: guarded }, { [path]: both }))).toEqual([]);
  });

  it('the same document in JSON', async () => {
    const head = { 'api/openapi.json': JSON.stringify(parse(pets)) };
    expect(told(await detect({ [path]: pets }, head))).toEqual([]);
  });
});

describe('whole documents', () => {
  it('follows a renamed one', async () => {
    const head = { 'api/pets.yaml': swap([removal, '']) };
    const evidence = await detect({ [path]: pets }, head, { [path]: 'api/pets.yaml' });
    expect(told(evidence)).toEqual(['error api-removed-without-deprecation DELETE /pets/{id}']);
    expect(evidence.facts[0]).toMatchObject({ path: 'api/pets.yaml', line: 39, side: 'LEFT' });
  });

  it('warns of a removed one, unless another holds its operations', async () => {
    expect(told(await detect({ [path]: pets }, {}))).toEqual(['warning contract-removed Pets']);
    const kept = { 'docs/openapi.yaml': pets };
    expect(told(await detect({ [path]: pets, ...kept }, kept))).toEqual([]);
  });

  it('takes a second version beside the first for an addition', async () => {
    const head = { [path]: pets, 'api/openapi-v2.yaml': swap([removal, ''], ['/v1', '/v2']) };
    expect(told(await detect({ [path]: pets }, head))).toEqual(['note contract-added Pets']);
  });

  it('tells a change of two copies once', async () => {
    const copy = 'clients/java/api/openapi.yaml';
    const changed = swap([removal, '']);
    const { facts } = await detect({ [path]: pets, [copy]: pets }, { [path]: changed, [copy]: changed });
    expect(facts.map((fact) => fact.path)).toEqual([path]);
  });

  it.each([
    ['package-lock.json', '{ "openapi": "3.0.0" }', '{ "openapi": "3.0.1" }'],
    ['test/fixtures/openapi.yaml', pets, swap([removal, ''])],
    ['vendor/api/openapi.yaml', pets, swap([removal, ''])],
    ['deploy/service.yaml', 'kind: Service\n', 'kind: Service\nspec: { type: NodePort }\n'],
    ['data/words.json', '{"a": "openapi: 3.0.0"}', '{"a": "swagger"}'],
  ])('has no eye for %s', async (file, base, head) => {
    const { facts, coverage } = await detect({ [file]: base }, { [file]: head });
    expect([facts, coverage]).toEqual([[], { read: 0, skipped: [] }]);
  });
});

describe('Swagger 2', () => {
  const swagger = `swagger: '2.0'
info: { title: Pets, version: '1' }
basePath: /v1
consumes: [application/json]
produces: [application/json]
paths:
  /pets:
    get:
      responses:
        200: { description: x, schema: { type: array, items: { $ref: '#/definitions/Pet' } } }
    post:
      parameters:
        - { in: body, name: pet, required: true, schema: { $ref: '#/definitions/Pet' } }
      responses: { 201: { description: x } }
  /photos:
    post:
      consumes: [multipart/form-data]
      parameters:
        - { in: formData, name: photo, type: file, required: true }
        - { in: formData, name: caption, type: string }
      responses: { 201: { description: x } }
definitions:
  Pet:
    type: object
    properties:
      name: { type: string }
`;
  const file = 'api/swagger.yaml';
  it.each([
    [
      'a property of answers and requests',
      swagger.replace('name: { type: string }', 'title: { type: string }'),
      'warning response-optional-property-removed Pet.name',
    ],
    [
      'a type',
      swagger.replace('name: { type: string }', 'name: { type: integer }'),
      'error response-property-type-changed GET /pets',
    ],
    [
      'a form field',
      swagger.replace('caption, type: string', 'caption, type: string, required: true'),
      'error request-property-became-required POST /photos',
    ],
    ['the base path', swagger.replace('/v1', '/v2'), 'warning server-path-changed /v2'],
  ])('finds a break in %s', async (_name, head, expected) => {
    expect(told(await detect({ [file]: swagger }, { [file]: head }))).toContain(expected);
  });

  it('is the same API when it is written as OpenAPI 3', async () => {
    const head = `openapi: 3.0.3
info: { title: Pets, version: '1' }
servers: [{ url: /v1 }]
paths:
  /pets:
    get:
      responses:
        '200':
          description: x
          content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
    post:
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
      responses: { '201': { description: x } }
  /photos:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [photo]
              properties: { photo: { type: string, format: binary }, caption: { type: string } }
      responses: { '201': { description: x } }
components:
  schemas:
    Pet: { type: object, properties: { name: { type: string } } }
`;
    expect(told(await detect({ [file]: swagger }, { [file]: head }))).toEqual([]);
  });
});

describe('documents of many files', () => {
  const root = pets.replace(
    / {4}Pet:\n[\s\S]*? {4}NewPet:/,
    "    Pet: { $ref: './schemas/pet.yaml' }\n    NewPet:",
  );
  const pet = `type: object
required: [id]
properties:
  id: { type: string }
  name: { type: string, nullable: true }
  kind: { type: string, enum: [cat, dog] }
`;
  const part = 'api/schemas/pet.yaml';

  it('are the same as one', async () => {
    expect(told(await detect({ [path]: pets }, { [path]: root, [part]: pet }))).toEqual([]);
  });

  it('are compared when a part changes, and told in that part', async () => {
    const head = { [path]: root, [part]: pet.replace('  id: { type: string }', '  id: { type: integer }') };
    const { facts } = await detect({ [path]: root, [part]: pet }, head);
    expect(facts.map(({ path: where, line, data }) => [where, line, data['check'], data['element']])).toEqual(
      [[part, 4, 'response-property-type-changed', 'Pet.id']],
    );
  });

  it('leave alone a part that no document reaches', async () => {
    const other = { 'config/shape.yaml': 'type: object\n' };
    const head = { [path]: root, [part]: pet, 'config/shape.yaml': 'type: string\n' };
    const { facts, coverage } = await detect({ [path]: root, [part]: pet, ...other }, head);
    expect([facts, coverage.skipped]).toEqual([[], []]);
  });
});

describe('hostile documents', () => {
  it.each(['file:///etc/passwd', '../../../../../../etc/passwd', '/etc/passwd', '..\\..\\x.yaml#/a'])(
    'never read %s',
    async (reference) => {
      const head = swap(["{ $ref: '#/components/schemas/NewPet' }", `{ $ref: '${reference}' }`]);
      const { facts, coverage } = await detect({ [path]: pets }, { [path]: head });
      expect(facts).toEqual([]);
      expect(coverage.skipped).toEqual([
        { path, reason: expect.stringContaining('lead nowhere in the tree') },
      ]);
    },
  );

  it('never ask a host', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked++;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pet.json`;
    const outside = swap(["{ $ref: '#/components/schemas/NewPet' }", `{ $ref: '${url}' }`]);
    const { facts, coverage } = await detect({ [path]: outside }, { [path]: outside.replace(removal, '') });
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toBe(0);
    expect(coverage.skipped[0]?.reason).toContain('was not compared');
    // What is the same at both sides does not keep the rest from being compared.
    expect(facts).toHaveLength(1);
  });

  it.each([
    ['a template', pets.replace('paths:', '{{ if .Paths }}\npaths:'), 'templated, not analysed'],
    [
      'a syntax error',
      pets.replace('paths:', 'paths: ]'),
      expect.stringContaining('not readable as YAML or JSON (line 5)'),
    ],
    [
      'a key twice',
      pets.replace('  /pets/{id}:', '  /pets:'),
      expect.stringContaining('a key stands twice (line'),
    ],
    [
      'an alias bomb',
      `openapi: 3.0.0\n${Array.from({ length: 12 }, (_, at) => `x${at}: &a${at} [${at === 0 ? '1' : Array(9).fill(`*a${at - 1}`)}]\n`).join('')}`,
      expect.stringContaining('too large once its aliases'),
    ],
    [
      'deep nesting',
      `openapi: 3.0.0\nx: ${'['.repeat(200)}${']'.repeat(200)}\n`,
      expect.stringMatching(/nested too deeply/),
    ],
    ['too much', `${pets}# ${'x'.repeat(8 * 1024 * 1024)}\n`, 'larger than 8192 KiB'],
  ])('say so: %s', async (_name, head, reason) => {
    const { facts, coverage } = await detect({ [path]: pets }, { [path]: head });
    expect([facts, coverage.skipped]).toEqual([[], [{ path, reason }]]);
  });

  it('survive references in a circle, and odd names', async () => {
    const odd = swap([
      '    Pet:',
      "    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n    '\u{1F600}\\x85\"': { type: string }\n    Pet:",
    ]);
    const evidence = await detect({ [path]: odd }, { [path]: odd.replace(removal, '') });
    expect(told(evidence)).toEqual(['error api-removed-without-deprecation DELETE /pets/{id}']);
  });

  it('are compared where they are right', async () => {
    const wrong = swap(
      ['    NewPet:\n', '    NewPet:\n      discriminator: kind\n      items: string\n'],
      ['maxLength: 50', 'maxLength: "50", required: true'],
    );
    const evidence = await detect({ [path]: wrong }, { [path]: wrong.replace(removal, '') });
    expect(told(evidence)).toEqual(['error api-removed-without-deprecation DELETE /pets/{id}']);
    expect(evidence.coverage.skipped).toEqual([]);
  });

  it('that are many are compared where they stood before, and what is left over is named', async () => {
    const added = Object.fromEntries(
      Array.from({ length: 31 }, (_, at) => [
        `a/${String(at).padStart(2, '0')}/openapi.yaml`,
        `openapi: 3.0.3\ninfo: { title: Added ${at}, version: '1' }\npaths: {}\n`,
      ]),
    );
    const evidence = await detect({ [path]: pets }, { ...added, [path]: swap([removal, '']) });
    expect(told(evidence)).toContain('error api-removed-without-deprecation DELETE /pets/{id}');
    expect(evidence.coverage.skipped).toEqual(
      ['a/29/openapi.yaml', 'a/30/openapi.yaml'].map((each) => ({
        path: each,
        reason: 'more than 30 OpenAPI documents changed: not compared',
      })),
    );
  });

  it('say so: references that put one change in more places than can be told', async () => {
    const to = (at: number) => `{ $ref: '#/components/schemas/d${at}' }`;
    const nested = Array.from({ length: 40 }, (_, at) => [
      `    d${at}: { type: object, properties: { a: ${to(at + 1)}, b: ${to(at + 1)} }, allOf: [${to(at + 1)}] }`,
    ]);
    const answer = `content: { application/json: { schema: ${to(0)} } }`;
    const document = [
      "openapi: 3.0.3\ninfo: { title: Nested, version: '1' }",
      `paths: { /a: { get: { responses: { '200': { description: It, ${answer} } } } } }`,
      'components:\n  schemas:',
      ...nested,
      '    d40: { type: string }\n',
    ].join('\n');
    const { coverage } = await detect(
      { [path]: document },
      { [path]: document.replace(/string/, 'integer') },
    );
    expect(coverage.skipped).toEqual([
      { path, reason: 'its references put one change in too many places: not compared' },
    ]);
  });

  it('leave no files behind', async () => {
    await detect({ [path]: pets }, { [path]: swap([removal, '']) });
    const left = (await readdir(tmpdir())).filter((name) =>
      name.startsWith(`architect-openapi-${process.pid}`),
    );
    expect(left).toEqual([]);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value) || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
}

describe('bodies of requests', () => {
  const document = (method: string, body: string) => `openapi: 3.0.0
info: { title: Hosts, version: '1' }
paths:
  /hosts:
    ${method}:
${body}      responses: { '200': { description: ok } }
`;
  const parameter = `      parameters:
        - { in: body, name: data, required: true, schema: { type: object } }
`;
  const content = `      requestBody:
        required: true
        content: { application/json: { schema: { type: object } } }
`;
  const between = async (method: string, base: string, head: string) =>
    told(await detect({ [path]: document(method, base) }, { [path]: document(method, head) })).map(
      (line) => line.split(' ')[0],
    );

  it('that stood as a parameter before are no new demand', async () => {
    expect(await between('post', parameter, content)).not.toContain('error');
    expect(await between('post', '', content)).toContain('error');
  });

  it('of a GET are ignored by servers', async () => {
    expect(await between('get', content, '')).not.toContain('error');
    expect(await between('post', content, '')).toContain('error');
  });
});

it('takes a bearer token and the header that carries it for one scheme', async () => {
  const document = (scheme: string) => `openapi: 3.0.0
info: { title: Hosts, version: '1' }
security: [{ token: [] }]
paths:
  /hosts: { get: { responses: { '200': { description: ok } } } }
components: { securitySchemes: { token: ${scheme} } }
`;
  const bearer = document('{ type: http, scheme: bearer }');
  const checks = async (head: string) => told(await detect({ [path]: bearer }, { [path]: head }));
  expect(await checks(document('{ type: apiKey, in: header, name: Authorization }'))).toEqual([]);
  expect(await checks(document('{ type: apiKey, in: header, name: X-Key }'))).toEqual([
    'error operation-requires-credentials GET /hosts',
  ]);
});
