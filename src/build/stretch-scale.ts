import { ANSWER_PARTS } from '../model/context.ts';
import { widened } from '../model/growing.ts';
import { NO_ANSWERS, PLACE, SUM_COLUMN } from '../model/packed-context.ts';
import type { StepSum } from './step-sum.ts';

const FIRST_ROOM = 4096;

/** Classes of tokens that have a price of their own: the columns of sums but for the responses. */
const CLASSES = SUM_COLUMN.length - 1;

/**
 * Marks on a place: per class how many responses cover all places before this one, and tokens that fall to a part of
 * this one; the same of responses, whatever the class.
 */
const MARK = { whole: 0, part: CLASSES, covers: 2 * CLASSES, parts: 2 * CLASSES + 1, length: 2 * CLASSES + 2 };

/**
 * The places of a stretch, on which responses are laid: only the places in which a class begins or ends are split, and
 * what holds for all before them is added up at the end. One stretch after the other, in the same memory.
 */
export class StretchScale {
  /** Tokens of all places. */
  size = 0;
  private numbers: Int32Array = new Int32Array(0);
  private from = 0;
  private places = 0;
  private answers = NO_ANSWERS;
  private last = 0;
  /** Where each place begins. */
  private starts = new Float64Array(FIRST_ROOM);
  private marks = new Float64Array(FIRST_ROOM * MARK.length);
  /** Responses told of each item in this stretch; zeros in between. */
  private told = new Float64Array(FIRST_ROOM);

  /** Begins with so many places that stand at `from`. Parts of `answers` (`answersAmong`) are sent as one. */
  open(numbers: Int32Array, from: number, places: number, answers: number): void {
    if (places + 1 > this.starts.length) this.grow(2 * (places + 1));
    this.marks.fill(0, 0, (places + 1) * MARK.length);
    this.numbers = numbers;
    this.from = from;
    this.places = places;
    this.answers = answers;
    this.last = 0;
    let size = 0;
    for (let place = 0; place < places; place++) {
      this.starts[place] = size;
      size += numbers[from + place * PLACE.length + PLACE.tokens] as number;
    }
    this.starts[places] = size;
    this.size = size;
  }

  /** One response sent the first `end` tokens: classes follow on one another, each up to its end. */
  lay(read: number, write1h: number, write5m: number, end: number): void {
    this.cover(0, 0, read);
    this.cover(1, read, write1h);
    this.cover(2, write1h, write5m);
    this.cover(3, write5m, end);
    const place = this.placeOf(end);
    const at = place * MARK.length;
    this.mark(at + MARK.covers, 1);
    if (end > (this.starts[place] as number)) this.mark(at + MARK.parts, 1);
  }

  /** Adds what the places came to, to their items. */
  addTo(sum: StepSum): void {
    const { marks, told } = this;
    const end = this.places * MARK.length;
    const running = marks.slice(end, end + CLASSES);
    let covers = marks[end + MARK.covers] as number;
    for (let place = this.places - 1; place >= 0; place--) {
      const at = this.from + place * PLACE.length;
      const item = this.numbers[at + PLACE.item] as number;
      const tokens = this.numbers[at + PLACE.tokens] as number;
      const mark = place * MARK.length;
      for (let kind = 0; kind < CLASSES; kind++) {
        const whole = running[kind] as number;
        sum.add(item, kind + 1, whole * tokens + (marks[mark + MARK.part + kind] as number));
        running[kind] = whole + (marks[mark + MARK.whole + kind] as number);
      }
      if (tokens > 0) this.tell(sum, this.wholeOf(item), covers + (marks[mark + MARK.parts] as number));
      covers += marks[mark + MARK.covers] as number;
    }
    for (let place = 0; place < this.places; place++) {
      told[this.wholeOf(this.numbers[this.from + place * PLACE.length + PLACE.item] as number)] = 0;
    }
  }

  private wholeOf(item: number): number {
    const part = item - this.answers;
    return this.answers !== NO_ANSWERS && part > 0 && part <= ANSWER_PARTS.length ? this.answers : item;
  }

  /** An item with several places is in a prompt once, however many of them the prompt has. */
  private tell(sum: StepSum, item: number, by: number): void {
    if (this.told.length <= item) {
      this.told = widened(this.told, new Float64Array(2 * (item + 1)));
    }
    const more = by - (this.told[item] as number);
    if (more <= 0) return;
    sum.add(item, SUM_COLUMN.responses, more);
    this.told[item] = by;
  }

  private cover(kind: number, from: number, to: number): void {
    if (from === to) return;
    this.step(kind, to, 1);
    this.step(kind, from, -1);
  }

  private step(kind: number, tokens: number, sign: number): void {
    if (tokens === 0) return;
    const place = this.placeOf(tokens);
    this.mark(place * MARK.length + MARK.whole + kind, sign);
    this.mark(place * MARK.length + MARK.part + kind, sign * (tokens - (this.starts[place] as number)));
  }

  private mark(at: number, value: number): void {
    this.marks[at] = (this.marks[at] as number) + value;
  }

  /**
   * The place in which the token after the first so many lies; behind the last one when there is none. Looked for from
   * where the last one was found: prompts grow by little.
   */
  private placeOf(tokens: number): number {
    const { starts, places } = this;
    let place = this.last;
    while (place > 0 && (starts[place] as number) > tokens) place--;
    while (place < places && (starts[place + 1] as number) <= tokens) place++;
    this.last = place;
    return place;
  }

  private grow(room: number): void {
    this.starts = new Float64Array(room);
    this.marks = new Float64Array(room * MARK.length);
  }
}
