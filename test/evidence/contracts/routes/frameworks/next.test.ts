import { describe, expect, it } from 'vitest';
import { next } from '../../../../../src/evidence/contracts/routes/frameworks/next.ts';
import { readWith } from './read-with.ts';

const get = 'export async function GET() {}';
const handler = 'export default function handler(req, res) {}';

describe('routes of Next', () => {
  it.each<[string, string, string, string[]]>([
    ['a route handler', 'app/api/users/route.ts', get, ['GET /api/users']],
    ['under src', 'apps/web/src/app/api/users/route.js', get, ['GET /api/users']],
    ['under app and src', 'app/src/app/api/users/route.ts', get, ['GET /api/users']],
    ['at the root', 'app/route.ts', get, ['GET /']],
    ['parameters', 'app/api/[team]/files/[...path]/route.ts', get, ['GET /api/{team}/files/{*path}']],
    ['optional rests', 'app/docs/[[...slug]]/route.ts', get, ['GET /docs/{*slug}']],
    ['groups and slots', 'app/(shop)/@modal/cart/route.ts', get, ['GET /cart']],
    [
      'constants',
      'app/a/route.ts',
      'export const POST = handle;\nexport const dynamic = "force";',
      ['POST /a'],
    ],
    [
      'names taken out of an object',
      'app/a/route.ts',
      'export const { GET, POST } = serve({});',
      ['GET /a', 'POST /a'],
    ],
    [
      'names by another name',
      'app/a/route.ts',
      'export { handler as GET, handler as PUT };',
      ['GET /a', 'PUT /a'],
    ],
    ['names handed on', 'app/a/route.ts', "export { GET, DELETE } from '@/lib/a';", ['GET /a', 'DELETE /a']],
    ['an API route', 'pages/api/users/[id].ts', handler, ['ANY /api/users/{id}']],
    ['an index', 'src/pages/api/users/index.tsx', handler, ['ANY /api/users']],
    ['a wrapped handler', 'pages/api/a.js', 'export default withAuth(handler);', ['ANY /api/a']],
    ['CommonJS', 'pages/api/a.js', 'module.exports = handler;\n// export', ['ANY /api/a']],
  ])('finds %s', async (_name, path, text, expected) => {
    expect((await readWith(next, path, text)).routes).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ['pages', 'app/users/page.tsx', 'export default function Page() {}'],
    ['layouts', 'app/layout.tsx', 'export default function Layout() {}'],
    ['pages that are no API', 'pages/users.tsx', handler],
    ['routes elsewhere', 'src/api/users/route.ts', get],
    ['private folders', 'app/_lib/route.ts', get],
    ['other exports', 'app/a/route.ts', 'export const runtime = "edge";\nexport function helper() {}'],
    ['types', 'app/a/route.ts', "export type { GET } from './types';\nexport interface POST {}"],
    ['functions that are not exported', 'app/a/route.ts', 'function GET() {}\nexport const revalidate = 1;'],
    ['an API file without a default export', 'pages/api/a.ts', 'export const config = {};'],
    ['declarations', 'app/a/route.d.ts', get],
    ['another name', 'app/api/router.ts', get],
    ['a default export of a route handler', 'app/a/route.ts', 'export default function GET() {}'],
    ['styles', 'app/a/route.css', get],
    ['comments', 'app/a/route.ts', `// ${get}`],
    ['broken code', 'app/a/route.ts', 'export { ((( '],
  ])('leaves %s alone', async (_name, path, text) => {
    expect((await readWith(next, path, text)).routes).toEqual([]);
  });

  it('says that it does not follow what is handed on whole', async () => {
    expect((await readWith(next, 'app/a/route.ts', "export * from '../b/route';")).unread).toEqual([1]);
  });
});
