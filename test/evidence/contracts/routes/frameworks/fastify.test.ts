import { describe, expect, it } from 'vitest';
import { fastify } from '../../../../../src/evidence/contracts/routes/frameworks/fastify.ts';
import { readWith } from './read-with.ts';

const app = "import Fastify from 'fastify';\nconst app = Fastify({ logger: true });\n";
const read = (text: string) => readWith(fastify, 'src/app.ts', text);

describe('routes of Fastify', () => {
  it.each<[string, string, string[]]>([
    [
      'short forms',
      `${app}app.get('/a', async () => 1);\napp.post('/b/:id', { schema }, create);`,
      ['GET /a', 'POST /b/{id}'],
    ],
    ['a handler among the options', `${app}app.put('/a', { schema, handler: save });`, ['PUT /a']],
    ['every method', `${app}app.all('/*', x);`, ['ANY /{*}']],
    ['route()', `${app}app.route({ method: 'GET', url: '/a', handler: x });`, ['GET /a']],
    [
      'route() with methods and a path',
      `${app}app.route({ method: ['GET', 'post'], path: '/a', handler() {} });`,
      ['GET /a', 'POST /a'],
    ],
    [
      'an inline plugin under a prefix',
      `${app}app.register(async (scope) => { scope.get('/x', y); }, { prefix: '/v1' });`,
      ['GET /v1/x'],
    ],
    [
      'plugins within plugins',
      `${app}app.register((a, o, done) => { a.register((a) => { a.get('/x', y); }, { prefix: '/b' }); a.get('/z', y); done(); }, { prefix: '/a' });`,
      ['GET /a/b/x', 'GET /a/z'],
    ],
    [
      'a named plugin',
      `${app}app.register(users, { prefix: '/users' });\nasync function users(instance, options) { instance.get('/:id', show); }`,
      ['GET /users/{id}'],
    ],
    [
      'a plugin that is a constant',
      `${app}const users = async (fastify) => { fastify.get('/x', y); };\napp.register(users, { prefix: '/u' });`,
      ['GET /u/x'],
    ],
    [
      'a typed plugin of its own',
      "import type { FastifyInstance } from 'fastify';\nexport default async function (server: FastifyInstance) { server.get('/x', y); }",
      ['GET /x'],
    ],
    [
      'a module in CommonJS',
      "module.exports = async function (fastify, opts) {\n  fastify.get('/', async () => ({}));\n};",
      ['GET /'],
    ],
    [
      'type providers',
      `${app}app.withTypeProvider().get('/a', x);\nconst typed = app.withTypeProvider();\ntyped.post('/b', y);`,
      ['GET /a', 'POST /b'],
    ],
    ['type arguments', `${app}app.get<{ Params: P }>('/a/:id', x);`, ['GET /a/{id}']],
    ['two colons as one', `${app}app.post('/a::cancel', x);`, ['POST /a:cancel']],
  ])('finds %s', async (_name, text, expected) => {
    expect((await read(text)).routes).toEqual(expected);
  });

  it.each<[string, string]>([
    ['one argument', `${app}app.get('/a');`],
    ['options without a handler', `${app}app.get('/a', { schema });`],
    ['requests', `${app}client.get('/a', x); fetcher.post('/b', y);`],
    ['injection', `${app}app.inject({ method: 'GET', url: '/a' });`],
    ['decorators and hooks', `${app}app.decorate('/a', x); app.addHook('onRequest', y);`],
    ['plugins of packages', `${app}app.register(require('@fastify/cors'), { prefix: '/x' });`],
    ['maps', `${app}const cache = new Map(); cache.get('/a', x);`],
    ['comments', `${app}// app.get('/a', x)`],
    ['a route without a method', `${app}app.route({ url: '/a', handler: x });`],
    ['a file without it', "const app = express();\napp.get('/a', x);"],
    [
      'Nest',
      "import { Controller } from '@nestjs/common';\nimport { FastifyReply } from 'fastify';\napp.get('/x', y);",
    ],
    ['paths without a slash', `${app}app.get('title', x);`],
    ['a name of another scope', `${app}function other(cache) { cache.get('/a', x); }`],
    ['broken code', 'fastify.get(((('],
  ])('leaves %s alone', async (_name, text) => {
    expect((await read(text)).routes).toEqual([]);
  });

  it('says that it cannot read a computed path', async () => {
    expect((await read(`${app}app.get(paths.users, x);`)).unread).toEqual([3]);
  });
});
