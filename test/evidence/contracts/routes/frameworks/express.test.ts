import { describe, expect, it } from 'vitest';
import { express } from '../../../../../src/evidence/contracts/routes/frameworks/express.ts';
import { readWith } from './read-with.ts';

const app = "import express, { Router } from 'express';\nconst app = express();\n";
const read = (text: string, path = 'src/app.ts') => readWith(express, path, text);

describe('routes of Express', () => {
  it.each<[string, string, string[]]>([
    [
      'methods of an application',
      `${app}app.get('/a', list);\napp.delete('/a/:id', (req, res) => {});`,
      ['GET /a', 'DELETE /a/{id}'],
    ],
    ['every method', `${app}app.all('/a', answer);`, ['ANY /a']],
    ['an array of paths', `${app}app.get(['/a', '/b'], list);`, ['GET /a', 'GET /b']],
    [
      'middleware before the handler',
      `${app}app.post('/a', auth, validate(body), users.create);`,
      ['POST /a'],
    ],
    ['a chain', `${app}app.get('/a', x).post('/b', y);`, ['POST /b', 'GET /a']],
    [
      'route()',
      `${app}app.route('/users/:id').get(show).put(update);`,
      ['PUT /users/{id}', 'GET /users/{id}'],
    ],
    ['a pattern behind a parameter', `${app}app.get('/a/:id(\\d+)/:name?', x);`, ['GET /a/{id}/{name}']],
    [
      'constants',
      `${app}const base = '/v1';\napp.get(base + '/a', x);\napp.get(\`\${base}/b\`, y);`,
      ['GET /v1/a', 'GET /v1/b'],
    ],
    [
      'a router under a prefix',
      `${app}const users = Router();\nusers.get('/:id', show);\napp.use('/users', users);`,
      ['GET /users/{id}'],
    ],
    [
      'a router under two prefixes',
      `${app}const r = express.Router();\nr.get('/a', x);\napp.use('/v1', r);\napp.use('/v2', r);`,
      ['GET /v1/a', 'GET /v2/a'],
    ],
    [
      'routers within routers',
      `${app}const a = Router(), b = Router();\nb.get('/c', x);\na.use('/b', b);\napp.use('/a', auth, a);`,
      ['GET /a/b/c'],
    ],
    [
      'what a function makes',
      `${app}function users() { const r = Router(); r.get('/x', y); return r; }\napp.use('/users', users());`,
      ['GET /users/x'],
    ],
    [
      'what a function takes',
      `${app}function register(router) { router.get('/x', y); }\nconst api = Router();\nregister(api);\napp.use('/api', api);`,
      ['GET /api/x'],
    ],
    [
      'an application handed in',
      "module.exports = (app) => {\n  app.get('/x', require('./x'));\n};",
      ['GET /x'],
    ],
    [
      'a typed parameter',
      "import type { Express } from 'express';\nexport function routes(server: Express) { server.get('/x', y); }",
      ['GET /x'],
    ],
    [
      'a field of a class',
      "import { Router } from 'express';\nclass Users { public router = Router();\n constructor() { this.router.get('/users', this.list); } }",
      ['GET /users'],
    ],
    ['an application of another file', "const app = require('./app');\napp.get('/x', y);", ['GET /x']],
    ['around broken code', `${app}app.get('/a', x);\nfunction ( { const = ;\n`, ['GET /a']],
  ])('finds %s', async (_name, text, expected) => {
    expect((await read(text)).routes).toEqual(expected);
  });

  it.each<[string, string]>([
    ['settings', `${app}app.get('env'); app.set('port', 3); app.get('/only-a-path');`],
    [
      'requests',
      `${app}axios.get('/users', { params }); api.post('/users', body); request(app).get('/x').expect(200);`,
    ],
    [
      'requests of an instance with a callback',
      `${app}const api = axios.create();\napi.get('/users', callback);`,
    ],
    ['maps and caches', `${app}const cache = new Map();\ncache.delete('/a', x); cache.get('/b', y);`],
    ['comments and texts', `${app}// app.get('/a', x)\nconst text = "app.get('/b', y)";`],
    ['Inertia', "import { router } from '@inertiajs/react';\nrouter.get('/users', done);"],
    [
      'a client named router with data',
      "import { router } from './router';\nrouter.post('/users', { name });",
    ],
    ['paths that do not start with a slash', `${app}app.get('title', compute);`],
    [
      'Vue routers',
      "import { createRouter } from 'vue-router';\nconst router = createRouter({ routes: [{ path: '/a', component: A }] });\nrouter.push('/a');",
    ],
    [
      'Nest',
      "import { Controller, Get } from '@nestjs/common';\n@Controller('a') class A { @Get() list(router) { router.get('/x', y) } }",
    ],
    ['Fastify', "const fastify = require('fastify')();\nfastify.get('/a', x);"],
    ['middleware', `${app}app.use('/a', auth); app.use(helmet());`],
    ['parameters of a router', `${app}app.param('/id', load);`],
    ['event handlers', `${app}app.on('/a', x); app.once('/b', y);`],
    ['objects', `${app}const routes = { get: { '/a': x } };`],
    ['promises', `${app}app.get('/a').then(x);`],
    ['nothing', ''],
    ['only broken code', 'express( app.get((((('],
  ])('leaves %s alone', async (_name, text) => {
    expect((await read(text)).routes).toEqual([]);
  });

  it.each<[string, string]>([
    ['a computed path', `${app}app.get(config.path, x);`],
    ['a pattern', `${app}app.get(/^\\/a.*$/, x);`],
  ])('says that it cannot read %s', async (_name, text) => {
    const { routes, unread } = await read(text);
    expect({ routes, unread }).toEqual({ routes: [], unread: [3] });
  });

  it('names handlers through wrappers', async () => {
    const text = `${app}app.get('/a', wrap(users.list));\napp.post('/b', this.create.bind(this));\napp.put('/c', [auth, save]);\napp.patch('/d', () => {});`;
    expect((await read(text)).handlers).toEqual({
      'GET /a': 'users.list',
      'POST /b': 'this.create',
      'PUT /c': 'save',
      'PATCH /d': null,
    });
  });
});
