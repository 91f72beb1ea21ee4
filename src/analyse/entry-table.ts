import type { PageThread } from '../model/ledger-page.ts';
import { SumTable } from './key-table.ts';

/** Whose an entry is. */
export interface EntryName {
  readonly thread: PageThread;
  readonly passenger: number;
  readonly tool: string;
}

/** What knows the names of entries, by their place in it. */
export interface EntrySource {
  nameAt(place: number): EntryName;
}

const COLUMN = { at: 0, isEdit: 1, tokens: 2, carried: 3, cost: 4, place: 5, width: 6 };

/** Times that something came into a context, in numbers: there may be very many of what recurs most. */
export class EntryTable {
  private readonly table = new SumTable(COLUMN.width);
  private readonly sources: EntrySource[] = [];

  /** `at`: milliseconds, -1 when not known; `cost` in pico-dollars. Tells the row of the entry. */
  add(
    source: EntrySource,
    place: number,
    at: number,
    isEdit: boolean,
    tokens: number,
    carried: number,
    cost: number,
  ): number {
    const row = this.sources.push(source) - 1;
    const from = this.table.row(row);
    const { numbers } = this.table;
    numbers[from + COLUMN.at] = at;
    numbers[from + COLUMN.isEdit] = isEdit ? 1 : 0;
    numbers[from + COLUMN.tokens] = tokens;
    numbers[from + COLUMN.carried] = carried;
    numbers[from + COLUMN.cost] = cost;
    numbers[from + COLUMN.place] = place;
    return row;
  }

  /** Whether a file was edited: what is read of it next is not what was read before. */
  isEdit(row: number): boolean {
    return this.column(row, COLUMN.isEdit) === 1;
  }

  /** On entry. */
  tokens(row: number): number {
    return this.column(row, COLUMN.tokens);
  }

  carried(row: number): number {
    return this.column(row, COLUMN.carried);
  }

  /** Pico-dollars. */
  cost(row: number): number {
    return this.column(row, COLUMN.cost);
  }

  nameOf(row: number): EntryName {
    const source = this.sources[row] as EntrySource;
    return source.nameAt(this.column(row, COLUMN.place));
  }

  /**
   * Rows in order of time, what has none first. What is of the same moment comes in the same order whatever was read
   * first.
   */
  sort(rows: number[]): void {
    const by = (column: number, a: number, b: number) => this.column(a, column) - this.column(b, column);
    rows.sort((a, b) => {
      return (
        by(COLUMN.at, a, b) ||
        by(COLUMN.isEdit, a, b) ||
        by(COLUMN.cost, a, b) ||
        by(COLUMN.carried, a, b) ||
        by(COLUMN.tokens, a, b) ||
        this.byName(a, b)
      );
    });
  }

  private byName(a: number, b: number): number {
    const [own, other] = [this.nameOf(a), this.nameOf(b)];
    const [session, otherSession] = [own.thread.join('\n'), other.thread.join('\n')];
    return session < otherSession ? -1 : session > otherSession ? 1 : own.passenger - other.passenger;
  }

  private column(row: number, column: number): number {
    return this.table.numbers[row * COLUMN.width + column] as number;
  }
}
