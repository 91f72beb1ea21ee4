import { SUM_COLUMN } from '../model/packed-context.ts';
import type { StepSum } from './sum-steps.ts';

/** The largest number that is kept. */
const MOST = 2 ** 31 - 1;

/** Sums as they are kept (`SUM`). What is too large for one is kept as several: sums of the same price add up. */
export function packSums(sums: readonly StepSum[]): number[] {
  const packed: number[] = [];
  for (const sum of sums) {
    let [beyond, columns] = [sum.beyond, sum.columns];
    do {
      packPart(packed, sum, beyond, columns);
      beyond = beyond.map(beyondMost);
      columns = columns.map((column) => column.map(beyondMost));
    } while (beyond.some(Boolean) || columns.some((column) => column.some(Boolean)));
  }
  return packed;
}

function packPart(
  packed: number[],
  { rate, day, promptStep }: StepSum,
  beyond: Float64Array,
  columns: readonly Float64Array[],
): void {
  const kept = columns.map((column) => column.some(Boolean));
  const bits = kept.reduce((all, isKept, i) => all + (isKept ? 1 << i : 0), 0);
  packed.push(rate, day, promptStep, ...beyond.map(upToMost), bits);
  for (let i = 0; i < SUM_COLUMN.length; i++) {
    if (kept[i]) for (const value of columns[i] ?? []) packed.push(upToMost(value));
  }
}

function upToMost(value: number): number {
  return Math.min(value, MOST);
}

function beyondMost(value: number): number {
  return Math.max(0, value - MOST);
}
