import { type Environment, EnvironmentError, readEnvironment } from './settings/environment.ts';
import { startArchitect } from './start-architect.ts';
import { DatabaseUnavailableError } from './store/database-error.ts';
import { DataDirectoryInUseError } from './store/lock-data-directory.ts';
import { createLog } from './telemetry/log.ts';

/** The process: starts as the environment says, stops in good order on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const environment = environmentOrExit();
  const log = createLog(environment.logLevel);
  const architect = await startArchitect(environment, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'stopping');
      architect.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'stopped in disorder');
          process.exit(1);
        },
      );
    });
  }
}

function environmentOrExit(): Environment {
  try {
    return readEnvironment(process.env);
  } catch (error) {
    if (error instanceof EnvironmentError) exitWith(error.message);
    throw error;
  }
}

function exitWith(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

main().catch((error: unknown) => {
  // What the operator can mend is said in a sentence; a stack is for us.
  if (error instanceof DataDirectoryInUseError || error instanceof DatabaseUnavailableError)
    exitWith(error.message);
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE' || code === 'EACCES')
    exitWith(`Architect cannot listen: ${(error as Error).message}. Set PORT (and METRICS_PORT).`);
  exitWith(error instanceof Error ? (error.stack ?? error.message) : String(error));
});
