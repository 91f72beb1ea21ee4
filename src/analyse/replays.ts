import { columnAt, ITEM, NO_DAY, numberOfKind } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';

/** Kinds of which one item enters several times: of these the packed context says how much is copied. */
const SEVERAL_ENTRIES: ReadonlySet<number> = new Set([
  numberOfKind('output'),
  numberOfKind('hook'),
  numberOfKind('unattributed'),
]);

/** The fixed context is each session's own, whatever it copied. */
const FIXED = numberOfKind('base');

/** Something that entered, by its number, in the thread with this number. */
interface Entry {
  readonly thread: number;
  readonly entry: number;
}

/**
 * Finds what several sessions of a family show because one of them is a copy of the other. What is told first counts,
 * so threads are to be told in the order of `SessionFamilies`.
 */
export class Replays {
  private readonly first = new Map<string, Entry>();
  private row: ContextRow | null = null;
  private thread = 0;

  /** From here on items of this thread are told. */
  begin(row: ContextRow): void {
    this.row = row;
    this.thread++;
  }

  /**
   * The number of the first entry of this name that another thread of the family told for the same moment; `entry` itself
   * where none did. Without a time only what has the same place in both threads is the same.
   */
  originalOf(name: string, item: number, entry: number): number {
    const { row } = this;
    if (row === null || row.family === null) return entry;
    const [day, ms] = [numberAt(row, ITEM.day, item), numberAt(row, ITEM.ms, item)];
    const when = day === NO_DAY ? `item ${item}` : `${day} ${ms}`;
    return this.firstOf(`${row.family} ${name} ${when}`, entry);
  }

  /**
   * Tokens with which an item of a group entered the context of its thread; null when all of it entered that of
   * another thread, which was told before.
   */
  enteredTokens(group: number, item: number): number | null {
    const row = this.row as ContextRow;
    const [tokens, copied] = [numberAt(row, ITEM.tokens, item), numberAt(row, ITEM.copied, item)];
    if (row.family === null && copied === 0) return tokens;
    const kind = numberAt(row, ITEM.kind, item);
    if (kind === FIXED) return tokens;
    const isSum = SEVERAL_ENTRIES.has(kind);
    const isFirst = (name: string) => this.firstOf(name, this.thread) === this.thread;
    if (isSum && row.family !== null && isFirst(`${row.family} sum ${group}`)) return tokens;
    if (isSum || copied > 0) return copied >= tokens ? null : tokens - copied;
    const name = `${group} ${numberAt(row, ITEM.content, item)}`;
    return this.originalOf(name, item, this.thread) === this.thread ? tokens : null;
  }

  private firstOf(name: string, entry: number): number {
    const known = this.first.get(name);
    if (known !== undefined && known.thread !== this.thread) return known.entry;
    if (known === undefined) this.first.set(name, { thread: this.thread, entry });
    return entry;
  }
}

/** Whether a thread only replays an item that entered another thread of its session. */
export function isReplayed(items: Int32Array, item: number): boolean {
  const count = items[0] as number;
  const copied = items[columnAt(ITEM.copied, count) + item] as number;
  return copied > 0 && copied === items[columnAt(ITEM.tokens, count) + item];
}

function numberAt({ items }: ContextRow, column: number, item: number): number {
  return items[columnAt(column, items[0] as number) + item] as number;
}
