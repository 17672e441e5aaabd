import { next } from './frameworks/next.ts';
import type { RouteFramework } from './route.ts';

/** Every framework whose routes are read, by name: their order does not matter. */
export const frameworks: readonly RouteFramework[] = [
  // One line each, in alphabetical order.
  next,
];
