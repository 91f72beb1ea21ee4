import type { RateKey } from '../model/packed-context.ts';
import { NOT_COUNTED } from '../model/packed-context.ts';
import { DAY_MS, type Millis } from '../model/time.ts';
import { NO_TOKENS } from '../model/tokens.ts';
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

/** Prices the steps of one thread after the other; the same price is looked up once. */
export class StepPricer {
  private readonly price: Pricer;
  private readonly thresholds: readonly number[];
  private readonly filter: StepFilter;
  private readonly known = new Map<CallPrice, PromptRates | null>();

  /** `thresholds`: prompt sizes above which some model has another price. */
  constructor(price: Pricer, thresholds: readonly number[], filter: StepFilter) {
    this.price = price;
    this.thresholds = thresholds;
    this.filter = filter;
  }

  /** For a step's rate, time and prompt: undefined when it does not count here, null when it has no price. */
  forThread(
    rates: readonly RateKey[],
  ): (rate: number, at: Millis | null, promptTokens: number) => PromptRates | null | undefined {
    const { since, until, isModel } = this.filter;
    const counts = rates.map(([model]) => isModel(model));
    let [lastRate, lastDay, lastTier] = [NOT_COUNTED, Number.NaN, -1];
    let last: PromptRates | null = null;
    return (rate, at, promptTokens) => {
      if (rate === NOT_COUNTED || counts[rate] !== true) return undefined;
      if ((since !== null || until !== null) && at === null) return undefined;
      if ((since !== null && Number(at) < since) || (until !== null && Number(at) >= until)) return undefined;
      const day = at === null ? -1 : Math.floor(at / DAY_MS);
      const tier = this.tierOf(promptTokens);
      if (rate !== lastRate || day !== lastDay || tier !== lastTier) {
        [lastRate, lastDay, lastTier] = [rate, day, tier];
        last = this.ratesOf(rates[rate] as RateKey, at, promptTokens);
      }
      return last;
    };
  }

  private tierOf(promptTokens: number): number {
    let tier = 0;
    for (const above of this.thresholds) if (promptTokens > above) tier++;
    return tier;
  }

  private ratesOf([model, fast, geo, tier]: RateKey, at: Millis | null, promptTokens: number): PromptRates | null {
    const above = this.thresholds.filter((each) => promptTokens > each).at(-1);
    const priced = this.price({
      ...{ sessionId: '', agentId: '', purpose: '', at, model, fast, geo, tier },
      promptTokens: above === undefined ? 0 : above + 1,
      ...{ tokens: NO_TOKENS, rebuilt: NO_TOKENS, webSearches: 0, responses: 0, unfinished: 0 },
    });
    let rates = this.known.get(priced);
    if (rates === undefined) {
      rates = priced.kind === 'unpriced' ? null : numbersOf(priced.rates);
      this.known.set(priced, rates);
    }
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
