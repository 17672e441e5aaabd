import { describe, expect, it } from 'vitest';
import { routeDetector } from '../../../../src/evidence/contracts/routes/route-detector.ts';
import type { Evidence } from '../../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { cpuMilliseconds } from '../../../cpu-milliseconds.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

function detect(base: Files, head: Files, renames: Record<string, string> = {}): Promise<Evidence> {
  return gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [routeDetector],
  );
}

/** Each fact as `severity check element`. */
async function factsOf(base: Files, head: Files, renames: Record<string, string> = {}): Promise<string[]> {
  const { facts } = await detect(base, head, renames);
  return facts.map(({ severity, data }) => `${severity} ${data['check']} ${data['element']}`);
}

const app = "import express from 'express';\nimport users from './users.js';\nconst app = express();\n";
const router = "import { Router } from 'express';\nconst router = Router();\n";
const exported = 'export default router;\n';

describe('endpoints that come and go', () => {
  it.each<[string, Files, Files, string[]]>([
    [
      'a removed route',
      { 'src/app.js': `${app}app.get('/a', list);\napp.post('/a', add);` },
      { 'src/app.js': `${app}app.get('/a', list);` },
      ['warning endpoint-removed POST /a'],
    ],
    [
      'a removed file',
      { 'src/app/api/users/[id]/route.ts': 'export async function GET() {}' },
      {},
      ['warning endpoint-removed GET /api/users/{id}'],
    ],
    [
      'a new route',
      { 'src/app.js': app },
      { 'src/app.js': `${app}app.get('/a', list);` },
      ['note endpoint-added GET /a'],
    ],
    [
      'a path that changes',
      { 'src/app.js': `${app}app.get('/a', list);` },
      { 'src/app.js': `${app}app.get('/b', list);` },
      ['warning endpoint-moved GET /a'],
    ],
    [
      'a method that changes',
      { 'src/app.js': `${app}app.post('/a', save);` },
      { 'src/app.js': `${app}app.put('/a', save);` },
      ['warning method-changed POST /a'],
    ],
    [
      'a path that changes with an anonymous handler',
      { 'src/app.js': `${app}app.get('/a', () => 1);` },
      { 'src/app.js': `${app}app.get('/b', () => 1);` },
      ['warning endpoint-removed GET /a', 'note endpoint-added GET /b'],
    ],
    [
      'a route below a mount in another file',
      {
        'src/app.js': `${app}app.use('/users', users);`,
        'src/users.js': `${router}router.get('/:id', show);\n${exported}`,
      },
      { 'src/app.js': `${app}app.use('/users', users);`, 'src/users.js': `${router}${exported}` },
      ['warning endpoint-removed GET /users/{id}'],
    ],
    [
      'a mount that changes, over a router that does not',
      {
        'src/app.js': `${app}app.use('/v1', users);`,
        'src/users.js': `${router}router.get('/:id', show);\n${exported}`,
      },
      {
        'src/app.js': `${app}app.use('/v2', users);`,
        'src/users.js': `${router}router.get('/:id', show);\n${exported}`,
      },
      ['warning endpoint-moved GET /v1/{id}'],
    ],
    [
      'mounts over two files',
      {
        'src/app.js': "const app = require('express')();\napp.use('/api', require('./routes'));",
        'src/routes/index.js':
          "const router = require('express').Router();\nrouter.use('/users', require('./users'));\nmodule.exports = router;",
        'src/routes/users.js':
          "const router = require('express').Router();\nrouter.get('/x', y);\nmodule.exports = router;",
      },
      {
        'src/app.js': "const app = require('express')();\napp.use('/api', require('./routes'));",
        'src/routes/index.js':
          "const router = require('express').Router();\nrouter.use('/users', require('./users'));\nmodule.exports = router;",
        'src/routes/users.js': "const router = require('express').Router();\nmodule.exports = router;",
      },
      ['warning endpoint-removed GET /api/users/x'],
    ],
    [
      'one of two routers of a file',
      {
        'app/main.py':
          "from fastapi import FastAPI\nfrom app import users\napp = FastAPI()\napp.include_router(users.public, prefix='/public')\napp.include_router(users.private, prefix='/private')\n",
        'app/users.py':
          "from fastapi import APIRouter\npublic = APIRouter()\nprivate = APIRouter()\n@private.get('/a')\ndef a(): ...\n",
        'app/__init__.py': '',
      },
      {
        'app/main.py':
          "from fastapi import FastAPI\nfrom app import users\napp = FastAPI()\napp.include_router(users.public, prefix='/public')\napp.include_router(users.private, prefix='/private')\n",
        'app/users.py': 'from fastapi import APIRouter\npublic = APIRouter()\nprivate = APIRouter()\n',
        'app/__init__.py': '',
      },
      ['warning endpoint-removed GET /private/a'],
    ],
    [
      'a blueprint of another file',
      {
        'app/__init__.py':
          "from flask import Flask\nfrom .auth import auth\napp = Flask(__name__)\napp.register_blueprint(auth, url_prefix='/auth')\n",
        'app/auth/__init__.py':
          "from flask import Blueprint\nauth = Blueprint('auth', __name__)\nfrom . import views\n",
        'app/auth/views.py':
          "from flask import render_template\nfrom . import auth\n@auth.route('/login')\ndef login(): pass\n",
      },
      {
        'app/__init__.py':
          "from flask import Flask\nfrom .auth import auth\napp = Flask(__name__)\napp.register_blueprint(auth, url_prefix='/auth')\n",
        'app/auth/__init__.py':
          "from flask import Blueprint\nauth = Blueprint('auth', __name__)\nfrom . import views\n",
        'app/auth/views.py': 'from flask import render_template\nfrom . import auth\n',
      },
      ['warning endpoint-removed GET /auth/login'],
    ],
    [
      'what another URL file includes',
      {
        'shop/urls.py': "urlpatterns = [path('api/', include('orders.urls'))]\n",
        'orders/urls.py': "urlpatterns = [path('open/', views.open), path('all/', views.all)]\n",
      },
      {
        'shop/urls.py': "urlpatterns = [path('api/', include('orders.urls'))]\n",
        'orders/urls.py': "urlpatterns = [path('open/', views.open)]\n",
      },
      ['warning endpoint-removed ANY /api/all'],
    ],
    [
      'a group of another Go file',
      {
        'main.go':
          'package main\nimport "github.com/gin-gonic/gin"\nfunc main() { r := gin.Default(); users(r.Group("/users")) }\n',
        'users.go':
          'package main\nimport "github.com/gin-gonic/gin"\nfunc users(g *gin.RouterGroup) { g.GET("/:id", show) }\n',
      },
      {
        'main.go':
          'package main\nimport "github.com/gin-gonic/gin"\nfunc main() { r := gin.Default(); users(r.Group("/users")) }\n',
        'users.go': 'package main\nimport "github.com/gin-gonic/gin"\nfunc users(g *gin.RouterGroup) { }\n',
      },
      ['warning endpoint-removed GET /users/{id}'],
    ],
    [
      'one method widened to all',
      { 'src/app.js': `${app}app.get('/a', x);` },
      { 'src/app.js': `${app}app.all('/a', x);` },
      ['note endpoint-added ANY /a'],
    ],
    [
      'every method narrowed to some',
      { 'src/app.js': `${app}app.all('/a', x);` },
      { 'src/app.js': `${app}app.get('/a', x);\napp.post('/a', x);` },
      ['note methods-narrowed ANY /a'],
    ],
    [
      'a route behind a path that is computed now, as a note',
      { 'src/app.js': `${app}app.get('/a', () => 1);` },
      { 'src/app.js': `${app}app.get(paths.a, () => 1);` },
      ['note endpoint-removed GET /a'],
    ],
    [
      'many of one file in one',
      { 'src/app.js': app + Array.from({ length: 12 }, (_, at) => `app.get('/${at}', () => 1);\n`).join('') },
      { 'src/app.js': app },
      ['warning endpoint-removed GET /0, GET /1, GET /2, GET /3, GET /4 and 7 more'],
    ],
  ])('finds %s', async (_name, base, head, expected) => {
    expect(await factsOf(base, head)).toEqual(expected);
  });

  it.each<[string, Files, Files]>([
    [
      'a renamed parameter',
      { 'src/app.js': `${app}app.get('/a/:id', x);` },
      { 'src/app.js': `${app}app.get('/a/:userId', x);` },
    ],
    [
      'another handler',
      { 'src/app.js': `${app}app.get('/a', x);` },
      { 'src/app.js': `${app}app.get('/a', auth, y);` },
    ],
    [
      'another order',
      { 'src/app.js': `${app}app.get('/a', x);\napp.get('/b', y);` },
      { 'src/app.js': `${app}app.get('/b', y);\napp.get('/a', x);` },
    ],
    [
      'a route that moves to another file',
      { 'src/app.js': `${app}app.get('/a', x);`, 'src/b.js': app },
      { 'src/app.js': app, 'src/b.js': `${app}app.get('/a', x);` },
    ],
    [
      'a route that moves into a router of another file',
      { 'src/app.js': `${app}app.get('/users/:id', show);` },
      {
        'src/app.js': `${app}app.use('/users', users);`,
        'src/users.js': `${router}router.get('/:id', show);\n${exported}`,
      },
    ],
    [
      'a route that moves below a mount that is not known',
      { 'src/a.js': `${router}router.get('/users/all', x);\n${exported}` },
      { 'src/b.js': `${router}router.get('/all', x);\n${exported}` },
    ],
    [
      'a group of folders',
      { 'app/api/a/route.ts': 'export function GET() {}' },
      { 'app/api/(x)/a/route.ts': 'export function GET() {}' },
    ],
    [
      'a rename of a controller',
      {
        'src/a.controller.ts':
          "import { Controller, Get } from '@nestjs/common';\n@Controller('a') class A { @Get() x() {} }",
      },
      {
        'src/b.controller.ts':
          "import { Controller, Get } from '@nestjs/common';\n@Controller('a') class B { @Get() y() {} }",
      },
    ],
    [
      'a route declared twice and once now',
      { 'src/app.js': `${app}app.get('/a', x);\napp.get('/a', y);` },
      { 'src/app.js': `${app}app.get('/a', x);` },
    ],
    ['tests', { 'test/app.test.js': `${app}app.get('/a', x);` }, {}],
    ['examples', { 'examples/hello/app.js': `${app}app.get('/a', x);` }, {}],
    ['mocks', { 'src/mocks/app.js': `${app}app.get('/a', x);` }, {}],
    ['documentation', { 'docs/src/app.js': `${app}app.get('/a', x);` }, {}],
    ['vendored code', { 'vendor/lib/app.js': `${app}app.get('/a', x);` }, {}],
    [
      'other files',
      { 'src/a.js': 'fetch("/a")', 'README.md': "app.get('/a', x)" },
      { 'src/a.js': 'fetch("/b")', 'README.md': '' },
    ],
    [
      'a constant for the path',
      { 'src/app.js': `${app}app.get('/v1/a', x);` },
      { 'src/app.js': `${app}const v1 = '/v1';\napp.get(v1 + '/a', x);` },
    ],
    [
      'an added version of the same router',
      { 'src/app.js': `${app}app.use('/v1', users);`, 'src/users.js': `${router}${exported}` },
      {
        'src/app.js': `${app}app.use('/v1', users);\napp.use('/v2', users);`,
        'src/users.js': `${router}${exported}`,
      },
    ],
  ])('leaves %s alone', async (_name, base, head) => {
    expect(await factsOf(base, head)).toEqual([]);
  });

  it('says who is hurt and what to do instead', async () => {
    const { facts } = await detect(
      { 'src/app.js': `${app}app.get('/a/:id', list);` },
      { 'src/app.js': `${app}\napp.get('/b/:id', list);` },
    );
    expect(facts).toMatchObject([
      {
        rule: 'contract/route-breaking',
        path: 'src/app.js',
        line: 5,
        side: 'RIGHT',
        message: 'GET /a/{id} moves to GET /b/{id}',
        data: {
          consumer: 'Clients that call GET /a/{id} get 404',
          wayOut: expect.stringContaining('308'),
          format: 'route',
        },
      },
    ]);
  });

  it('places what is gone where it stood', async () => {
    const { facts } = await detect({ 'src/app.js': `${app}app.get('/a', list);` }, { 'src/app.js': app });
    expect(facts).toMatchObject([{ side: 'LEFT', line: 4, message: 'GET /a is no longer declared' }]);
  });

  it('says where a prefix is not known', async () => {
    const { facts } = await detect({ 'src/a.js': router }, { 'src/a.js': `${router}router.get('/a', x);` });
    expect(facts[0]?.message).toBe('GET /a is new, under the prefix that its router is mounted at');
  });
});

describe('endpoints that a document describes', () => {
  const document = (paths: string) =>
    `openapi: 3.0.3\ninfo: { title: x, version: '1' }\nservers: [{ url: /api }]\npaths:\n${paths}`;
  const a = "  /a/{id}:\n    get: { responses: { '200': { description: ok } } }\n";

  it('leaves what comes with the document to the document', async () => {
    const base = { 'openapi.yaml': document('  {}\n'), 'src/app.js': app };
    const head = { 'openapi.yaml': document(a), 'src/app.js': `${app}app.get('/api/a/:key', x);` };
    expect(await factsOf(base, head)).toEqual([]);
  });

  it('leaves what goes with it to the document', async () => {
    const base = { 'openapi.yaml': document(a), 'src/app.js': `${app}app.get('/api/a/:key', x);` };
    expect(await factsOf(base, { 'openapi.yaml': document('  {}\n'), 'src/app.js': app })).toEqual([]);
  });

  it('finds what goes while the document still has it', async () => {
    const base = { 'openapi.yaml': document(a), 'src/app.js': `${app}app.get('/api/a/:key', x);` };
    const head = { 'openapi.yaml': `${document(a)}# now\n`, 'src/app.js': app };
    expect(await factsOf(base, head)).toEqual(['warning endpoint-removed GET /api/a/{key}']);
  });

  it('finds what the document never had', async () => {
    const base = { 'openapi.yaml': document(a), 'src/app.js': `${app}app.get('/b', x);` };
    expect(await factsOf(base, { 'openapi.yaml': document('  {}\n'), 'src/app.js': app })).toEqual([
      'warning endpoint-removed GET /b',
    ]);
  });

  it.each([
    ['config.yaml', 'a: 1\n', 'a: 2\n'],
    [
      'package.json',
      '{ "dependencies": {} }',
      '{ "dependencies": { "@nestjs/swagger": "6.1.0", "openapi": "^1.0.0" } }',
    ],
  ])('takes %s for no document', async (path, before, after) => {
    const base = { [path]: before, 'src/app.js': app };
    const head = { [path]: after, 'src/app.js': `${app}app.get('/a', x);` };
    expect(await factsOf(base, head)).toEqual(['note endpoint-added GET /a']);
  });
});

describe('what cannot be read', () => {
  it('is said where it may hide what was known', async () => {
    const { coverage } = await detect(
      { 'src/app.js': `${app}app.get('/a', x);` },
      { 'src/app.js': `${app}app.get(paths.a, x);` },
    );
    expect(coverage.skipped).toMatchObject([
      { path: 'src/app.js', reason: expect.stringContaining('line 4') },
    ]);
  });

  it('is not said where nothing is gone', async () => {
    const { coverage } = await detect(
      { 'src/app.js': `${app}app.get(paths.a, x);` },
      { 'src/app.js': `${app}app.get(paths.a, y);\napp.get(paths.b, y);` },
    );
    expect(coverage.skipped).toEqual([]);
  });

  it('claims nothing of a version that is too large', async () => {
    const head = `${app}${'// x\n'.repeat(120_000)}`;
    const { facts, coverage } = await detect(
      { 'src/app.js': `${app}app.get('/a', x);` },
      { 'src/app.js': head },
    );
    expect(facts).toEqual([]);
    expect(coverage.skipped).toMatchObject([{ path: 'src/app.js' }]);
  });

  it('lowers what may be hidden by broken code', async () => {
    const base = { 'src/app.js': `${app}app.get('/a', x);\napp.get('/b', y);` };
    expect(await factsOf(base, { 'src/app.js': `${app}app.get('/a', x);\napp.get('/b' y {{{` })).toEqual([
      'note endpoint-removed GET /b',
    ]);
  });

  it('reads nothing when no changed file may declare routes', async () => {
    const files = { 'src/app.js': `${app}app.get('/a', x);`, 'README.md': 'a' };
    const head = inMemoryTree({ ...files, 'README.md': 'b' });
    const base = inMemoryTree(files);
    const change = inMemoryChange(files, { ...files, 'README.md': 'b' });
    const graph = () => Promise.reject(new Error('not asked for'));
    const context = { change, base, head, settings: defaultSettings, graph, today: '2026-01-01' };
    const cache = { getMany: async () => new Map(), putMany: async () => undefined };
    expect(await routeDetector.detect({ ...context, cache })).toEqual({
      facts: [],
      coverage: { read: 0, skipped: [] },
    });
    expect([...base.reads, ...head.reads]).toEqual([]);
  });
});

describe('hostile files', () => {
  // What takes longest takes about 4 s for the largest text that is parsed, on a busy machine.
  const size = 64 * 1024;
  it.each<[string, string, string]>([
    ['nested calls', 'src/a.js', `${app}${"app.use('/a', ".repeat(size / 14)}`],
    ['a chain of calls', 'src/a.js', `${app}app${".get('/a', x)".repeat(size / 14)};`],
    ['nested functions', 'src/a.js', `${app}app.get('/a', ${'(app) => ('.repeat(size / 10)}`],
    [
      'nested plugins',
      'src/a.js',
      `import f from 'fastify';\nconst app = f();\n${'app.register((app) => {'.repeat(size / 24)}`,
    ],
    [
      'many routers',
      'src/a.js',
      `${app}${Array.from({ length: 1_000 }, (_, at) => `const r${at} = express.Router();\napp.use('/${at}', r${at});\n`).join('')}`,
    ],
    [
      'many mounts of one router',
      'src/a.js',
      `${app}const r = express.Router();\n${"app.use('/a', r);".repeat(1_000)}${"r.get('/x', y);".repeat(1_000)}`,
    ],
    ['a long sum', 'src/a.js', `${app}app.get(${"'/a' + ".repeat(size / 8)}'/b', x);`],
    [
      'nested groups',
      'a.go',
      `package a\nimport "github.com/go-chi/chi"\nfunc a(r chi.Router) {${'r.Route("/a", func(r chi.Router) {'.repeat(size / 36)}`,
    ],
    [
      'a chain of groups',
      'a.go',
      `package a\nimport "github.com/gin-gonic/gin"\nfunc a(r *gin.Engine) { r${'.Group("/a")'.repeat(size / 14)}.GET("/b", x) }`,
    ],
    ['nested lists', 'a/urls.py', `urlpatterns = ${'['.repeat(size)}`],
    ['nested includes', 'a/urls.py', `urlpatterns = [${"path('a', include([".repeat(size / 20)}`],
    ['patterns with brackets', 'a/urls.py', `urlpatterns = [re_path(r'${'('.repeat(size)}', x)]`],
    ['lists of lists', 'a/urls.py', `a = []\n${'a = a + a\n'.repeat(40)}urlpatterns = a\n`],
    [
      'many decorators',
      'a.py',
      `from flask import Flask\napp = Flask(__name__)\n${"@app.route('/a')\n".repeat(size / 18)}def a(): pass\n`,
    ],
    [
      'many routes',
      'a.py',
      `from fastapi import FastAPI\napp = FastAPI()\n${"@app.get('/a')\ndef a(): pass\n".repeat(size / 32)}`,
    ],
    [
      'nested decorators of classes',
      'a.ts',
      `import { Controller } from '@nestjs/common';\n${"@Controller('a') class A { @Get() b = ".repeat(size / 40)}`,
    ],
  ])(
    'are read in time: %s',
    async (_name, path, text) => {
      const start = cpuMilliseconds();
      await detect({}, { [path]: text });
      expect(cpuMilliseconds() - start).toBeLessThan(4_000);
    },
    30_000,
  );
});
