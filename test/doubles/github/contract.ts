import { describeViolations } from './openapi.ts';
import type { JsonObject } from './types.ts';

const SIDES = new Set(['LEFT', 'RIGHT']);

/**
 * What is wrong with a request by GitHub's OpenAPI description and by the rules that only its prose states.
 * An empty list means that GitHub would understand the request (it may still refuse it).
 */
export function checkContract(operation: string, query: URLSearchParams, body: unknown): string[] {
  const problems = describeViolations(operation, query, body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return problems;
  const request = body as JsonObject;
  if (operation.includes('/pulls/') && operation.startsWith('POST')) {
    const comments = Array.isArray(request['comments']) ? (request['comments'] as JsonObject[]) : [request];
    comments.forEach((comment, index) => {
      problems.push(...checkReviewComment(comment).map((text) => `comment ${index}: ${text}`));
    });
  }
  if (operation.endsWith('/pulls/{pull_number}/reviews') && operation.startsWith('POST')) {
    // https://docs.github.com/rest/pulls/reviews: the body is required for these two events.
    const event = request['event'];
    if ((event === 'COMMENT' || event === 'REQUEST_CHANGES') && !request['body'] && !request['comments']) {
      problems.push(`a ${event} review needs a body`);
    }
  }
  if (operation.includes('/check-runs')) problems.push(...checkCheckRun(request));
  return problems;
}

function checkReviewComment(comment: JsonObject): string[] {
  const problems: string[] = [];
  for (const key of ['side', 'start_side'] as const) {
    if (comment[key] !== undefined && !SIDES.has(comment[key] as string)) {
      problems.push(`${key} must be LEFT or RIGHT`);
    }
  }
  const { line, start_line: start } = comment;
  if (start !== undefined && typeof line !== 'number') problems.push('start_line needs a line');
  if (typeof start === 'number' && typeof line === 'number' && start >= line) {
    const sameSide = (comment['start_side'] ?? 'RIGHT') === (comment['side'] ?? 'RIGHT');
    if (sameSide) problems.push('start_line must precede line');
  }
  return problems;
}

function checkCheckRun(request: JsonObject): string[] {
  const problems: string[] = [];
  if (request['status'] === 'completed' && !request['conclusion'])
    problems.push('a completed run needs a conclusion');
  if (request['completed_at'] && !request['conclusion']) problems.push('completed_at needs a conclusion');
  const output = request['output'] as JsonObject | undefined;
  // https://docs.github.com/rest/checks/runs#update-a-check-run: both are required within an output.
  if (output && (!output['title'] || !output['summary']))
    problems.push('an output needs a title and a summary');
  const annotations = (output?.['annotations'] ?? []) as JsonObject[];
  for (const annotation of annotations) {
    const [start, end] = [annotation['start_line'], annotation['end_line']] as [number, number];
    if (start > end || start < 1) problems.push('an annotation must not end before it starts');
    if (start !== end && annotation['start_column'] !== undefined) {
      problems.push('columns are for annotations of one line only');
    }
  }
  return problems;
}
