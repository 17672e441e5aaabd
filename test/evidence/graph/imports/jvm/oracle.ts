import { openOracle } from '../tree-sitter.ts';

/** What a parser of the whole language sees of a file, in the scanner's notation. */
export interface ReadByOracle {
  /** Specifiers and lines in the order of the text. */
  imports: [string, number][];
  /** Of each import, whether its name stands nowhere in the code. In Kotlin it is not asked. */
  isTypeOnly: boolean[];
  /** Sorted. */
  declares: string[];
  /** Whether the parser did not understand all of the text: then it may see less or more than there is. */
  hasErrors: boolean;
}

type OracleNode = ReturnType<Awaited<ReturnType<typeof openOracle>>>[number]['node'];

/** Opens the grammar of Java or Kotlin as an oracle for imports and top-level declarations. */
export async function openJvmOracle(language: 'java' | 'kotlin'): Promise<(text: string) => ReadByOracle> {
  const oracle = await openOracle(language);
  const query = language === 'java' ? '(program) @root' : '(source_file) @root';
  return (text) => {
    const root = oracle(text, query)[0]?.node;
    const read: ReadByOracle = {
      imports: [],
      isTypeOnly: [],
      declares: [],
      hasErrors: root?.hasError ?? true,
    };
    if (root === undefined) return read;
    const names = new Set<string>();
    let packageName = '';
    for (const node of root.namedChildren) {
      if (node === null) continue;
      const line = node.startPosition.row + 1;
      if (node.type === 'import_declaration' || node.type === 'import')
        read.imports.push([plain(node.text), line]);
      else if (/^package_/.test(node.type)) packageName = plain(node.text);
      else if (node.type === 'module_declaration')
        names.add(`module ${node.childForFieldName('name')!.text}`);
      else {
        const name = declaredBy(node);
        if (name !== null) names.add(name.replaceAll('`', ''));
      }
    }
    const all = [...names].map((name) => (packageName === '' ? name : `${packageName}.${name}`));
    if (packageName !== '') all.push(`${packageName}.*`);
    read.declares = all.sort();
    const used = language === 'java' ? wordsBehindImports(root) : null;
    read.isTypeOnly = read.imports.map(([specifier]) => {
      if (used === null || names.size === 0 || specifier.endsWith('*')) return false;
      return !used.has(specifier.slice(specifier.lastIndexOf('.') + 1));
    });
    return read;
  };
}

function wordsBehindImports(root: OracleNode): Set<string> {
  const words = new Set<string>();
  for (const node of root.namedChildren) {
    if (node === null || /^(?:import|package)_/.test(node.type)) continue;
    for (const word of node.descendantsOfType(['identifier', 'type_identifier'])) words.add(word!.text);
  }
  return words;
}

/** The name in a package or import statement, without what stands around it. */
function plain(statement: string): string {
  return statement
    .replace(/\/\*.*?\*\/|\/\/.*/gs, '')
    .replace(/^(?:package|import)\s+(?:static\s+)?/, '')
    .replace(/\s+as\s.*$/s, '')
    .replace(/[\s;`]/g, '');
}

function declaredBy(node: OracleNode): string | null {
  if (
    !/^(?:class|interface|enum|record|annotation_type|object|function|property)_declaration$|^type_alias$/.test(
      node.type,
    )
  ) {
    return null;
  }
  const isCallable = node.type === 'function_declaration' || node.type === 'property_declaration';
  const modifiers = node.namedChildren.find((child) => child?.type === 'modifiers');
  if (isCallable && modifiers?.namedChildren.some((child) => child?.text === 'private')) return null;
  if (node.type !== 'property_declaration') {
    return (node.childForFieldName('name') ?? node.childForFieldName('type'))?.text ?? null;
  }
  const variable = node.namedChildren.find((child) => child?.type === 'variable_declaration');
  return variable?.namedChildren.find((child) => child?.type === 'identifier')?.text ?? null;
}
