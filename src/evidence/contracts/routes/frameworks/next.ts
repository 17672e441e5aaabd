import type { Node } from 'web-tree-sitter';
import { lineOf } from '../../../code/walk.ts';
import type { Route, RouteFramework } from '../route.ts';
import { joinPath } from '../route-path.ts';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);
const ending = /\.(?:ts|js|mts|mjs|tsx|jsx)$/;

/** Next's route handlers (`app/…/route.ts`) and API routes (`pages/api/…`): their addresses are their files' paths. */
export const next: RouteFramework = {
  name: 'next',
  grammars: ['javascript', 'typescript'],
  mayDeclare: (path, text) => addressOf(path) !== null && text.includes('export'),
  read(root, path) {
    const place = addressOf(path);
    if (place === null) return { routes: [], mounts: [], unread: [] };
    const { router, address } = place;
    const { names, unread } = exportsOf(root);
    const routes: Route[] = names
      .filter(({ name }) => (router === 'app' ? methods.has(name) : name === 'default'))
      .map(({ name, line }) => ({
        method: router === 'app' ? name : 'ANY',
        path: address,
        line,
        handler: null,
        rooted: true,
      }));
    return { routes, mounts: [], unread };
  },
};

/** Where a file's routes answer, and by which of the two routers; null for a file that is none of theirs. */
function addressOf(path: string): { router: 'app' | 'pages'; address: string } | null {
  if (!ending.test(path) || path.endsWith('.d.ts')) return null;
  const segments = path.replace(ending, '').split('/');
  const name = segments.at(-1)!;
  if (name === 'route') {
    const app = folderAt(segments, 'app');
    if (app === -1) return null;
    const folders = segments.slice(app + 1, -1);
    // Folders in brackets group, `@slot` names a slot, `_private` takes no part: none of them is in the address.
    if (folders.some((folder) => folder.startsWith('_'))) return null;
    return {
      router: 'app',
      address: joinPath(...folders.filter((folder) => !/^(?:@|\([^)]*\)$)/.test(folder)).map(parameterOf)),
    };
  }
  const pages = folderAt(segments, 'pages');
  if (pages === -1 || segments[pages + 1] !== 'api' || pages + 1 === segments.length - 1) return null;
  const folders = segments.slice(pages + 1);
  if (folders.at(-1) === 'index') folders.pop();
  return { router: 'pages', address: joinPath(...folders.map(parameterOf)) };
}

/** The index of the router's folder: under `src` where there is one, else the first of that name. */
function folderAt(segments: readonly string[], name: string): number {
  const source = segments.findIndex((segment, at) => segment === 'src' && segments[at + 1] === name);
  return source === -1 ? segments.slice(0, -1).indexOf(name) : source + 1;
}

/** `[id]`, `[...rest]` and `[[...rest]]` as parameters; `%5F` stands for an underscore at the start. */
function parameterOf(folder: string): string {
  const rest = /^\[?\[\.\.\.([^\]]+)\]\]?$/.exec(folder);
  if (rest !== null) return `{*${rest[1]}}`;
  const one = /^\[([^\].]+)\]$/.exec(folder);
  return one === null ? folder.replace(/^%5F/i, '_') : `{${one[1]}}`;
}

interface Exports {
  names: { name: string; line: number }[];
  unread: { line: number; reason: string }[];
}

function exportsOf(root: Node): Exports {
  const found: Exports = { names: [], unread: [] };
  for (const statement of root.namedChildren) {
    if (statement?.type === 'export_statement') readExport(statement, found);
    else if (statement?.type === 'expression_statement' && /^module\.exports\s*=/.test(statement.text)) {
      found.names.push({ name: 'default', line: lineOf(statement) });
    }
  }
  return found;
}

function readExport(statement: Node, found: Exports): void {
  const line = lineOf(statement);
  const words = statement.children.map((child) => child?.type);
  if (words.includes('type')) return;
  if (words.includes('default')) found.names.push({ name: 'default', line });
  else if (words.includes('*') && !words.includes('namespace_export')) {
    found.unread.push({ line, reason: 'hands on all that another file exports' });
  }
  for (const child of statement.namedChildren) {
    if (child?.type === 'export_clause') {
      for (const one of child.namedChildren) {
        const name = one?.childForFieldName('alias') ?? one?.childForFieldName('name');
        if (name) found.names.push({ name: name.text, line: lineOf(name) });
      }
    } else if (child?.type === 'lexical_declaration' || child?.type === 'variable_declaration') {
      for (const name of declaredNames(child)) found.names.push({ name: name.text, line: lineOf(name) });
    } else if (child?.type === 'function_declaration' && !words.includes('default')) {
      const name = child.childForFieldName('name');
      if (name) found.names.push({ name: name.text, line: lineOf(name) });
    }
  }
}

/** Names that a declaration gives, those taken out of an object too: `export const { GET, POST } = handlers`. */
function declaredNames(declaration: Node): Node[] {
  return declaration.namedChildren.flatMap((declarator) => {
    const name = declarator?.childForFieldName('name');
    if (!name) return [];
    if (name.type === 'identifier') return [name];
    if (name.type !== 'object_pattern') return [];
    return name.namedChildren.flatMap((part) => {
      if (part?.type === 'shorthand_property_identifier_pattern') return [part];
      const value = part?.type === 'pair_pattern' ? part.childForFieldName('value') : null;
      return value?.type === 'identifier' ? [value] : [];
    });
  });
}
