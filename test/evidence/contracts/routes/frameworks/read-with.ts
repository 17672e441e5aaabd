import { grammarOf, parseCode } from '../../../../../src/evidence/code/parse-code.ts';
import type { RouteFramework } from '../../../../../src/evidence/contracts/routes/route.ts';

/** What a framework reads in a text: routes as `GET /path`, the lines it could not read, handlers by route. */
export async function readWith(
  framework: RouteFramework,
  path: string,
  text: string,
): Promise<{ routes: string[]; unread: number[]; handlers: Record<string, string | null> }> {
  const empty = { routes: [], unread: [], handlers: {} };
  if (!framework.mayDeclare(path, text)) return empty;
  const grammar = grammarOf(path);
  if (grammar === null) return empty;
  const parsed = await parseCode(text, grammar, (root) => framework.read(root, path, text));
  if (!parsed.ok) throw new Error(parsed.reason);
  const { routes, unread } = parsed.value;
  return {
    routes: routes.map((route) => `${route.method} ${route.path}`),
    unread: unread.map(({ line }) => line),
    handlers: Object.fromEntries(routes.map((route) => [`${route.method} ${route.path}`, route.handler])),
  };
}
