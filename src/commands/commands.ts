import type { Command } from './command.ts';
import { createHelp } from './help.ts';
import { review } from './review.ts';

const working = [review] as const;

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [...working, createHelp(working)];
