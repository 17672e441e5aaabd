import { z } from 'zod';

/** A name of a module or a rule: it stands in facts, exceptions and targets, so no sign of a glob may be in it. */
const name = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][\w-]*$/, 'must begin with a letter, then letters, digits, `-` and `_`');
const glob = z.string().min(1).max(300);
const globs = z.union([glob.transform((one) => [one]), z.array(glob).min(1).max(100)]);
const why = z.string().min(1).max(500).optional();
const severity = z.enum(['error', 'warning', 'note', 'off']);

/** A module's name, a glob, or a third-party target such as `npm:typeorm` or `python:sqlalchemy.orm`. */
const target = z.string().min(1).max(300);
const targets = z.union([target.transform((one) => [one]), z.array(target).min(1).max(100)]);

/** Whether imports that only a type checker reads count. */
const types = z.enum(['count', 'ignore']).default('count');

const shared = { name, why, severity: severity.default('error'), types };

const moduleSchema = z.union([
  glob.transform((one) => ({ paths: [one], public: [] as string[] })),
  z
    .array(glob)
    .min(1)
    .max(100)
    .transform((paths) => ({ paths, public: [] as string[] })),
  z.strictObject({
    paths: globs,
    /** What others may import of it, for rules that say `via: public`. */
    public: globs.default([]),
  }),
]);

const layersSchema = z.strictObject({
  ...shared,
  /** Highest first: a layer may import those below it, never one above. */
  order: z.array(target).min(2).max(30),
  /** A layer may import the next one only. */
  closed: z.boolean().default(false),
  /** Folders that each hold the layers: `services/{svc}`. Names in `order` that are no modules are folders in it. */
  in: glob.optional(),
  /** Every file of the container must lie in a layer. Needs `in`. */
  exhaustive: z.boolean().default(false),
});

const boundarySchema = z.strictObject({
  ...shared,
  /** Whose imports are judged: with `deny` or `allow`. */
  from: targets.optional(),
  /** What `from` must not import. */
  deny: targets.optional(),
  /** With `from`: all that it may import of the tree; with `protect`: all who may import it. */
  allow: targets.optional(),
  /** Modules that must not import one another: a module with a capture, or several names. */
  independent: targets.optional(),
  /** What only those in `allow` may import. */
  protect: targets.optional(),
  /** With `independent` or `protect`: an import of the module's `public` files is no breach. */
  via: z.literal('public').optional(),
});

const exceptionSchema = z.strictObject({
  /** Name of the boundary or the layers. */
  rule: name,
  /** One file, no glob: an exception that can grow is a hole. */
  from: z.string().min(1).max(500),
  /** One file or folder of the tree, or a third-party target. */
  to: z.string().min(1).max(500),
  why: z.string().min(1).max(500),
  /** The last day on which it holds, YYYY-MM-DD in UTC. */
  until: z.iso.date().optional(),
});

/**
 * `architecture:` of a settings file: the modules of a system and which of them may import which. Frozen: keys are
 * added, never renamed or given another meaning. Explained with examples in docs/architecture-rules.md.
 */
export const architectureSchema = z.strictObject({
  /** A file belongs to the first that matches it; `{x}` in a glob captures one segment of the path. */
  modules: z.record(name, moduleSchema).default({}),
  layers: z.array(layersSchema).max(50).default([]),
  boundaries: z.array(boundarySchema).max(200).default([]),
  cycles: z
    .strictObject({
      /** `module`: cycles between modules are judged as well as those between files. */
      scope: z.enum(['file', 'module']).default('file'),
      types: z.enum(['count', 'ignore']).default('ignore'),
      severity: severity.default('warning'),
    })
    .prefault({}),
  /** A node that a change lifts above one of these numbers is reported. */
  hubs: z
    .strictObject({
      importers: z.int().min(1).max(100_000).default(50),
      imports: z.int().min(1).max(100_000).default(30),
      severity: severity.default('note'),
    })
    .prefault({}),
  exceptions: z.array(exceptionSchema).max(500).default([]),
  /** Which breaches are reported: those the change adds, those of files it touches, or all there are. */
  report: z.enum(['new', 'touched', 'all']).default('new'),
});

export type Architecture = z.output<typeof architectureSchema>;
export type Boundary = Architecture['boundaries'][number];
export type Layers = Architecture['layers'][number];

/** The architecture that a folder's own settings file says for the files below it. */
export interface NestedArchitecture {
  /** The folder it governs, '' for the root. Globs in it are relative to the folder. */
  folder: string;
  /** The settings file, for people and facts: `services/billing/architect.yml`. */
  file: string;
  architecture: Architecture;
}
