import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startWorld, summariesOf, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.github.assertNoViolations());
afterAll(() => world.close());

const rules = `architecture:
  boundaries:
    - { name: infra-apart, from: "**", deny: /src/domain, why: ADR-0001 }
`;
const breach = {
  'src/infra/order-events.ts': 'import { isLargeOrder } from "../domain/place-order.ts";\nisLargeOrder;\n',
};

it('a folder’s rules at the tip of the base branch fail the check, whatever the head makes of them', async () => {
  const repository = await world.createRepository();
  const more = { ...breach, 'src/infra/architect.yml': '' };
  await world.github.commit(repository, 'main', { 'src/infra/architect.yml': rules });
  const conversation = await world.concluded(await world.openOrderEvents({ repository, more }));
  expect(conversation.checks.at(-1)?.conclusion).toBe('failure');
  expect(summariesOf(conversation)[0]).toContain('infra-apart');
  expect(summariesOf(conversation)[0]).toContain('reviewed by the settings of the base branch');
});

it('a folder’s settings that are wrong are named and never green', async () => {
  const repository = await world.createRepository();
  await world.github.commit(repository, 'main', { 'src/infra/architect.yml': 'architecutre: {}\n' });
  const { checks } = await world.concluded(await world.openOrderEvents({ repository }));
  expect(checks.at(-1)?.conclusion).toBe('neutral');
  expect(checks.at(-1)?.summary).toMatch(/src\/infra\/architect\.yml.*1:1.*did you mean/s);
});
