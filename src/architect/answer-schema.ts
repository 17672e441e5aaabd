import { z } from 'zod';
import { qualityAttributes } from './judgement.ts';

/**
 * The form of Claude's answer. Flat, every field required, no limits: the API turns limits into prose, and what each
 * field means stands in `prompts/review-change.md`. The order is the order of writing: the quote comes before what
 * is said about it. Changing anything here drops the prompt cache.
 */
export const answerSchema = z.object({
  lookedAt: z.array(z.string()),
  summary: z.string(),
  claims: z.array(
    z.object({
      path: z.string(),
      side: z.enum(['RIGHT', 'LEFT']),
      line: z.number(),
      quote: z.string(),
      attribute: z.enum(qualityAttributes),
      severity: z.enum(['error', 'warning', 'note']),
      confidence: z.enum(['high', 'medium', 'low']),
      title: z.string(),
      consequence: z.string(),
      wayOut: z.string(),
      tradeOff: z.string(),
    }),
  ),
  sections: z.object({
    currentVsProposed: z.string(),
    diagrams: z.string(),
    components: z.string(),
    contracts: z.string(),
    plan: z.string(),
  }),
  decisions: z.array(
    z.object({
      title: z.string(),
      why: z.string(),
      options: z.array(z.object({ name: z.string(), good: z.string(), bad: z.string() })),
      paths: z.array(z.string()),
    }),
  ),
  questions: z.array(
    z.object({
      topic: z.enum(['business', 'constraint', 'pain', 'scale']),
      text: z.string(),
      why: z.string(),
    }),
  ),
});

export type Answer = z.output<typeof answerSchema>;
