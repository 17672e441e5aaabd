import { z } from 'zod';

/** The keys that a schema knows under a path, sorted: through records, lists and unions. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let at = shapesOf(schema);
  for (const key of path) {
    at = at
      .flatMap((shape): z.core.$ZodType[] => {
        if (shape instanceof z.ZodObject)
          return Object.hasOwn(shape.shape, key) ? [shape.shape[String(key)]] : [];
        if (shape instanceof z.ZodRecord) return [shape.def.valueType];
        return shape instanceof z.ZodArray ? [shape.def.element] : [];
      })
      .flatMap(shapesOf);
  }
  const keys = at.flatMap((shape) => (shape instanceof z.ZodObject ? Object.keys(shape.shape) : []));
  return [...new Set(keys)].sort();
}

/** What a schema may be once defaults, options and transformations are taken off. */
function shapesOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  ) {
    return shapesOf(schema.def.innerType);
  }
  if (schema instanceof z.ZodPipe) return shapesOf(schema.def.in);
  return schema instanceof z.ZodUnion ? schema.def.options.flatMap(shapesOf) : [schema];
}
