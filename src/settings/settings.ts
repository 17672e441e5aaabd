import { z } from 'zod';
import { architectureSchema, type NestedArchitecture } from './architecture.ts';

/**
 * `.github/architect.yml`. Every key has a default, so an empty file and no file mean the same.
 * Wrong or unknown keys are reported with line and column by `parseSettings` and the rest is used.
 */
export const settingsSchema = z.strictObject({
  reviews: z
    .strictObject({
      /** Review by itself on open, ready-for-review and push; false: only on `/architect review`. */
      automatic: z.boolean().default(true),
      drafts: z.boolean().default(false),
      /** Pull requests opened by bots. */
      bots: z.boolean().default(false),
    })
    .prefault({}),
  /** Globs of paths that are listed but not judged. */
  ignore: z.array(z.string().min(1).max(500)).max(200).default([]),
  comments: z
    .strictObject({
      /** Most inline comments of one review; the rest stands in the summary. GitHub's secondary limits begin near 40. */
      inline: z.int().min(0).max(30).default(7),
      /** Lowest severity that is posted at all. */
      lowest: z.enum(['error', 'warning', 'note']).default('note'),
    })
    .prefault({}),
  model: z
    .strictObject({
      finder: z.string().min(1).max(100).default('claude-sonnet-5-5'),
      verifier: z.string().min(1).max(100).default('claude-haiku-5-5'),
      effort: z.enum(['low', 'medium', 'high']).default('medium'),
    })
    .prefault({}),
  budget: z
    .strictObject({
      /** US dollars one review may cost. */
      review: z.number().min(0).max(100).default(1),
      /** US dollars this repository may cost in a day (UTC). */
      day: z.number().min(0).max(10_000).default(20),
    })
    .prefault({}),
  decisions: z
    .strictObject({
      /** Folder of the records; null: the one the repository already has, else `docs/adr`. */
      folder: z.string().min(1).max(200).nullable().default(null),
      /** Labels of follow-up issues. */
      labels: z.array(z.string().min(1).max(50)).max(10).default(['architecture-decision']),
      /** When a follow-up issue is opened: with the review, on merge, or never. */
      open: z.enum(['review', 'merge', 'never']).default('review'),
    })
    .prefault({}),
  gate: z
    .strictObject({
      /** Conclusion of an incomplete review; never `success`. */
      incomplete: z.enum(['neutral', 'failure']).default('neutral'),
      /** Whether an `error` of the architect's own judgement fails the check, as an `error` fact does. */
      judgement: z.boolean().default(false),
    })
    .prefault({}),
  architecture: architectureSchema.prefault({}),
  /** What the architect should know of the system: expected scale, constraints. One text or a list of lines. */
  context: z
    .union([
      z
        .string()
        .max(4000)
        .transform((text) => [text]),
      z.array(z.string().max(1000)).max(50),
    ])
    .default([]),
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
