import { describe, expect, test } from 'vitest';
import { python } from '../../../../../src/evidence/graph/imports/python/python.ts';
import { timeRatio } from '../../../time-ratio.ts';

type Files = Record<string, string>;

/** What an import means: a path, `pypi:name (imported)`, `builtin`, `ignored`, or `?` when it is not found. */
function resolver(files: Files, generated: readonly string[] = []) {
  const paths = new Set(Object.keys(files).sort());
  const sources = new Set([...paths].filter((path) => python.classify(path) && !generated.includes(path)));
  const manifests = new Map(Object.entries(files).filter(([path]) => python.isManifest(path)));
  const made = python.createResolver({ paths, sources, manifests, declares: new Map() });
  return (from: string, specifier: string): string => {
    const to = made.resolve(from, specifier);
    if (to.kind === 'file') return to.path;
    if (to.kind === 'package') return `pypi:${to.name} (${to.imported})`;
    return to.kind === 'unresolved' ? '?' : to.kind === 'builtin' ? `builtin ${to.imported}` : to.kind;
  };
}

function tree(...paths: string[]): Files {
  return Object.fromEntries(paths.map((path) => [path, '']));
}

describe('in packages', () => {
  const files = tree(
    ...[
      'app/__init__.py',
      'app/a.py',
      'app/b/__init__.py',
      'app/b/c.py',
      'app/d.pyi',
      'app/e.py',
      'app/e.pyi',
      'app/f.py',
    ],
    ...[
      'app/f/__init__.py',
      'app/ns/g.py',
      'app/fast.pyx',
      'app/types.py',
      'app/api_pb2.py',
      'app/six/__init__.py',
      'main.py',
      'app/b/d.py',
    ],
  );
  const ask = resolver(files, ['app/api_pb2.py']);
  test.each([
    ['app.a', 'app/a.py'],
    ['app', 'app/__init__.py'],
    ['app.b', 'app/b/__init__.py'],
    ['app:a', 'app/a.py'],
    ['app:b', 'app/b/__init__.py'],
    ['app:Name', 'app/__init__.py'],
    ['app:*', 'app/__init__.py'],
    ['app.b:c', 'app/b/c.py'],
    ['app.b.c:Name', 'app/b/c.py'],
    ['app.d', 'app/d.pyi'],
    ['app.e', 'app/e.py'],
    ['app.f', 'app/f/__init__.py'],
    ['app.ns:g', 'app/ns/g.py'],
    ['app.ns', 'ignored'],
    ['app:ns', 'app/__init__.py'],
    ['app.fast:quick', 'ignored'],
    ['app.api_pb2:Message', 'ignored'],
    ['app.a.Name', '?'],
    ['app.missing', '?'],
    ['app.ns.missing', '?'],
    ['app.six.moves.urllib:parse', 'app/six/__init__.py'],
    ['.', 'app/b/__init__.py'],
    ['.:c', 'app/b/c.py'],
    ['.:Name', 'app/b/__init__.py'],
    ['.c:Name', 'app/b/c.py'],
    ['..:a', 'app/a.py'],
    ['..a:Name', 'app/a.py'],
    ['..ns.g:Name', 'app/ns/g.py'],
    ['..ns:*', 'ignored'],
    ['.fast:quick', '?'],
    ['..fast:quick', 'ignored'],
    ['.missing:Name', '?'],
    ['...main:Name', 'main.py'],
    ['....main:Name', '?'],
    ['types:FunctionType', 'builtin types.FunctionType'],
    ['os.path:join', 'builtin os.path.join'],
    ['os.path', 'builtin os.path'],
    ['d', 'pypi:d (d)'],
    ['constructor.prototype:__proto__', 'pypi:constructor (constructor.prototype.__proto__)'],
    ['__proto__', 'pypi:__proto__ (__proto__)'],
  ])('%s is %s', (specifier, expected) => expect(ask('app/b/d.py', specifier)).toBe(expected));

  test('the same from a module and from its package', () => {
    expect(ask('app/b/__init__.py', '.c:Name')).toBe('app/b/c.py');
    expect(ask('main.py', 'app.b:c')).toBe('app/b/c.py');
  });
});

describe('source roots', () => {
  test.each([
    ['src by convention', tree('src/app/__init__.py', 'tests/test_app.py'), {}, 'src/app/__init__.py'],
    [
      'setuptools packages.find',
      tree('lib/app/__init__.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool.setuptools.packages.find]\nwhere = ["lib"]' },
      'lib/app/__init__.py',
    ],
    [
      'setuptools package-dir',
      tree('lib/app/__init__.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool.setuptools.package-dir]\n"" = "lib"' },
      'lib/app/__init__.py',
    ],
    [
      'a package of its own folder',
      tree('lib/x/app/__init__.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool.setuptools.package-dir]\napp = "lib/x/app"' },
      'lib/x/app/__init__.py',
    ],
    [
      'Poetry',
      tree('lib/app/__init__.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool.poetry]\npackages = [{ include = "app", from = "lib" }]' },
      'lib/app/__init__.py',
    ],
    [
      'Hatch',
      tree('lib/app/__init__.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool.hatch.build.targets.wheel]\npackages = ["lib/app"]' },
      'lib/app/__init__.py',
    ],
    [
      'uv',
      tree('lib/app/__init__.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool.uv.build-backend]\nmodule-root = "lib"' },
      'lib/app/__init__.py',
    ],
    [
      'pytest',
      tree('lib/app.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool.pytest.ini_options]\npythonpath = "lib other"' },
      'lib/app.py',
    ],
    [
      'pytest.ini',
      tree('lib/app.py', 'tests/test_app.py'),
      { 'pytest.ini': '[pytest]\npythonpath =\n  other\n  lib\n' },
      'lib/app.py',
    ],
    [
      'setup.cfg',
      tree('lib/app/__init__.py', 'tests/test_app.py'),
      { 'setup.cfg': '[options]\npackage_dir =\n    = lib\n' },
      'lib/app/__init__.py',
    ],
    [
      'setup.cfg find',
      tree('lib/app/__init__.py', 'tests/test_app.py'),
      { 'setup.cfg': '[options.packages.find]\nwhere = lib' },
      'lib/app/__init__.py',
    ],
    [
      'setup.py',
      tree('lib/app/__init__.py', 'tests/test_app.py'),
      { 'setup.py': `from setuptools import setup\nsetup(name='x', package_dir={'': 'lib'})` },
      'lib/app/__init__.py',
    ],
    [
      'a malformed manifest',
      tree('lib/app/__init__.py', 'tests/app.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool' },
      'tests/app.py',
    ],
    [
      'a root outside the tree',
      tree('app.py', 'tests/test_app.py'),
      { 'pyproject.toml': '[tool.ruff]\nsrc = ["../../x", "."]' },
      'app.py',
    ],
  ])('%s', (_, paths, manifests, expected) => {
    expect(resolver({ ...paths, ...manifests })('tests/test_app.py', 'app')).toBe(expected);
  });

  test("a script's own folder, but not that of a package's module", () => {
    const ask = resolver(
      tree('tools/run.py', 'tools/helper.py', 'app/__init__.py', 'app/a.py', 'app/helper.py'),
    );
    expect(ask('tools/run.py', 'helper')).toBe('tools/helper.py');
    expect(ask('app/a.py', 'helper')).toBe('pypi:helper (helper)');
  });

  test('the folder above the outermost package, and folders above', () => {
    const ask = resolver(
      tree(
        'services/api/app/__init__.py',
        'services/api/app/a.py',
        'services/api/core/b.py',
        'services/api/jobs/run.py',
      ),
    );
    expect(ask('services/api/app/a.py', 'core.b')).toBe('services/api/core/b.py');
    expect(ask('services/api/jobs/run.py', 'app.a:x')).toBe('services/api/app/a.py');
  });

  test('a package that stands once in the tree is found from anywhere, unless it is a fixture', () => {
    const ask = resolver(
      tree(
        'backend/app/__init__.py',
        'tests/test_app.py',
        'tests/fixtures/lib/__init__.py',
        'a/twice/__init__.py',
        'b/twice/__init__.py',
      ),
    );
    expect(ask('tests/test_app.py', 'app')).toBe('backend/app/__init__.py');
    expect(ask('tests/test_app.py', 'lib')).toBe('pypi:lib (lib)');
    expect(ask('tests/test_app.py', 'twice')).toBe('pypi:twice (twice)');
  });

  test("a module at a root comes before the language's own, a sibling of a script does not", () => {
    const ask = resolver(tree('types.py', 'main.py', 'tools/json.py', 'tools/run.py', 'test/x.py'));
    expect(ask('main.py', 'types:X')).toBe('types.py');
    expect(ask('tools/run.py', 'json')).toBe('builtin json');
    expect(ask('main.py', 'test.support')).toBe('builtin test.support');
  });

  test('a module called setup makes its package no root', () => {
    const ask = resolver({
      ...tree('app/__init__.py', 'app/copy.py', 'app/a.py'),
      'app/setup.py': 'import setuptools\nsetup()',
    });
    expect(ask('app/a.py', 'copy')).toBe('builtin copy');
  });
});

describe('several projects', () => {
  const files: Files = {
    ...tree(
      'services/a/src/common/__init__.py',
      'services/a/src/a/x.py',
      'services/b/common/__init__.py',
      'services/b/b/__init__.py',
      'services/c/c/__init__.py',
      'services/c/common/__init__.py',
    ),
    ...tree(
      'libs/core/src/core/__init__.py',
      'other/core/__init__.py',
      'libs/more/src/more/__init__.py',
      'other/more/__init__.py',
      'libs/last/last.py',
    ),
    'pyproject.toml': '[tool.uv.workspace]\nmembers = ["services/*", "libs/*"]',
    'services/a/pyproject.toml':
      '[project]\nname = "a"\ndependencies = ["my-core>=1", "requests"]\n[tool.uv.sources]\nmy-core = { workspace = true }',
    'services/b/pyproject.toml':
      '[tool.poetry.dependencies]\npython = "^3.12"\nmore = { path = "../../libs/more", develop = true }',
    'services/c/requirements.txt': '-e ../../libs/more\n# x\nrequests==2\n',
    'libs/core/pyproject.toml': '[project]\nname = "my_core"\ndependencies = ["last"]',
    'libs/more/pyproject.toml': '[project]\nname = "more"\ndependencies = ["more"]',
    'libs/last/setup.cfg': '[metadata]\nname = last',
  };
  const ask = resolver(files);
  test.each([
    ['services/a/src/a/x.py', 'common', 'services/a/src/common/__init__.py'],
    ['services/b/b/__init__.py', 'common', 'services/b/common/__init__.py'],
    ['services/a/src/a/x.py', 'core', 'libs/core/src/core/__init__.py'],
    ['services/a/src/a/x.py', 'last', 'libs/last/last.py'],
    ['services/b/b/__init__.py', 'more', 'libs/more/src/more/__init__.py'],
    ['services/c/c/__init__.py', 'more', 'libs/more/src/more/__init__.py'],
    ['services/b/b/__init__.py', 'core', 'pypi:core (core)'],
    ['services/b/b/__init__.py', 'requests.adapters', 'pypi:requests (requests.adapters)'],
  ])('%s: %s is %s', (from, specifier, expected) => expect(ask(from, specifier)).toBe(expected));
});

describe('third parties', () => {
  test.each([
    ['its name', 'requests>=2', 'requests.auth:X', 'requests (requests.auth.X)'],
    ['signs and case', 'Flask-SQLAlchemy', 'flask_sqlalchemy', 'flask-sqlalchemy (flask_sqlalchemy)'],
    ['another name', 'PyYAML', 'yaml', 'pyyaml (yaml)'],
    ['another name that is not declared', 'other', 'yaml', 'yaml (yaml)'],
    ['the one that is declared', 'opencv-python-headless', 'cv2', 'opencv-python-headless (cv2)'],
    ['the first of several', 'psycopg2\npsycopg2-binary', 'psycopg2', 'psycopg2 (psycopg2)'],
    ['psycopg2-binary', 'psycopg2-binary', 'psycopg2', 'psycopg2-binary (psycopg2)'],
    [
      'a name in a namespace',
      'google-cloud-storage',
      'google.cloud:storage',
      'google-cloud-storage (google.cloud.storage)',
    ],
    [
      'a version of it',
      'google-cloud-pubsub',
      'google.cloud.pubsub_v1:X',
      'google-cloud-pubsub (google.cloud.pubsub_v1.X)',
    ],
    [
      'a longer one',
      'azure-storage-blob\nazure-storage',
      'azure.storage.blob',
      'azure-storage-blob (azure.storage.blob)',
    ],
    [
      'part of a namespace',
      'protobuf',
      'google.protobuf:json_format',
      'protobuf (google.protobuf.json_format)',
    ],
    ['python-x', 'python-dateutil', 'dateutil.tz', 'python-dateutil (dateutil.tz)'],
    ['pyx', 'pyserial', 'serial', 'pyserial (serial)'],
    ['extras and markers', "celery[redis, sqs] >=5 ; python_version > '3'", 'celery', 'celery (celery)'],
    ['a repository', 'git+https://example.org/x.git#egg=My_Lib', 'my_lib', 'my-lib (my_lib)'],
    ['all names', 'numpy', 'numpy:*', 'numpy (numpy)'],
  ])('%s', (_, requirements, specifier, expected) => {
    expect(resolver({ 'requirements.txt': requirements, 'main.py': '' })('main.py', specifier)).toBe(
      `pypi:${expected}`,
    );
  });

  test.each([
    ['pyproject.toml', '[project]\ndependencies = ["PyYAML"]'],
    ['pyproject.toml', '[project.optional-dependencies]\nx = ["PyYAML>=6"]'],
    ['pyproject.toml', '[dependency-groups]\ndev = ["PyYAML", { include-group = "x" }]'],
    ['pyproject.toml', '[tool.poetry.dependencies]\nPyYAML = "^6"'],
    ['pyproject.toml', '[tool.poetry.group.dev.dependencies]\nPyYAML = { version = "^6" }'],
    ['pyproject.toml', '[tool.hatch.envs.default]\ndependencies = ["PyYAML"]'],
    ['setup.cfg', '[options]\ninstall_requires =\n  # x\n  PyYAML >= 6\n'],
    ['setup.cfg', '[options.extras_require]\nx = PyYAML; python_version > "3"'],
    ['setup.py', `from setuptools import setup\nsetup(install_requires=['x', "PyYAML>=6"])`],
    ['Pipfile', '[packages]\nPyYAML = "*"'],
    ['Pipfile', '[dev-packages]\nPyYAML = "*"'],
    ['requirements-dev.txt', 'PyYAML'],
    ['requirements/base.in', '-r other.txt\nPyYAML'],
    ['deploy/requirements.txt', 'PyYAML'],
  ])('declared in %s', (path, text) => {
    expect(resolver({ [path]: text, 'main.py': '' })('main.py', 'yaml')).toBe('pypi:pyyaml (yaml)');
  });

  test('what is declared comes before a namespace package and before a sibling of its name', () => {
    const files = tree('docker/client.py', 'tools/redis.py', 'tools/run.py', 'main.py');
    const declared = resolver({ ...files, 'requirements.txt': 'docker\nredis' });
    expect(declared('main.py', 'docker.client')).toBe('pypi:docker (docker.client)');
    expect(declared('tools/run.py', 'redis')).toBe('pypi:redis (redis)');
    const undeclared = resolver(files);
    expect(undeclared('main.py', 'docker.client')).toBe('docker/client.py');
    expect(undeclared('tools/run.py', 'redis')).toBe('tools/redis.py');
  });

  test('a package of the tree comes before what is declared', () => {
    const ask = resolver({ ...tree('app/__init__.py', 'main.py'), 'requirements.txt': 'app' });
    expect(ask('main.py', 'app:x')).toBe('app/__init__.py');
    expect(ask('main.py', 'app.missing')).toBe('?');
  });
});

test('hostile manifests cost time in proportion to their length', () => {
  for (const [path, unit] of [
    ['requirements.txt', 'a '],
    ['requirements.txt', '-e ./#egg='],
    ['setup.cfg', '[a]\nb =\n  c\n'],
    ['setup.py', 'setuptools setup( package_dir = {'],
    ['setup.py', 'distutils install_requires = [ setup('],
    ['pyproject.toml', '[['],
  ] as const) {
    const ratio = timeRatio((size) => {
      const manifests = new Map([[path, unit.repeat(Math.ceil(size / unit.length))]]);
      return () =>
        python.createResolver({ paths: new Set(), sources: new Set(), manifests, declares: new Map() });
    });
    expect(ratio).toBeLessThan(2.7);
  }
});
