import { SumTable } from './key-table.ts';

/** Whose an entry is. */
export interface EntryName {
  readonly sessionId: string;
  readonly agentId: string;
  readonly item: number;
  readonly tool: string;
}

const COLUMN = { at: 0, isEdit: 1, tokens: 2, sent: 3, cost: 4, entry: 5, width: 6 };

/** Times that something came into a context, in numbers: there may be very many of what recurs most. */
export class EntryTable {
  private readonly table = new SumTable(COLUMN.width);
  private readonly nameOf: (entry: number) => EntryName;
  private size = 0;

  /** `nameOf`: what tells the name of an entry by its number. */
  constructor(nameOf: (entry: number) => EntryName) {
    this.nameOf = nameOf;
  }

  /** `at`: milliseconds, -1 when not known; `cost` in pico-dollars. Tells the row of the entry. */
  add(entry: number, at: number, isEdit: boolean, tokens: number, sent: number, cost: number): number {
    const row = this.size++;
    const from = this.table.row(row);
    const { numbers } = this.table;
    numbers[from + COLUMN.at] = at;
    numbers[from + COLUMN.isEdit] = isEdit ? 1 : 0;
    numbers[from + COLUMN.tokens] = tokens;
    numbers[from + COLUMN.sent] = sent;
    numbers[from + COLUMN.cost] = cost;
    numbers[from + COLUMN.entry] = entry;
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

  sent(row: number): number {
    return this.column(row, COLUMN.sent);
  }

  /** Pico-dollars. */
  cost(row: number): number {
    return this.column(row, COLUMN.cost);
  }

  /**
   * Rows in order of time, what has none first. What is of the same moment and differs comes in the same order whatever
   * was read first.
   */
  sort(rows: number[]): void {
    rows.sort((a, b) => this.compare(a, b));
  }

  /** The name of the first of sorted rows that is no edit: of several alike the first by name; null where all are edits. */
  firstName(rows: readonly number[]): EntryName | null {
    const first = rows.findIndex((row) => !this.isEdit(row));
    if (first < 0) return null;
    let name = this.nameAt(rows[first] as number);
    for (let i = first + 1; i < rows.length; i++) {
      if (this.compare(rows[first] as number, rows[i] as number) !== 0) break;
      const other = this.nameAt(rows[i] as number);
      if (byName(other, name) < 0) name = other;
    }
    return name;
  }

  private compare(a: number, b: number): number {
    return (
      this.column(a, COLUMN.at) - this.column(b, COLUMN.at) ||
      this.column(a, COLUMN.isEdit) - this.column(b, COLUMN.isEdit) ||
      this.column(a, COLUMN.cost) - this.column(b, COLUMN.cost) ||
      this.column(a, COLUMN.sent) - this.column(b, COLUMN.sent) ||
      this.column(a, COLUMN.tokens) - this.column(b, COLUMN.tokens)
    );
  }

  private nameAt(row: number): EntryName {
    return this.nameOf(this.column(row, COLUMN.entry));
  }

  private column(row: number, column: number): number {
    return this.table.numbers[row * COLUMN.width + column] as number;
  }
}

function byName(a: EntryName, b: EntryName): number {
  const [thread, other] = [a, b].map(({ sessionId, agentId }) => `${sessionId}\n${agentId}`) as [string, string];
  return thread < other ? -1 : thread > other ? 1 : a.item - b.item;
}
