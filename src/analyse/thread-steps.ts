import { NOT_COUNTED, PLACE, STEP, timeOf } from '../model/packed-context.ts';
import type { Millis } from '../model/time.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { Call, CallPricer } from './call-pricer.ts';
import type { StepFilter } from './step-pricer.ts';

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
  priceOf: CallPricer,
  filter: StepFilter,
  kept: number,
): ThreadStep[] {
  const pricer = new StepRater(priceOf, kept);
  const asked = rates.map(([model]) => filter.isModel(model));
  const steps: ThreadStep[] = [];
  const numbers = stretches();
  for (const step of stepPlaces(numbers)) {
    const context = numbers[step + STEP.context] as number;
    // A further attempt of a response: its context is the response's own.
    if (context === 0) continue;
    const at = timeOf(numbers[step + STEP.day] as number, numbers[step + STEP.ms] as number);
    const rate = numbers[step + STEP.rate] as number;
    const [model = '', fast = false, geo = '', tier = ''] = rates[rate] ?? [];
    const counts = rate !== NOT_COUNTED && asked[rate] === true && isWithin(at, filter);
    const found = pricer.ratesOf(numbers, step, counts ? { at, model, fast, geo, tier } : null);
    steps.push({ at, context, read: numbers[step + STEP.read] as number, counts, rates: found });
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

function isWithin(at: Millis | null, { since, until }: StepFilter): boolean {
  if (at === null) return since === null && until === null;
  return (since === null || at >= since) && (until === null || at < until);
}

/** Rates of one step after the other; neighbours mostly have the same. */
class StepRater {
  private readonly priceOf: CallPricer;
  private readonly kept: number;
  private write: 'cacheWrite1h' | 'cacheWrite5m' = 'cacheWrite5m';

  constructor(priceOf: CallPricer, kept: number) {
    this.priceOf = priceOf;
    this.kept = kept;
  }

  ratesOf(numbers: Int32Array, step: number, call: Call | null): StepRates | null {
    const write1h = numbers[step + STEP.write1h] as number;
    const write5m = numbers[step + STEP.write5m] as number;
    if (write1h > 0) this.write = 'cacheWrite1h';
    else if (write5m > 0) this.write = 'cacheWrite5m';
    if (call === null) return null;
    const sent = (numbers[step + STEP.read] as number) + write1h + write5m + (numbers[step + STEP.input] as number);
    const now = this.priceOf(call, sent);
    const then = this.priceOf(call, this.kept);
    if (now.kind === 'unpriced' || then.kind === 'unpriced') return null;
    const { cacheRead, output } = now.rates;
    return { read: Number(cacheRead), output: Number(output), write: Number(then.rates[this.write]) };
  }
}
