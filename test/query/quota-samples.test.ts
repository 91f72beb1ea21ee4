import { expect, test } from 'vitest';
import { quotaSamples } from '../../src/query/quota-samples.ts';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';

test('what was told last of each quota, the shorter one first', () => {
  const store = openStore(IN_MEMORY);
  expect(quotaSamples(store)).toEqual([]);
  const keep = store.prepare('INSERT INTO quota_samples (quota, at, used_percentage, resets_at) VALUES (?, ?, ?, ?)');
  keep.run('seven_day', 3_000, 31.5, null);
  keep.run('five_hour', 2_000, 12, 9_000);
  keep.run('five_hour', 1_000, 90, 1_500);
  keep.run('a_quota_of_later', 4_000, 1, null);
  expect(quotaSamples(store)).toEqual([
    { quota: 'five_hour', at: 2_000, usedPercentage: 12, resetsAt: 9_000 },
    { quota: 'seven_day', at: 3_000, usedPercentage: 31.5, resetsAt: null },
  ]);
  store.close();
});
