import { z } from 'zod';

/** A name of a module or a rule: it stands in facts, exceptions and targets, so no sign of a glob may be in it. */
const name = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][\w-]*$/, 'must begin with a letter, then letters, digits, `-` and `_`');
const glob = z.string().min(1).max(300);
const globs = z.union([glob.transform((one) => [one]), z.array(glob).min(1).max(100)]);
const why = z
  .string()
  .min(1)
  .max(500)
  .describe('The reason, for whoever meets it: a sentence, a decision, an issue.');
const severity = z
  .enum(['error', 'warning', 'note', 'off'])
  .describe('How bad a breach is: an `error` fails the check, `off` silences the rule.');

/** A module's name, a glob, or a third-party target such as `npm:typeorm` or `python:sqlalchemy.orm`. */
const target = z.string().min(1).max(300);
const targets = z.union([target.transform((one) => [one]), z.array(target).min(1).max(100)]);

const types = z.enum(['count', 'ignore']).describe('Whether imports that only a type checker reads count.');

const shared = {
  name: name.describe('Its own among boundaries and layers: findings and exceptions call the rule by it.'),
  why: why.optional(),
  severity: severity.default('error'),
  types: types.default('count'),
};

const moduleSchema = z.union([
  glob.transform((one) => ({ paths: [one], public: [] as string[] })),
  z
    .array(glob)
    .min(1)
    .max(100)
    .transform((paths) => ({ paths, public: [] as string[] })),
  z.strictObject({
    paths: globs.describe('Its files: one glob or a list.'),
    public: globs.default([]).describe('What others may import of it, for rules that say `via: public`.'),
  }),
]);

const layersSchema = z.strictObject({
  ...shared,
  order: z
    .array(targets)
    .min(2)
    .max(30)
    .describe(
      'Highest first: a layer may import those below it, never one above. What stands in one list is one layer.',
    ),
  closed: z.boolean().default(false).describe('A layer may import the next one only.'),
  in: glob
    .optional()
    .describe(
      'Folders that each hold the layers: `services/{svc}`. Names in `order` that are no modules are paths in it.',
    ),
  exhaustive: z
    .boolean()
    .default(false)
    .describe('Every file of the container must lie in a layer. Needs `in`.'),
});

const boundarySchema = z.strictObject({
  ...shared,
  from: targets.optional().describe('Whose imports are judged: with `deny` or `allow`.'),
  deny: targets
    .optional()
    .describe('What `from` must not import: modules, globs, packages such as `npm:typeorm`.'),
  allow: targets
    .optional()
    .describe('With `from`: all that it may import of the tree; with `protect`: all who may import it.'),
  independent: targets
    .optional()
    .describe('Parts that must not import one another: a module with a capture, or several names.'),
  protect: targets.optional().describe('What only those in `allow` may import: modules, globs, packages.'),
  via: z
    .literal('public')
    .optional()
    .describe("With `independent` or `protect`: an import of the module's `public` files is no breach."),
});

const exceptionSchema = z.strictObject({
  rule: name.describe('Name of the boundary or the layers.'),
  from: z
    .string()
    .min(1)
    .max(500)
    .describe('The importing file. No glob: an exception that can grow is a hole.'),
  to: z.string().min(1).max(500).describe('What it imports: one file or folder of the tree, or a package.'),
  why,
  until: z.iso
    .date('must be a day such as 2027-03-01')
    .optional()
    .describe('The last day on which it holds, YYYY-MM-DD in UTC.'),
});

/**
 * `architecture:` of a settings file: the modules of a system and which of them may import which. Frozen: keys are
 * added, never renamed or given another meaning. The descriptions are those that editors show; explained with examples
 * in docs/architecture-rules.md.
 */
export const architectureSchema = z.strictObject({
  modules: z
    .record(name, moduleSchema)
    .default({})
    .describe(
      'Parts by name. A file belongs to the first that fits; `{x}` in a glob captures one segment of the path.',
    ),
  layers: z
    .array(layersSchema)
    .max(50)
    .default([])
    .describe('Parts in an order that imports follow downwards.'),
  boundaries: z.array(boundarySchema).max(200).default([]).describe('Which part must not import which.'),
  cycles: z
    .strictObject({
      scope: z
        .enum(['file', 'module'])
        .default('file')
        .describe('`module`: cycles between modules are judged as well as those between files.'),
      types: types.default('ignore'),
      severity: severity.default('warning'),
    })
    .prefault({})
    .describe('Import cycles that a change makes or lets grow.'),
  hubs: z
    .strictObject({
      importers: z.int().min(1).max(100_000).default(50).describe('How many may import one file.'),
      imports: z.int().min(1).max(100_000).default(30).describe('How many one file may import.'),
      severity: severity.default('note'),
    })
    .prefault({})
    .describe('A file that a change lifts above one of these numbers is reported.'),
  exceptions: z
    .array(exceptionSchema)
    .max(500)
    .default([])
    .describe('Imports that a rule lets pass, one by one.'),
  report: z
    .enum(['new', 'touched', 'all'])
    .default('new')
    .describe(
      'Which breaches are reported: those the change adds, those of files it touches, or all there are.',
    ),
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
