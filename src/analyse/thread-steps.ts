import { NO_DAY, NOT_COUNTED, PLACE, type RateKey, STEP, timeOf } from '../model/packed-context.ts';
import { BUCKET_MS, type Millis } from '../model/time.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { CallPricer } from './call-pricer.ts';
import { isWithin, type StepFilter } from './step-pricer.ts';

/** One response of a thread, in its order. */
export interface ThreadStep {
  readonly at: Millis | null;
  /** Prompt tokens that are the context. */
  readonly context: number;
  readonly read: number;
  /** Whether it is asked for; never so where another session owns it. */
  readonly counts: boolean;
  /** Null where there is no price, or nobody asks for it. */
  readonly rates: StepRates | null;
}

/** Pico-dollars of a token re-read, of one written by the model, and of one written into a cache as the thread does it. */
export type StepRates = Readonly<Record<'read' | 'output' | 'write', number>>;

/** The responses of a thread; `kept` is the size of the prompt that the price of a write into the cache is for. */
export function threadSteps(
  { stretches, rates }: ContextRow,
  calls: CallPricer,
  filter: StepFilter,
  kept: number,
): ThreadStep[] {
  const pricer = new StepRater(calls, rates, kept);
  const asked = rates.map(([model]) => filter.isModel(model));
  const steps: ThreadStep[] = [];
  const numbers = stretches();
  for (const step of stepPlaces(numbers)) {
    const context = numbers[step + STEP.context] as number;
    // A further attempt of a response: its context is the response's own.
    if (context === 0) continue;
    const at = timeOf(numbers[step + STEP.day] as number, numbers[step + STEP.ms] as number);
    const rate = numbers[step + STEP.rate] as number;
    const counts = rate !== NOT_COUNTED && asked[rate] === true && isWithin(at, filter);
    steps.push({
      at,
      context,
      read: numbers[step + STEP.read] as number,
      counts,
      rates: pricer.ratesOf(numbers, step, counts),
    });
  }
  return steps;
}

/** Size of the first prompt of a thread; 0 where it has none. */
export function firstPrompt({ stretches }: ContextRow): number {
  const numbers = stretches();
  for (const step of stepPlaces(numbers)) {
    const context = numbers[step + STEP.context] as number;
    if (context > 0) return context;
  }
  return 0;
}

/** Where in the stretches each step begins. */
function* stepPlaces(numbers: Int32Array): Generator<number> {
  for (let at = 0; at < numbers.length; ) {
    const first = at + 2 + (numbers[at] as number) * PLACE.length;
    const end = first + (numbers[at + 1] as number) * STEP.length;
    for (let step = first; step < end; step += STEP.length) yield step;
    at = end;
  }
}

/** Rates of one step after the other. */
class StepRater {
  private readonly calls: CallPricer;
  private readonly keys: readonly RateKey[];
  private readonly kept: number;
  private write: Write = 'cacheWrite5m';
  /** Neighbours mostly have the same rates: those of the last step, and what they hang on. */
  private rates: StepRates | null = null;
  private rate = NOT_COUNTED;
  private day = NO_DAY;
  /** Of the day: at its borders prices change that hang on the hour. */
  private quarter = 0;
  private tier = -1;
  private written: Write = 'cacheWrite5m';

  constructor(calls: CallPricer, keys: readonly RateKey[], kept: number) {
    this.calls = calls;
    this.keys = keys;
    this.kept = kept;
  }

  /** `counts`: whether its rates are asked for. */
  ratesOf(numbers: Int32Array, step: number, counts: boolean): StepRates | null {
    const write1h = numbers[step + STEP.write1h] as number;
    const write5m = numbers[step + STEP.write5m] as number;
    if (write1h > 0) this.write = 'cacheWrite1h';
    else if (write5m > 0) this.write = 'cacheWrite5m';
    if (!counts) return null;
    const sent = (numbers[step + STEP.read] as number) + write1h + write5m + (numbers[step + STEP.input] as number);
    const [rate, day] = [numbers[step + STEP.rate] as number, numbers[step + STEP.day] as number];
    const tier = this.calls.tierOf(sent);
    const quarter = Math.floor((numbers[step + STEP.ms] as number) / BUCKET_MS);
    const isSameTime = day === this.day && quarter === this.quarter;
    if (rate !== this.rate || !isSameTime || tier !== this.tier || this.write !== this.written) {
      this.rates = this.find(rate, timeOf(day, quarter * BUCKET_MS), sent);
      this.rate = rate;
      this.day = day;
      this.quarter = quarter;
      this.tier = tier;
      this.written = this.write;
    }
    return this.rates;
  }

  private find(rate: number, at: Millis | null, sent: number): StepRates | null {
    const [model = '', fast = false, geo = '', tier = ''] = this.keys[rate] ?? [];
    const call = { at, model, fast, geo, tier };
    const [now, then] = [this.calls.priceOf(call, sent), this.calls.priceOf(call, this.kept)];
    if (now.kind === 'unpriced' || then.kind === 'unpriced') return null;
    const { cacheRead, output } = now.rates;
    return { read: Number(cacheRead), output: Number(output), write: Number(then.rates[this.write]) };
  }
}

/** What a thread writes into. */
type Write = 'cacheWrite1h' | 'cacheWrite5m';
