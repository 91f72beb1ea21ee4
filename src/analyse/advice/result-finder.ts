import { hash32 } from '../../model/content-hash.ts';
import { columnAt, numberOfKind, PASSENGER, packTime } from '../../model/packed-context.ts';
import type { Millis } from '../../model/time.ts';
import type { ContextRow } from '../../query/contexts.ts';

/** What of a call finds its result among the passengers of its thread. */
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
 * by what they are of. Each passenger is found once. What has no time is not found: it is not counted.
 */
export class ResultFinder {
  private readonly row: ContextRow;
  private readonly count: number;
  private readonly byPlace = new Map<string, number[]>();

  constructor(row: ContextRow) {
    this.row = row;
    this.count = row.passengers[0] ?? 0;
    for (let passenger = 0; passenger < this.count; passenger++) {
      const kind = this.column(PASSENGER.kind, passenger);
      if (kind !== RESULT && kind !== IMAGE) continue;
      const tool = row.tools[this.column(PASSENGER.tool, passenger)] ?? '';
      const place = placeOf(tool, this.column(PASSENGER.day, passenger), this.column(PASSENGER.ms, passenger));
      const there = this.byPlace.get(place);
      if (there === undefined) this.byPlace.set(place, [passenger]);
      else there.push(passenger);
    }
  }

  /** The passengers that a call's result is of: its text, and its images. */
  take({ name, target, endedAt, resultHash }: ResultOf): number[] {
    if (endedAt === null) return [];
    const place = placeOf(name, ...packTime(endedAt));
    const there = this.byPlace.get(place) ?? [];
    const content = resultHash === '' ? 0 : Number.parseInt(resultHash.slice(0, 8), 16) | 0;
    const text = there.find((each) => this.is(RESULT, each) && this.column(PASSENGER.content, each) === content);
    const label = target === '' ? 0 : hash32(target);
    const images = there.filter((each) => this.is(IMAGE, each) && this.column(PASSENGER.label, each) === label);
    const found = text === undefined ? images : [text, ...images];
    this.byPlace.set(
      place,
      there.filter((each) => !found.includes(each)),
    );
    return found;
  }

  /** Tokens that a passenger had on entry. */
  tokensOf(passenger: number): number {
    return this.column(PASSENGER.tokens, passenger);
  }

  private is(kind: number, passenger: number): boolean {
    return this.column(PASSENGER.kind, passenger) === kind;
  }

  private column(column: number, passenger: number): number {
    return this.row.passengers[columnAt(column, this.count) + passenger] as number;
  }
}

function placeOf(tool: string, day: number, ms: number): string {
  return `${day}/${ms}/${tool}`;
}
