import type { Tree } from '../../../../source/tree.ts';
import {
  isFalse,
  isTrue,
  type PythonCallValue,
  type PythonValue,
  textOfValue,
} from '../python/python-value.ts';
import { type DjangoField, djangoField } from './django-field.ts';
import { argument, type DjangoFile, readDjangoFile } from './django-file.ts';

export interface DjangoModel {
  table: string;
  /** The table's name was chosen: it does not follow the model's. */
  named: boolean;
  /** It has a table that its migrations manage: no proxy, not `managed = False`. */
  real: boolean;
  fields: Map<string, DjangoField>;
  uniqueTogether: Set<string>;
}

/** The models of an app, by lower-case name, as its migrations leave them. */
export interface AppState {
  app: string;
  models: Map<string, DjangoModel>;
}

/** Migrations of one app that are read to know what a field was; more would be generated. */
const most = 1_000;
/** Bytes; a larger migration holds data. */
const largest = 512 * 1024;
const filesByTree = new WeakMap<Tree, Map<string, Promise<Map<string, DjangoFile | null>>>>();

/** The state of an app before one of its migrations runs, from the migrations that it builds on. */
export async function stateBefore(
  app: string,
  folder: string,
  own: DjangoFile,
  name: string,
  tree: Tree,
): Promise<AppState> {
  const files = await filesOf(folder, tree);
  const state: AppState = { app, models: new Map() };
  const standsFor = new Map<string, string>();
  for (const [other, file] of files)
    for (const replaced of file?.replaces ?? []) if (!files.has(replaced)) standsFor.set(replaced, other);
  const done = new Set<string>([name]);
  const stack: { name: string; file: DjangoFile; next: number }[] = [{ name, file: own, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const dependency = top.file.dependencies[top.next++];
    if (dependency === undefined) {
      stack.pop();
      if (top.file !== own) for (const operation of top.file.operations) applyToState(operation, state);
      continue;
    }
    const wanted = files.has(dependency.name) ? dependency.name : standsFor.get(dependency.name);
    if (wanted === undefined || done.has(wanted)) continue;
    const file = files.get(wanted);
    if (!file || (dependency.app !== app && !isOfApp(dependency.app, app))) continue;
    done.add(wanted);
    // A summary that stands beside what it sums up runs instead of it: one of both counts.
    if (file.replaces.length > 0) for (const replaced of file.replaces) done.add(replaced);
    stack.push({ name: wanted, file, next: 0 });
  }
  return state;
}

function isOfApp(written: string, app: string): boolean {
  return written.toLowerCase() === app.toLowerCase();
}

function filesOf(folder: string, tree: Tree): Promise<Map<string, DjangoFile | null>> {
  let folders = filesByTree.get(tree);
  if (folders === undefined) {
    folders = new Map();
    filesByTree.set(tree, folders);
  }
  let files = folders.get(folder);
  if (files === undefined) {
    files = readFolder(folder, tree);
    folders.set(folder, files);
  }
  return files;
}

async function readFolder(folder: string, tree: Tree): Promise<Map<string, DjangoFile | null>> {
  const paths = [...tree.entries.keys()]
    .filter((path) => path.startsWith(`${folder}/`) && /^[\w-]+\.py$/.test(path.slice(folder.length + 1)))
    .filter((path) => !path.endsWith('/__init__.py'))
    .slice(0, most);
  const readings = await tree.readMany(paths);
  const files = new Map<string, DjangoFile | null>();
  for (const path of paths) {
    const reading = readings.get(path);
    if (!reading?.found || reading.bytes.length > largest) continue;
    const parsed = await readDjangoFile(reading.bytes.toString('utf8'));
    files.set(path.slice(folder.length + 1, -3), parsed.ok ? parsed.file : null);
  }
  return files;
}

/** The last part of an operation's name: `AddField` of `migrations.AddField`. */
export function operationName(operation: PythonCallValue): string {
  return operation.name.slice(operation.name.lastIndexOf('.') + 1);
}

/** The operations that an operation with parts carries for the database, or for the state. */
export function partsOf(operation: PythonCallValue, of: 'database' | 'state'): PythonCallValue[] {
  const value = argument(operation, `${of}_operations`, of === 'database' ? 0 : 1);
  return value?.type === 'list'
    ? value.items.filter((item): item is PythonCallValue => item.type === 'call')
    : [];
}

/** The model that an operation speaks of, with its table's name. */
export function modelOf(
  operation: PythonCallValue,
  state: AppState,
): { name: string; table: string; model: DjangoModel | null } | null {
  const name = textOfValue(argument(operation, 'model_name', 0) ?? operation.named.get('name'));
  if (name === null) return null;
  const model = state.models.get(name.toLowerCase()) ?? null;
  return { name, table: model?.table ?? `${state.app}_${name.toLowerCase()}`, model };
}

/** What an operation changes of the models, as Django's state would. */
export function applyToState(operation: PythonCallValue, state: AppState): void {
  const own = (key: string, at: number) => textOfValue(argument(operation, key, at));
  switch (operationName(operation)) {
    case 'CreateModel': {
      const name = own('name', 0);
      if (name !== null) state.models.set(name.toLowerCase(), readModel(operation, name, state.app));
      return;
    }
    case 'DeleteModel':
      state.models.delete(own('name', 0)?.toLowerCase() ?? '');
      return;
    case 'RenameModel': {
      const from = own('old_name', 0)?.toLowerCase() ?? '';
      const to = own('new_name', 1)?.toLowerCase() ?? '';
      const model = state.models.get(from);
      if (model === undefined) return;
      state.models.delete(from);
      state.models.set(to, { ...model, table: model.named ? model.table : `${state.app}_${to}` });
      return;
    }
    case 'AlterModelTable': {
      const model = state.models.get(own('name', 0)?.toLowerCase() ?? '');
      const table = own('table', 1);
      if (model === undefined) return;
      model.named = table !== null;
      model.table = table ?? `${state.app}_${own('name', 0)?.toLowerCase() ?? ''}`;
      return;
    }
    case 'AlterModelOptions': {
      const model = state.models.get(own('name', 0)?.toLowerCase() ?? '');
      const managed = entriesOf(argument(operation, 'options', 1)).get('managed');
      if (model !== undefined && managed !== undefined) model.real = !isFalse(managed);
      return;
    }
    case 'AlterUniqueTogether': {
      const model = state.models.get(own('name', 0)?.toLowerCase() ?? '');
      if (model !== undefined) model.uniqueTogether = setsOf(argument(operation, 'unique_together', 1));
      return;
    }
    case 'AddField':
    case 'AlterField': {
      const field = djangoField(argument(operation, 'field', 2));
      const name = own('name', 1);
      const model = modelOf(operation, state)?.model;
      if (field !== null && name !== null) model?.fields.set(name, field);
      return;
    }
    case 'RemoveField':
      modelOf(operation, state)?.model?.fields.delete(own('name', 1) ?? '');
      return;
    case 'RenameField': {
      const model = modelOf(operation, state)?.model;
      const from = own('old_name', 1) ?? '';
      const field = model?.fields.get(from);
      if (model === undefined || model === null || field === undefined) return;
      model.fields.delete(from);
      model.fields.set(own('new_name', 2) ?? '', field);
      return;
    }
    case 'SeparateDatabaseAndState':
      for (const part of partsOf(operation, 'state')) applyToState(part, state);
      return;
    case 'RunSQL': {
      const parts = operation.named.get('state_operations');
      if (parts?.type === 'list')
        for (const part of parts.items) if (part.type === 'call') applyToState(part, state);
    }
  }
}

/** A model from its `CreateModel`. */
export function readModel(operation: PythonCallValue, name: string, app: string): DjangoModel {
  const options = entriesOf(argument(operation, 'options', 2));
  const table = textOfValue(options.get('db_table'));
  const fields = new Map<string, DjangoField>();
  const list = argument(operation, 'fields', 1);
  for (const item of list?.type === 'list' ? list.items : []) {
    if (item.type !== 'list') continue;
    const fieldName = textOfValue(item.items[0]);
    const field = djangoField(item.items[1]);
    if (fieldName !== null && field !== null) fields.set(fieldName, field);
  }
  return {
    table: table ?? `${app}_${name.toLowerCase()}`,
    named: table !== null,
    real: !isTrue(options.get('proxy')) && !isFalse(options.get('managed')),
    fields,
    uniqueTogether: setsOf(options.get('unique_together')),
  };
}

function entriesOf(value: PythonValue | undefined): Map<string, PythonValue> {
  const entries = new Map<string, PythonValue>();
  for (const [key, entry] of value?.type === 'dict' ? value.entries : []) {
    const name = textOfValue(key);
    if (name !== null) entries.set(name, entry);
  }
  return entries;
}

/** `unique_together`: one list of fields or several; each as its names, joined. `set()` is none. */
export function setsOf(value: PythonValue | undefined): Set<string> {
  const sets = new Set<string>();
  if (value?.type === 'call') return setsOf(value.args[0]);
  if (value?.type !== 'list') return sets;
  const names = value.items.map(textOfValue);
  if (names.length > 0 && !names.includes(null)) return sets.add(names.join(','));
  for (const item of value.items) for (const set of setsOf(item)) sets.add(set);
  return sets;
}
