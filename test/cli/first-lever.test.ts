import { afterAll, describe, expect, it } from 'vitest';
import { baseOf } from '../../src/analyse/advice/advice-report.ts';
import type { LeverKind } from '../../src/analyse/advice/lever.ts';
import { ContextLedger } from '../../src/analyse/context-ledger.ts';
import { adviceFor } from '../../src/cli/advice-for.ts';
import type { Asked } from '../../src/cli/ask.ts';
import { compactionsOf } from '../../src/cli/compactions-of.ts';
import { addThreads, firstLever } from '../../src/cli/first-lever.ts';
import { mostOfLevers } from '../../src/cli/most-of-levers.ts';
import { foundWork, workLevers } from '../../src/cli/work-levers.ts';
import type { Filter } from '../../src/model/filter.ts';
import { DAY_MS, type Millis, millis } from '../../src/model/time.ts';
import { newestResponse } from '../../src/query/newest-response.ts';
import { ALL_RESPONSES } from '../../src/query/response-filter.ts';
import type { Store } from '../../src/store/open-store.ts';
import { askedOf } from '../analyse/advice/advice-in.ts';
import { corpora, removeRoots } from '../corpus.ts';
import { shipped } from '../price/shipped-prices.ts';
import { storeOf } from '../tree.ts';

afterAll(removeRoots);

/** The kinds whose finders are asked, or not, together: by the one that the others are bounded with. */
const BOUNDED_WITH: Partial<Record<LeverKind, LeverKind>> = {
  ...{ skill: 'mcp-server', 'agent-type': 'mcp-server', plugin: 'mcp-server', 'memory-file': 'mcp-server' },
  ...{ 'hook-context': 'mcp-server', 'tool-output': 'file', image: 'file' },
};

function asked(store: Store, narrowed: Partial<Filter>): Asked {
  const known = { table: shipped, fine: (grain: object) => grain, provenance: { usualWindow: null } };
  return { ...askedOf(store, narrowed), ...known, refreshed: { roots: [] } } as unknown as Asked;
}

/** Windows of different levers: the last days up to each of some moments before the newest response. */
function windowsOf(store: Store): Partial<Filter>[] {
  const newest = newestResponse(store, ALL_RESPONSES);
  if (newest === null) return [];
  const ends = [0, 1, 3, 10, 30].map((days) => millis(newest + 1 - days * DAY_MS));
  return ends.flatMap((until) => [30, 7, 1].map((days) => ({ since: millis(until - days * DAY_MS), until })));
}

function adviceWithin(within: Asked, now: Millis) {
  const base = baseOf(within.groups, within.price);
  const work = workLevers(within, foundWork(within, base, now), null);
  return adviceFor(within, null, false, base, work).levers;
}

describe.each(corpora())('%s', (_, folderOf) => {
  it('the first lever of a card is that of tj advise, and no lever exceeds what is known of it before', {
    timeout: 120_000,
  }, async () => {
    const store = await storeOf(folderOf());
    for (const narrowed of windowsOf(store)) {
      const within = asked(store, narrowed);
      const now = narrowed.until ?? millis(0);
      const levers = adviceWithin(within, now);
      const compactions = compactionsOf(within, baseOf(within.groups, within.price), now);
      const first = await firstLever(within, now, new ContextLedger(false), compactions);
      expect(first?.lever).toEqual(levers[0]);
      const ledger = new ContextLedger();
      addThreads(within, ledger);
      const mostOf = mostOfLevers(within, ledger);
      for (const { kind, id, effect } of levers) {
        const most = mostOf[BOUNDED_WITH[kind] ?? kind];
        if (most) expect(effect.low, id).toBeLessThanOrEqual(most());
      }
    }
    store.close();
  });
});
