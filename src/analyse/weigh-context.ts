import { PASSENGER, PLACE, STEP, timeOf } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { StepPricer, StepRates } from './step-pricer.ts';
import type { PassengerSums, StretchScale } from './stretch-scale.ts';

/**
 * What the passengers of a thread came to within the window: tokens times the responses that carried them, money in
 * pico-dollars (exact below 9,000 dollars), responses that carried them or a part of them.
 */
export interface Weighed extends PassengerSums {
  readonly count: number;
  /** What further attempts sent beyond the places. */
  readonly attempts: { carried: number; cost: number; responses: number };
}

/** Passengers of a thread begin behind their number. */
export const FIRST_PASSENGER = 1;

/**
 * Prices every passenger by where it lay (insight.md section 2): of each prompt the first tokens were read from the
 * cache, the next written (for an hour, then for five minutes), the rest sent as they were. A place that is covered to
 * its end costs its tokens times the sum of the rates; only the places in which something begins or ends are split.
 * `stretch` is what they are laid out on, for one thread after the other.
 */
export function weighContext({ numbers, rates }: ContextRow, pricer: StepPricer, stretch: StretchScale): Weighed {
  const count = numbers[0] ?? 0;
  const sums = new Float64Array(3 * count);
  const weighed: Weighed = {
    count,
    carried: sums.subarray(0, count),
    cost: sums.subarray(count, 2 * count),
    responses: sums.subarray(2 * count),
    attempts: { carried: 0, cost: 0, responses: 0 },
  };
  const price = pricer.forThread(rates);
  let at = FIRST_PASSENGER + count * PASSENGER.length;
  while (at < numbers.length) {
    const places = numbers[at] ?? 0;
    const steps = numbers[at + 1] ?? 0;
    stretch.open(numbers, at + 2, places);
    const first = at + 2 + places * PLACE.length;
    for (let step = first; step < first + steps * STEP.length; step += STEP.length) {
      weighStep(numbers, step, stretch, price, weighed);
    }
    stretch.addTo(weighed);
    at = first + steps * STEP.length;
  }
  return weighed;
}

function weighStep(numbers: Int32Array, step: number, stretch: StretchScale, price: StepRates, weighed: Weighed): void {
  const read = numbers[step + STEP.read] as number;
  const write1h = numbers[step + STEP.write1h] as number;
  const write5m = numbers[step + STEP.write5m] as number;
  const input = numbers[step + STEP.input] as number;
  const sent = read + write1h + write5m + input;
  const time = timeOf(numbers[step + STEP.day] as number, numbers[step + STEP.ms] as number);
  const rates = price(numbers[step + STEP.rate] as number, time, sent);
  if (rates === undefined || sent === 0) return;
  const covered = Math.min(numbers[step + STEP.context] as number, sent, stretch.size);
  const a = Math.min(read, covered);
  const b = Math.min(read + write1h, covered);
  const c = Math.min(read + write1h + write5m, covered);
  stretch.cover(covered);
  if (rates !== null) {
    if (a === c) stretch.charge(a, rates.read - rates.input);
    else {
      stretch.charge(a, rates.read - (b === a ? rates.write5m : rates.write1h));
      if (b !== a && b !== c) stretch.charge(b, rates.write1h - rates.write5m);
      stretch.charge(c, (b === c ? rates.write1h : rates.write5m) - rates.input);
    }
    stretch.charge(covered, rates.input);
  }
  if (covered === sent) return;
  weighed.attempts.carried += sent - covered;
  weighed.attempts.responses++;
  if (rates === null) return;
  const whole = read * rates.read + write1h * rates.write1h + write5m * rates.write5m + input * rates.input;
  const within = a * rates.read + (b - a) * rates.write1h + (c - b) * rates.write5m + (covered - c) * rates.input;
  weighed.attempts.cost += whole - within;
}
