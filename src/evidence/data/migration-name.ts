/** A migration's name for people: its file's, or its folder's where every file is called the same (`up.sql`). */
export function migrationName(path: string): string {
  const parts = path.split('/');
  const name = parts.pop()!;
  return /^(?:up|migration)\.sql$/i.test(name) ? (parts.pop() ?? name) : name;
}
