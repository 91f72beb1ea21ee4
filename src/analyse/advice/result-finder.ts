import { hash32 } from '../../model/content-hash.ts';
import { columnAt, ITEM, numberOfKind, packTime } from '../../model/packed-context.ts';
import type { Millis } from '../../model/time.ts';
import type { ContextRow } from '../../query/contexts.ts';

/** What of a call finds its result among the items of its thread. */
export interface ResultOf {
  readonly name: string;
  readonly target: string;
  readonly endedAt: Millis | null;
  readonly resultHash: string;
}

const RESULT = numberOfKind('tool');
const IMAGE = numberOfKind('image');

/**
 * Finds in the context of one thread what calls returned: by their tool, the time and the content of the result; images
 * by what they are of. Each item is found once. What has no time is not found: it is not counted.
 */
export class ResultFinder {
  private readonly row: ContextRow;
  private readonly count: number;
  private readonly byPlace = new Map<string, number[]>();

  constructor(row: ContextRow) {
    this.row = row;
    this.count = row.items[0] ?? 0;
    for (let item = 0; item < this.count; item++) {
      const kind = this.column(ITEM.kind, item);
      if (kind !== RESULT && kind !== IMAGE) continue;
      const tool = row.tools[this.column(ITEM.tool, item)] ?? '';
      const place = placeOf(tool, this.column(ITEM.day, item), this.column(ITEM.ms, item));
      const there = this.byPlace.get(place);
      if (there === undefined) this.byPlace.set(place, [item]);
      else there.push(item);
    }
  }

  /** The items that a call's result is of: its text, and its images. */
  take({ name, target, endedAt, resultHash }: ResultOf): number[] {
    if (endedAt === null) return [];
    const place = placeOf(name, ...packTime(endedAt));
    const there = this.byPlace.get(place) ?? [];
    const content = resultHash === '' ? 0 : Number.parseInt(resultHash.slice(0, 8), 16) | 0;
    const text = there.find((each) => this.is(RESULT, each) && this.column(ITEM.content, each) === content);
    const label = target === '' ? 0 : hash32(target);
    const images = there.filter((each) => this.is(IMAGE, each) && this.column(ITEM.label, each) === label);
    const found = text === undefined ? images : [text, ...images];
    this.byPlace.set(
      place,
      there.filter((each) => !found.includes(each)),
    );
    return found;
  }

  /** Tokens that an item had on entry. */
  tokensOf(item: number): number {
    return this.column(ITEM.tokens, item);
  }

  private is(kind: number, item: number): boolean {
    return this.column(ITEM.kind, item) === kind;
  }

  private column(column: number, item: number): number {
    return this.row.items[columnAt(column, this.count) + item] as number;
  }
}

function placeOf(tool: string, day: number, ms: number): string {
  return `${day}/${ms}/${tool}`;
}
