#!/usr/bin/env -S node --max-semi-space-size=8
// Small young generations: at 23,000 files a third less memory at its peak, and no slower.
import { runCommandLine } from './command-line/run-command-line.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  output: process.stdout,
  errors: process.stderr,
});
