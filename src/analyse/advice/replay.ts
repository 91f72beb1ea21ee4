import { PLACE, STEP, timeOf } from '../../model/packed-context.ts';
import type { Millis } from '../../model/time.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { ContextWeigher } from '../weigh-context.ts';

/** An item that leaves the prompts of its thread, or a part of it that does. */
export interface Leaving {
  /** Its index among the items of the thread. */
  readonly item: number;
  /** Its first so many tokens stay in every prompt. */
  readonly keeps: number;
  /** It stays in the responses before this moment; null where it leaves all of them. */
  readonly from: Millis | null;
}

/** What leaves of an item: tokens times the responses that had them, those responses, pico-dollars. */
export interface Left {
  readonly tokens: number;
  readonly responses: number;
  readonly weight: number;
}

/**
 * Replays a thread without something (advice.md, "Replay"): what leaves of each item, in their order. Prompts are priced by
 * position: the first tokens were read from the cache, the next written, the rest sent as they were. Where an item leaves,
 * what follows moves up, and each border between two classes of tokens moves with the content that it lies behind. So every
 * token that stays is charged as before, and what a response costs less is what the leaving tokens cost where they lay, at
 * that response's rates. An item that leaves whole, and every response, leaves its weight in the ledger: of that no thread
 * has to be replayed.
 */
export function leftOf(row: ContextRow, leaving: readonly Leaving[], weigher: ContextWeigher): Left[] {
  const { sent, responses, cost } = weigher.weighStretches(
    row,
    withoutOthers(row.stretches(), leaving),
    1 + leaving.length,
  );
  return leaving.map((_, index) => ({
    tokens: sent[1 + index] as number,
    responses: responses[1 + index] as number,
    weight: cost[1 + index] as number,
  }));
}

/** In the stretches that are made: everything that stays. What leaves is numbered behind it. */
const STAYS = 0;

/**
 * The same stretches with two kinds of places: those of what stays, as one, and what leaves of each item. A stretch ends
 * also where something begins to leave.
 */
function withoutOthers(stretches: Int32Array, leaving: readonly Leaving[]): Int32Array {
  const made: number[] = [];
  const order = [...leaving.keys()].sort((a, b) => fromOf(leaving[a]) - fromOf(leaving[b]));
  const moments = order.map((index) => fromOf(leaving[index]));
  for (let at = 0; at < stretches.length; ) {
    const places = at + 2;
    const first = places + (stretches[at] as number) * PLACE.length;
    const end = first + (stretches[at + 1] as number) * STEP.length;
    for (let step = first; step < end; ) {
      const gone = goneAt(stretches, step, moments);
      let next = step;
      while (next < end && goneAt(stretches, next, moments) === gone) next += STEP.length;
      const laid = laidOut(
        stretches,
        places,
        first,
        new Map(order.slice(0, gone).map((i) => [leaving[i]?.item, i])),
        leaving,
      );
      made.push(laid.length / PLACE.length, (next - step) / STEP.length);
      for (const number of laid) made.push(number);
      for (let number = step; number < next; number++) made.push(stretches[number] as number);
      step = next;
    }
    at = end;
  }
  return Int32Array.from(made);
}

function fromOf(leaving: Leaving | undefined): number {
  return leaving?.from ?? Number.NEGATIVE_INFINITY;
}

/** How many of the moments, in order, a step is not before; of a step without a time those that are before all. */
function goneAt(stretches: Int32Array, step: number, moments: readonly number[]): number {
  const at =
    timeOf(stretches[step + STEP.day] as number, stretches[step + STEP.ms] as number) ?? Number.NEGATIVE_INFINITY;
  let gone = 0;
  while (gone < moments.length && (moments[gone] as number) <= at) gone++;
  return gone;
}

/** Places from `from` to `to`; `gone`: what leaves, its place in `leaving` by its item. */
function laidOut(
  stretches: Int32Array,
  from: number,
  to: number,
  gone: ReadonlyMap<number | undefined, number>,
  leaving: readonly Leaving[],
): number[] {
  const laid: number[] = [];
  const kept = new Map<number, number>();
  let staying = 0;
  for (let place = from; place < to; place += PLACE.length) {
    const tokens = stretches[place + PLACE.tokens] as number;
    const index = gone.get(stretches[place + PLACE.item] as number);
    const room = index === undefined ? tokens : (leaving[index] as Leaving).keeps - (kept.get(index) ?? 0);
    const stays = Math.min(tokens, room);
    staying += stays;
    if (index === undefined) continue;
    kept.set(index, (kept.get(index) ?? 0) + stays);
    if (tokens === stays) continue;
    if (staying > 0) laid.push(STAYS, staying);
    laid.push(1 + index, tokens - stays);
    staying = 0;
  }
  if (staying > 0) laid.push(STAYS, staying);
  return laid;
}
