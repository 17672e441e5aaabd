import type { RouteFramework } from '../route.ts';
import { type GoFlavour, readGo } from './go.ts';

const methods = new Map(
  ['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'Connect', 'Trace'].map((name) => [
    name,
    name.toUpperCase(),
  ]),
)
  .set('Handle', 'ANY')
  .set('HandleFunc', 'ANY');

const flavour: GoFlavour = {
  makers: new Map([
    ['chi.NewRouter', false],
    ['chi.NewMux', false],
  ]),
  types: new Map([
    ['chi.Router', false],
    ['*chi.Mux', false],
  ]),
  narrowing: new Set(['Route', 'Group', 'With']),
  route(method, given, textOf) {
    const [first, second, third] = given;
    if (first === undefined || second === undefined) return null;
    const known = methods.get(method);
    if (known !== undefined) return { methods: [known], path: first, handler: second };
    if (third === undefined || (method !== 'Method' && method !== 'MethodFunc')) return null;
    const name = textOf(first) ?? /^http\.Method(\w+)$/.exec(first.text)?.[1];
    return name ? { methods: [name.toUpperCase()], path: second, handler: third } : null;
  },
  isMount: (method) => method === 'Mount',
  normalise: withoutPatterns,
};

/** `{id:[0-9]+}` as `{id}`; a star at the end is the rest. */
function withoutPatterns(path: string): string {
  let out = '';
  let depth = 0;
  let inPattern = false;
  for (const character of path) {
    if (character === '{') depth++;
    if (depth === 1 && character === ':') inPattern = true;
    if (character === '}' && --depth === 0) inPattern = false;
    if (!inPattern) out += character === '*' ? '{*}' : character;
  }
  return out;
}

/** Chi's routers, what is mounted under them, and functions that take or make one. */
export const chi: RouteFramework = {
  name: 'chi',
  grammars: ['go'],
  mayDeclare: (_path, text) => text.includes('go-chi/chi'),
  read: (root) => readGo(root, flavour),
};
