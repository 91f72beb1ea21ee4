import type { Step, Stretch, ThreadContext } from '../model/context.ts';
import { groupBy } from '../model/group-by.ts';
import { PLACE } from '../model/packed-context.ts';
import type { Sighting } from '../model/session-rows.ts';
import { fitted, PARTS_AS_SENT } from './answer-parts.ts';
import { estimateOf, measureOf, sharesOf } from './divide-growth.ts';
import type { Entrant } from './entrants-of.ts';
import { charsTogether, foldPlaces, type OpenPlace, tokensOf } from './fold-places.ts';
import { ItemList } from './item-list.ts';
import type { Output } from './measure-context.ts';

/** What entered, with the message of a logged request that it is in; '' where nothing says which. */
export interface Sent {
  readonly entrant: Entrant;
  readonly message: string;
}

interface OpenStretch {
  places: OpenPlace[];
  readonly steps: Step[];
}

/**
 * Each stretch repeats the places that stayed. Where a context shrinks again and again that would grow with the square of
 * a thread: beyond so many repeated places they are folded.
 */
const MOST_REPEATED = 100_000;

/** Who lies where in the prompt of a thread, from its first token to its last. Sizes are whole tokens. */
export class ContextLayout {
  private readonly items = new ItemList();
  private readonly done: Stretch[] = [];
  private stretch: OpenStretch = { places: [], steps: [] };
  private sum = 0;
  /** Places of the fixed context, which lies before all messages. */
  private front = 0;
  /** Tokens of the first prompt for each that was estimated of it; 1 where parts of it are not to be seen. */
  private measured = 1;
  /** Places of stretches that had been in one before. */
  private repeated = 0;

  /** Tokens of all places. */
  get size(): number {
    return this.sum;
  }

  /** Tokens that so much is thought to have here. */
  expected(entrants: readonly Entrant[]): number {
    return Math.round(this.measured * estimateOf(entrants, this.measured));
  }

  /** True until the first prompt. */
  get isEmpty(): boolean {
    return this.stretch.places.length === 0 && this.done.length === 0;
  }

  /** The messages that lie in the prompt, in their order; '' for what is known to be of none. */
  get messages(): string[] {
    return [...new Set(this.stretch.places.slice(this.front).map(({ message }) => message))];
  }

  /**
   * The first prompt. Where the parts of the fixed context are known they and what entered share it in proportion to
   * their characters; else the fixed context is all that is not visible.
   */
  begin(size: number, fixed: readonly Entrant[], waiting: readonly Sent[]): void {
    const seen = estimateOf(entrantsIn(waiting), this.measured);
    const parts = estimateOf(fixed, this.measured);
    if (parts > 0) {
      this.measured = measureOf(size, [...fixed, ...entrantsIn(waiting)]);
      this.divide(Math.round(this.measured * parts), together(fixed));
    } else this.add(this.items.one('base'), Math.max(0, size - seen));
    this.front = this.stretch.places.length;
    this.divide(size - this.sum, waiting);
  }

  /** After a compaction: the fixed context, the newest messages that there is room for where it kept some, what entered. */
  beginAnew(size: number, waiting: readonly Sent[], keeps: boolean): void {
    const front = this.stretch.places.slice(0, this.front);
    let room = keeps ? size - tokensOf(front) - this.expected(entrantsIn(waiting)) : 0;
    const fits = ({ tokens }: OpenPlace): boolean => {
      room -= tokens;
      return room >= 0;
    };
    const kept = this.stretch.places.slice(this.front).toReversed().filter(fits);
    this.leave([...front, ...kept.toReversed()]);
    this.takeBack(size);
    this.divide(size - this.sum, waiting);
  }

  /**
   * Another fixed context from here on: parts that it shares with the one before keep their sizes, the others get theirs
   * by the tokens that a character of it had. Without any such it has the size of the one before.
   */
  changeFixed(fixed: readonly Entrant[]): void {
    const { places } = this.stretch;
    const before = places.slice(0, this.front);
    const tokens = tokensOf(before);
    const chars = before.reduce((sum, place) => sum + place.chars, 0);
    const perChar = tokens / (chars || fixed.reduce((sum, part) => sum + part.chars, 0) || 1);
    const front = fixed.map((part): OpenPlace => {
      const same = before.find(({ item, chars }) => chars === part.chars && this.items.is(item, part));
      if (same !== undefined) return same;
      const size = Math.max(1, Math.round(part.chars * perChar));
      return { item: this.items.of(part), tokens: size, hidden: 0, chars: part.chars, message: '' };
    });
    this.leave([...front, ...places.slice(this.front)]);
    this.front = front.length;
  }

  /** These messages are in the prompt no more. */
  drop(messages: ReadonlySet<string>): void {
    const { places } = this.stretch;
    this.leave(places.filter(({ message }, index) => index < this.front || !messages.has(message)));
  }

  /** The messages stand in this order. */
  order(messages: readonly string[]): void {
    const { places } = this.stretch;
    const byMessage = groupBy(places.slice(this.front), ({ message }) => message);
    this.leave([...places.slice(0, this.front), ...messages.flatMap((message) => byMessage.get(message) ?? [])]);
  }

  /** All that lies behind the fixed context is of one message from here on. */
  nameAll(message: string): void {
    for (const place of this.stretch.places.slice(this.front)) place.message = message;
  }

  /** Divides the growth: the answer before it, then what entered. Thinking that left with it is told by what is missing. */
  grow(room: number, output: Output, waiting: readonly Sent[], message = ''): void {
    const expected = this.expected(entrantsIn(waiting));
    const isWhole = room >= output.whole + expected * 0.6;
    const stayed = isWhole
      ? output.whole
      : Math.min(room, Math.max(output.visible, Math.min(output.whole, room - expected)));
    if (stayed > 0) this.answer(stayed, output, message);
    this.divide(room - stayed, waiting);
  }

  /** The response whose prompt the places now make up. */
  step(sighting: Sighting): void {
    this.stretch.steps.push({ sighting, contextTokens: this.sum, entered: this.items.answered() });
  }

  /** A prompt that has nothing to do with the conversation. */
  aside(sighting: Sighting, size: number): void {
    const item = this.items.one('unattributed');
    this.items.entered(item, size, false);
    const step = { sighting, contextTokens: size, entered: this.items.answered() };
    this.done.push({ places: Int32Array.of(item, size), steps: [step] });
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
      this.stretch.places.flatMap((place) => {
        const gone = Math.max(0, Math.min(tooMuch, place.hidden));
        tooMuch -= gone;
        if (gone > 0 && gone === place.tokens) return [];
        return gone === 0 ? place : { ...place, tokens: place.tokens - gone, hidden: place.hidden - gone };
      }),
    );
  }

  /** Results of tools leave, the oldest first, until no more than `size` is left. */
  evictResults(size: number): void {
    let tooMuch = this.sum - size;
    if (tooMuch <= 0) return;
    this.leave(
      this.stretch.places.filter(({ item, tokens }) => {
        const kind = this.items.kindOf(item);
        if (tooMuch <= 0 || (kind !== 'tool' && kind !== 'image')) return true;
        tooMuch -= tokens;
        return false;
      }),
    );
  }

  /** The newest leave until no more than `size` is left; the fixed context gives up its end last. */
  takeBack(size: number): void {
    if (this.sum <= size) return;
    const places = [...this.stretch.places];
    let left = this.sum;
    while (left > size && places.length > Math.max(1, this.front)) left -= places.pop()?.tokens ?? 0;
    for (let at = places.length - 1; left > size && at >= 0; at--) {
      const place = places[at] as OpenPlace;
      const kept = Math.max(0, place.tokens - (left - size));
      left -= place.tokens - kept;
      places[at] = { ...place, tokens: kept };
    }
    this.leave(places);
  }

  result(): Pick<ThreadContext, 'items' | 'stretches'> {
    this.close();
    return { items: this.items.result(), stretches: this.done };
  }

  /** Divides so many tokens among those that entered; what they cannot have is attributed to nobody. */
  private divide(tokens: number, waiting: readonly Sent[]): void {
    const shares = sharesOf(tokens, entrantsIn(waiting), this.measured);
    let left = tokens;
    waiting.forEach(({ entrant, message }, index) => {
      const own = shares[index] ?? 0;
      left -= own;
      if (own > 0) this.add(this.items.of(entrant), own, message, 0, entrant.chars, entrant.isReplay);
    });
    if (left > 0) this.add(this.items.one('unattributed'), left, waiting.at(-1)?.message ?? '');
  }

  /** An answer, part by part. All thinking of it can leave, of the rest what nobody sees. */
  private answer(tokens: number, { visible, parts }: Output, message: string): void {
    const own = fitted(parts, tokens);
    let hidden = Math.max(0, tokens - visible);
    for (const part of PARTS_AS_SENT) {
      const leaves = part === 'thinking' ? own.thinking : Math.min(own[part], hidden);
      hidden = Math.max(0, hidden - leaves);
      this.add(this.items.ofAnswers(part), own[part], message, leaves);
    }
  }

  private add(item: number, tokens: number, message = '', hidden = 0, chars = 0, isCopy = false): void {
    if (tokens <= 0) return;
    this.stretch.places.push({ item, tokens, hidden, chars, message });
    this.sum += tokens;
    this.items.entered(item, tokens, isCopy);
  }

  /** Nothing is added to the stretch any more: what its places are is all that stays of them. */
  private close(): void {
    const { places, steps } = this.stretch;
    if (steps.length === 0) return;
    for (const [item, chars] of charsTogether(places)) this.items.lay(item, chars);
    const packed = new Int32Array(places.length * PLACE.length);
    places.forEach(({ item, tokens }, index) => {
      packed[index * PLACE.length + PLACE.item] = item;
      packed[index * PLACE.length + PLACE.tokens] = tokens;
    });
    this.done.push({ places: packed, steps });
  }

  /** Begins another stretch with these places. */
  private leave(places: readonly OpenPlace[]): void {
    this.close();
    this.repeated += places.length;
    const kept = this.repeated > MOST_REPEATED ? this.folded(places) : places.map((place) => ({ ...place }));
    this.stretch = { places: kept, steps: [] };
    this.sum = tokensOf(places);
  }

  private folded(places: readonly OpenPlace[]): OpenPlace[] {
    return foldPlaces(places, this.front, ({ item }) => this.items.foldOf(item));
  }
}

/** Entrants that nothing says the messages of. */
export function together(entrants: readonly Entrant[]): Sent[] {
  return entrants.map((entrant) => ({ entrant, message: '' }));
}

function entrantsIn(waiting: readonly Sent[]): Entrant[] {
  return waiting.map(({ entrant }) => entrant);
}
