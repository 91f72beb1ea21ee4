import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Leaving, leftOf } from '../../../src/analyse/advice/replay.ts';
import { pricerFor } from '../../../src/analyse/pricer.ts';
import { StepPricer } from '../../../src/analyse/step-pricer.ts';
import { ContextWeigher } from '../../../src/analyse/weigh-context.ts';
import { NOT_COUNTED, packTime, type RateKey, STEP } from '../../../src/model/packed-context.ts';
import { type Millis, millis } from '../../../src/model/time.ts';
import { promptThresholds } from '../../../src/price/prompt-thresholds.ts';
import type { ContextRow } from '../../../src/query/contexts.ts';
import { shipped } from '../../price/shipped-prices.ts';
import { priceOf } from '../slow-ledger.ts';

const RATES: readonly RateKey[] = [
  ['claude-opus-4-8', false, '', ''],
  ['claude-haiku-5-5', false, '', ''],
];

interface Step {
  readonly at: Millis | null;
  readonly rate: number;
  /** Read, written for an hour, written for five minutes, sent as they are. */
  readonly sent: readonly [number, number, number, number];
}

interface Stretch {
  readonly places: readonly { readonly item: number; readonly tokens: number }[];
  readonly steps: readonly Step[];
}

const tokens = fc.oneof(fc.nat(3), fc.nat(40));
const at = fc.option(fc.integer({ min: Date.parse('2026-11-01'), max: Date.parse('2026-11-03') }).map(millis));
const stretch: fc.Arbitrary<Stretch> = fc.record({
  places: fc.array(fc.record({ item: fc.nat(4), tokens }), { maxLength: 8 }),
  steps: fc.array(
    fc.record({
      at,
      rate: fc.integer({ min: NOT_COUNTED, max: 1 }),
      sent: fc.tuple(tokens, tokens, tokens, tokens),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});
const leaving: fc.Arbitrary<readonly Leaving[]> = fc
  .uniqueArray(fc.record({ item: fc.nat(4), keeps: fc.oneof(fc.constant(0), fc.nat(30)), from: at }), {
    selector: ({ item }) => item,
    minLength: 1,
    maxLength: 3,
  })
  .map((all) => [...all]);

describe('a replay without some items', () => {
  it('costs what the prompts cost, laid token by token, without those that leave', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 4 }), leaving, (stretches, gone) => {
        const left = leftOf(rowOf(stretches), gone, weigher());
        const saved = left.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
        expect(priceOfAll(stretches, []) - priceOfAll(stretches, gone)).toBe(saved);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no more of an item than its own weight, all of it where it leaves whole', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 4 }), leaving, (stretches, gone) => {
        const whole = leftOf(
          rowOf(stretches),
          gone.map((each) => ({ ...each, keeps: 0, from: null })),
          weigher(),
        );
        leftOf(rowOf(stretches), gone, weigher()).forEach(({ weight, tokens, responses }, index) => {
          expect(weight).toBeLessThanOrEqual(whole[index]?.weight ?? -1);
          expect(tokens).toBeLessThanOrEqual(whole[index]?.tokens ?? -1);
          expect(responses).toBeLessThanOrEqual(whole[index]?.responses ?? -1);
        });
        const own = new ContextWeigher(pricer()).weighStretches(rowOf(stretches), packed(stretches), 5);
        gone.forEach(({ item }, index) => {
          expect(whole[index]).toEqual({
            tokens: own.sent[item],
            responses: own.responses[item],
            weight: own.cost[item],
          });
        });
      }),
      { numRuns: 300 },
    );
  });

  it('counts only what the window holds', () => {
    const noon = millis(Date.parse('2026-11-02T12:00:00Z'));
    const step = (hours: number): Step => ({ at: millis(noon + hours * 3_600_000), rate: 0, sent: [0, 10, 0, 0] });
    const row = rowOf([{ places: [{ item: 0, tokens: 10 }], steps: [step(-1), step(1)] }]);
    const since = new StepPricer(pricerFor(shipped), BORDERS, { since: noon, until: null, isModel: () => true });
    const [left] = leftOf(row, [{ item: 0, keeps: 4, from: null }], new ContextWeigher(since));
    expect(left).toEqual({ tokens: 6, responses: 1, weight: 60_000_000 });
  });
});

const BORDERS = { thresholds: promptThresholds(shipped), hours: [] };

function pricer(): StepPricer {
  return new StepPricer(pricerFor(shipped), BORDERS, { since: null, until: null, isModel: () => true });
}

function weigher(): ContextWeigher {
  return new ContextWeigher(pricer());
}

/** What all prompts cost: each token for itself, where it lies once those are taken out that leave. */
function priceOfAll(stretches: readonly Stretch[], gone: readonly Leaving[]): bigint {
  let price = 0n;
  for (const { places, steps } of stretches) {
    for (const { at, rate, sent } of steps) {
      const key = RATES[rate];
      if (key === undefined) continue;
      const all = sent.reduce((sum, count) => sum + count, 0);
      const rates = priceOf(shipped, key, at, all)?.rates;
      if (rates === undefined) continue;
      const classes = ['cacheRead', 'cacheWrite1h', 'cacheWrite5m', 'input'] as const;
      const charged = sent.flatMap((count, kind) => new Array<bigint>(count).fill(rates[classes[kind] ?? 'input']));
      const items = places.flatMap(({ item, tokens }) => new Array<number>(tokens).fill(item));
      const kept = new Map<number, number>();
      charged.forEach((rate, token) => {
        const leaves = gone.find(({ item }) => item === items[token]);
        const isGone = leaves !== undefined && (leaves.from === null || (at !== null && at >= leaves.from));
        const place = kept.get(items[token] ?? -1) ?? 0;
        kept.set(items[token] ?? -1, place + 1);
        if (!isGone || place < leaves.keeps) price += rate;
      });
    }
  }
  return price;
}

function packed(stretches: readonly Stretch[]): Int32Array {
  return Int32Array.from(
    stretches.flatMap(({ places, steps }) => [
      ...[places.length, steps.length],
      ...places.flatMap(({ item, tokens }) => [item, tokens]),
      ...steps.flatMap((step) => {
        const context = places.reduce((sum, { tokens }) => sum + tokens, 0);
        const numbers = [...packTime(step.at), step.rate, context, ...step.sent];
        expect(numbers).toHaveLength(STEP.length);
        return numbers;
      }),
    ]),
  );
}

function rowOf(stretches: readonly Stretch[]): ContextRow {
  const row = { sessionId: 's', agentId: '', family: null, logged: false, tools: [''], rates: RATES };
  return { ...row, items: Int32Array.of(0), stretches: () => packed(stretches) };
}
