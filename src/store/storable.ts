/**
 * A value as Postgres can keep it: neither text nor jsonb takes U+0000, and jsonb refuses unpaired surrogates.
 * Both become U+FFFD. Text of pull requests is other people's; one odd character must not lose the whole.
 * A value without such characters is returned as it is.
 */
export function storable<T>(value: T): T {
  return mustMend(JSON.stringify(value)) ? (mend(value) as T) : value;
}

function mustMend(json: string | undefined): boolean {
  // JSON.stringify writes exactly these two kinds as lower-case escapes; an escaped backslash before them only
  // makes us look closer than we had to.
  return json !== undefined && /\\u(0000|d[89a-f])/.test(json);
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(mend);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mend(key), mend(item)]));
}
