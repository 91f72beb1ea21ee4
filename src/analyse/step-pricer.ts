import { NO_DAY, type RateKey, timeOf } from '../model/packed-context.ts';
import { DAY_MS, type Millis } from '../model/time.ts';
import { PROMPT_STEP, promptStep } from '../model/tokens.ts';
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
  private readonly lists = new Map<readonly RateKey[], readonly KnownRate[]>();
  /** Whether every tier begins where a prompt step does, so that sums by step can be priced. */
  private readonly fitsSteps: boolean;

  /** `thresholds`: prompt sizes above which some model has another price. */
  constructor(price: Pricer, thresholds: readonly number[], filter: StepFilter) {
    this.price = price;
    this.thresholds = thresholds;
    this.filter = filter;
    this.fitsSteps = thresholds.every((above) => above % PROMPT_STEP === 0);
  }

  /** For the sums of a thread with these rates, by the steps of `stepOf`. */
  forThread(rates: readonly RateKey[]): StepRates {
    const known = this.lists.get(rates) ?? rates.map((key) => this.knownRate(key));
    this.lists.set(rates, known);
    return (rate, day, step) => {
      const own = known[rate];
      return own?.counts ? this.ratesOf(own, day, this.tierOfStep(step)) : undefined;
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
    return this.fitsSteps ? 'all' : 'cut';
  }

  /** Whether a moment counts. */
  isWithin(at: Millis | null): boolean {
    return isWithin(at, this.filter);
  }

  /** The step of a prompt: the one that sums are kept by, or, where tiers lie between those, its tier. */
  readonly stepOf = (promptTokens: number): number => {
    return this.fitsSteps ? promptStep(promptTokens) : this.tierOf(promptTokens);
  };

  private tierOf(promptTokens: number): number {
    let tier = 0;
    for (const above of this.thresholds) if (promptTokens > above) tier++;
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

  private ratesOf({ key, prices }: KnownRate, day: number, tier: number): PromptRates | null {
    const dayAndTier = day * (this.thresholds.length + 1) + tier;
    const known = prices.get(dayAndTier);
    if (known !== undefined) return known;
    const [model, fast, geo, service] = key;
    const promptTokens = tier === 0 ? 0 : (this.thresholds[tier - 1] ?? 0) + 1;
    const priced = this.price({ at: timeOf(day, 0), model, fast, geo, tier: service, promptTokens });
    const rates = priced.kind === 'unpriced' ? null : numbersOf(priced.rates);
    prices.set(dayAndTier, rates);
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
