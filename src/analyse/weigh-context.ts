import { PASSENGER, PLACE, STEP, timeOf } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { StepPricer } from './step-pricer.ts';

/** What the passengers of a thread came to, by their index. Money is in pico-dollars, exact below 9,000 dollars. */
export interface Weighed {
  readonly count: number;
  /** Tokens times the responses that carried them, within the window. */
  readonly carried: Float64Array;
  readonly cost: Float64Array;
  /** Responses that carried it, or a part of it. */
  readonly responses: Float64Array;
  /** What further attempts sent beyond the places. */
  readonly attempts: { carried: number; cost: number; responses: number };
}

/** Passengers of a thread begin behind their number. */
export const FIRST_PASSENGER = 1;

/**
 * Prices every passenger by where it lay (insight.md section 2): of each prompt the first tokens were read from the
 * cache, the next written (for an hour, then for five minutes), the rest sent as they were. A place that is covered to
 * its end costs its tokens times the sum of the rates; only the places in which something begins or ends are split.
 */
export function weighContext({ numbers, rates }: ContextRow, pricer: StepPricer): Weighed {
  const count = numbers[0] ?? 0;
  const weighed: Weighed = {
    count,
    carried: new Float64Array(count),
    cost: new Float64Array(count),
    responses: new Float64Array(count),
    attempts: { carried: 0, cost: 0, responses: 0 },
  };
  const price = pricer.forThread(rates);
  const told = new Float64Array(count);
  let at = FIRST_PASSENGER + count * PASSENGER.length;
  while (at < numbers.length) {
    const places = numbers[at] ?? 0;
    const steps = numbers[at + 1] ?? 0;
    const stretch = new StretchScale(numbers, at + 2, places);
    const first = at + 2 + places * PLACE.length;
    for (let step = first; step < first + steps * STEP.length; step += STEP.length) {
      weighStep(numbers, step, stretch, price, weighed);
    }
    stretch.addTo(weighed, told);
    at = first + steps * STEP.length;
  }
  return weighed;
}

type ThreadPricer = ReturnType<StepPricer['forThread']>;

function weighStep(
  numbers: Int32Array,
  step: number,
  stretch: StretchScale,
  price: ThreadPricer,
  weighed: Weighed,
): void {
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
    stretch.charge(a, rates.read - rates.write1h);
    stretch.charge(b, rates.write1h - rates.write5m);
    stretch.charge(c, rates.write5m - rates.input);
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

/** The places of a stretch, on which whatever holds for the first so many tokens is laid. */
class StretchScale {
  readonly size: number;
  private readonly numbers: Int32Array;
  private readonly from: number;
  private readonly places: number;
  /** Where each place begins. */
  private readonly starts: Float64Array;
  /** What holds for all places before this one, and what falls to a part of it. */
  private readonly rates: Float64Array;
  private readonly partCost: Float64Array;
  private readonly covers: Float64Array;
  private readonly partCarried: Float64Array;
  private readonly parts: Float64Array;

  constructor(numbers: Int32Array, from: number, places: number) {
    this.numbers = numbers;
    this.from = from;
    this.places = places;
    this.starts = new Float64Array(places + 1);
    this.rates = new Float64Array(places + 1);
    this.partCost = new Float64Array(places + 1);
    this.covers = new Float64Array(places + 1);
    this.partCarried = new Float64Array(places + 1);
    this.parts = new Float64Array(places + 1);
    let size = 0;
    for (let place = 0; place < places; place++) {
      this.starts[place] = size;
      size += numbers[from + place * PLACE.length + PLACE.tokens] as number;
    }
    this.starts[places] = size;
    this.size = size;
  }

  /** One response carries the first so many tokens. */
  cover(tokens: number): void {
    const place = this.placeOf(tokens);
    this.covers[place] = (this.covers[place] as number) + 1;
    const part = tokens - (this.starts[place] as number);
    if (part === 0) return;
    this.partCarried[place] = (this.partCarried[place] as number) + part;
    this.parts[place] = (this.parts[place] as number) + 1;
  }

  /** The first so many tokens cost so much each. */
  charge(tokens: number, rate: number): void {
    if (tokens === 0 || rate === 0) return;
    const place = this.placeOf(tokens);
    this.rates[place] = (this.rates[place] as number) + rate;
    this.partCost[place] = (this.partCost[place] as number) + rate * (tokens - (this.starts[place] as number));
  }

  /** `told`: a zero for every passenger, and so again afterwards. */
  addTo({ carried, cost, responses }: Weighed, told: Float64Array): void {
    let rate = this.rates[this.places] as number;
    let covers = this.covers[this.places] as number;
    for (let place = this.places - 1; place >= 0; place--) {
      const at = this.from + place * PLACE.length;
      const passenger = this.numbers[at + PLACE.passenger] as number;
      const tokens = this.numbers[at + PLACE.tokens] as number;
      carried[passenger] = (carried[passenger] as number) + covers * tokens + (this.partCarried[place] as number);
      cost[passenger] = (cost[passenger] as number) + rate * tokens + (this.partCost[place] as number);
      const by = covers + (this.parts[place] as number);
      // A passenger with several places is carried by a response once, however many of them it carries.
      const more = tokens === 0 ? 0 : by - (told[passenger] as number);
      if (more > 0) {
        responses[passenger] = (responses[passenger] as number) + more;
        told[passenger] = by;
      }
      rate += this.rates[place] as number;
      covers += this.covers[place] as number;
    }
    for (let place = 0; place < this.places; place++) {
      told[this.numbers[this.from + place * PLACE.length + PLACE.passenger] as number] = 0;
    }
  }

  /** The place in which the token after the first so many lies; behind the last one when there is none. */
  private placeOf(tokens: number): number {
    let [low, high] = [0, this.places];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= tokens) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
