import { architectureDetector } from './architecture/architecture-detector.ts';
import { asyncapiDetector } from './contracts/asyncapi/asyncapi-detector.ts';
import { graphqlDetector } from './contracts/graphql/graphql-detector.ts';
import { jsonSchemaDetector } from './contracts/json-schema/schema-detector.ts';
import { openapiDetector } from './contracts/openapi/openapi-detector.ts';
import { protobufDetector } from './contracts/protobuf/protobuf-detector.ts';
import { routeDetector } from './contracts/routes/route-detector.ts';
import { typescriptDetector } from './contracts/typescript/typescript-detector.ts';
import { migrationDetector } from './data/migration-detector.ts';
import { ownershipDetector } from './data/ownership/ownership-detector.ts';
import { transactionDetector } from './data/transactions/transaction-detector.ts';
import { decisionNeededRule } from './decisions/find-decisions-needed.ts';
import { dependencyDetector } from './dependencies/dependency-detector.ts';
import type { Detector, Rule } from './detector.ts';
import { cycleDetector } from './graph/cycle-detector.ts';
import { hubDetector } from './graph/hub-detector.ts';
import { moduleDetector } from './graph/module-detector.ts';
import { standingCycleDetector } from './graph/standing-cycle-detector.ts';
import { settingsDetector } from './settings/settings-detector.ts';

/** Everything that computes facts. Their order does not matter: facts are sorted. */
export const detectors: readonly Detector[] = [
  cycleDetector,
  standingCycleDetector,
  moduleDetector,
  hubDetector,
  architectureDetector,
  dependencyDetector,
  openapiDetector,
  graphqlDetector,
  protobufDetector,
  asyncapiDetector,
  jsonSchemaDetector,
  typescriptDetector,
  routeDetector,
  migrationDetector,
  ownershipDetector,
  transactionDetector,
  settingsDetector,
];

/** Every rule that evidence can emit, sorted by id: for SARIF, listings and the pages in docs/rules. */
export const rules: readonly Rule[] = [
  ...detectors.flatMap((detector) => detector.rules),
  decisionNeededRule,
].sort((a, b) => (a.id < b.id ? -1 : 1));
