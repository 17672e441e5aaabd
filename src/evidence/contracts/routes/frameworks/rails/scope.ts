/** A `resources` or `resource` whose block is being read, by its paths. */
export interface Resource {
  collection: string;
  member: string;
  /** What stands before a resource in its block: `/posts/:post_id`. */
  nested: string;
  controller: string;
}

/** What surrounds a line of the routes' file. Paths as Rails writes them: `/posts/:id`. */
export interface Scope {
  path: string;
  /** Where members of shallow resources stand. */
  shallowPath: string;
  shallow: boolean;
  /** `api/v1/` before controllers. */
  module: string;
  controller: string | null;
  resource: Resource | null;
  on: 'member' | 'collection' | 'new' | null;
  /** `scope only: […]`, for the resources in it. */
  only: readonly string[] | null;
  except: readonly string[] | null;
}

export const outermost: Scope = {
  path: '',
  shallowPath: '',
  shallow: false,
  module: '',
  controller: null,
  resource: null,
  on: null,
  only: null,
  except: null,
};

/** The path before whatever is declared in a scope. `on` is a route's own word for where it stands. */
export function pathIn({ path, resource, on: around }: Scope, own: string | null = null): string {
  if (resource === null) return path;
  const on = own ?? around;
  if (on === 'member') return resource.member;
  if (on === 'collection') return resource.collection;
  return on === 'new' ? `${resource.collection}/new` : resource.nested;
}
