/** Whether a value is an object with keys, as JSON means it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Levels that are written out; what lies deeper counts as equal. */
const deepest = 60;
/** Characters of one canonical text: longer ones are cut, for every caller in the same way. */
const longest = 200_000;

/** A value as text with its keys sorted, so that equal values give equal texts whatever their order. Bounded in depth and length. */
export function canonical(value: unknown): string {
  const parts: string[] = [];
  let length = 0;
  function put(text: string): void {
    parts.push(text);
    length += text.length;
  }
  function write(one: unknown, depth: number): void {
    if (length > longest) return;
    if (depth > deepest) put('…');
    else if (Array.isArray(one)) {
      put('[');
      for (const item of one) {
        if (length > longest) break;
        write(item, depth + 1);
        put(',');
      }
      put(']');
    } else if (isRecord(one)) {
      put('{');
      for (const key of Object.keys(one).sort()) {
        if (length > longest) break;
        put(`${JSON.stringify(key)}:`);
        write(one[key], depth + 1);
        put(',');
      }
      put('}');
    } else put(JSON.stringify(one) ?? 'null');
  }
  write(value, 0);
  return parts.join('');
}
