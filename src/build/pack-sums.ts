import { answersAmong, LARGEST_KEPT, SUM_COLUMN } from '../model/packed-context.ts';
import { promptStep } from '../model/tokens.ts';
import type { StepSum } from './step-sum.ts';
import { type StepChoice, sumSteps } from './sum-steps.ts';

/** All steps, whenever they were. */
const EVERY: Omit<StepChoice, 'answers'> = { counts: () => true, stepOf: promptStep };

/** Items, so far without sums, with what they came to in these stretches: see `PackedContext`. */
export function withSums(items: Int32Array, stretches: Int32Array): Int32Array {
  const sums = packSums(sumSteps(stretches, { ...EVERY, answers: answersAmong(items) }));
  const all = new Int32Array(items.length + sums.length);
  all.set(items);
  all.set(sums, items.length);
  return all;
}

/** Sums as they are kept (`SUM`). What is too large for one is kept as several: sums of the same price add up. */
export function packSums(sums: readonly StepSum[]): number[] {
  const packed: number[] = [];
  for (const sum of sums) {
    const columns = Array.from({ length: SUM_COLUMN.length }, (_, column) => sum.column(column));
    for (let rest: Rest | null = { beyond: [...sum.beyond], columns }; rest !== null; )
      rest = packPart(packed, sum, rest);
  }
  return packed;
}

interface Rest {
  readonly beyond: readonly number[];
  readonly columns: readonly (readonly number[])[];
}

/** Packs as much as one sum can hold, and tells what is left of it. */
function packPart(packed: number[], sum: StepSum, { beyond, columns }: Rest): Rest | null {
  const items = sum.items();
  const kept = columns.filter((column) => column.some(Boolean));
  const bits = columns.reduce((all, column, i) => (kept.includes(column) ? all | (1 << i) : all), 0);
  packed.push(sum.rate, sum.day, sum.promptStep);
  for (const value of beyond) packed.push(Math.min(value, LARGEST_KEPT));
  packed.push(bits, items.length);
  for (const item of items) packed.push(item);
  for (const column of kept) for (const value of column) packed.push(Math.min(value, LARGEST_KEPT));
  const isAll = [beyond, ...kept].every((numbers) => numbers.every((value) => value <= LARGEST_KEPT));
  return isAll ? null : { beyond: beyond.map(beyondMost), columns: columns.map((column) => column.map(beyondMost)) };
}

function beyondMost(value: number): number {
  return Math.max(0, value - LARGEST_KEPT);
}
