import type { DefinitionNode } from 'graphql';
import { loadGraphql } from './load-graphql.ts';

/** The definitions of one file that belong to a schema; operations and fragments are left out. */
export interface SchemaFile {
  path: string;
  definitions: DefinitionNode[];
  /** Names of types that the file defines and does not only extend, scalars left out; `schema` for its roots. */
  defines: string[];
}

/** Shopify's and GitHub's whole schemas have some 400,000 tokens. */
const mostTokens = 1_500_000;

/** What is in a file by its look: enough to leave clients' operations alone without parsing them. */
const mayDefine =
  /^[ \t]*(?:"[^"\n]*"[ \t]*)?(?:extend[ \t]+)?(?:type|interface|union|enum|input|scalar|schema|directive)\b/m;

/**
 * The schema definitions in a GraphQL document; null when it has none, as documents of clients do. Throws a
 * `GraphQLError` that names the line, or a `RangeError` for a document nested too deep.
 */
export function readSchemaFile(path: string, text: string): SchemaFile | null {
  if (!mayDefine.test(text)) return null;
  const { isTypeSystemDefinitionNode, isTypeSystemExtensionNode, parse, Source } = loadGraphql();
  const document = parse(new Source(text, path), { maxTokens: mostTokens });
  const definitions = document.definitions.filter(
    (node) => isTypeSystemDefinitionNode(node) || isTypeSystemExtensionNode(node),
  );
  if (definitions.length === 0) return null;
  const defines = definitions.flatMap((node) => {
    switch (node.kind) {
      case 'SchemaDefinition':
        return ['schema'];
      case 'ObjectTypeDefinition':
      case 'InterfaceTypeDefinition':
      case 'UnionTypeDefinition':
      case 'EnumTypeDefinition':
      case 'InputObjectTypeDefinition':
        return [node.name.value];
      default:
        return [];
    }
  });
  return { path, definitions, defines };
}

/** Why a document could not be read, with its line where it is known. */
export function unreadableReason(error: unknown): string {
  if (error instanceof loadGraphql().GraphQLError) {
    const line = error.locations?.[0]?.line;
    return `not readable as GraphQL: ${error.message.slice(0, 200)}${line === undefined ? '' : ` (line ${line})`}`;
  }
  return error instanceof RangeError
    ? 'not readable as GraphQL: nested too deep'
    : `not readable as GraphQL: ${String(error).slice(0, 200)}`;
}
