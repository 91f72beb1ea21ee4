import { promptStep } from '../model/tokens.ts';
import { type StepChoice, type StepSum, sumSteps } from './sum-steps.ts';

/** All steps, whenever they were. */
const EVERY: StepChoice = { counts: () => true, stepOf: promptStep };

/** The largest number that is kept. */
const MOST = 2 ** 31 - 1;

/** Passengers, so far without sums, with what they came to in these stretches: see `PackedContext`. */
export function withSums(passengers: Int32Array, stretches: Int32Array): Int32Array {
  const sums = packSums(sumSteps(stretches, passengers[0] ?? 0, EVERY));
  const all = new Int32Array(passengers.length + sums.length);
  all.set(passengers);
  all.set(sums, passengers.length);
  return all;
}

/** Sums as they are kept (`SUM`). What is too large for one is kept as several: sums of the same price add up. */
export function packSums(sums: readonly StepSum[]): number[] {
  const packed: number[] = [];
  for (const sum of sums) {
    while (packPart(packed, sum)) for (const numbers of [sum.beyond, ...sum.columns]) keepRest(numbers);
  }
  return packed;
}

/** Packs as much of a sum as one can hold; tells whether there is more. */
function packPart(packed: number[], { rate, day, promptStep, beyond, columns }: StepSum): boolean {
  packed.push(rate, day, promptStep);
  let hasMore = packNumbers(packed, beyond);
  const bits = packed.push(0) - 1;
  columns.forEach((column, i) => {
    if (!column.some(Boolean)) return;
    packed[bits] = (packed[bits] as number) | (1 << i);
    if (packNumbers(packed, column)) hasMore = true;
  });
  return hasMore;
}

function packNumbers(packed: number[], numbers: Float64Array): boolean {
  let hasMore = false;
  for (const value of numbers) {
    if (value > MOST) hasMore = true;
    packed.push(Math.min(value, MOST));
  }
  return hasMore;
}

function keepRest(numbers: Float64Array): void {
  for (let i = 0; i < numbers.length; i++) numbers[i] = Math.max(0, (numbers[i] as number) - MOST);
}
