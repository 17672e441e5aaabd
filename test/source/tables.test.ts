import { describe, expect, it } from 'vitest';
import { isGenerated } from '../../src/source/generated.ts';
import { languageOf } from '../../src/source/languages.ts';
import { matchGlob } from '../../src/source/match-glob.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';

it.each([
  ['src/a.ts', 'typescript'],
  ['src/a.TSX', 'typescript'],
  ['a.d.ts', 'typescript'],
  ['a.mjs', 'javascript'],
  ['x/Dockerfile', 'dockerfile'],
  ['Dockerfile.dev', 'dockerfile'],
  ['db/001.sql', 'sql'],
  ['go.mod', 'gomod'],
  ['CMakeLists.txt', 'cmake'],
  ['constructor', null],
  ['a.constructor', null],
  ['LICENSE', null],
  ['a.ts/readme', null],
])('%s is %s', (path, language) => expect(languageOf(path)).toBe(language));

it.each([
  'node_modules/a/index.js',
  'services/x/vendor/y.go',
  'dist/index.js',
  'package-lock.json',
  'apps/web/pnpm-lock.yaml',
  'go.sum',
  'Cargo.lock',
  'a/b.min.js',
  'a/b.pb.go',
  'a/b_pb2.py',
  'a/b.generated.ts',
  'src/__generated__/schema.ts',
])('%s is generated', (path) => expect(isGenerated(path)).toBe(true));

it.each([
  'package.json',
  'go.mod',
  'Cargo.toml',
  'deploy/compose.yaml',
  'db/migrations/001_init.sql',
  '.github/workflows/ci.yml',
  'src/vendors/vendor.ts',
  'src/distribution.ts',
  'src/lock.ts',
  'prisma/schema.prisma',
  'src/generated-report.ts',
])('%s is written by people', (path) => expect(isGenerated(path)).toBe(false));

describe('matchGlob', () => {
  it.each([
    ['*.ts', 'a.ts', true],
    ['*.ts', 'a.tsx', false],
    ['*.ts', 'a/b.ts', false],
    ['api/**', 'api/a/b', true],
    ['**/gen/*.go', 'gen/a.go', true],
    ['**/gen/*.go', 'x/y/gen/a.go', true],
    ['**/gen/*.go', 'x/y/gen/z/a.go', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a?c', 'abc', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[a', '[a', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['*', '', true],
  ])('%s against %s: %s', (pattern, path, expected) => expect(matchGlob(pattern, path)).toBe(expected));

  it('takes no longer for a hostile pattern', () => {
    const started = cpuMilliseconds();
    expect(matchGlob(`${'*a'.repeat(90)}b`, 'a'.repeat(4096))).toBe(false);
    expect(matchGlob(`${'**/a/'.repeat(40)}b`, 'a/'.repeat(2048))).toBe(false);
    expect(cpuMilliseconds() - started).toBeLessThan(1000);
  });
});
