/** Digits that only a time has: from 10 on (seconds of an epoch, `yyyymmddhh…`). */
const timeDigits = 10;

/**
 * Which of two versions of a family runs first: negative for `a`. Numbers, also in parts (`1.10`, `2_1`), compare as
 * numbers, anything else as text.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (left === null || right === null) return a < b ? -1 : a > b ? 1 : 0;
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareNumbers(left[at] ?? '0', right[at] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

/** How a version counts: a family that went over from numbers to times holds both, and they do not compare. */
export function schemeOf(version: string): 'number' | 'time' | 'text' {
  const digits = /^v?(\d+)/i.exec(version)?.[1];
  if (digits === undefined) return 'text';
  return digits.length >= timeDigits || /^\d{4}[-_.]\d{2}[-_.]\d{2}/.test(version) ? 'time' : 'number';
}

function numbersOf(version: string): string[] | null {
  if (version.length > 200 || !/^\d+(?:[._-]\d+)*$/.test(version)) return null;
  return version.split(/[._-]/);
}

/** Numbers of any length, without the limits of floating point. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}
