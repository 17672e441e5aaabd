import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnvironmentError, readEnvironment } from '../../src/settings/environment.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
const secret = 'a-secret-of-some-length';
const complete = { APP_ID: '7', PRIVATE_KEY: pem, WEBHOOK_SECRET: secret };

function problemsOf(env: Record<string, string>): string {
  try {
    readEnvironment(env);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return (error as Error).message;
  }
  return '';
}

describe('readEnvironment', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'environment-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('names everything that is missing at once', () => {
    const message = problemsOf({});
    for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET'])
      expect(message).toContain(`- ${name} is missing`);
  });

  it.each([
    ['APP_ID', 'Iv1.abc', 'numeric App ID'],
    ['PRIVATE_KEY', 'nonsense', 'not an RSA private key'],
    ['WEBHOOK_SECRET', 'development', 'known to everybody'],
    ['WEBHOOK_SECRET', 'short', 'too short'],
    ['PORT', 'http', 'PORT must be a port number'],
    ['DATABASE_URL', 'mysql://x', 'must begin with postgres://'],
    ['GITHUB_URL', 'github.example.com', 'must be an address'],
    ['LOG_LEVEL', 'loud', 'must be one of'],
    ['ARCHITECT_ROLE', 'boss', 'must be both, web or worker'],
  ])('refuses %s=%s', (name, value, expected) => {
    expect(problemsOf({ ...complete, [name]: value })).toContain(expected);
  });

  it('never shows a value in its message', () => {
    expect(problemsOf({ ...complete, PRIVATE_KEY: 'my-private-text', WEBHOOK_SECRET: 'shh' })).not.toMatch(
      /my-private-text|shh/,
    );
  });

  it('reads secrets from files, with surrounding white space removed', () => {
    const keyFile = join(folder, 'key.pem');
    const secretFile = join(folder, 'secret');
    writeFileSync(keyFile, pem);
    writeFileSync(secretFile, `${secret}\n`);
    const environment = readEnvironment({
      APP_ID: '7',
      PRIVATE_KEY_FILE: keyFile,
      WEBHOOK_SECRET_FILE: secretFile,
    });
    expect(environment.webhookSecret).toBe(secret);
    expect(environment.privateKey).toContain('-----BEGIN RSA PRIVATE KEY-----');
  });

  it('says which secret file cannot be read, and nothing misleading beside it', () => {
    const message = problemsOf({ APP_ID: '7', PRIVATE_KEY: pem, WEBHOOK_SECRET_FILE: join(folder, 'none') });
    expect(message).toContain('WEBHOOK_SECRET_FILE cannot be read: ENOENT');
    expect(message).not.toContain('is missing');
  });

  it('refuses a secret given twice', () => {
    expect(problemsOf({ ...complete, WEBHOOK_SECRET_FILE: '/x' })).toContain('both set');
  });

  it.each([
    ['line feeds written out', pem.replaceAll('\n', '\\n')],
    ['base64', Buffer.from(pem).toString('base64')],
  ])('takes a private key with %s', (_, value) => {
    expect(readEnvironment({ ...complete, PRIVATE_KEY: value }).privateKey).toBe(pem.trim());
  });

  it('derives the API of GitHub Enterprise Server from its site', () => {
    expect(readEnvironment(complete).github).toEqual({
      web: 'https://github.com',
      api: 'https://api.github.com',
    });
    expect(readEnvironment({ ...complete, GITHUB_URL: 'https://git.example.com/' }).github).toEqual({
      web: 'https://git.example.com',
      api: 'https://git.example.com/api/v3',
    });
  });

  it('counts an empty variable as unset', () => {
    const environment = readEnvironment({ ...complete, ANTHROPIC_API_KEY: '', DATABASE_URL: ' ' });
    expect(environment.claude).toBeNull();
    expect(environment.databaseUrl).toBeNull();
  });
});
