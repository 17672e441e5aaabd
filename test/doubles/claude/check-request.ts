import type { CacheControl, ClaudeRequestBody } from './answers.ts';

/**
 * What the real API would refuse with HTTP 400 according to its documentation, as far as we could go wrong there; null
 * when it would take the request.
 */
export function findFault(request: ClaudeRequestBody): string | null {
  const forbidden = ['temperature', 'top_p', 'top_k', 'thinking', 'tool_choice'].find(
    (key) => key in request,
  );
  if (forbidden !== undefined) return `${forbidden}: not supported on this model`;
  if (typeof request.max_tokens !== 'number' || request.max_tokens < 1) return 'max_tokens: required';
  if (request.max_tokens > 128_000) return 'max_tokens: above the model’s limit';
  if (request.messages[0]?.role !== 'user')
    return "messages.0: use the top-level 'system' parameter for the initial system prompt";
  if (request.messages.at(-1)?.role === 'assistant') return 'prefill is not supported on this model';
  return findCacheFault(request) ?? findFormatFault(request.output_config?.format);
}

function findCacheFault(request: ClaudeRequestBody): string | null {
  const marks = textBlocks(request)
    .map((block) => block.cache_control)
    .filter((mark): mark is CacheControl => mark !== undefined);
  if (marks.length > 4) return 'at most 4 blocks with cache_control may be provided';
  const firstShort = marks.findIndex((mark) => mark.ttl !== '1h');
  if (firstShort >= 0 && marks.slice(firstShort).some((mark) => mark.ttl === '1h'))
    return 'a ttl of 1h must not come after a ttl of 5m';
  return null;
}

/** Every text block of a request in the order of the prompt: system first, then messages. */
export function textBlocks(request: ClaudeRequestBody): { text: string; cache_control?: CacheControl }[] {
  return [
    ...(request.system ?? []),
    ...request.messages.flatMap(({ content }) =>
      typeof content === 'string' ? [{ text: content }] : content,
    ),
  ];
}

const keywords = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  '$ref',
  '$defs',
  'description',
  'title',
  'const',
  'anyOf',
]);

function findFormatFault(format: { type: string; schema: unknown } | undefined): string | null {
  if (format === undefined) return null;
  if (format.type !== 'json_schema' || Object.keys(format).some((key) => key !== 'type' && key !== 'schema'))
    return 'output_config.format: malformed';
  const counts = { optional: 0, unions: 0, fault: null as string | null };
  visitSchema(format.schema, counts);
  if (counts.fault !== null) return counts.fault;
  if (counts.optional > 24) return 'output_config.format.schema: too many optional parameters';
  if (counts.unions > 16) return 'output_config.format.schema: too many union types';
  return null;
}

function visitSchema(
  schema: unknown,
  counts: { optional: number; unions: number; fault: string | null },
): void {
  const node = schema as Record<string, unknown>;
  const unknown = Object.keys(node).find((key) => !keywords.has(key));
  if (unknown !== undefined)
    counts.fault = `output_config.format.schema: keyword ${unknown} is not supported`;
  if (Array.isArray(node['anyOf'])) {
    counts.unions += 1;
    for (const each of node['anyOf']) visitSchema(each, counts);
  }
  if (node['items'] !== undefined) visitSchema(node['items'], counts);
  if (node['type'] !== 'object') return;
  if (node['additionalProperties'] !== false) counts.fault = 'additionalProperties must be false';
  const properties = (node['properties'] ?? {}) as Record<string, unknown>;
  const required = new Set((node['required'] ?? []) as string[]);
  if (Object.keys(properties).length === 0) counts.fault = 'an object without properties is always empty';
  for (const [name, each] of Object.entries(properties)) {
    if (!required.has(name)) counts.optional += 1;
    visitSchema(each, counts);
  }
}
