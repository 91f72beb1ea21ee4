import { packSums } from '../build/pack-sums.ts';
import { type StepChoice, sumSteps } from '../build/sum-steps.ts';
import { ANSWER_PARTS } from '../model/context.ts';
import { FIRST_ROOM } from '../model/growing.ts';
import { answersAmong, columnAt, ITEM, NO_ANSWERS, SUM, SUM_COLUMN, timeOf } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { asOne, type Namesakes, namesakesOf } from './namesakes.ts';
import type { PromptRates, StepPricer, StepRates } from './step-pricer.ts';

/**
 * What the items of a thread, by their index, came to within the window: tokens times the responses whose prompts had
 * them, money in pico-dollars (exact below 9,000 dollars), responses whose prompts had them or a part of them. Behind the
 * last item stands what further attempts sent beyond the places. To be used before the next thread is weighed.
 */
export interface Weighed {
  readonly count: number;
  readonly sent: Float64Array;
  readonly cost: Float64Array;
  readonly responses: Float64Array;
  /** The same, where a response whose prompt had several of one name counts for one of them alone: sums of these have it once. */
  readonly distinct: Float64Array;
  /** Which of the items are the earlier answers, with all that their parts came to; -1 where there are none. */
  readonly answers: number;
  /** Of these what nothing tells apart, and each of `ANSWER_PARTS`. */
  readonly answerParts: readonly PartWeight[];
}

interface PartWeight {
  readonly sent: number;
  /** Pico-dollars, exact as above. */
  readonly cost: number;
}

/** Weighs one thread after the other, in the same memory. */
export class ContextWeigher implements Weighed {
  count = 0;
  sent = new Float64Array(FIRST_ROOM);
  cost = new Float64Array(FIRST_ROOM);
  responses = new Float64Array(FIRST_ROOM);
  answers = NO_ANSWERS;
  answerParts: readonly PartWeight[] = [];
  private readonly pricer: StepPricer;
  private ofNamesakes: ContextWeigher | null = null;
  private row: ContextRow | null = null;
  private ownDistinct: Float64Array | null = null;

  constructor(pricer: StepPricer) {
    this.pricer = pricer;
  }

  /**
   * Prices every item by where it lay (insight.md section 2), from the sums that are kept of its thread: token
   * counts by class, of all steps that have the same price. Only of days that the window cuts are the steps looked at.
   */
  weigh(row: ContextRow): Weighed {
    this.weighAll(row);
    this.row = row;
    this.ownDistinct = null;
    return this;
  }

  /** Looked for where it is asked for: the steps of a thread that has namesakes are gone through. */
  get distinct(): Float64Array {
    if (this.row === null) return this.responses;
    const namesakes = this.ownDistinct === null ? namesakesOf(this.row) : [];
    this.ownDistinct ??= namesakes.length === 0 ? this.responses : this.distinctAmong(namesakes, this.row);
    return this.ownDistinct;
  }

  private weighAll({ items, rates, stretches }: ContextRow): void {
    const { pricer } = this;
    this.open(items[0] ?? 0);
    const priceOf = pricer.forThread(rates);
    let isCut = false;
    for (let at = columnAt(ITEM.length, this.count); at < items.length; ) {
      const part = pricer.partOf(items[at + SUM.day] as number);
      if (part === 'cut') isCut = true;
      at = addSum(this, items, at, part === 'all' ? priceOf : nothing);
    }
    const answers = answersAmong(items);
    if (isCut) {
      const counts = (day: number, ms: number) => pricer.partOf(day) === 'cut' && pricer.isWithin(timeOf(day, ms));
      this.addSteps(stretches(), { counts, answers, stepOf: pricer.stepOf }, priceOf);
    }
    if (answers !== NO_ANSWERS) this.joinAnswers(answers);
  }

  /** Lays namesakes as one: a prompt had one of them or none, however many of them it had. */
  private distinctAmong(namesakes: Namesakes, row: ContextRow): Float64Array {
    this.ofNamesakes ??= new ContextWeigher(this.pricer);
    const together = this.ofNamesakes.weighStretches(row, asOne(row.stretches(), namesakes), namesakes.length + 1);
    const distinct = this.responses.slice(0, this.count + 1);
    for (const [number, group] of namesakes.entries()) {
      const first = group.find((item) => (this.sent[item] as number) > 0);
      for (const item of group) distinct[item] = 0;
      if (first !== undefined) distinct[first] = together.responses[number] as number;
    }
    return distinct;
  }

  /** The same of stretches that were made of a thread's own, with so many items of theirs. */
  weighStretches({ rates }: Pick<ContextRow, 'rates'>, stretches: Int32Array, count: number): Weighed {
    const { pricer } = this;
    this.row = null;
    this.open(count);
    const counts = (day: number, ms: number) => {
      const part = pricer.partOf(day);
      return part === 'all' || (part === 'cut' && pricer.isWithin(timeOf(day, ms)));
    };
    this.addSteps(stretches, { counts, answers: NO_ANSWERS, stepOf: pricer.stepOf }, pricer.forThread(rates));
    return this;
  }

  private addSteps(stretches: Int32Array, choice: StepChoice, priceOf: StepRates): void {
    const sums = Int32Array.from(packSums(sumSteps(stretches, choice)));
    for (let at = 0; at < sums.length; ) at = addSum(this, sums, at, priceOf);
  }

  /** Gives the earlier answers what their parts came to. */
  private joinAnswers(answers: number): void {
    const { sent, cost } = this;
    this.answers = answers;
    this.answerParts = [answers, ...ANSWER_PARTS.map((_, part) => answers + 1 + part)].map((item) => ({
      sent: sent[item] as number,
      cost: cost[item] as number,
    }));
    ANSWER_PARTS.forEach((_, part) => {
      const item = answers + 1 + part;
      sent[answers] = (sent[answers] as number) + (sent[item] as number);
      cost[answers] = (cost[answers] as number) + (cost[item] as number);
      sent[item] = 0;
      cost[item] = 0;
    });
  }

  private open(count: number): void {
    this.count = count;
    this.answers = NO_ANSWERS;
    if (count < this.sent.length) {
      for (const sums of [this.sent, this.cost, this.responses]) sums.fill(0, 0, count + 1);
      return;
    }
    this.sent = new Float64Array(2 * count);
    this.cost = new Float64Array(2 * count);
    this.responses = new Float64Array(2 * count);
  }
}

const nothing: StepRates = () => undefined;

/** Adds the sum that begins at `at`, if it counts; tells where the next one begins. */
function addSum(weighed: Weighed, numbers: Int32Array, at: number, priceOf: StepRates): number {
  const rate = priceOf(
    numbers[at + SUM.rate] as number,
    numbers[at + SUM.day] as number,
    numbers[at + SUM.promptStep] as number,
  );
  const columns = numbers[at + SUM.columns] as number;
  const count = numbers[at + SUM.count] as number;
  const items = at + SUM.length;
  let from = items + count;
  if (rate !== undefined) addBeyond(weighed, numbers, at + SUM.beyond, rate);
  for (let column = 0; column < SUM_COLUMN.length; column++) {
    if (((columns >> column) & 1) === 0) continue;
    if (rate !== undefined) {
      const isResponses = column === SUM_COLUMN.responses;
      const into = isResponses ? weighed.responses : weighed.sent;
      addColumn(into, weighed.cost, numbers, items, from, count, isResponses ? 0 : rateOf(rate, column));
    }
    from += count;
  }
  return from;
}

/** The innermost loop of every ledger: a year has millions of these numbers. `items` and `from`: where they stand. */
function addColumn(
  into: Float64Array,
  cost: Float64Array,
  numbers: Int32Array,
  items: number,
  from: number,
  count: number,
  rate: number,
): void {
  for (let i = 0; i < count; i++) {
    const item = numbers[items + i] as number;
    const value = numbers[from + i] as number;
    into[item] = (into[item] as number) + value;
    cost[item] = (cost[item] as number) + value * rate;
  }
}

function addBeyond(
  { count, sent, cost, responses }: Weighed,
  numbers: Int32Array,
  from: number,
  rate: PromptRates | null,
): void {
  responses[count] = (responses[count] as number) + (numbers[from + SUM_COLUMN.responses] as number);
  for (let column = SUM_COLUMN.read; column < SUM_COLUMN.length; column++) {
    const tokens = numbers[from + column] as number;
    sent[count] = (sent[count] as number) + tokens;
    cost[count] = (cost[count] as number) + tokens * rateOf(rate, column);
  }
}

/** What a token of a class costs; nothing where there is no price. */
function rateOf(rate: PromptRates | null, column: number): number {
  if (rate === null) return 0;
  switch (column) {
    case SUM_COLUMN.read:
      return rate.read;
    case SUM_COLUMN.write1h:
      return rate.write1h;
    case SUM_COLUMN.write5m:
      return rate.write5m;
    default:
      return rate.input;
  }
}
