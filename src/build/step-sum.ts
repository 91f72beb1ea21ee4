import { FIRST_ROOM, widened } from '../model/growing.ts';
import { SUM_COLUMN } from '../model/packed-context.ts';

/**
 * What steps came to that have the same price per token, whatever that is: of each item they sent, in the order
 * of `SUM_COLUMN`. Of a long thread a sum holds few: most have left the context before, or come later.
 */
export class StepSum {
  readonly rate: number;
  readonly day: number;
  readonly promptStep: number;
  /** What was sent beyond the places, in the order of `SUM_COLUMN`. */
  readonly beyond = new Float64Array(SUM_COLUMN.length);
  private readonly rows = new Map<number, number>();
  private values = new Float64Array(FIRST_ROOM * SUM_COLUMN.length);

  constructor(rate: number, day: number, promptStep: number) {
    this.rate = rate;
    this.day = day;
    this.promptStep = promptStep;
  }

  /** Adds to a column of an item. */
  add(item: number, column: number, value: number): void {
    if (value === 0) return;
    const at = this.rowOf(item) * SUM_COLUMN.length + column;
    this.values[at] = (this.values[at] as number) + value;
  }

  /** The items, in the order of `column`. */
  items(): number[] {
    return [...this.rows.keys()];
  }

  /** A column, item by item. */
  column(column: number): number[] {
    return Array.from({ length: this.rows.size }, (_, row) => this.values[row * SUM_COLUMN.length + column] as number);
  }

  private rowOf(item: number): number {
    const known = this.rows.get(item);
    if (known !== undefined) return known;
    const row = this.rows.size;
    this.rows.set(item, row);
    if ((row + 1) * SUM_COLUMN.length > this.values.length) {
      this.values = widened(this.values, new Float64Array(2 * this.values.length));
    }
    return row;
  }
}
