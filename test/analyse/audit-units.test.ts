import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type AuditUnit, auditUnits } from '../../src/analyse/audit-units.ts';
import { PartPrices } from '../../src/analyse/part-prices.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import type { Millis } from '../../src/model/time.ts';
import { type ResponseWhere, responseFilter } from '../../src/query/response-filter.ts';
import { unitParts } from '../../src/query/unit-parts.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { corpora, removeRoots } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';
import { shipped } from '../price/shipped-prices.ts';

afterAll(removeRoots);

const THRESHOLDS = [200_000];

/** A price tier that begins where no sums are kept apart, so that single responses are asked: of the same prices. */
const NO_SUMS = [...THRESHOLDS, 3_000_001];

function unitsOf(
  store: Store,
  where: ResponseWhere,
  models: readonly string[],
  thresholds: readonly number[],
): AuditUnit[] {
  const parts = unitParts(store, where, models, thresholds);
  return [...auditUnits(parts, new PartPrices(pricerFor(shipped), thresholds))].flat();
}

describe.each(corpora())('%s', (_, folderOf) => {
  it('whatever window and models are asked for, units are those of the single responses in it', async () => {
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, folderOf());
    const models = store.prepare<[], string>('SELECT DISTINCT model FROM own_responses ORDER BY 1').pluck().all();
    const times = store
      .prepare<[], number>('SELECT at FROM own_responses WHERE at IS NOT NULL ORDER BY at')
      .pluck()
      .all();
    const bound = fc.option(
      fc.tuple(fc.nat(), fc.integer({ min: -1_000_000, max: 1_000_000 })).map(([n, shift]) => {
        return ((times[n % Math.max(1, times.length)] ?? 0) + shift) as Millis;
      }),
    );
    fc.assert(
      fc.property(bound, bound, fc.subarray(models), (since, until, some) => {
        const filter = { since, until, project: null, model: null, sessionId: null };
        const where = responseFilter(store, filter, () => true);
        expect(unitsOf(store, where, some, THRESHOLDS)).toEqual(unitsOf(store, where, some, NO_SUMS));
      }),
      { numRuns: 20 },
    );
    store.close();
  });
});
