import { parseSync } from 'oxc-parser';
import type { Import } from '../../../../../src/evidence/graph/imports/language.ts';

type Node = { type: string; start: number; [key: string]: unknown };

/** The imports that a real parser sees: the oracle for our scanner. Null when it finds the text malformed. */
export function oxcImports(path: string, text: string): Import[] | null {
  const { program, errors } = parseSync(path, text, {});
  if (errors.length > 0) return null;
  const found: { at: number; specifier: string; typeOnly: boolean }[] = [];
  const add = (at: number, source: unknown, typeOnly: boolean) => {
    const specifier = literal(source);
    if (specifier) found.push({ at, specifier, typeOnly });
  };
  const waiting: Node[] = [program as unknown as Node];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const inline = (node['specifiers'] ?? []) as Record<string, unknown>[];
    switch (node.type) {
      case 'ImportDeclaration':
        add(node.start, node['source'], node['importKind'] === 'type' || allTypes(inline, 'importKind'));
        break;
      case 'ExportNamedDeclaration':
        add(node.start, node['source'], node['exportKind'] === 'type' || allTypes(inline, 'exportKind'));
        break;
      case 'ExportAllDeclaration':
        add(node.start, node['source'], node['exportKind'] === 'type');
        break;
      case 'ImportExpression':
        add(node.start, node['source'], false);
        break;
      case 'TSImportType':
        add(node.start, node['source'] ?? node['argument'], true);
        break;
      case 'TSImportEqualsDeclaration': {
        const reference = node['moduleReference'] as Node;
        if (reference.type === 'TSExternalModuleReference')
          add(node.start, reference['expression'], node['importKind'] === 'type');
        break;
      }
      case 'CallExpression': {
        const callee = node['callee'] as Node;
        const given = node['arguments'] as Node[];
        if (callee.type === 'Identifier' && callee['name'] === 'require') add(node.start, given[0], false);
      }
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (child && typeof child === 'object' && typeof child.type === 'string') waiting.push(child as Node);
      }
    }
  }
  found.sort((a, b) => a.at - b.at);
  return found.map(({ at, specifier, typeOnly }) => ({
    specifier,
    line: text.slice(0, at).split('\n').length,
    typeOnly,
  }));
}

function allTypes(specifiers: Record<string, unknown>[], kind: string): boolean {
  return specifiers.length > 0 && specifiers.every((specifier) => specifier[kind] === 'type');
}

function literal(node: unknown): string | null {
  if (!node || typeof node !== 'object') return null;
  const { type, value, literal: inner, quasis, expression } = node as Record<string, unknown>;
  if (type === 'ParenthesizedExpression') return literal(expression);
  if (type === 'TSLiteralType') return literal(inner);
  if (type === 'Literal' && typeof value === 'string') return value;
  if (type === 'TemplateLiteral' && Array.isArray(quasis) && quasis.length === 1)
    return quasis[0].value.cooked;
  return null;
}
