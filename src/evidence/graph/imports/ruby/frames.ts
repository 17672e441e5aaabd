import type { Literal } from './literals.ts';

/** What the scanner is inside of: a brace of code, or an interpolation with the blocks and parentheses around it. */
export type Frame = 'brace' | { literal: Literal } | { blocks: number; parens: number };

/** The literal that is being read in a frame; null in code. */
export function literalOf(frame: Frame | undefined): Literal | null {
  return typeof frame === 'object' && 'literal' in frame ? frame.literal : null;
}
