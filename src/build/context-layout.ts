import type { Passenger, PassengerKind, Place, Step, Stretch } from '../model/context.ts';
import type { Sighting } from '../model/session-rows.ts';
import type { Entrant } from './entrants-of.ts';
import type { Output } from './measure-context.ts';

/** A passenger while its thread is followed. */
type Draft = { -readonly [Key in keyof Passenger]: Passenger[Key] };

/** A place while its stretch lasts. */
interface OpenPlace {
  readonly passenger: number;
  tokens: number;
  /** Of these, tokens of an answer that nobody sees. */
  hidden: number;
}

interface OpenStretch {
  places: OpenPlace[];
  readonly steps: Step[];
}

/**
 * Each stretch repeats the places that stayed. Where a context shrinks again and again that would grow with the square of
 * a thread: beyond so many repeated places only the newest ones are told apart, the rest by kind.
 */
const MOST_REPEATED = 100_000;
const KEPT_APART = 64;

/** Who lies where in the prompt of a thread, from its first token to its last. Sizes are whole tokens. */
export class ContextLayout {
  private readonly passengers: Draft[] = [];
  private readonly done: OpenStretch[] = [];
  private readonly single = new Map<PassengerKind, number>();
  private stretch: OpenStretch = { places: [], steps: [] };
  private sum = 0;
  /** Places of stretches that had been in one before. */
  private repeated = 0;

  /** Tokens of all places. */
  get size(): number {
    return this.sum;
  }

  /** The first prompt: what entered visibly, and below it the base load, which is all the rest. */
  begin(size: number, waiting: readonly Entrant[]): void {
    const seen = waiting.reduce((sum, { estimate }) => sum + estimate, 0);
    const base = Math.max(0, size - seen);
    this.add(this.one('base'), base, 0);
    this.divide(size - base, waiting);
  }

  /** After a compaction: the base load again, then what entered since. */
  beginAnew(size: number, waiting: readonly Entrant[]): void {
    const base = this.stretch.places.find(({ passenger }) => this.passengers[passenger]?.kind === 'base')?.tokens ?? 0;
    this.leave([]);
    this.add(this.one('base'), Math.min(base, size), 0);
    this.divide(size - this.sum, waiting);
  }

  /** Divides the growth: the answer before it, then what entered. Thinking that left with it is told by what is missing. */
  grow(room: number, output: Output, waiting: readonly Entrant[]): void {
    const expected = waiting.reduce((sum, { estimate }) => sum + estimate, 0);
    const isWhole = room >= output.whole + expected * 0.6;
    const stayed = isWhole
      ? output.whole
      : Math.min(room, Math.max(output.visible, Math.min(output.whole, room - expected)));
    if (stayed > 0) this.add(this.one('output'), stayed, Math.max(0, stayed - output.visible));
    this.divide(room - stayed, waiting);
  }

  /** The response whose prompt the places now make up. */
  step(sighting: Sighting): void {
    this.stretch.steps.push({ sighting, contextTokens: this.sum });
  }

  /** A prompt that has nothing to do with the conversation. */
  aside(sighting: Sighting, size: number): void {
    const passenger = this.one('unattributed');
    this.count(passenger, size);
    this.done.push({ places: [{ passenger, tokens: size, hidden: 0 }], steps: [{ sighting, contextTokens: size }] });
  }

  /** Sizes by another tokenizer: all in the same proportion. */
  scaleTo(size: number): void {
    if (size === this.sum || this.sum === 0) return;
    const factor = size / this.sum;
    const places = this.stretch.places.map((place) => ({ ...place, tokens: Math.floor(place.tokens * factor) }));
    const rest = size - places.reduce((sum, { tokens }) => sum + tokens, 0);
    if (places[0] !== undefined) places[0].tokens += rest;
    this.leave(places);
  }

  /** Thinking leaves, the oldest first, until no more than `size` is left. */
  stripThinking(size: number): void {
    let tooMuch = this.sum - size;
    if (tooMuch <= 0 || !this.stretch.places.some(({ hidden }) => hidden > 0)) return;
    this.leave(
      this.stretch.places.map((place) => {
        const gone = Math.max(0, Math.min(tooMuch, place.hidden));
        tooMuch -= gone;
        return gone === 0 ? place : { ...place, tokens: place.tokens - gone, hidden: place.hidden - gone };
      }),
    );
  }

  /** Results of tools leave, the oldest first, until no more than `size` is left. */
  evictResults(size: number): void {
    let tooMuch = this.sum - size;
    if (tooMuch <= 0) return;
    this.leave(
      this.stretch.places.filter(({ passenger, tokens }) => {
        const kind = this.passengers[passenger]?.kind;
        if (tooMuch <= 0 || (kind !== 'tool' && kind !== 'image')) return true;
        tooMuch -= tokens;
        return false;
      }),
    );
  }

  /** The newest leave until no more than `size` is left; the base load gives up its end last. */
  takeBack(size: number): void {
    if (this.sum <= size) return;
    const places = [...this.stretch.places];
    let left = this.sum;
    while (left > size && places.length > 1) left -= places.pop()?.tokens ?? 0;
    const [base] = places;
    if (left > size && base !== undefined) places[0] = { ...base, tokens: base.tokens - (left - size) };
    this.leave(places);
  }

  result(): { readonly passengers: readonly Passenger[]; readonly stretches: readonly Stretch[] } {
    const stretches = [...this.done, this.stretch].filter(({ steps }) => steps.length > 0);
    return {
      passengers: this.passengers,
      stretches: stretches.map(({ places, steps }) => ({
        places: places.map(({ passenger, tokens }): Place => ({ passenger, tokens })),
        steps,
      })),
    };
  }

  /** Divides so many tokens among those that entered; what they cannot have is attributed to nobody. */
  private divide(tokens: number, waiting: readonly Entrant[]): void {
    let left = tokens;
    let estimates = waiting.reduce((sum, { estimate }) => sum + estimate, 0);
    for (const { estimate, most, kind, tool, label, content, at, chars } of waiting) {
      const fair = estimates === 0 ? 0 : Math.round((left * estimate) / estimates);
      const own = Math.min(fair, most ?? fair, left);
      estimates -= estimate;
      left -= own;
      if (own <= 0) continue;
      this.passengers.push({ kind, tool, label, content, at, chars, tokens: 0 });
      this.add(this.passengers.length - 1, own, 0);
    }
    if (left > 0) this.add(this.one('unattributed'), left, 0);
  }

  private add(passenger: number, tokens: number, hidden: number): void {
    if (tokens <= 0) return;
    this.stretch.places.push({ passenger, tokens, hidden });
    this.sum += tokens;
    this.count(passenger, tokens);
  }

  private count(passenger: number, tokens: number): void {
    const draft = this.passengers[passenger];
    if (draft !== undefined) draft.tokens += tokens;
  }

  /** The one passenger of a kind. */
  private one(kind: PassengerKind): number {
    const known = this.single.get(kind);
    if (known !== undefined) return known;
    this.passengers.push({ kind, tool: '', label: '', content: '', at: null, chars: 0, tokens: 0 });
    this.single.set(kind, this.passengers.length - 1);
    return this.passengers.length - 1;
  }

  /** Begins another stretch with these places. */
  private leave(places: readonly OpenPlace[]): void {
    if (this.stretch.steps.length > 0) this.done.push(this.stretch);
    this.repeated += places.length;
    const kept = this.repeated > MOST_REPEATED ? this.folded(places) : places.map((place) => ({ ...place }));
    this.stretch = { places: kept, steps: [] };
    this.sum = places.reduce((sum, { tokens }) => sum + tokens, 0);
  }

  /** All but the newest places as one of each kind. */
  private folded(places: readonly OpenPlace[]): OpenPlace[] {
    const byKind = new Map<PassengerKind, OpenPlace>();
    for (const { passenger, tokens, hidden } of places.slice(0, -KEPT_APART)) {
      const kind = this.passengers[passenger]?.kind ?? 'unattributed';
      const fold = byKind.get(kind) ?? { passenger: this.one(kind), tokens: 0, hidden: 0 };
      fold.tokens += tokens;
      fold.hidden += hidden;
      byKind.set(kind, fold);
    }
    return [...byKind.values(), ...places.slice(-KEPT_APART).map((place) => ({ ...place }))];
  }
}
