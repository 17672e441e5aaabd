const verbs: Readonly<Record<string, readonly string[]>> = {
  index: ['GET'],
  store: ['POST'],
  create: ['GET'],
  show: ['GET'],
  edit: ['GET'],
  update: ['PUT', 'PATCH'],
  destroy: ['DELETE'],
};

/** What decides which routes a resource stands for. */
export interface ResourceShape {
  /** As written: `photos`, `photos.comments`, `admin/photos`. */
  name: string;
  kind: 'resource' | 'apiResource' | 'singleton' | 'apiSingleton';
  only: readonly string[] | null;
  except: readonly string[];
  shallow: boolean;
  /** A singleton that can be made, or thrown away. */
  creatable: boolean;
  destroyable: boolean;
}

/** The routes of a resource, by https://laravel.com/docs/controllers#resource-controllers; paths without the prefix around it. */
export function resourceActions(shape: ResourceShape): { method: string; action: string; path: string }[] {
  const { name, kind, only, except, shallow, creatable, destroyable } = shape;
  const isSingle = kind === 'singleton' || kind === 'apiSingleton';
  const parts = name.split('.');
  const last = parts.pop() ?? '';
  const parents = parts.map((part) => `${part}/{${parameterOf(part)}}`).join('/');
  const collection = [parents, last].filter((part) => part !== '').join('/');
  const member = isSingle
    ? collection
    : `${shallow && parents !== '' ? last : collection}/{${parameterOf(last)}}`;
  const usual = isSingle
    ? [
        'show',
        'edit',
        'update',
        ...(creatable ? ['create', 'store'] : []),
        ...(creatable || destroyable ? ['destroy'] : []),
      ]
    : Object.keys(verbs);
  return usual
    .filter((action) => !kind.startsWith('api') || (action !== 'create' && action !== 'edit'))
    .filter((action) => (only === null || only.includes(action)) && !except.includes(action))
    .flatMap((action) =>
      (verbs[action] ?? []).map((method) => ({ method, action, path: pathOf(action, collection, member) })),
    );
}

function pathOf(action: string, collection: string, member: string): string {
  if (action === 'index' || action === 'store') return collection;
  if (action === 'create') return `${collection}/create`;
  return action === 'edit' ? `${member}/edit` : member;
}

function parameterOf(segment: string): string {
  const name = segment.slice(segment.lastIndexOf('/') + 1).replaceAll('-', '_');
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return /(?:ss|us|is)$/.test(name) ? name : name.replace(/s$/, '');
}
