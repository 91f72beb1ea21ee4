import { expect, it } from 'vitest';
import type { AuditUnit } from '../../src/analyse/audit-units.ts';
import { NextTierSum } from '../../src/analyse/next-tier-sum.ts';
import type { PartPrice } from '../../src/analyse/part-prices.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { usdNumber } from '../../src/model/money.ts';
import { parseIso } from '../../src/model/time.ts';
import { NO_TOKENS } from '../../src/model/tokens.ts';
import { nextTierIds } from '../../src/price/next-tier.ts';
import { shipped } from '../price/shipped-prices.ts';

const price = pricerFor(shipped);

function unit(model: string, output: number): AuditUnit {
  const by = { at: parseIso('2026-03-04T10:00:00Z'), model, fast: false, geo: '', tier: '', promptTokens: 0 };
  const part = {
    price: { ...by, price: price(by) } as PartPrice,
    tokens: { ...NO_TOKENS, output },
    webSearches: 0,
    first: 0,
  };
  return { parts: [part] } as unknown as AuditUnit;
}

function sumOf(...units: readonly AuditUnit[]) {
  const sum = new NextTierSum(price, nextTierIds(shipped));
  for (const each of units) sum.add(each);
  return sum.result;
}

it('all of it has the same tokens at the list price of the next tier of its time', () => {
  const all = sumOf(unit('claude-opus-4-6', 1000), unit('claude-opus-4-6', 500));
  // 1,500 tokens at $15 for a million.
  expect([usdNumber(all?.price ?? (0n as never)), all?.models]).toEqual([0.0225, ['claude-sonnet-4-6']]);
});

it('where something has no price there is no bound', () => {
  expect(sumOf(unit('claude-opus-4-6', 1000), unit('nobody-knows-this', 1))).toBeNull();
  expect(sumOf()).toBeNull();
});
