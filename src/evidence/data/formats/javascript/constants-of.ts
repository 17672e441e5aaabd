import type { Node } from 'web-tree-sitter';
import { walk } from '../../../code/walk.ts';
import { type JavascriptValue, readValue, type Scope } from './javascript-value.ts';

/**
 * What the constants of a module stand for, those of `leftOut` (the other direction's body) not among them. A name that
 * is declared more than once, as a parameter or a loop's variable too, stands for nothing.
 */
export function constantsOf(root: Node, leftOut: Node | null): Scope {
  const constants = new Map<string, JavascriptValue>();
  const declared = new Set<string>();
  const isLeftOut = ({ startIndex, endIndex }: Node) =>
    leftOut !== null && startIndex === leftOut.startIndex && endIndex === leftOut.endIndex;
  const declare = (name: string, value: JavascriptValue | null) => {
    if (declared.has(name)) constants.delete(name);
    else if (value !== null && value.type !== 'code') constants.set(name, value);
    declared.add(name);
  };
  for (const node of walk(root, (node) => !isLeftOut(node))) {
    if (node.type === 'variable_declarator') {
      const name = node.childForFieldName('name');
      if (name?.type !== 'identifier') continue;
      const isConstant = node.parent?.childForFieldName('kind')?.text === 'const';
      declare(name.text, isConstant ? readValue(node.childForFieldName('value'), constants) : null);
    } else {
      for (const name of parametersOf(node)) declare(name, null);
    }
  }
  return constants;
}

function parametersOf(node: Node): string[] {
  switch (node.type) {
    case 'required_parameter':
    case 'optional_parameter':
      return identifier(node.childForFieldName('pattern'));
    case 'arrow_function':
      return identifier(node.childForFieldName('parameter'));
    case 'for_in_statement':
      return identifier(node.childForFieldName('left'));
    case 'assignment_expression':
      return identifier(node.childForFieldName('left'));
    case 'catch_clause':
      return identifier(node.childForFieldName('parameter'));
    case 'array_pattern':
      return node.namedChildren.flatMap(identifier);
    case 'shorthand_property_identifier_pattern':
      return [node.text];
    case 'pair_pattern':
      return identifier(node.childForFieldName('value'));
    default:
      return [];
  }
}

function identifier(node: Node | null): string[] {
  return node?.type === 'identifier' ? [node.text] : [];
}
