import { describe, expect, it } from 'vitest';
import { fastapi } from '../../../../../src/evidence/contracts/routes/frameworks/fastapi.ts';
import { readWith } from './read-with.ts';

const app = 'from fastapi import APIRouter, FastAPI\napp = FastAPI()\n';
const read = (text: string) => readWith(fastapi, 'app/main.py', app + text);

describe('routes of FastAPI', () => {
  it.each<[string, string, string[]]>([
    [
      'methods',
      "@app.get('/a')\nasync def a(): ...\n@app.post('/b/{id}', status_code=201)\ndef b(id: int): ...\n",
      ['GET /a', 'POST /b/{id}'],
    ],
    ['converters', "@app.get('/files/{name:path}')\ndef a(name): ...\n", ['GET /files/{name}']],
    [
      'a router with a prefix',
      "router = APIRouter(prefix='/users', tags=['x'])\n@router.get('')\ndef a(): ...\n@router.get('/{id}/')\ndef b(): ...\n",
      ['GET /users', 'GET /users/{id}'],
    ],
    [
      'an included router',
      "router = APIRouter(prefix='/users')\n@router.get('/a')\ndef a(): ...\napp.include_router(router, prefix='/v1')\n",
      ['GET /v1/users/a'],
    ],
    [
      'routers within routers',
      "a = APIRouter(prefix='/a')\nb = APIRouter()\n@b.get('/c')\ndef c(): ...\na.include_router(b, prefix='/b')\napp.include_router(a)\n",
      ['GET /a/b/c'],
    ],
    [
      'several methods',
      "@app.api_route('/a', methods=['GET', 'HEAD'])\ndef a(): ...\n",
      ['GET /a', 'HEAD /a'],
    ],
    ['added routes', "app.add_api_route('/a', handler, methods=['PUT'])\n", ['PUT /a']],
    ['a path by its name', "@app.get(path='/a')\ndef a(): ...\n", ['GET /a']],
    [
      'constants',
      "V1 = '/v1'\nrouter = APIRouter(prefix=V1)\n@router.get('/a')\ndef a(): ...\n",
      ['GET /v1/a'],
    ],
    [
      'a router of a class',
      "class X:\n    def __init__(self):\n        self.router = APIRouter(prefix='/x')\n        self.router.add_api_route('/a', self.a)\n",
      ['GET /x/a'],
    ],
    ['around broken code', "@app.get('/a')\ndef a(): ...\n\nclass ((:\n", ['GET /a']],
  ])('finds %s', async (_name, text, expected) => {
    expect((await read(text)).routes).toEqual(expected);
  });

  it.each<[string, string]>([
    ['requests', "client.get('/a')\nhttpx.post('/b', json={})\nrequests.delete('/c')\n"],
    [
      'web sockets and hooks',
      "@app.websocket('/ws')\nasync def a(s): ...\n@app.on_event('startup')\ndef b(): ...\n@app.middleware('http')\ndef c(): ...\n",
    ],
    ['exception handlers', '@app.exception_handler(Error)\ndef a(): ...\n'],
    ['dictionaries', "x = settings.get('/a')\n"],
    ['comments', "# @app.get('/a')\n"],
    ['texts', '"""\n@app.get(\'/a\')\ndef a(): ...\n"""\n'],
    ['other decorators', "@cache.put('a')\ndef a(): ...\n@mock.patch('app.x')\ndef b(): ...\n"],
    ['routers alone', "router = APIRouter(prefix='/a')\napp.include_router(router)\n"],
    ['mounted applications', "app.mount('/static', StaticFiles(directory='x'))\n"],
    ['paths without a slash', "@app.get('a')\ndef a(): ...\n"],
    ['broken code', '@app.get((((\n'],
  ])('leaves %s alone', async (_name, text) => {
    expect((await read(text)).routes).toEqual([]);
  });

  it('keeps the path below a prefix that is computed', async () => {
    const { routes, unread } = await read(
      "router = APIRouter(prefix=settings.V1)\n@router.get('/a')\ndef a(): ...\n",
    );
    expect({ routes, unread }).toEqual({ routes: ['GET /a'], unread: [3] });
  });
});
