import type { RouteFramework } from '../route.ts';
import { fromColons } from '../route-path.ts';
import { type GoFlavour, readGo } from './go.ts';

const methods = new Map(
  ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((name) => [name, name]),
).set('Any', 'ANY');

const flavour: GoFlavour = {
  makers: new Map([
    ['gin.Default', true],
    ['gin.New', true],
  ]),
  types: new Map([
    ['*gin.Engine', true],
    ['*gin.RouterGroup', false],
    ['gin.RouterGroup', false],
    ['gin.IRouter', false],
    ['gin.IRoutes', false],
  ]),
  narrowing: new Set(['Group', 'Use']),
  route(method, given, textOf) {
    const known = methods.get(method);
    const [first, second] = given;
    if (known !== undefined)
      return first === undefined || second === undefined
        ? null
        : { methods: [known], path: first, handler: given.at(-1) };
    if (first === undefined || second === undefined || given.length < 3) return null;
    if (method === 'Handle') {
      const name = textOf(first);
      return name === null ? null : { methods: [name.toUpperCase()], path: second, handler: given.at(-1) };
    }
    if (method !== 'Match') return null;
    const names = first.descendantsOfType('interpreted_string_literal').map((node) => node && textOf(node));
    return { methods: names.flatMap((name) => (name ? [name] : [])), path: second, handler: given.at(-1) };
  },
  isMount: () => false,
  normalise: fromColons,
};

/** Gin's engines and groups, and functions that take either. */
export const gin: RouteFramework = {
  name: 'gin',
  grammars: ['go'],
  mayDeclare: (_path, text) => text.includes('gin-gonic/gin'),
  read: (root) => readGo(root, flavour),
};
