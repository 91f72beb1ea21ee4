import { basename } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { sumUsage } from '../../src/analyse/usage.ts';
import { usageReport } from '../../src/analyse/usage-report.ts';
import { UTC_CALENDAR } from '../../src/model/calendar.ts';
import { GROUPINGS, type Grouping, type Groupings, isPurpose } from '../../src/model/groupings.ts';
import { addMoney, NO_MONEY } from '../../src/model/money.ts';
import { addTokens, NO_TOKENS } from '../../src/model/tokens.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import { activity } from '../../src/query/activity.ts';
import { agentTypes } from '../../src/query/agent-types.ts';
import { ALL_RESPONSES } from '../../src/query/response-filter.ts';
import { sessionMachines } from '../../src/query/session-machines.ts';
import { sessionNames } from '../../src/query/session-names.ts';
import { sessionRoots } from '../../src/query/session-roots.ts';
import { usageGroups } from '../../src/query/usage-groups.ts';
import type { Store } from '../../src/store/open-store.ts';
import { copyEdge, removeRoots, transcriptFolders } from '../corpus.ts';
import { shipped } from '../price/shipped-prices.ts';
import { madeHistory } from '../query/made-history.ts';
import { storeOf } from '../tree.ts';

afterAll(removeRoots);

const price = pricerFor(shipped);

function reportOf(store: Store, by: Groupings) {
  const grain = { time: 'bucket', of: 'agents', purposes: by.filter(isPurpose) } as const;
  const groups = usageGroups(store, ALL_RESPONSES, promptThresholds(shipped), grain);
  return usageReport({
    ...{ groups, by, price, table: shipped, calendar: UTC_CALENDAR, sessionCount: 0, calls: null },
    ...{ activity: activity(store), sessions: sessionNames(store), roots: sessionRoots(store) },
    machines: sessionMachines(store, 'here'),
    agentTypes: agentTypes(store),
  });
}

const ALONE: readonly Groupings[] = GROUPINGS.map((by) => [by]);

/** Every grouping beside every other. */
const PAIRS: readonly Groupings[] = ALONE.flatMap((first) =>
  ALONE.filter((second) => second !== first).map((second) => [...first, ...second]),
);

const HISTORIES: readonly (readonly [string, readonly Groupings[], () => string])[] = [
  ['a history made for it, by one and by two', [...ALONE, ...PAIRS], madeHistory],
  ...transcriptFolders().map((folder) => [basename(folder), ALONE, () => folder] as const),
];

describe.each(HISTORIES)('%s', (_name, groupings, folderOf) => {
  it('by whatever it is grouped, the rows are the totals: tokens, responses and pico-dollars', async () => {
    const store = await storeOf(folderOf());
    const whole = sumUsage(
      usageGroups(store, ALL_RESPONSES, promptThresholds(shipped), { time: 'day', of: 'sessions' }),
      price,
    );
    for (const by of groupings) {
      const { rows } = reportOf(store, by);
      const tokens = rows.map(({ usage }) => usage.tokens).reduce(addTokens, NO_TOKENS);
      const cost = rows.map(({ usage }) => usage.cost ?? NO_MONEY).reduce(addMoney, NO_MONEY);
      const sum = (field: 'responses' | 'unfinished' | 'unpriced') => {
        return rows.reduce((total, { usage }) => total + usage[field], 0);
      };
      const { responses, unfinished, unpriced } = whole;
      expect([by, tokens, cost, sum('responses'), sum('unfinished'), sum('unpriced')]).toEqual([
        ...[by, whole.tokens, whole.cost ?? NO_MONEY, responses, unfinished, unpriced],
      ]);
      expect(new Set(rows.map(({ keys }) => keys.join('\n'))).size).toBe(rows.length);
    }
    store.close();
  });
});

it('the history made for it tells responses apart in every way', async () => {
  const store = await storeOf(madeHistory());
  const alone: readonly Grouping[] = ['root', 'machine', 'plugin'];
  for (const by of GROUPINGS) expect([by, reportOf(store, [by]).rows.length > 1]).toEqual([by, !alone.includes(by)]);
  store.close();
});

it('two groupings: the first in its order, and within each the second in its own', async () => {
  const store = await storeOf(copyEdge('branches'));
  expect(reportOf(store, ['hour', 'branch']).rows.map(({ keys }) => keys)).toEqual([
    ['2026-10-06 10:00', 'fix/cart'],
    ['2026-10-06 10:00', 'main'],
  ]);
  expect(reportOf(store, ['branch', 'pr']).rows.map(({ keys }) => keys)).toEqual([
    ['fix/cart', 'w/shop#12'],
    ['fix/cart', 'none'],
    ['main', 'none'],
  ]);
  store.close();
});
