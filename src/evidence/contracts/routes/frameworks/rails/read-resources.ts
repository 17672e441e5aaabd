import { stringOf } from '../../../../code/literals.ts';
import { type Call, namesOf, optionOf } from './arguments.ts';
import { pathIn, type Resource, type Scope } from './scope.ts';
import { singularize } from './singularize.ts';

/** One route that a resource stands for. */
interface Action {
  methods: readonly string[];
  action: string;
  /** As Rails writes it: `/posts/:id`. */
  path: string;
}

export interface Declared {
  resource: Resource;
  actions: Action[];
  /** The scope of its block. */
  scope: Scope;
  concerns: string[];
}

const actions = ['index', 'create', 'new', 'edit', 'show', 'update', 'destroy'];

/** What `resources :a, :b, …` or `resource :a, …` declares, one for each name; null where a part of it is computed. */
export function readResources(call: Call, scope: Scope): Declared[] | null {
  const only = listOf(call, 'only');
  const except = listOf(call, 'except');
  const concerns = listOf(call, 'concerns') ?? [];
  const path = optionOf(call, 'path');
  const param = optionOf(call, 'param') ?? 'id';
  const names = call.values.map(stringOf);
  const inner = optionOf(call, 'module');
  if (only === undefined || except === undefined || concerns === undefined) return null;
  if (path === null || inner === null || names.some((name) => name === null)) return null;
  const isSingular = call.name === 'resource';
  const shallow = call.options.has('shallow') ? call.options.get('shallow')?.type !== 'false' : scope.shallow;
  const module = inner === undefined ? scope.module : `${scope.module}${inner}/`;
  const [said, left] = (only ?? except) ? [only, except] : [scope.only, scope.except];
  return names
    .filter((name) => name !== null)
    .map((name) => {
      const around = pathIn(scope);
      const segment = path ?? name;
      const collection = `${around}/${segment}`;
      const own = `${shallow && scope.resource !== null ? scope.shallowPath : around}/${segment}`;
      const controller = optionOf(call, 'controller') ?? (isSingular ? plural(name) : name);
      const resource: Resource = {
        collection,
        member: isSingular ? own : `${own}/:${param}`,
        nested: isSingular ? own : `${own}/:${singularize(name)}_${param}`,
        controller: `${module}${controller}`,
      };
      const kept = actions
        .filter((action) => !isSingular || action !== 'index')
        .filter((action) => said === null || said.includes(action))
        .filter((action) => left === null || said !== null || !left.includes(action));
      return {
        resource,
        actions: kept.map((action) => actionOf(action, resource, isSingular, call)),
        scope: { ...scope, module, controller: null, resource, shallow, on: null, only: null, except: null },
        concerns,
      };
    });
}

/** Undefined where it is computed, null where it is not given. */
function listOf({ options }: Call, name: string): string[] | null | undefined {
  const value = options.get(name);
  if (value === undefined || value.type === 'nil') return null;
  return namesOf(value) ?? undefined;
}

function actionOf(action: string, resource: Resource, isSingular: boolean, call: Call): Action {
  const { collection, member } = resource;
  // `path_names` renames the two words that stand in paths.
  const word = /\b(new|edit):\s*['"]([\w-]+)['"]/g;
  const names = new Map(
    [...(call.options.get('path_names')?.text.matchAll(word) ?? [])].map(([, key, value]) => [key, value]),
  );
  if (action === 'index') return { methods: ['GET'], action, path: collection };
  if (action === 'create') return { methods: ['POST'], action, path: isSingular ? member : collection };
  if (action === 'new')
    return {
      methods: ['GET'],
      action,
      path: `${isSingular ? member : collection}/${names.get('new') ?? 'new'}`,
    };
  if (action === 'edit')
    return { methods: ['GET'], action, path: `${member}/${names.get('edit') ?? 'edit'}` };
  if (action === 'show') return { methods: ['GET'], action, path: member };
  return { methods: action === 'update' ? ['PATCH', 'PUT'] : ['DELETE'], action, path: member };
}

function plural(name: string): string {
  if (name.endsWith('s')) return name;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}
