import { NO_DAY, type RateKey, timeOf } from '../model/packed-context.ts';
import { DAY_MS, type Millis, millis } from '../model/time.ts';
import { PROMPT_STEP, promptStep } from '../model/tokens.ts';
import { partOfDay } from '../price/hour-borders.ts';
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

/** The rates of steps; undefined when they do not count here, null when they have no price. */
export type StepRates = (rate: number, day: number, step: number) => PromptRates | null | undefined;

/** Whether the window holds all of a day, nothing, or a part. */
export type DayPart = 'all' | 'none' | 'cut';

/** Where prices change: the sizes of prompts above which some model has another, and the hours (`hourBorders`). */
export interface PriceBorders {
  readonly thresholds: readonly number[];
  readonly hours: readonly number[];
}

/** What has the same price but for its time and the size of its prompt. */
interface KnownRate {
  readonly key: RateKey;
  readonly counts: boolean;
  /** By day, hours and tier. */
  readonly prices: Map<number, PromptRates | null>;
}

/** Prices the steps of one thread after the other; the same price is looked up once. */
export class StepPricer {
  private readonly price: Pricer;
  private readonly borders: PriceBorders;
  private readonly filter: StepFilter;
  private readonly known = new Map<string, KnownRate>();
  private readonly lists = new Map<readonly RateKey[], readonly KnownRate[]>();
  /** Whether every tier begins where a prompt step does, so that sums by step can be priced. */
  private readonly fitsSteps: boolean;
  /** Parts of a day that have prices of their own. */
  private readonly parts: number;

  constructor(price: Pricer, borders: PriceBorders, filter: StepFilter) {
    this.price = price;
    this.borders = borders;
    this.filter = filter;
    this.fitsSteps = borders.thresholds.every((above) => above % PROMPT_STEP === 0);
    this.parts = Math.max(1, borders.hours.length);
  }

  /** For the sums of a thread with these rates, by the steps of `stepOf`. */
  forThread(rates: readonly RateKey[]): StepRates {
    const known = this.lists.get(rates) ?? rates.map((key) => this.knownRate(key));
    this.lists.set(rates, known);
    return (rate, day, step) => {
      const own = known[rate];
      if (!own?.counts) return undefined;
      return this.ratesOf(own, day, step % this.parts, this.tierOfStep(Math.floor(step / this.parts)));
    };
  }

  /** How much of a UTC day counts; what has no time counts only where no window is asked for. */
  partOf(day: number): DayPart {
    const { since, until } = this.filter;
    if (since !== null || until !== null) {
      const [from, to] = [day * DAY_MS, (day + 1) * DAY_MS];
      if (day === NO_DAY || (since !== null && to <= since) || (until !== null && from >= until)) return 'none';
      if ((since !== null && from < since) || (until !== null && to > until)) return 'cut';
    }
    return this.fitsSteps && this.parts === 1 ? 'all' : 'cut';
  }

  /** Whether a moment counts. */
  isWithin(at: Millis | null): boolean {
    return isWithin(at, this.filter);
  }

  /** The step of a prompt: the one that sums are kept by, or, where tiers lie between those, its tier; by part of the day. */
  readonly stepOf = (promptTokens: number, ms: number): number => {
    const step = this.fitsSteps ? promptStep(promptTokens) : this.tierOf(promptTokens);
    return step * this.parts + partOfDay(this.borders.hours, millis(ms));
  };

  private tierOf(promptTokens: number): number {
    let tier = 0;
    for (const above of this.borders.thresholds) if (promptTokens > above) tier++;
    return tier;
  }

  private tierOfStep(step: number): number {
    return this.fitsSteps ? this.tierOf(step * PROMPT_STEP + 1) : step;
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

  private ratesOf({ key, prices }: KnownRate, day: number, part: number, tier: number): PromptRates | null {
    const { thresholds, hours } = this.borders;
    const timeAndTier = (day * this.parts + part) * (thresholds.length + 1) + tier;
    const known = prices.get(timeAndTier);
    if (known !== undefined) return known;
    const [model, fast, geo, service] = key;
    const promptTokens = tier === 0 ? 0 : (thresholds[tier - 1] ?? 0) + 1;
    const priced = this.price({ at: timeOf(day, hours[part] ?? 0), model, fast, geo, tier: service, promptTokens });
    const rates = priced.kind === 'unpriced' ? null : numbersOf(priced.rates);
    prices.set(timeAndTier, rates);
    return rates;
  }
}

/** Whether a moment lies in the window; one that is not known does only where no window is asked for. */
export function isWithin(at: Millis | null, { since, until }: StepFilter): boolean {
  if (at === null) return since === null && until === null;
  return (since === null || at >= since) && (until === null || at < until);
}

function numbersOf(rates: Extract<CallPrice, { kind: 'priced' }>['rates']): PromptRates {
  return {
    read: Number(rates.cacheRead),
    write1h: Number(rates.cacheWrite1h),
    write5m: Number(rates.cacheWrite5m),
    input: Number(rates.input),
  };
}
