import { PLACE } from '../model/packed-context.ts';

/** What the passengers of a thread come to, by their index. */
export interface PassengerSums {
  readonly carried: Float64Array;
  readonly cost: Float64Array;
  readonly responses: Float64Array;
}

const FIRST_ROOM = 4096;

/**
 * The places of a stretch, on which whatever holds for the first so many tokens is laid: only the place in which it
 * ends is split, and what holds for all before it is added up at the end. One after the other, in the same memory.
 */
export class StretchScale {
  /** Tokens of all places. */
  size = 0;
  private numbers: Int32Array = new Int32Array(0);
  private from = 0;
  private places = 0;
  private last = 0;
  /** Where each place begins. */
  private starts = new Float64Array(FIRST_ROOM);
  /** What holds for all places before this one, and what falls to a part of it. */
  private rates = new Float64Array(FIRST_ROOM);
  private partCost = new Float64Array(FIRST_ROOM);
  private covers = new Float64Array(FIRST_ROOM);
  private partCarried = new Float64Array(FIRST_ROOM);
  private parts = new Float64Array(FIRST_ROOM);
  /** Responses told of each passenger in this stretch; zeros in between. */
  private told = new Float64Array(FIRST_ROOM);

  /** Begins with so many places that stand at `from`. */
  open(numbers: Int32Array, from: number, places: number): void {
    if (places + 1 > this.starts.length) this.grow(2 * (places + 1));
    for (const each of [this.rates, this.partCost, this.covers, this.partCarried, this.parts])
      each.fill(0, 0, places + 1);
    this.numbers = numbers;
    this.from = from;
    this.places = places;
    this.last = 0;
    let size = 0;
    for (let place = 0; place < places; place++) {
      this.starts[place] = size;
      size += numbers[from + place * PLACE.length + PLACE.tokens] as number;
    }
    this.starts[places] = size;
    this.size = size;
  }

  /** One response carries the first so many tokens. */
  cover(tokens: number): void {
    const place = this.placeOf(tokens);
    this.covers[place] = (this.covers[place] as number) + 1;
    const part = tokens - (this.starts[place] as number);
    if (part === 0) return;
    this.partCarried[place] = (this.partCarried[place] as number) + part;
    this.parts[place] = (this.parts[place] as number) + 1;
  }

  /** The first so many tokens cost so much each. */
  charge(tokens: number, rate: number): void {
    if (tokens === 0 || rate === 0) return;
    const place = this.placeOf(tokens);
    this.rates[place] = (this.rates[place] as number) + rate;
    this.partCost[place] = (this.partCost[place] as number) + rate * (tokens - (this.starts[place] as number));
  }

  /** Adds what the places came to, to their passengers. */
  addTo({ carried, cost, responses }: PassengerSums): void {
    if (this.told.length < responses.length) this.told = new Float64Array(2 * responses.length);
    const { told } = this;
    let rate = this.rates[this.places] as number;
    let covers = this.covers[this.places] as number;
    for (let place = this.places - 1; place >= 0; place--) {
      const at = this.from + place * PLACE.length;
      const passenger = this.numbers[at + PLACE.passenger] as number;
      const tokens = this.numbers[at + PLACE.tokens] as number;
      carried[passenger] = (carried[passenger] as number) + covers * tokens + (this.partCarried[place] as number);
      cost[passenger] = (cost[passenger] as number) + rate * tokens + (this.partCost[place] as number);
      const by = covers + (this.parts[place] as number);
      // A passenger with several places is carried by a response once, however many of them it carries.
      const more = tokens === 0 ? 0 : by - (told[passenger] as number);
      if (more > 0) {
        responses[passenger] = (responses[passenger] as number) + more;
        told[passenger] = by;
      }
      rate += this.rates[place] as number;
      covers += this.covers[place] as number;
    }
    for (let place = 0; place < this.places; place++) {
      told[this.numbers[this.from + place * PLACE.length + PLACE.passenger] as number] = 0;
    }
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
    this.rates = new Float64Array(room);
    this.partCost = new Float64Array(room);
    this.covers = new Float64Array(room);
    this.partCarried = new Float64Array(room);
    this.parts = new Float64Array(room);
  }
}
