import { grammarOf, parseCode } from '../../code/parse-code.ts';
import { frameworks } from './frameworks.ts';
import type { RouteReading } from './route.ts';

/** What one version of a file says about routes; `broken` when it holds code that could not be parsed. */
export interface FileReading extends RouteReading {
  broken: boolean;
}

/** Whether a file may declare or mount routes with any framework, before parsing. */
export function mayDeclareRoutes(path: string, text: string): boolean {
  return candidates(path, text).length > 0;
}

function candidates(path: string, text: string) {
  const grammar = grammarOf(path);
  return grammar === null
    ? []
    : frameworks.filter(
        (framework) => framework.grammars.includes(grammar) && framework.mayDeclare(path, text),
      );
}

/** The routes and mounts of a file by every framework that may stand in it; a reason where it cannot be parsed. */
export async function readRoutes(path: string, text: string): Promise<FileReading | { reason: string }> {
  const asked = candidates(path, text);
  const grammar = grammarOf(path);
  if (asked.length === 0 || grammar === null) return { routes: [], mounts: [], unread: [], broken: false };
  const parsed = await parseCode(text, grammar, (root) => {
    const readings = asked.map((framework) => framework.read(root, path, text));
    return {
      routes: distinct(
        readings.flatMap(({ routes }) => routes),
        ({ method, path, line }) => `${method} ${path} ${line}`,
      ),
      mounts: distinct(
        readings.flatMap(({ mounts }) => mounts),
        ({ prefix, target, name }) => `${prefix}\0${target}\0${name ?? ''}`,
      ),
      unread: distinct(
        readings.flatMap(({ unread }) => unread),
        ({ line }) => String(line),
      ),
      made: readings.flatMap(({ made }) => made ?? []),
      broken: root.hasError,
    };
  });
  return parsed.ok ? parsed.value : { reason: parsed.reason };
}

function distinct<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const byKey = new Map<string, T>();
  for (const one of all) if (!byKey.has(keyOf(one))) byKey.set(keyOf(one), one);
  return [...byKey.values()];
}
