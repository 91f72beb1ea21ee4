import { afterAll, describe, expect, it } from 'vitest';
import { longSessionLevers } from '../../../src/analyse/advice/long-session.ts';
import { rightSizeTurnLevers } from '../../../src/analyse/advice/right-size-turns.ts';
import { rebuildsOf } from '../../../src/query/rebuilds.ts';
import { ALL_RESPONSES } from '../../../src/query/response-filter.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { corpora, removeRoots } from '../../corpus.ts';
import { storeOf } from '../../tree.ts';
import {
  agentsOf,
  auditOf,
  delegatesOf,
  effortsOf,
  figuresOf,
  pausesOf,
  retriesOf,
  switchesOf,
} from './lever-facts.ts';
import { expectSound, thresholds } from './lever-history.ts';

afterAll(removeRoots);

describe.each(corpora())('%s', (_, folderOf) => {
  it('levers have the figures of the commands that they name', { timeout: 120_000 }, async () => {
    const store = await storeOf(folderOf());
    rebuildsAgree(store);
    compactionsAgree(store);
    auditAgrees(store);
    agentsAgree(store);
    expectSound([...delegatesOf(store), ...retriesOf(store), ...effortsOf(store)]);
    store.close();
  });
});

function rebuildsAgree(store: Store): void {
  const levers = [...pausesOf(store), ...switchesOf(store)];
  expectSound(levers);
  const { groups } = rebuildsOf(store, ALL_RESPONSES, thresholds, 'day');
  const tokensOf = (id: string) => levers.find((lever) => lever.id === id)?.cost.tokens ?? 0;
  const shown = (cause: string) =>
    groups
      .filter((each) => each.cause === cause)
      .reduce((sum, { rebuilt }) => sum + rebuilt.cacheWrite5m + rebuilt.cacheWrite1h, 0);
  const unnamed = shown('previous_message_not_found');
  for (const [id, cause] of [
    ['pause:over 1 h', 'pause_over_1h'],
    ['pause:over 5 min', 'pause_over_5m'],
  ] as const) {
    expect(tokensOf(id)).toBeGreaterThanOrEqual(shown(cause));
    expect(tokensOf(id)).toBeLessThanOrEqual(shown(cause) + unnamed);
  }
  expect(tokensOf('model-switch:model')).toBe(shown('model_changed'));
}

function compactionsAgree(store: Store): void {
  const figures = figuresOf(store);
  const levers = longSessionLevers(figures);
  expectSound(levers);
  const net = figures.candidates.reduce((sum, { netPrice }) => sum + (netPrice ?? 0n), 0n);
  expect(levers[0]?.effect.low ?? 0n).toBe(net);
}

function auditAgrees(store: Store): void {
  const audit = auditOf(store);
  const levers = rightSizeTurnLevers(audit);
  expectSound(levers);
  const cost = levers[0]?.cost.weight;
  if (cost === undefined || audit.premium.cost === null) return;
  expect(Number(cost) / Number(audit.premium.cost)).toBeCloseTo(audit.turns.shapedShare.listPrice ?? 0, 9);
}

function agentsAgree(store: Store): void {
  const { report, levers } = agentsOf(store);
  expectSound(levers);
  const flagged = report.flagged.usage?.cost ?? 0n;
  expect(levers.reduce((sum, { cost }) => sum + cost.weight, 0n)).toBeLessThanOrEqual(flagged);
}
