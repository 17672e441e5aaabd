import { describe, expect, it } from 'vitest';
import { flask } from '../../../../../src/evidence/contracts/routes/frameworks/flask.ts';
import { readWith } from './read-with.ts';

const app = 'from flask import Flask, Blueprint\nfrom flask.views import MethodView\napp = Flask(__name__)\n';
const read = (text: string) => readWith(flask, 'app/views.py', app + text);

describe('routes of Flask', () => {
  it.each<[string, string, string[]]>([
    ['a route', "@app.route('/a')\ndef a(): pass\n", ['GET /a']],
    ['methods', "@app.route('/a', methods=['GET', 'post'])\ndef a(): pass\n", ['GET /a', 'POST /a']],
    ['short forms', "@app.delete('/a/<int:id>')\ndef a(id): pass\n", ['DELETE /a/{id}']],
    [
      'two routes of one view',
      "@app.route('/a')\n@app.route('/b/<path:rest>')\n@login_required\ndef a(): pass\n",
      ['GET /a', 'GET /b/{rest}'],
    ],
    [
      'a blueprint',
      "bp = Blueprint('x', __name__, url_prefix='/x')\n@bp.route('/<id>')\ndef a(id): pass\n",
      ['GET /x/{id}'],
    ],
    [
      'a blueprint that is registered',
      "bp = Blueprint('x', __name__)\n@bp.get('/a')\ndef a(): pass\napp.register_blueprint(bp, url_prefix='/v1')\n",
      ['GET /v1/a'],
    ],
    [
      'the prefix of a registration in place of its own',
      "bp = Blueprint('x', __name__, url_prefix='/old')\n@bp.get('/a')\ndef a(): pass\napp.register_blueprint(bp, url_prefix='/new')\n",
      ['GET /new/a'],
    ],
    [
      'its own where the registration has none',
      "bp = Blueprint('x', __name__, url_prefix='/own')\n@bp.get('/a')\ndef a(): pass\napp.register_blueprint(bp)\n",
      ['GET /own/a'],
    ],
    [
      'nested blueprints',
      "a = Blueprint('a', __name__, url_prefix='/a')\nb = Blueprint('b', __name__, url_prefix='/b')\na.register_blueprint(b)\napp.register_blueprint(a)\n@b.get('/c')\ndef c(): pass\n",
      ['GET /a/b/c'],
    ],
    [
      'rules',
      "app.add_url_rule('/a', 'a', view, methods=['PUT'])\napp.add_url_rule('/b', view_func=view)\n",
      ['PUT /a', 'GET /b'],
    ],
    [
      'class-based views',
      "class Users(MethodView):\n    def get(self): pass\n    def post(self): pass\n    def helper(self): pass\napp.add_url_rule('/users', view_func=Users.as_view('users'))\n",
      ['GET /users', 'POST /users'],
    ],
    [
      'resources',
      "class Todo(Resource):\n    def get(self): pass\n    @auth\n    def delete(self): pass\napi.add_resource(Todo, '/todos/<id>', '/t/<id>')\n",
      ['GET /todos/{id}', 'DELETE /todos/{id}', 'GET /t/{id}', 'DELETE /t/{id}'],
    ],
    [
      'constants',
      "PREFIX = '/v1'\n@app.route(f'{PREFIX}/a')\ndef a(): pass\n@app.route(PREFIX + '/b')\ndef b(): pass\n",
      ['GET /v1/a', 'GET /v1/b'],
    ],
    ['around broken code', "@app.route('/a')\ndef a(): pass\n\ndef ((:\n", ['GET /a']],
  ])('finds %s', async (_name, text, expected) => {
    expect((await read(text)).routes).toEqual(expected);
  });

  it.each<[string, string]>([
    ['requests', "requests.get('/a')\nclient.post('/b', json={})\nsession.delete('/c')\n"],
    ['calls of route without a decorator', "router.route('/a')\n"],
    ['hooks', '@app.before_request\ndef a(): pass\n@app.errorhandler(404)\ndef b(e): pass\n'],
    ['commands', "@app.cli.command('/a')\ndef a(): pass\n"],
    ['comments and docstrings', '# @app.route(\'/a\')\ndef f():\n    """@app.route(\'/b\')"""\n'],
    ['dictionaries', "x = {}.get('/a', 'b')\n"],
    ['properties', '@property\ndef route(self): pass\n@x.setter\ndef x(self): pass\n'],
    ['paths without a slash', "@app.route('a')\ndef a(): pass\n"],
    ['caches', "@cache.memoize('/a')\ndef a(): pass\n"],
    ['url_for', "url_for('a')\nredirect('/b')\n"],
    ['rules without a view', "app.add_url_rule('/static')\n"],
    ['a resource without a path', 'api.add_resource(Todo)\n'],
    ['blueprints alone', "bp = Blueprint('x', __name__, url_prefix='/x')\napp.register_blueprint(bp)\n"],
    ['broken code', '@app.route((((\n'],
  ])('leaves %s alone', async (_name, text) => {
    expect((await read(text)).routes).toEqual([]);
  });

  it('says what it cannot read', async () => {
    expect((await read("@app.route(scoped('/a'))\ndef a(): pass\n")).unread).toEqual([4]);
  });
});
