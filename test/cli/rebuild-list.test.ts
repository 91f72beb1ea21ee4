import { afterAll, expect, it } from 'vitest';
import { copyEdge, removeRoots } from '../corpus.ts';
import { shareHistory } from './share-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

it('tj context --by rebuild lists what the card sums up, with the figures of its JSON', () => {
  const [home, root] = [newHome(), shareHistory()];
  const context = (...args: string[]) => tj(['context', '--root', root, '--since', 'all', ...args], home);
  const { rebuilds } = JSON.parse(context('--json').stdout);
  const { stdout, status } = context('--by', 'rebuild');
  expect(status).toBe(0);
  expect(rebuilds.by_deed.length).toBeGreaterThan(0);
  const rows = stdout.split('\n');
  const head = rows.findIndex((line) => line.startsWith('cache rebuilds'));
  const listed = rows.slice(head + 1, rows.indexOf('', head));
  expect(listed).toHaveLength(rebuilds.by_deed.length);
  for (const [i, { events, share_list_price: share }] of rebuilds.by_deed.entries())
    expect(listed[i]).toMatch(new RegExp(` ${events} +${(share * 100).toFixed(1)} % `));
  expect(stdout).toContain(rebuilds.worst[0].session_id.slice(0, 8));
});

it('where nothing was written again, that is said', () => {
  const { stdout, status } = tj(
    ['context', '--root', copyEdge('branches'), '--since', 'all', '--by', 'rebuild'],
    newHome(),
  );
  expect({ status, first: stdout.split('\n')[0] }).toEqual({
    status: 0,
    first: 'Nothing was written again in this window.',
  });
});
