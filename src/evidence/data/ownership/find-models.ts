import { type TableUse, tableName } from './table-use.ts';

interface Pattern {
  /** Endings of the files it is for. */
  endings: RegExp;
  /** Stands in every file that has one. */
  hint: string;
  /** Its group is the table's name. */
  find: RegExp;
}

/** How frameworks say that a class is a table. Where the name is computed nothing is said. */
const patterns: readonly Pattern[] = [
  {
    endings: /\.py$/,
    hint: '__tablename__',
    find: /^[ \t]{1,8}__tablename__\s{0,4}(?::\s*str\s*)?=\s{0,4}["']([\w.]{1,100})["']/gm,
  },
  {
    endings: /\.py$/,
    hint: 'db_table',
    find: /^[ \t]{1,12}db_table\s{0,4}=\s{0,4}["']([\w."]{1,100})["']/gm,
  },
  {
    endings: /\.rb$/,
    hint: 'table_name',
    find: /^[ \t]{1,12}self\.table_name\s{0,4}=\s{0,4}["':]([\w.]{1,100})/gm,
  },
  {
    endings: /\.[cm]?[jt]s$/,
    hint: 'Table(',
    find: /\b(?:pg|mysql|sqlite)Table\(\s{0,40}["'`](\w{1,100})["'`]/g,
  },
  {
    endings: /\.[cm]?[jt]s$/,
    hint: '@Entity',
    find: /@Entity\(\s{0,40}(?:\{\s{0,40}(?:name|tableName)\s{0,4}:\s{0,4})?["'`]([\w.]{1,100})["'`]/g,
  },
  {
    endings: /\.[cm]?[jt]s$/,
    hint: 'tableName',
    find: /\btableName\s{0,4}:\s{0,4}["'`]([\w.]{1,100})["'`]/g,
  },
  {
    endings: /\.(?:java|kt)$/,
    hint: '@Table',
    find: /@Table\(\s{0,40}(?:[^()]{0,200}\bname\s{0,4}=\s{0,4})?"([\w.]{1,100})"/g,
  },
  { endings: /\.cs$/, hint: 'Table', find: /(?:\[Table\(|\.ToTable\()\s{0,40}"([\w.]{1,100})"/g },
  {
    endings: /\.php$/,
    hint: '$table',
    find: /\bprotected\s{1,4}(?:\??string\s{1,4})?\$table\s{0,4}=\s{0,4}["']([\w.]{1,100})["']/g,
  },
  {
    endings: /\.go$/,
    hint: 'TableName()',
    find: /\bTableName\(\)\s{0,4}string\s{0,4}\{\s{0,80}return\s{1,8}["`]([\w.]{1,100})["`]/g,
  },
];

/** Classes whose table a framework names after them, where the file writes no name out. */
const derived: readonly {
  endings: RegExp;
  hint: string;
  find: RegExp;
  /** Null where the path or the class shows that it is no table of its own. */
  name(written: string, path: string): string | null;
}[] = [
  {
    endings: /(?:^|\/)app\/models\/.*\.rb$/,
    hint: 'ApplicationRecord',
    find: /^class\s{1,4}([A-Z]\w{0,80})\s{0,4}<\s{0,4}ApplicationRecord\b/gm,
    name: (written) => plural(snake(written)),
  },
  {
    endings: /(?:^|\/)models(?:\/[\w/]+)?\.py$/,
    hint: 'models.Model',
    find: /^class\s{1,4}([A-Z]\w{0,80})\(.{0,200}\bmodels\.Model\b.{0,100}\):/gm,
    name: (written, path) => djangoName(written, path),
  },
  {
    endings: /\.[cm]?ts$/,
    hint: '@Entity()',
    find: /@Entity\(\)\s{1,40}(?:@[^\n]{0,200}\s{1,40}){0,8}export\s{1,4}(?:default\s{1,4})?class\s{1,4}(\w{1,80})/g,
    name: (written) => snake(written),
  },
  {
    endings: /\.php$/,
    hint: 'extends Model',
    find: /^(?:final\s{1,4})?class\s{1,4}([A-Z]\w{0,80})\s{1,4}extends\s{1,4}Model\b/gm,
    name: (written) => plural(snake(written)),
  },
];

/** Tables of which a file is the model, by its text: names that it writes out, else those that its framework gives. */
export function findModels(path: string, text: string): TableUse[] {
  const uses: TableUse[] = [];
  const add = (name: string, end: number) => {
    const line = text.slice(0, end).split('\n').length;
    uses.push({ table: tableName(name), kind: 'model', line });
  };
  for (const { endings, hint, find } of patterns) {
    if (!endings.test(path) || !text.includes(hint)) continue;
    for (const match of text.matchAll(find)) add(match[1] as string, match.index + match[0].length);
  }
  if (uses.length > 0) return uses;
  for (const { endings, hint, find, name } of derived) {
    if (!endings.test(path) || !text.includes(hint)) continue;
    for (const match of text.matchAll(find)) {
      const table = name(match[1] as string, path);
      if (table !== null) add(table, match.index + match[0].length);
    }
  }
  return uses;
}

/** `OrderItem` is `order_item`. */
function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** The regular plurals of English; frameworks know more, and what they name otherwise is not found. */
function plural(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

/** `<app>_<model>`; the app is the folder that holds `models`. */
function djangoName(written: string, path: string): string | null {
  const app = /(?:^|\/)(\w+)\/models(?:\/|\.py$)/.exec(path)?.[1];
  return app === undefined ? null : `${app}_${written.toLowerCase()}`;
}
