import type { Node } from 'web-tree-sitter';
import { bind, itemsOf, pairsOf, type RubyScope } from './ruby-scope.ts';

/** What a block's parameters stand for in each turn of a loop over a literal list or hash; null for any other loop. */
export function turnsOf(receiver: Node, parameters: string[], at: RubyScope): Iterable<RubyScope> | null {
  const [first, second] = parameters;
  if (receiver.type === 'hash')
    return pairsOf(receiver)
      .entries()
      .map(([key, value]) => {
        const scope = { ...at, values: new Map(at.values) };
        if (first !== undefined) scope.values.set(first, { text: key, line: value.startPosition.row + 1 });
        if (second !== undefined) bind(second, value, scope);
        return scope;
      });
  const items = itemsOf(receiver, at);
  // Over models the block writes rows: their names are no texts.
  if (items === null || items.some(({ type }) => type === 'constant' || type === 'scope_resolution'))
    return null;
  return items.values().map((item) => {
    const scope = { ...at, values: new Map(at.values) };
    const parts = second !== undefined && item.type === 'array' ? itemsOf(item, at) : [item];
    for (const [index, parameter] of parameters.entries()) {
      const part = parts?.[index];
      if (part !== undefined) bind(parameter, part, scope);
    }
    return scope;
  });
}
