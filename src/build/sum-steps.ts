import { groupBy } from '../model/group-by.ts';
import { NOT_COUNTED, PLACE, STEP, SUM_COLUMN } from '../model/packed-context.ts';
import { StretchScale } from './stretch-scale.ts';

/** What steps came to that have the same price per token, whatever that is. */
export interface StepSum {
  readonly rate: number;
  readonly day: number;
  readonly promptStep: number;
  /** What was sent beyond the places, in the order of `SUM_COLUMN`. */
  readonly beyond: Float64Array;
  /** What the passengers came to, in the order of `SUM_COLUMN`. */
  readonly columns: readonly Float64Array[];
}

/** Which steps are summed, and the step of a prompt of so many tokens (`promptStep`). */
export interface StepChoice {
  readonly counts: (day: number, ms: number) => boolean;
  readonly stepOf: (promptTokens: number) => number;
}

/** One for all threads: it has memory of its own. */
const scale = new StretchScale();

/**
 * Sums what the passengers of a thread came to by where they lay (insight.md section 2): of each prompt the first tokens
 * were read from the cache, the next written (for an hour, then for five minutes), the rest sent as they were.
 * `stretches` as in `PackedContext`. Steps that count elsewhere are left out.
 */
export function sumSteps(stretches: Int32Array, passengers: number, choice: StepChoice): StepSum[] {
  const sums = new Map<string, StepSum>();
  for (let at = 0; at < stretches.length; ) {
    const places = stretches[at] as number;
    const first = at + 2 + places * PLACE.length;
    const end = first + (stretches[at + 1] as number) * STEP.length;
    for (const [price, steps] of stepsByPrice(stretches, first, end, choice)) {
      const sum = sums.get(price) ?? emptySum(price, passengers);
      sums.set(price, sum);
      scale.open(stretches, at + 2, places);
      for (const step of steps) layStep(stretches, step, sum.beyond);
      scale.addTo(sum.columns);
    }
    at = end;
  }
  return [...sums.values()];
}

/** The steps from `first` to `end` that count and sent something, by what decides their price. */
function stepsByPrice(numbers: Int32Array, first: number, end: number, { counts, stepOf }: StepChoice) {
  const steps: number[] = [];
  for (let step = first; step < end; step += STEP.length) {
    const isOwn = numbers[step + STEP.rate] !== NOT_COUNTED;
    const [day, ms] = [numbers[step + STEP.day] as number, numbers[step + STEP.ms] as number];
    if (isOwn && sentBy(numbers, step) > 0 && counts(day, ms)) steps.push(step);
  }
  return groupBy(steps, (step) => {
    return `${numbers[step + STEP.rate]} ${numbers[step + STEP.day]} ${stepOf(sentBy(numbers, step))}`;
  });
}

function emptySum(price: string, passengers: number): StepSum {
  const [rate = 0, day = 0, promptStep = 0] = price.split(' ').map(Number);
  const columns = Array.from({ length: SUM_COLUMN.length }, () => new Float64Array(passengers));
  return { rate, day, promptStep, beyond: new Float64Array(SUM_COLUMN.length), columns };
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
  const within = [read, write1h, write5m, sent].map((end) => Math.min(end, covered)) as [
    number,
    number,
    number,
    number,
  ];
  scale.lay(...within);
  if (covered === sent) return;
  const outside = [read, write1h, write5m, sent].map((end, i) => end - (within[i] as number));
  add(beyond, SUM_COLUMN.responses, 1);
  for (const [i, tokens] of outside.entries()) add(beyond, i + 1, tokens - (outside[i - 1] ?? 0));
}

function add(numbers: Float64Array, at: number, value: number): void {
  numbers[at] = (numbers[at] as number) + value;
}
