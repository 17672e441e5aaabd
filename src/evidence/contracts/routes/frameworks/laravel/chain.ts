import type { Node } from 'web-tree-sitter';
import { stringOf } from '../../../../code/literals.ts';

/** One call of `Route::prefix('a')->group(…)`. */
export interface Link {
  name: string;
  values: Node[];
}

/** Longer chains are no routes. */
const longest = 50;

/** The calls of a chain from its start, when it starts at the router; null for any other expression. */
export function chainOf(expression: Node): Link[] | null {
  const links: Link[] = [];
  for (let node: Node | null = expression; node !== null && links.length < longest; ) {
    const name = node.childForFieldName('name')?.text ?? '';
    const values = argumentsOf(node);
    if (node.type === 'scoped_call_expression') {
      links.push({ name, values });
      return /^\\?(?:[\w\\]+\\)?(?:Route|Volt)$/.test(node.childForFieldName('scope')?.text ?? '')
        ? links.reverse()
        : null;
    }
    if (node.type !== 'member_call_expression') return null;
    links.push({ name, values });
    const object: Node | null = node.childForFieldName('object');
    if (object !== null && /^\$(?:this->)?(?:router|app|route)$/.test(object.text)) return links.reverse();
    node = object;
  }
  return null;
}

function argumentsOf(call: Node): Node[] {
  const written = call.childForFieldName('arguments')?.namedChildren ?? [];
  return written.flatMap((argument) =>
    argument?.type === 'argument' && argument.lastNamedChild !== null ? [argument.lastNamedChild] : [],
  );
}

/** An array's elements; the key is null where it has none. Null for what is no array. */
export function elementsOf(node: Node | undefined): { key: Node | null; value: Node }[] | null {
  if (node?.type !== 'array_creation_expression') return null;
  return node.namedChildren.flatMap((element) => {
    if (element?.type !== 'array_element_initializer' || element.lastNamedChild === null) return [];
    const key = element.namedChildCount > 1 ? element.firstNamedChild : null;
    return [{ key, value: element.lastNamedChild }];
  });
}

/** Strings, one or an array of them; null where one is computed. */
export function stringsOf(node: Node | undefined): string[] | null {
  if (node === undefined) return null;
  const texts = (elementsOf(node) ?? [{ value: node }]).map(({ value }) => stringOf(value));
  return texts.some((text) => text === null) ? null : texts.filter((text) => text !== null);
}

/** `[Controller::class, 'show']`, `'Controller@show'`, `Controller::class`; null for a closure. */
export function handlerOf(node: Node | undefined, controller: string | null): string | null {
  if (node === undefined) return null;
  const pair = elementsOf(node);
  if (pair !== null) {
    const [type, method] = pair.map(({ value }) => value);
    const said = pair.find(({ key }) => stringOf(key) === 'uses');
    if (said !== undefined) return handlerOf(said.value, controller);
    if (type === undefined || method === undefined) return null;
    return `${className(type)}@${stringOf(method) ?? '?'}`;
  }
  const text = stringOf(node);
  if (text !== null) return text.includes('@') || controller === null ? text : `${controller}@${text}`;
  return node.type === 'class_constant_access_expression' ? className(node) : null;
}

export function className(node: Node): string {
  return node.text.replace(/::class$/, '').replace(/^.*\\/, '');
}
