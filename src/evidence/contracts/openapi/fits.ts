import type { DocumentNode } from './document-node.ts';
import type { Kind } from './grammar.ts';

type Shape = 'text' | 'flag' | 'number' | 'list';

const shapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...(['format', 'pattern', 'operationId', 'in', 'name', 'style'] as const).map((name): [string, Shape] => [
    name,
    'text',
  ]),
  ...(['nullable', 'readOnly', 'writeOnly', 'deprecated', 'uniqueItems', 'explode'] as const).map(
    (name): [string, Shape] => [name, 'flag'],
  ),
  ...(['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'multipleOf'] as const).map(
    (name): [string, Shape] => [name, 'number'],
  ),
  ['enum', 'list'],
]);
const wholes = new Set<Kind>(['schema', 'parameter', 'header', 'operation', 'requestBody']);
const lists = new Set<Kind>(['schemaList']);

/**
 * Whether a member has the form that it must have: a document that is wrong in one place (`items: string`, `required:
 * true` in a schema) is compared in all others, since such a member is left out.
 */
export function fits(kind: Kind, name: string, node: DocumentNode, childKind: Kind | null): boolean {
  if (childKind !== null) {
    if (lists.has(childKind)) return node.kind === 'list';
    if (node.kind === 'scalar') return childKind === 'schema' && typeof node.value === 'boolean';
    return node.kind === 'map' || childKind === 'parameters' || childKind === 'schema';
  }
  if (!wholes.has(kind)) return true;
  const shape = name === 'required' ? (kind === 'schema' ? 'list' : 'flag') : shapes.get(name);
  if (shape === undefined) return true;
  if (shape === 'list') return node.kind === 'list';
  if (node.kind !== 'scalar') return false;
  return typeof node.value === (shape === 'text' ? 'string' : shape === 'flag' ? 'boolean' : 'number');
}
