import type { Severity } from '../../evidence.ts';

const types = /from (.+?)(?: \(([^()]*)\))? to (.+?)(?: \(([^()]*)\))?(?: for status \w+)?$/;
/** Formats whose values are all valid in the other one. */
const widening: ReadonlyMap<string, string> = new Map([
  ['int32', 'int64'],
  ['float', 'double'],
]);

/**
 * The worst that a change of a type or format can be, from oasdiff's sentence without its marks (`changed from integer
 * (int32) to integer (int64)`): a format that is written down or left out for the same type says more about the same
 * values, and a request that takes any type takes the old one.
 */
export function mostOfTypes(check: string, text: string): Severity {
  if (!/type-(?:changed|specialized|generalized)$/.test(check)) return 'error';
  const match = types.exec(text);
  if (match === null) return 'error';
  const [, from, oldFormat = '', to, newFormat = ''] = match;
  const isRequest = check.startsWith('request-');
  if (from === to) {
    if (oldFormat === newFormat) return 'error';
    if (oldFormat === '' || newFormat === '') return 'note';
    if (widening.get(oldFormat) === newFormat) return isRequest ? 'note' : 'warning';
    return 'error';
  }
  if (to === 'any type') return isRequest ? 'note' : 'warning';
  // What was accepted or answered before it was written down is not known.
  if (from === 'any type') return isRequest ? 'warning' : 'note';
  return 'error';
}
