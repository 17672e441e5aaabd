import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../test/doubles/postgres.ts';
import { startChild } from '../child.ts';
import { median } from '../statistics.ts';
import type { Suite, SuiteOptions, SuiteResult } from '../suite.ts';
import { renderTable } from '../table.ts';
import type { ClientHandlers } from './client.ts';
import { measureRounds, type Row } from './measure-rounds.ts';
import { connections, names, openSubjects, type Surroundings } from './open-subjects.ts';
import { openedPayload } from './payload.ts';

/** The App's share of what the queue alone stores that we want at least. */
const wantedShare = 0.7;

/** Webhook intake on both engines, beside the queue alone and bare Probot apps. */
export const runIntake: Suite = async (options) => {
  const folder = await mkdtemp(join(tmpdir(), 'architect-bench-'));
  const secret = randomBytes(24).toString('hex');
  const client = startChild<ClientHandlers>(new URL('./client.ts', import.meta.url));
  const around = { client, secret, env: environment(secret) };
  const postgres = await startPostgres();
  try {
    const pglite = await measureEngine('PGlite', options, {
      ...around,
      folder: join(folder, 'pglite'),
      createDatabase: null,
    });
    const server = await measureEngine('Postgres', options, {
      ...around,
      folder: join(folder, 'postgres'),
      createDatabase: (name) => postgres.createDatabase(name),
    });
    return compose([pglite, server]);
  } finally {
    await client.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

interface EngineResult {
  engine: string;
  rows: Row[];
}

async function measureEngine(
  engine: string,
  { quick, progress }: SuiteOptions,
  around: Surroundings,
): Promise<EngineResult> {
  progress(`intake on ${engine}: starting`);
  const subjects = await openSubjects(around);
  try {
    const rows = await measureRounds(subjects, {
      rounds: quick ? 1 : 7,
      warmUp: quick ? 20 : 1000,
      seconds: quick ? 0.05 : 1.5,
      most: quick ? 60 : 8000,
      progress: (text) => progress(`intake on ${engine}: ${text}`),
    });
    return { engine, rows };
  } finally {
    for (const subject of subjects) await subject.end();
  }
}

function compose(engines: EngineResult[]): SuiteResult {
  const bytes = JSON.stringify(openedPayload()).length;
  const goals = engines.map(({ engine, rows }) => {
    const ours = rows.find((row) => row.name === names.app)!;
    const share = median(ours.toQueue);
    return {
      goal: `on ${engine} the App takes at least ${wantedShare} of what boss.send stores alone, nothing lost`,
      figure: `${share.toFixed(2)}, lost ${ours.lost}`,
      met: share >= wantedShare && ours.lost === 0 && ours.refused === 0,
    };
  });
  return {
    suite: 'intake',
    text: [
      `Webhook intake: pull_request.opened of ${Math.round(bytes / 1000)} KB, distinct deliveries and pull requests, ${connections} connections,`,
      'client and every subject in a process of its own, rounds interleaved. Rates a second: min / median / max of the',
      'rounds; p50 and p99 in ms (median of rounds); × queue: median of the rounds’ ratios to boss.send at the same',
      'concurrency; done/s: jobs that workers ended meanwhile; lost = accepted − stored, counted in the table after every round.',
      ...engines.flatMap(({ engine, rows }) => ['', `On ${engine}`, table(rows)]),
    ].join('\n'),
    goals,
    faults: engines.flatMap(({ engine, rows }) =>
      rows
        .filter(({ lost, refused }) => lost !== 0 || refused !== 0)
        .map(
          ({ name, lost, refused }) => `${engine}, ${name}: lost ${lost}, not answered with 200 ${refused}`,
        ),
    ),
    data: engines,
  };
}

function table(rows: Row[]): string {
  const whole = (value: number) => value.toFixed(0);
  return renderTable(
    [
      '',
      'min',
      'median',
      'max',
      '× queue',
      'done/s',
      'p50',
      'p99',
      'sent',
      'not 200',
      'stored',
      'lost',
      'peak MB',
    ],
    rows.map((row) => {
      const rates = row.rounds.map(({ rate }) => rate);
      return [
        row.name,
        whole(Math.min(...rates)),
        whole(median(rates)),
        whole(Math.max(...rates)),
        median(row.toQueue).toFixed(2),
        row.doneRates.length === 0 ? '' : whole(median(row.doneRates)),
        median(row.rounds.map(({ p50 }) => p50)).toFixed(1),
        median(row.rounds.map(({ p99 }) => p99)).toFixed(1),
        whole(row.sent),
        whole(row.refused),
        row.stored === null ? 'none' : whole(row.stored),
        row.stored === null ? '' : `lost=${row.lost}`,
        whole(row.peakBytes / 1e6),
      ];
    }),
  );
}

/** An App of nobody's; its GitHub is a port where nobody listens, as intake asks GitHub nothing. */
function environment(secret: string): Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return {
    APP_ID: '4242',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: secret,
    ARCHITECT_ROLE: 'web',
    GITHUB_URL: 'http://127.0.0.1:9',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
    ANTHROPIC_API_KEY: '',
  };
}
