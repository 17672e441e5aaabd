import type { Node } from 'web-tree-sitter';
import type { Grammar } from '../../code/grammars.ts';

/** An endpoint that code declares. */
export interface Route {
  /** Upper case; `ANY` where the framework answers every method. */
  method: string;
  /**
   * As clients call it: starts with `/`, parameters as `{name}` whatever the framework's syntax, no slash at the end,
   * prefixes of the file applied (a controller's, a group's).
   */
  path: string;
  /** 1-based line of the declaration. */
  line: number;
  /** What answers it, as the code names it; null when it is anonymous. For telling a moved route from a removed one. */
  handler: string | null;
  /** Declared on the application itself, so that no mount in another file puts a prefix before it. */
  rooted?: true;
  /** The framework may put a prefix of the whole application before it, which its configuration says elsewhere. */
  prefixed?: true;
  /**
   * The router it is declared on, as this file names it, where another file puts that under a prefix or may do so; left
   * out where the path is whole.
   */
  router?: string;
  /** The module that router comes from, as written, where this file imports it. */
  from?: string;
}

/** What a file says about routes. `mounts` are routers of other files that it puts under a prefix. */
export interface RouteReading {
  routes: Route[];
  mounts: Mount[];
  /** Routes whose path or prefix is computed: for coverage. */
  unread: { line: number; reason: string }[];
  /** Routers that it makes, with their own prefixes, for mounts by name and for routes that other files declare on them. */
  made?: MadeRouter[];
}

/** `bp = Blueprint('users', __name__, url_prefix='/users')` */
interface MadeRouter {
  name: string;
  prefix: string;
  /** A prefix that a mount gives takes the place of its own, rather than standing before it. */
  yields?: true;
}

/** `app.use('/api', users)`, `include('blog.urls')`, `include_router(users.router, prefix='/api')`. */
export interface Mount {
  prefix: string;
  /** The import specifier or module name the router comes from, as written. */
  target: string;
  line: number;
  /** The router's name in the file it comes from; left out where the file has but one or it cannot be known. */
  name?: string;
  /** The application itself mounts it, so that nothing stands before the prefix. */
  rooted?: true;
  /** The router that mounts it, as this file names it. */
  router?: string;
  /** The module that router comes from, as written, where this file imports it. */
  from?: string;
}

/** Adding a framework is adding a file that exports one and naming it in `frameworks.ts`. */
export interface RouteFramework {
  /** Lower case: `express`, `spring`, … */
  name: string;
  grammars: readonly Grammar[];
  /** Cheap, before parsing: whether a file of that path and text may declare routes with it (its import or its names stand there). */
  mayDeclare(path: string, text: string): boolean;
  /** Routes of one parsed file. Takes strings and numbers out of nodes, never nodes. Never throws for what stands there. */
  read(root: Node, path: string, text: string): RouteReading;
}
