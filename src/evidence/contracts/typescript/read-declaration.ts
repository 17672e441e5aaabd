import type { Node } from 'web-tree-sitter';
import { lineOf } from '../../code/walk.ts';
import type {
  Declaration,
  DeclarationBody,
  DeclarationMarks,
  Member,
  Parameter,
  Signature,
} from './declaration.ts';

/** Stands at the end of the text of a type that is longer than what is read of it. */
export const cutType = '/* cut */';
/** Words of one type. */
const mostWords = 5_000;

type Named = [name: string, declaration: Declaration];

/** The declarations that a statement makes, by name; none for other statements. `comment` is the one before it. */
export function readDeclaration(statement: Node, comment: string): Named[] {
  const marks = {
    line: lineOf(statement),
    deprecated: /@deprecated\b/.test(comment),
    internal: /@(?:internal|alpha|beta|experimental)\b/.test(comment),
  };
  const name = statement.childForFieldName('name')?.text ?? '';
  switch (statement.type) {
    case 'ambient_declaration': {
      const inner = statement.namedChildren.find((child) => child !== null && child.type !== 'comment');
      return inner ? readDeclaration(inner, comment) : [];
    }
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'function_signature':
    case 'function_expression':
    case 'arrow_function':
      return [[name, { ...marks, kind: 'function', signatures: [signatureOf(statement)] }]];
    case 'class_declaration':
    case 'abstract_class_declaration':
    case 'class':
      return [[name, { ...marks, ...classOf(statement) }]];
    case 'interface_declaration': {
      const heritage = textOf(childOf(statement, 'extends_type_clause'));
      return [
        [
          name,
          { ...marks, kind: 'object', members: membersOf(statement.childForFieldName('body')), heritage },
        ],
      ];
    }
    case 'type_alias_declaration':
      return [[name, { ...marks, ...aliasOf(statement.childForFieldName('value')) }]];
    case 'enum_declaration':
      return [
        [name, { ...marks, kind: 'enum', members: enumMembersOf(statement.childForFieldName('body')) }],
      ];
    case 'internal_module':
    case 'module':
      return [[name, { ...marks, kind: 'namespace' }]];
    case 'expression_statement': {
      const inner = statement.namedChildren[0];
      return inner?.type === 'internal_module' ? readDeclaration(inner, comment) : [];
    }
    case 'lexical_declaration':
    case 'variable_declaration':
      return statement.namedChildren.flatMap((child): Named[] =>
        child === null ? [] : variableOf(child, marks),
      );
    default:
      return [];
  }
}

function variableOf(declarator: Node, marks: DeclarationMarks): Named[] {
  const name = declarator.childForFieldName('name');
  if (declarator.type !== 'variable_declarator' || name?.type !== 'identifier') return [];
  const type = typeOf(declarator);
  const value = declarator.childForFieldName('value');
  const own = { ...marks, line: lineOf(declarator) };
  if (type === null && (value?.type === 'arrow_function' || value?.type === 'function_expression')) {
    return [[name.text, { ...own, kind: 'function', signatures: [signatureOf(value)] }]];
  }
  return [[name.text, { ...own, kind: 'value', type }]];
}

function classOf(node: Node): Extract<DeclarationBody, { kind: 'class' }> {
  const body = node.childForFieldName('body');
  const constructors = (body?.namedChildren ?? []).filter(
    (child) =>
      /^(?:method_definition|method_signature)$/.test(child?.type ?? '') && nameOf(child) === 'constructor',
  );
  const hidden = constructors.some((one) => one !== null && isHidden(one));
  return {
    kind: 'class',
    abstract: node.type === 'abstract_class_declaration',
    constructors: hidden ? null : constructors.flatMap((one) => (one === null ? [] : [signatureOf(one)])),
    members: membersOf(body).filter(({ name }) => name !== 'constructor'),
    heritage: textOf(childOf(node, 'class_heritage')),
  };
}

function aliasOf(value: Node | null): DeclarationBody {
  if (value?.type === 'object_type') return { kind: 'object', members: membersOf(value), heritage: '' };
  return { kind: 'alias', types: unionOf(textOf(value)) };
}

function enumMembersOf(body: Node | null): { name: string; value: string | null; line: number }[] {
  return (body?.namedChildren ?? []).flatMap((child) => {
    if (child === null || child.type === 'comment') return [];
    const name = child.type === 'enum_assignment' ? child.childForFieldName('name') : child;
    const value = child.type === 'enum_assignment' ? textOf(child.childForFieldName('value')) : null;
    return name === null ? [] : [{ name: name.text, value, line: lineOf(child) }];
  });
}

const methods = new Set(['method_definition', 'method_signature', 'abstract_method_signature']);
const properties = new Set(['public_field_definition', 'property_signature']);

/** What others may use: nothing private, overloads together. */
function membersOf(body: Node | null): Member[] {
  const members = new Map<string, Member>();
  for (const child of body?.namedChildren ?? []) {
    if (child === null || isHidden(child)) continue;
    const name = nameOf(child);
    if (name === null) continue;
    const common = {
      name,
      line: lineOf(child),
      optional: child.children.some((one) => one?.type === '?'),
      abstract: child.type === 'abstract_method_signature',
    };
    if (properties.has(child.type)) {
      members.set(name, { ...common, type: typeOf(child), signatures: [] });
    } else if (methods.has(child.type)) {
      const known = members.get(name);
      const accessor = child.children.some((one) => one?.type === 'get' || one?.type === 'set');
      if (accessor) {
        if (known === undefined) members.set(name, { ...common, type: returnOf(child), signatures: [] });
      } else if (known === undefined)
        members.set(name, { ...common, type: null, signatures: [signatureOf(child)] });
      else known.signatures.push(signatureOf(child));
    }
  }
  return [...members.values()];
}

function nameOf(member: Node | null): string | null {
  const name = member?.childForFieldName('name');
  // What a computed name comes to is not known here.
  return !name || name.type === 'private_property_identifier' || name.type === 'computed_property_name'
    ? null
    : name.text.replace(/^['"]|['"]$/g, '');
}

/** Not to be used from outside: private, or protected, which is for the few who extend it. */
function isHidden(member: Node): boolean {
  const modifier = childOf(member, 'accessibility_modifier')?.text;
  return modifier === 'private' || modifier === 'protected';
}

function signatureOf(node: Node): Signature {
  const single = node.childForFieldName('parameter');
  const list = node.childForFieldName('parameters')?.namedChildren ?? [];
  const parameters = list.flatMap((child): Parameter[] => {
    const pattern = child?.childForFieldName('pattern');
    if (!child || !pattern || pattern.type === 'this') return [];
    const rest = pattern.type === 'rest_pattern';
    return [
      {
        name: pattern.type === 'identifier' ? pattern.text : rest ? pattern.text.replace(/^\.+/, '') : '',
        type: typeOf(child),
        optional: child.type === 'optional_parameter' || child.childForFieldName('value') !== null || rest,
        rest,
      },
    ];
  });
  return {
    parameters:
      single === null ? parameters : [{ name: single.text, type: null, optional: false, rest: false }],
    returns: returnOf(node),
  };
}

function returnOf(node: Node): string | null {
  const type = node.childForFieldName('return_type');
  if (type === null) return null;
  return type.type === 'type_annotation' ? textOf(type).replace(/^: ?/, '') : textOf(type);
}

function typeOf(node: Node): string | null {
  const type = node.childForFieldName('type');
  return type === null ? null : textOf(type).replace(/^: ?/, '');
}

/**
 * A type as text, so that equal types written in another way are equal: comments out, white space one blank, quotes
 * single, no separator before a closing bracket, none of the leading bars of a union.
 */
function textOf(node: Node | null): string {
  if (node === null) return '';
  const words: string[] = [];
  const stack: Node[] = [node];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (words.length >= mostWords) {
      words.push(cutType);
      break;
    }
    if (top.type === 'comment') continue;
    // The keyword `string` goes by the same name as a literal.
    const isLiteral = top.isNamed && top.type === 'string';
    if (isLiteral || top.childCount === 0 || top.type === 'template_string') {
      words.push(isLiteral ? `'${top.text.slice(1, -1)}'` : top.text);
      continue;
    }
    const children = top.children;
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child) stack.push(child);
    }
  }
  return words
    .join(' ')
    .replace(/[;,] (?=[}\])>])/g, '')
    .replace(/; /g, ', ')
    .replace(/(^|[(<:=,[] )[|&] /g, '$1');
}

/** The members of a union's text at its top level; one for any other type. */
export function unionOf(type: string): string[] {
  // A function's result takes the rest of the text with it.
  return splitTop(type, '=>').length > 1 ? [type] : splitTop(type, '|');
}

/** The parts of a normalised text between separators that no bracket encloses. */
export function splitTop(text: string, separator = ','): string[] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const word of text.split(' ')) {
    if (/^[([{<]$/.test(word)) depth++;
    else if (/^[)\]}>]$/.test(word)) depth--;
    if (word === separator && depth === 0) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.map((words) => words.join(' ')).filter((part) => part !== '');
}

function childOf(node: Node, type: string): Node | null {
  return node.namedChildren.find((child) => child?.type === type) ?? null;
}
