import { z } from 'zod';
import { architectureSchema, type NestedArchitecture } from './architecture.ts';

/**
 * `.github/architect.yml`. Every key has a default, so an empty file and no file mean the same.
 * Wrong or unknown keys are reported with line and column by `parseSettings` and the rest is used.
 */
export const settingsSchema = z.strictObject({
  reviews: z
    .strictObject({
      automatic: z
        .boolean()
        .default(true)
        .describe('Review on open, ready-for-review and push; false: only on `/architect review`.'),
      drafts: z.boolean().default(false).describe('Review drafts too.'),
      bots: z.boolean().default(false).describe('Review pull requests that bots opened.'),
    })
    .prefault({})
    .describe('When a pull request is reviewed.'),
  ignore: z
    .array(z.string().min(1).max(500))
    .max(200)
    .default([])
    .describe('Globs of paths that are listed but not judged.'),
  comments: z
    .strictObject({
      // GitHub's secondary limits begin near 40.
      inline: z
        .int()
        .min(0)
        .max(30)
        .default(7)
        .describe('Most inline comments of one review; the rest stands in the summary.'),
      lowest: z
        .enum(['error', 'warning', 'note'])
        .default('note')
        .describe('Lowest severity that is posted at all.'),
    })
    .prefault({})
    .describe('How much is posted.'),
  model: z
    .strictObject({
      finder: z.string().min(1).max(100).default('claude-sonnet-5-5').describe('Model that judges.'),
      verifier: z.string().min(1).max(100).default('claude-haiku-5-5').describe('Model that verifies.'),
      effort: z.enum(['low', 'medium', 'high']).default('medium').describe('How long the model may think.'),
    })
    .prefault({})
    .describe('Which models are asked, within what the operator allows.'),
  budget: z
    .strictObject({
      review: z.number().min(0).max(100).default(1).describe('US dollars one review may cost.'),
      day: z
        .number()
        .min(0)
        .max(10_000)
        .default(20)
        .describe('US dollars this repository may cost in a day (UTC).'),
    })
    .prefault({})
    .describe('What reviews may cost, within what the operator allows.'),
  decisions: z
    .strictObject({
      folder: z
        .string()
        .min(1)
        .max(200)
        .nullable()
        .default(null)
        .describe('Folder of the records; null: the one the repository already has, else `docs/adr`.'),
      labels: z
        .array(z.string().min(1).max(50))
        .max(10)
        .default(['architecture-decision'])
        .describe('Labels of follow-up issues.'),
      open: z
        .enum(['review', 'merge', 'never'])
        .default('review')
        .describe('When a follow-up issue is opened: with the review, on merge, or never.'),
    })
    .prefault({})
    .describe('Architecture decisions that a change makes.'),
  gate: z
    .strictObject({
      incomplete: z
        .enum(['neutral', 'failure'])
        .default('neutral')
        .describe('Conclusion of an incomplete review; never `success`.'),
      judgement: z
        .boolean()
        .default(false)
        .describe(
          "Whether an `error` of the architect's own judgement fails the check, as an `error` fact does.",
        ),
    })
    .prefault({})
    .describe('How the check concludes.'),
  rules: z
    .record(
      z
        .string()
        .regex(/^[a-z]+\/(?:\*|[a-z-]+(?:\/[A-Za-z0-9_-]+)?)$/, {
          error: 'a rule is `<family>/<name>`, `<family>/<name>/<check>` or `<family>/*`: see docs/rules',
        })
        .max(200),
      z.enum(['off', 'error', 'warning', 'note']),
    )
    .default({})
    .describe(
      'Severity by rule (`data/ban-drop-column`), by check of a contract rule (`contract/protobuf-breaking/FIELD_NO_DELETE`) or by family (`data/*`); `off` drops its facts. The most specific one holds.',
    ),
  data: z
    .strictObject({
      database: z
        .enum(['postgres', 'mysql', 'sqlite'])
        .nullable()
        .default(null)
        .describe('Database of the migrations that do not say it; null: found out from the manifests.'),
    })
    .prefault({})
    .describe('How migrations are judged.'),
  architecture: architectureSchema.prefault({}).describe('Modules, and which of them may import which.'),
  context: z
    .union([
      z
        .string()
        .max(4000)
        .transform((text) => [text]),
      z.array(z.string().max(1000)).max(50),
    ])
    .default([])
    .describe(
      'What the architect should know of the system: expected scale, constraints. One text or a list of lines.',
    ),
});

export type Settings = z.output<typeof settingsSchema> & {
  /** What settings files of folders say (`<folder>/architect.yml`), sorted by folder: the nearest governs a file. */
  nested: NestedArchitecture[];
};

/** The settings of a repository that says nothing. */
export const defaultSettings: Settings = { ...settingsSchema.parse({}), nested: [] };

/** One thing wrong with a settings file. Lines and columns are 1-based. */
export interface SettingsProblem {
  file: string;
  line: number;
  column: number;
  message: string;
}

/** What a settings file said: the valid part over the defaults, and what was wrong. */
export interface SettingsReading {
  settings: Settings;
  problems: SettingsProblem[];
  /** Files that were read, nearest last: the organisation's, then the repository's. */
  sources: string[];
}
