import { describe, expect, it } from 'vitest';
import { routeDetector } from '../../../../src/evidence/contracts/routes/route-detector.ts';
import type { Evidence } from '../../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

function detect(base: Files, head: Files, renames: Record<string, string> = {}): Promise<Evidence> {
  return gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [routeDetector],
  );
}

/** Each fact as `severity check element`. */
async function factsOf(base: Files, head: Files, renames: Record<string, string> = {}): Promise<string[]> {
  const { facts } = await detect(base, head, renames);
  return facts.map(({ severity, data }) => `${severity} ${data['check']} ${data['element']}`);
}

describe('routes that files name by their paths', () => {
  const get = 'export async function GET() { return Response.json({}); }\n';

  it('warns of a removed file', async () => {
    const base = { 'src/app/api/users/[id]/route.ts': get };
    expect(await factsOf(base, {})).toEqual(['warning endpoint-removed GET /api/users/{id}']);
  });

  it('leaves a renamed parameter and a group alone', async () => {
    const base = { 'src/app/api/users/[id]/route.ts': get };
    expect(await factsOf(base, { 'src/app/api/(people)/users/[userId]/route.ts': get })).toEqual([]);
  });

  it('notes a new one', async () => {
    expect(await factsOf({}, { 'app/api/health/route.ts': get })).toEqual([
      'note endpoint-added GET /api/health',
    ]);
  });
});
