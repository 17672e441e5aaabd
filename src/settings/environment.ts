import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the operator sets for the process. Secrets come as a value or as a file (`NAME_FILE`). */
export interface Environment {
  appId: number;
  /** PEM. */
  privateKey: string;
  webhookSecret: string;
  /** Signs the hidden markers in our comments; the older ones are still believed. */
  markerSecrets: string[];
  role: 'both' | 'web' | 'worker';
  host: string;
  port: number;
  /** Prometheus metrics, on loopback unless METRICS_HOST says otherwise; null: none. */
  metrics: { host: string; port: number } | null;
  /** Postgres; null: PGlite in `dataDirectory`. */
  databaseUrl: string | null;
  dataDirectory: string;
  /** Most bytes that clones may take on disk. */
  cloneBytes: number;
  /** Reviews at once in this process. */
  concurrency: number;
  /** How long a stop waits for running jobs before it hands them back. */
  graceMilliseconds: number;
  logLevel: (typeof logLevels)[number];
  github: GitHubHosts;
  claude: { apiKey: string; baseUrl: string | null } | null;
  limits: Limits;
  /** Where this version's `docs/rules` can be read; null: findings name the rule without a link. */
  docsUrl: string | null;
  /** Accounts whose repositories are served; empty: all that installed the App. */
  allowedOwners: string[];
}

/** Addresses of one GitHub, from the environment and never from a payload. No slash at the end. */
export interface GitHubHosts {
  /** Pages and git: `https://github.com`. */
  web: string;
  /** REST: `https://api.github.com`, or `https://HOST/api/v3` on GitHub Enterprise Server. */
  api: string;
}

/** What settings may ask for at most. */
export interface Limits {
  /** Model ids; empty: any. */
  models: string[];
  dollarsPerReview: number;
  dollarsPerDay: number;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const secretNames = [
  'PRIVATE_KEY',
  'WEBHOOK_SECRET',
  'MARKER_SECRET',
  'MARKER_OLD_SECRETS',
  'DATABASE_URL',
  'ANTHROPIC_API_KEY',
] as const;

/** Probot's stand-in secret, known to everybody. */
const publicSecret = 'development';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const url = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://github.example.com' })
  .transform((text) => text.replace(/\/+$/, ''));

const port = z.coerce.number('must be a port number').int().min(0).max(65_535);

const variables = z.object({
  APP_ID: z
    .string({ error: 'is missing: the App ID on the page of your GitHub App' })
    .regex(/^[1-9]\d{0,14}$/, 'must be the numeric App ID (not the client id `Iv…`)')
    .transform(Number),
  PRIVATE_KEY: z
    .string({
      error: 'is missing: the .pem of your GitHub App, as PRIVATE_KEY or as the file PRIVATE_KEY_FILE',
    })
    .transform(toPem)
    .refine(isPrivateKey, 'is not an RSA private key in PEM (or its base64)'),
  WEBHOOK_SECRET: z
    .string({
      error: 'is missing: the secret of your App’s webhook, as WEBHOOK_SECRET or WEBHOOK_SECRET_FILE',
    })
    .refine(
      (secret) => secret !== publicSecret,
      '`development` is known to everybody: choose a secret of your own',
    )
    .refine((secret) => secret.length >= 16, 'is too short: at least 16 characters (openssl rand -hex 32)'),
  MARKER_SECRET: z.string().min(16, 'is too short: at least 16 characters').optional(),
  MARKER_OLD_SECRETS: list,
  ARCHITECT_ROLE: z.enum(['both', 'web', 'worker'], 'must be both, web or worker').default('both'),
  HOST: z.string().default('0.0.0.0'),
  PORT: port.default(3000),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: port.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  DATA_DIR: z.string().default('.data'),
  CLONE_GIGABYTES: z.coerce.number('must be a number').positive().max(100_000).default(10),
  REVIEW_CONCURRENCY: z.coerce.number('must be a number').int().min(1).max(64).default(2),
  GRACE_SECONDS: z.coerce.number('must be a number').min(0).max(3600).default(25),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  GITHUB_URL: url.default('https://github.com'),
  GITHUB_API_URL: url.optional(),
  ANTHROPIC_API_KEY: z.string().min(8, 'is too short to be a key').optional(),
  ANTHROPIC_BASE_URL: url.optional(),
  ALLOWED_MODELS: list,
  MAX_DOLLARS_PER_REVIEW: z.coerce.number('must be a number').min(0).default(5),
  MAX_DOLLARS_PER_DAY: z.coerce.number('must be a number').min(0).default(100),
  ALLOWED_OWNERS: list,
  DOCS_URL: url.optional(),
});

/** Several things may be wrong with the environment: all are named at once, one a line. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads the process's environment variables. An empty variable counts as unset.
 * Throws {@link EnvironmentError} that names every missing or malformed variable, never its value.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const { values, problems } = withSecretFiles(env);
  const parsed = variables.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    // A file that could not be read is said already, "missing" beside it would mislead.
    if (!problems.some((problem) => problem.startsWith(`${name}_FILE `)))
      problems.push(`${name} ${issue.message}`);
  }
  if (!parsed.success || problems.length > 0) {
    throw new EnvironmentError(
      `Architect cannot start:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  const v = parsed.data;
  return {
    appId: v.APP_ID,
    privateKey: v.PRIVATE_KEY,
    webhookSecret: v.WEBHOOK_SECRET,
    markerSecrets: [v.MARKER_SECRET ?? `architect-markers:${v.WEBHOOK_SECRET}`, ...v.MARKER_OLD_SECRETS],
    role: v.ARCHITECT_ROLE,
    host: v.HOST,
    port: v.PORT,
    metrics: v.METRICS_PORT === undefined ? null : { host: v.METRICS_HOST, port: v.METRICS_PORT },
    databaseUrl: v.DATABASE_URL ?? null,
    dataDirectory: v.DATA_DIR,
    cloneBytes: v.CLONE_GIGABYTES * 1e9,
    concurrency: v.REVIEW_CONCURRENCY,
    graceMilliseconds: v.GRACE_SECONDS * 1000,
    logLevel: v.LOG_LEVEL,
    github: gitHubHosts(v.GITHUB_URL, v.GITHUB_API_URL),
    claude:
      v.ANTHROPIC_API_KEY === undefined
        ? null
        : { apiKey: v.ANTHROPIC_API_KEY, baseUrl: v.ANTHROPIC_BASE_URL ?? null },
    limits: {
      models: v.ALLOWED_MODELS,
      dollarsPerReview: v.MAX_DOLLARS_PER_REVIEW,
      dollarsPerDay: v.MAX_DOLLARS_PER_DAY,
    },
    docsUrl: v.DOCS_URL ?? null,
    allowedOwners: v.ALLOWED_OWNERS.map((owner) => owner.toLowerCase()),
  };
}

/** Addresses of a GitHub: the API's follows from the site's unless it is given. */
export function gitHubHosts(web: string, api?: string): GitHubHosts {
  if (api !== undefined) return { web, api };
  return { web, api: web === 'https://github.com' ? 'https://api.github.com' : `${web}/api/v3` };
}

function withSecretFiles(env: Readonly<Record<string, string | undefined>>): {
  values: Record<string, string>;
  problems: string[];
} {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.trim() !== '') values[name] = value;
  }
  for (const name of secretNames) {
    const path = values[`${name}_FILE`];
    if (path === undefined) continue;
    if (values[name] !== undefined) {
      problems.push(`${name} and ${name}_FILE are both set: keep one`);
      continue;
    }
    try {
      values[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      problems.push(
        `${name}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`,
      );
    }
  }
  return { values, problems };
}

/** Keys come with real line feeds, with `\n` written out, or in base64: all are used in the wild. */
function toPem(text: string): string {
  const key = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
  return key.replaceAll('\\n', '\n').trim();
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
