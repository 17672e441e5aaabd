import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../src/github/publication.ts';
import { announceCheck, closeCheck, publishCheck } from '../../src/github/publish-check.ts';
import { readPage, useShop } from './shop.ts';

const shop = useShop();

describe('publishCheck', () => {
  const key = () => ({ head: shop.head, externalId: 'round-1' });
  const annotations = (length: number): Annotation[] =>
    Array.from({ length }, (_, index) => ({
      path: 'b.ts',
      startLine: (index % 9) + 1,
      endLine: (index % 9) + 1,
      severity: index % 2 === 0 ? 'error' : 'note',
      title: `T${index}`,
      message: 'm',
    }));
  const content = { title: 'Reviewing', summary: 'Started' };
  const completed = { status: 'completed', conclusion: 'failure', ...content } as const;

  it('goes from queued to its conclusion in one run', async () => {
    const runs = [
      await publishCheck(shop.octokit, shop.publisher, shop.address, key(), { status: 'queued', ...content }),
      await publishCheck(shop.octokit, shop.publisher, shop.address, key(), {
        status: 'in_progress',
        ...content,
      }),
      await publishCheck(shop.octokit, shop.publisher, shop.address, key(), {
        status: 'in_progress',
        ...content,
      }),
      await publishCheck(shop.octokit, shop.publisher, shop.address, key(), completed),
    ];
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    expect((await readPage(shop)).checks).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
  });

  it('opens a new run for another round on the same head', async () => {
    await publishCheck(shop.octokit, shop.publisher, shop.address, key(), completed);
    await publishCheck(
      shop.octokit,
      shop.publisher,
      shop.address,
      { head: shop.head, externalId: 'round-2' },
      completed,
    );
    expect((await readPage(shop)).checks).toHaveLength(2);
  });

  it('sends annotations in fifties, once each, also when an answer is lost', async () => {
    shop.github.failNext({ method: 'PATCH', path: /\/check-runs\/\d+$/, status: 502, after: 'effect' });
    const state = { ...completed, annotations: annotations(120) };
    await publishCheck(shop.octokit, shop.publisher, shop.address, key(), state);
    await publishCheck(shop.octokit, shop.publisher, shop.address, key(), state);
    const { checks } = await readPage(shop);
    expect(checks[0]!.annotations.map(({ title }) => title)).toEqual(
      annotations(120).map(({ title }) => title),
    );
    expect(checks[0]!.annotations[0]).toMatchObject({ annotation_level: 'failure' });
    expect(checks[0]!.conclusion).toBe('failure');
  });

  it('says how many annotations it left out', async () => {
    const state = { ...completed, annotations: annotations(260) };
    expect(await publishCheck(shop.octokit, shop.publisher, shop.address, key(), state)).toMatchObject({
      annotationsLeftOut: 10,
    });
  });
});

describe('a check that was concluded', () => {
  const key = () => ({ head: shop.head, externalId: 'pull-1' });
  const done = { status: 'completed', conclusion: 'failure', title: 'Done', summary: 's' } as const;
  const standing = async () =>
    (await readPage(shop)).checks.map(({ status, conclusion, title }) => [status, conclusion, title]);

  it('is not opened again by an announcement, which only fills an empty place', async () => {
    await announceCheck(shop.octokit, shop.publisher, shop.address, key(), {
      title: 'Waiting',
      summary: 's',
    });
    expect(await standing()).toEqual([['queued', null, 'Waiting']]);
    await publishCheck(shop.octokit, shop.publisher, shop.address, key(), done);
    await announceCheck(shop.octokit, shop.publisher, shop.address, key(), {
      title: 'Waiting',
      summary: 's',
    });
    expect(await standing()).toEqual([['completed', 'failure', 'Done']]);
  });

  it('stays when a new round on the head opens a run of its own', async () => {
    await publishCheck(shop.octokit, shop.publisher, shop.address, key(), done);
    await publishCheck(shop.octokit, shop.publisher, shop.address, key(), {
      status: 'in_progress',
      title: 'Again',
      summary: 's',
    });
    expect(await standing()).toEqual([
      ['completed', 'failure', 'Done'],
      ['in_progress', null, 'Again'],
    ]);
  });

  it('is closed only while it is open, and never made for that', async () => {
    const end = { conclusion: 'neutral', title: 'Closed', summary: 's' } as const;
    await closeCheck(shop.octokit, shop.publisher, shop.address, key(), end);
    expect(await standing()).toEqual([]);
    await publishCheck(shop.octokit, shop.publisher, shop.address, key(), {
      status: 'in_progress',
      title: 'Now',
      summary: 's',
    });
    await closeCheck(shop.octokit, shop.publisher, shop.address, key(), end);
    await publishCheck(shop.octokit, shop.publisher, shop.address, key(), done);
    await closeCheck(shop.octokit, shop.publisher, shop.address, key(), end);
    expect(await standing()).toEqual([
      ['completed', 'neutral', 'Closed'],
      ['completed', 'failure', 'Done'],
    ]);
  });
});
