import type { SettingsInForce } from '../worker/read-settings-in-force.ts';
import type { Surroundings } from './surroundings.ts';

/** Says on the errors' side what is wrong with the settings, in the form that editors make links of. */
export function warnOfSettings({ problems }: SettingsInForce, { errors }: Surroundings): void {
  for (const { file, line, column, message } of problems)
    errors.write(`${file}:${line}:${column}: ${message}\n`);
}
