import type { Node } from 'web-tree-sitter';
import { bind, type RubyArguments, type RubyScope } from './ruby-scope.ts';

/** What holds inside of a method of the migration's own when it is called with these arguments. */
export function scopeOfCall(method: Node, args: RubyArguments, at: RubyScope): RubyScope {
  const scope: RubyScope = { ...at, values: new Map(at.values) };
  const parameters = method.childForFieldName('parameters')?.namedChildren ?? [];
  for (const [index, parameter] of parameters.entries()) {
    const name = parameter?.childForFieldName('name')?.text ?? parameter?.text ?? '';
    const value = parameter?.type === 'keyword_parameter' ? args.named.get(name) : args.positional[index];
    const standard = parameter?.childForFieldName('value') ?? undefined;
    if (value !== undefined) bind(name, value, scope);
    else if (standard !== undefined) bind(name, standard, scope);
    else scope.values.delete(name);
  }
  return scope;
}
