import { NO_DAY, NOT_COUNTED, PLACE, STEP, SUM_COLUMN } from '../model/packed-context.ts';
import { StepSum } from './step-sum.ts';
import { StretchScale } from './stretch-scale.ts';

/**
 * Which steps are summed, and the step of a prompt of so many tokens at so many milliseconds of its day (`promptStep`,
 * where no price hangs on the hour). `answers`: see `answersAmong`.
 */
export interface StepChoice {
  readonly answers: number;
  readonly counts: (day: number, ms: number) => boolean;
  readonly stepOf: (promptTokens: number, ms: number) => number;
}

/** One for all threads: it has memory of its own. */
const scale = new StretchScale();

/**
 * Sums what the items of a thread came to by where they lay (insight.md section 2): of each prompt the first tokens
 * were read from the cache, the next written (for an hour, then for five minutes), the rest sent as they were.
 * `stretches` as in `PackedContext`. Steps that count elsewhere are left out.
 */
export function sumSteps(stretches: Int32Array, choice: StepChoice): StepSum[] {
  const sums = new Map<number, StepSum>();
  for (let at = 0; at < stretches.length; ) {
    const places = stretches[at] as number;
    const first = at + 2 + places * PLACE.length;
    const end = first + (stretches[at + 1] as number) * STEP.length;
    for (const [price, steps] of stepsByPrice(stretches, first, end, choice)) {
      const sum = sums.get(price) ?? emptySum(stretches, steps[0] as number, choice);
      sums.set(price, sum);
      scale.open(stretches, at + 2, places, choice.answers);
      for (const step of steps) layStep(stretches, step, sum.beyond);
      scale.addTo(sum);
    }
    at = end;
  }
  return [...sums.values()];
}

/** The steps from `first` to `end` that count and sent something, by what decides their price: one number for all of it. */
function stepsByPrice(numbers: Int32Array, first: number, end: number, { counts, stepOf }: StepChoice) {
  const byPrice = new Map<number, number[]>();
  for (let step = first; step < end; step += STEP.length) {
    const rate = numbers[step + STEP.rate] as number;
    const day = numbers[step + STEP.day] as number;
    const ms = numbers[step + STEP.ms] as number;
    const sent = sentBy(numbers, step);
    if (rate === NOT_COUNTED || sent === 0 || !counts(day, ms)) continue;
    const price = (rate * 2 ** 17 + day - NO_DAY) * 2 ** 16 + stepOf(sent, ms);
    const steps = byPrice.get(price);
    if (steps === undefined) byPrice.set(price, [step]);
    else steps.push(step);
  }
  return byPrice;
}

function emptySum(numbers: Int32Array, step: number, { stepOf }: StepChoice): StepSum {
  const [rate, day] = [numbers[step + STEP.rate] as number, numbers[step + STEP.day] as number];
  return new StepSum(rate, day, stepOf(sentBy(numbers, step), numbers[step + STEP.ms] as number));
}

function sentBy(numbers: Int32Array, step: number): number {
  const [read, write1h] = [numbers[step + STEP.read] as number, numbers[step + STEP.write1h] as number];
  return read + write1h + (numbers[step + STEP.write5m] as number) + (numbers[step + STEP.input] as number);
}

/** Lays a step on the places as far as they go, and adds the rest of what it sent to `beyond`. */
function layStep(numbers: Int32Array, step: number, beyond: Float64Array): void {
  const read = numbers[step + STEP.read] as number;
  const write1h = read + (numbers[step + STEP.write1h] as number);
  const write5m = write1h + (numbers[step + STEP.write5m] as number);
  const sent = sentBy(numbers, step);
  const covered = Math.min(numbers[step + STEP.context] as number, sent, scale.size);
  const [a, b, c] = [Math.min(read, covered), Math.min(write1h, covered), Math.min(write5m, covered)];
  scale.lay(a, b, c, covered);
  if (covered === sent) return;
  add(beyond, SUM_COLUMN.responses, 1);
  add(beyond, SUM_COLUMN.read, read - a);
  add(beyond, SUM_COLUMN.write1h, write1h - read - (b - a));
  add(beyond, SUM_COLUMN.write5m, write5m - write1h - (c - b));
  add(beyond, SUM_COLUMN.input, sent - write5m - (covered - c));
}

function add(numbers: Float64Array, at: number, value: number): void {
  numbers[at] = (numbers[at] as number) + value;
}
