import { NOT_COUNTED, type RateKey } from '../model/packed-context.ts';
import { DAY_MS, type Millis } from '../model/time.ts';
import type { CallPrice } from '../price/rates-for.ts';
import type { Pricer } from './pricer.ts';

/** Pico-dollars per token of a prompt. */
export interface PromptRates {
  readonly read: number;
  readonly write1h: number;
  readonly write5m: number;
  readonly input: number;
}

/** Which steps count, and what their tokens cost. */
export interface StepFilter {
  readonly since: Millis | null;
  readonly until: Millis | null;
  readonly isModel: (model: string) => boolean;
}

/** The rates of a step; undefined when it does not count here, null when it has no price. */
export type StepRates = (rate: number, at: Millis | null, promptTokens: number) => PromptRates | null | undefined;

/** What has the same price but for its day and the size of its prompt. */
interface KnownRate {
  readonly key: RateKey;
  readonly counts: boolean;
  /** By day and tier. */
  readonly prices: Map<number, PromptRates | null>;
}

/** Prices the steps of one thread after the other; the same price is looked up once. */
export class StepPricer {
  private readonly price: Pricer;
  private readonly thresholds: readonly number[];
  private readonly filter: StepFilter;
  private readonly known = new Map<string, KnownRate>();

  /** `thresholds`: prompt sizes above which some model has another price. */
  constructor(price: Pricer, thresholds: readonly number[], filter: StepFilter) {
    this.price = price;
    this.thresholds = thresholds;
    this.filter = filter;
  }

  /** For the steps of a thread with these rates. */
  forThread(rates: readonly RateKey[]): StepRates {
    const { since, until } = this.filter;
    const known = rates.map((key) => this.knownRate(key));
    return (rate, at, promptTokens) => {
      const own = rate === NOT_COUNTED ? undefined : known[rate];
      if (own === undefined || !own.counts) return undefined;
      if ((since !== null || until !== null) && at === null) return undefined;
      if ((since !== null && Number(at) < since) || (until !== null && Number(at) >= until)) return undefined;
      return this.ratesOf(own, at, promptTokens);
    };
  }

  /** The rates of one prompt, whether it counts or not; null when it has no price. */
  priceOf(key: RateKey, at: Millis | null, promptTokens: number): PromptRates | null {
    return this.ratesOf(this.knownRate(key), at, promptTokens);
  }

  private knownRate(key: RateKey): KnownRate {
    const name = key.join('\n');
    let known = this.known.get(name);
    if (known === undefined) {
      known = { key, counts: this.filter.isModel(key[0]), prices: new Map() };
      this.known.set(name, known);
    }
    return known;
  }

  private ratesOf({ key, prices }: KnownRate, at: Millis | null, promptTokens: number): PromptRates | null {
    let tier = 0;
    for (const above of this.thresholds) if (promptTokens > above) tier++;
    const day = at === null ? -1 : Math.floor(at / DAY_MS);
    const known = prices.get(day * 16 + tier);
    if (known !== undefined) return known;
    const [model, fast, geo, service] = key;
    const inTier = tier === 0 ? 0 : (this.thresholds[tier - 1] ?? 0) + 1;
    const priced = this.price({ at, model, fast, geo, tier: service, promptTokens: inTier });
    const rates = priced.kind === 'unpriced' ? null : numbersOf(priced.rates);
    prices.set(day * 16 + tier, rates);
    return rates;
  }
}

function numbersOf(rates: Extract<CallPrice, { kind: 'priced' }>['rates']): PromptRates {
  return {
    read: Number(rates.cacheRead),
    write1h: Number(rates.cacheWrite1h),
    write5m: Number(rates.cacheWrite5m),
    input: Number(rates.input),
  };
}
