import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * GraphQL's reference library, loaded at the first schema. By `require` like its user below: schemas are known by
 * their classes, and a loader with other conditions would bring a second set of them.
 */
export function loadGraphql(): typeof import('graphql') {
  return require('graphql');
}

/** GraphQL Inspector over the same library. */
export function loadInspector(): typeof import('@graphql-inspector/core') {
  return require('@graphql-inspector/core');
}
