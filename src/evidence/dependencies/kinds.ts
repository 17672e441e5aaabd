/** A part that a system is built on, so that choosing or changing it is an architecture decision. */
export interface DependencyKind {
  /** Stable, in slugs and data. */
  id: string;
  /** As it stands in a sentence: `a message broker`. */
  name: string;
  /** What is decided with it, beyond the library itself. */
  consequence: string;
  packages: readonly string[];
  /** Scopes or prefixes all of whose packages are of this kind. */
  prefixes?: readonly string[];
}

/** npm packages by what they make a system depend on. Data: add a name where it is missing. */
export const dependencyKinds: readonly DependencyKind[] = [
  {
    id: 'message-broker',
    name: 'a message broker',
    consequence:
      'work becomes asynchronous, with delivery, ordering and idempotency to decide, and a server to run',
    packages: [
      ...[
        'amqplib',
        'amqp-connection-manager',
        'rascal',
        'rhea',
        'stompit',
        'kafkajs',
        'node-rdkafka',
        'nats',
      ],
      ...[
        'mqtt',
        'bullmq',
        'bull',
        'bee-queue',
        'pg-boss',
        'graphile-worker',
        'agenda',
        'sqs-consumer',
        'pulsar-client',
      ],
      ...[
        '@aws-sdk/client-sqs',
        '@aws-sdk/client-sns',
        '@aws-sdk/client-kinesis',
        '@aws-sdk/client-eventbridge',
      ],
      ...[
        '@azure/service-bus',
        '@azure/event-hubs',
        '@google-cloud/pubsub',
        '@google-cloud/tasks',
        'redis-smq',
      ],
      ...[
        '@confluentinc/kafka-javascript',
        '@nestjs/microservices',
        '@nestjs/bull',
        '@nestjs/bullmq',
        'zeromq',
      ],
      ...['@golevelup/nestjs-rabbitmq', 'rabbitmq-client', '@cloudamqp/amqp-client'],
    ],
    prefixes: ['@nats-io/', '@platformatic/kafka'],
  },
  {
    id: 'datastore',
    name: 'a datastore',
    consequence: 'data gets an owner, a consistency model and a backup, and a server to run',
    packages: [
      ...[
        'pg',
        'postgres',
        'pg-promise',
        'mysql',
        'mysql2',
        'mariadb',
        'mssql',
        'tedious',
        'oracledb',
        'sqlite3',
      ],
      ...[
        'better-sqlite3',
        '@libsql/client',
        'mongodb',
        'cassandra-driver',
        'neo4j-driver',
        'couchbase',
        'nano',
      ],
      ...[
        '@aws-sdk/client-dynamodb',
        '@aws-sdk/lib-dynamodb',
        '@google-cloud/firestore',
        '@google-cloud/bigquery',
      ],
      ...[
        '@google-cloud/spanner',
        '@azure/cosmos',
        '@clickhouse/client',
        'snowflake-sdk',
        'duckdb',
        '@duckdb/node-api',
      ],
      ...[
        '@influxdata/influxdb-client',
        '@electric-sql/pglite',
        '@planetscale/database',
        '@neondatabase/serverless',
      ],
      ...[
        '@supabase/supabase-js',
        'rethinkdb',
        'level',
        'lmdb',
        'arangojs',
        'firebase-admin',
        '@vercel/postgres',
      ],
      ...['@qdrant/js-client-rest', '@pinecone-database/pinecone', 'weaviate-client', 'chromadb'],
    ],
  },
  {
    id: 'object-storage',
    name: 'an object store',
    consequence: 'files leave the process, with access, life cycle and cost to decide',
    packages: ['@aws-sdk/client-s3', '@google-cloud/storage', '@azure/storage-blob', 'minio'],
  },
  {
    id: 'cache',
    name: 'a cache or in-memory store',
    consequence: 'state is held twice, with invalidation and staleness to decide, and a server to run',
    packages: [
      'redis',
      'ioredis',
      '@redis/client',
      'memcached',
      'memjs',
      '@upstash/redis',
      'hazelcast-client',
      '@vercel/kv',
    ],
    prefixes: ['@valkey/'],
  },
  {
    id: 'orm',
    name: 'an object-relational mapper or query builder',
    consequence: 'it shapes how every module reaches its data and how schemas migrate',
    packages: [
      ...[
        'typeorm',
        'sequelize',
        'mongoose',
        'objection',
        'knex',
        'kysely',
        'drizzle-orm',
        'prisma',
        '@prisma/client',
      ],
      ...['bookshelf', 'waterline', '@nestjs/typeorm', '@nestjs/mongoose', '@nestjs/sequelize', 'typegoose'],
    ],
    prefixes: ['@mikro-orm/'],
  },
  {
    id: 'web-framework',
    name: 'a web framework',
    consequence: 'it shapes every endpoint, its middleware and its tests',
    packages: [
      ...[
        'express',
        'fastify',
        'koa',
        'hono',
        '@hapi/hapi',
        'restify',
        '@nestjs/core',
        'next',
        'nuxt',
        '@sveltejs/kit',
      ],
      ...[
        '@feathersjs/feathers',
        '@adonisjs/core',
        'sails',
        'polka',
        'elysia',
        'h3',
        '@loopback/core',
        'moleculer',
      ],
    ],
  },
  {
    id: 'rpc',
    name: 'a remote procedure or API protocol',
    consequence: 'contracts between services take a new form, with versioning and time-outs to decide',
    packages: [
      ...[
        '@grpc/grpc-js',
        'grpc',
        'nice-grpc',
        '@trpc/server',
        '@trpc/client',
        'thrift',
        'graphql',
        '@apollo/server',
      ],
      ...[
        'graphql-yoga',
        'mercurius',
        '@nestjs/graphql',
        'soap',
        'socket.io',
        'ws',
        'json-rpc-2.0',
        'twirp-ts',
      ],
    ],
    prefixes: ['@connectrpc/', '@apollo/'],
  },
  {
    id: 'authentication',
    name: 'a means of authentication or authorisation',
    consequence: 'it decides who is let in, and every service has to follow it',
    packages: [
      ...[
        'passport',
        'jsonwebtoken',
        'jose',
        'oidc-provider',
        'openid-client',
        'express-session',
        'keycloak-connect',
      ],
      ...[
        'next-auth',
        'lucia',
        'better-auth',
        'casbin',
        '@casl/ability',
        'auth0',
        'express-oauth2-jwt-bearer',
        'grant',
      ],
      ...[
        '@nestjs/passport',
        '@nestjs/jwt',
        'supertokens-node',
        '@node-saml/node-saml',
        'oauth2-server',
        '@ory/client',
      ],
      ...['@aws-sdk/client-cognito-identity-provider', '@openfga/sdk'],
    ],
    prefixes: ['@auth/', '@clerk/', '@okta/'],
  },
  {
    id: 'search',
    name: 'a search engine',
    consequence: 'data is indexed a second time, with freshness to decide, and a server to run',
    packages: [
      ...[
        '@elastic/elasticsearch',
        'elasticsearch',
        '@opensearch-project/opensearch',
        'algoliasearch',
        'meilisearch',
      ],
      ...['typesense', 'solr-client', '@nestjs/elasticsearch'],
    ],
  },
  {
    id: 'workflow-engine',
    name: 'a workflow engine',
    consequence: 'long processes and their state move to it, with versioning of running ones to decide',
    packages: [
      ...[
        'zeebe-node',
        '@camunda8/sdk',
        'camunda-external-task-client-js',
        '@aws-sdk/client-sfn',
        'inngest',
        'xstate',
      ],
      ...['@restatedev/restate-sdk', '@dbos-inc/dbos-sdk', 'conductor-javascript'],
    ],
    prefixes: ['@temporalio/', '@trigger.dev/', '@hatchet-dev/'],
  },
  {
    id: 'feature-flags',
    name: 'a feature-flag service',
    consequence: 'behaviour at run time is decided outside the code, with defaults for its absence to decide',
    packages: [
      'unleash-client',
      'flagsmith-nodejs',
      '@growthbook/growthbook',
      'configcat-node',
      '@flipt-io/flipt',
      'statsig-node',
    ],
    prefixes: ['@launchdarkly/', '@openfeature/'],
  },
  {
    id: 'observability',
    name: 'an observability stack',
    consequence: 'logs, metrics and traces of every service take its form and go to its backend',
    packages: [
      ...[
        'prom-client',
        'dd-trace',
        'newrelic',
        'elastic-apm-node',
        'applicationinsights',
        '@sentry/node',
        '@sentry/nestjs',
      ],
      ...[
        'winston',
        'pino',
        'bunyan',
        'log4js',
        'hot-shots',
        '@honeycombio/opentelemetry-node',
        '@google-cloud/logging',
      ],
    ],
    prefixes: ['@opentelemetry/'],
  },
];

const byName = new Map(dependencyKinds.flatMap((kind) => kind.packages.map((name) => [name, kind] as const)));

/** The kind of an npm package, null for the many that decide nothing. */
export function kindOfPackage(name: string): DependencyKind | null {
  if (name.startsWith('@types/')) return null;
  return (
    byName.get(name) ??
    dependencyKinds.find(({ prefixes }) => prefixes?.some((prefix) => name.startsWith(prefix))) ??
    null
  );
}
