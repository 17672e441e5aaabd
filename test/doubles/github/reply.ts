import { ApiFailure, type Call, type Reply } from './types.ts';

/** GitHub's cap on titles' and comments' bodies, in characters. */
const BODY_LIMIT = 65_536;

/** Cuts one page out of a list (30 by default, 100 at most) with GitHub's Link header. */
export function paginate<T>(
  call: Call,
  publicUrl: string,
  items: T[],
): { page: T[]; headers: Record<string, string> } {
  const size = Math.min(100, Math.max(1, Number(call.query.get('per_page') ?? 30) || 30));
  const page = Math.max(1, Number(call.query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (number: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    return `<${publicUrl}${call.path}?${query}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (page > 1) links.push(link(page - 1, 'prev'));
  if (page < last) links.push(link(page + 1, 'next'), link(last, 'last'));
  if (page > 1) links.push(link(1, 'first'));
  return {
    page: items.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}

/** A page of a list as the whole answer. */
export function listReply<T>(call: Call, publicUrl: string, items: T[], map: (item: T) => unknown): Reply {
  const { page, headers } = paginate(call, publicUrl, items);
  return { status: 200, body: page.map(map), headers };
}

/** Throws the 422 that GitHub answers to a text over its limit. */
export function checkBodyLength(text: unknown, resource: string): void {
  if (typeof text !== 'string' || [...text].length <= BODY_LIMIT) return;
  throw new ApiFailure(422, 'Validation Failed', [
    {
      resource,
      code: 'custom',
      field: 'body',
      message: `body is too long (maximum is ${BODY_LIMIT} characters)`,
    },
  ]);
}
