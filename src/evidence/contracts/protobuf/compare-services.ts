import type { CheckName } from './checks.ts';
import { compareTypes } from './compare-types.ts';
import type { Comparison, Pair } from './comparison.ts';
import { listNames, type ProtoBreak } from './proto-change.ts';
import type { ProtoMethod, ProtoService } from './proto-file.ts';

/** What changes in a service that stays: its methods by name. Adds to the comparison. */
export function compareServices(pair: Pair<ProtoService>, into: Comparison): void {
  const { before, after, beforeFile, afterFile } = pair;
  const news = new Map(after.methods.map((method) => [method.name, method]));
  const olds = new Set(before.methods.map((method) => method.name));
  for (const method of before.methods) {
    const now = news.get(method.name);
    if (now !== undefined) {
      compareMethods(pair, method, now, into);
      continue;
    }
    const isDeprecated = method.options.get('deprecated') === 'true';
    into.changes.push({
      kind: 'break',
      check: 'RPC_NO_DELETE',
      severity: isDeprecated ? 'warning' : 'error',
      element: `${after.fullName}.${method.name}`,
      message: `the ${isDeprecated ? 'deprecated ' : ''}method ${after.fullName}.${method.name} is removed`,
      path: beforeFile.path,
      line: method.line,
      side: 'LEFT',
    });
  }
  const added = after.methods.filter((method) => !olds.has(method.name));
  if (added.length === 0) return;
  into.changes.push({
    kind: 'addition',
    check: 'RPC_ADDED',
    element: added.length === 1 ? `${after.fullName}.${added[0]!.name}` : after.fullName,
    message: `the service ${after.fullName} gains ${listNames(added.map((method) => method.name))}`,
    path: afterFile.path,
    line: added[0]!.line,
    side: 'RIGHT',
  });
}

function compareMethods(
  { before: service, after: newService, afterFile }: Pair<ProtoService>,
  before: ProtoMethod,
  after: ProtoMethod,
  into: Comparison,
): void {
  const element = `${newService.fullName}.${after.name}`;
  const place = { path: afterFile.path, line: after.line, side: 'RIGHT' } as const;
  const push = (check: CheckName, message: string, more: Partial<ProtoBreak> = {}) =>
    into.changes.push({ kind: 'break', check, element, message, ...place, ...more });
  const parts = [
    ['RPC_SAME_REQUEST_TYPE', 'request', before.request, after.request],
    ['RPC_SAME_RESPONSE_TYPE', 'response', before.response, after.response],
  ] as const;
  for (const [check, part, was, is] of parts) {
    const type = compareTypes(
      { side: into.base, scope: service.fullName, written: was },
      { side: into.head, scope: newService.fullName, written: is },
      into.renamed,
    );
    if (type === 'same') continue;
    const message = `${element} changes its ${part} from ${was} to ${is}`;
    if (type === 'unsure') into.unsure.push({ path: afterFile.path, element });
    else if (type === 'renamed')
      push(check, `${message}, whose fields have the same numbers and types`, sameFields);
    else push(check, message);
  }
  if (before.clientStreaming !== after.clientStreaming) {
    push(
      'RPC_SAME_CLIENT_STREAMING',
      `${element} ${after.clientStreaming ? 'takes' : 'no longer takes'} a stream`,
    );
  }
  if (before.serverStreaming !== after.serverStreaming) {
    push(
      'RPC_SAME_SERVER_STREAMING',
      `${element} ${after.serverStreaming ? 'answers' : 'no longer answers'} with a stream`,
    );
  }
  const [was, is] = [before, after].map(
    ({ options }) => options.get('idempotency_level') ?? 'IDEMPOTENCY_UNKNOWN',
  );
  // From unknown to known promises more than before.
  if (was !== is && was !== 'IDEMPOTENCY_UNKNOWN') {
    push('RPC_SAME_IDEMPOTENCY_LEVEL', `${element} changes its idempotency level from ${was} to ${is}`);
  }
}

/** The bytes are the same; only generated code changes. */
const sameFields: Partial<ProtoBreak> = { severity: 'warning' };
