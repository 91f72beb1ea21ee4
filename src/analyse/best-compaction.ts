import type { Millis } from '../model/time.ts';
import type { StepRates, ThreadStep } from './thread-steps.ts';

/** A response of a thread after which compacting would have paid most, with exact figures. */
export interface BestPoint {
  readonly at: Millis | null;
  readonly promptTokens: number;
  /** Later responses whose prompts would have been smaller. */
  readonly responses: number;
  /** Re-read tokens that those would not have read, and tokens that the compaction would have read and written. */
  readonly sparedTokens: number;
  readonly spentTokens: number;
  /** The same in pico-dollars; null where a response has no price, and tokens alone decide. */
  readonly sparedWeight: bigint | null;
  readonly spentWeight: bigint | null;
}

/** What a compaction leaves: tokens that it writes, and with the fixed context what is in the context from then on. */
export interface Remainder {
  readonly left: number;
  readonly kept: number;
}

/**
 * The best point for one compaction of a thread (insight.md section 4); null where none would have paid in both
 * weights. A compaction after a response reads its prompt from the cache, writes `left` as output, and has `kept`
 * written into the cache once. Each later response, until the end or a real compaction, would have read less by what it
 * really read of the old context, less `kept`; no more of that context can be there than the smallest prompt since had.
 * What work would then have had to be looked up again is not known.
 */
export function bestCompaction(
  steps: readonly ThreadStep[],
  compactedAt: readonly Millis[],
  remainder: Remainder,
): BestPoint | null {
  // A thread is not weighed by a part of it.
  const isPriced = steps.every(({ counts, rates }) => !counts || rates !== null);
  const thread: Thread = { steps, ends: endsOf(steps, compactedAt), isPriced, ...remainder };
  let best: { readonly net: number; readonly from: number } | null = null;
  for (const { from, most } of promising(thread)) {
    if (best !== null && most < best.net) break;
    const net = netOf(thread, from);
    if (net > 0 && (best === null || net > best.net || (net === best.net && from < best.from))) best = { net, from };
  }
  const point = best === null ? null : pointAt(thread, best.from);
  return point !== null && point.sparedTokens > point.spentTokens ? point : null;
}

interface Thread extends Remainder {
  readonly steps: readonly ThreadStep[];
  /** Where the stretch of each step ends: index of the first response after the next real compaction. */
  readonly ends: readonly number[];
  readonly isPriced: boolean;
}

/** Where tokens alone decide. */
const RAW: StepRates = { read: 1, output: 1, write: 1 };

function endsOf(steps: readonly ThreadStep[], compactedAt: readonly Millis[]): number[] {
  const ends: number[] = [];
  let [end, next] = [steps.length, compactedAt.length - 1];
  for (let i = steps.length - 1; i >= 0; i--) {
    const at = steps[i]?.at ?? null;
    while (next >= 0 && at !== null && (compactedAt[next] as number) >= at) {
      end = i + 1;
      next--;
    }
    ends[i] = end;
  }
  return ends;
}

/** Points that may pay, with the most that each can bring: all later responses carry the whole of it. Best first. */
function promising(thread: Thread): { from: number; most: number }[] {
  const { steps, ends, kept } = thread;
  const points: { from: number; most: number }[] = [];
  let later = 0;
  for (let i = steps.length - 1; i >= 0; i--) {
    const { context, counts } = steps[i] as ThreadStep;
    if (ends[i] !== ends[i + 1]) later = 0;
    if (!counts) continue;
    const most = (context - kept) * later - spentAt(thread, i);
    if (most > 0) points.push({ from: i, most });
    later += ratesAt(thread, i).read;
  }
  return points.sort((a, b) => b.most - a.most || a.from - b.from);
}

/** What a point brings, by plain numbers: exact below 9,000 dollars, and good enough to choose by above. */
function netOf(thread: Thread, from: number): number {
  let net = -spentAt(thread, from);
  eachSpared(thread, from, (tokens, i) => {
    net += tokens * ratesAt(thread, i).read;
  });
  return net;
}

function spentAt(thread: Thread, i: number): number {
  const { read, output, write } = ratesAt(thread, i);
  return (thread.steps[i]?.context ?? 0) * read + thread.left * output + thread.kept * write;
}

function ratesAt({ steps, isPriced }: Thread, i: number): StepRates {
  return (isPriced ? steps[i]?.rates : null) ?? RAW;
}

function eachSpared({ steps, ends, kept }: Thread, from: number, use: (tokens: number, i: number) => void): void {
  const end = ends[from] ?? 0;
  let room = steps[from]?.context ?? 0;
  for (let i = from + 1; i < end; i++) {
    const { context, read, counts } = steps[i] as ThreadStep;
    room = Math.min(room, context);
    if (room <= kept) return;
    const tokens = Math.min(room, read) - kept;
    if (counts && tokens > 0) use(tokens, i);
  }
}

function pointAt(thread: Thread, from: number): BestPoint {
  const { steps, left, kept, isPriced } = thread;
  const { at, context } = steps[from] as ThreadStep;
  let [responses, sparedTokens, spared] = [0, 0, 0n];
  eachSpared(thread, from, (tokens, i) => {
    responses++;
    sparedTokens += tokens;
    spared += BigInt(tokens) * BigInt(ratesAt(thread, i).read);
  });
  const { read, output, write } = ratesAt(thread, from);
  const spent = BigInt(context) * BigInt(read) + BigInt(left) * BigInt(output) + BigInt(kept) * BigInt(write);
  return {
    ...{ at, promptTokens: context, responses, sparedTokens, spentTokens: context + left + kept },
    sparedWeight: isPriced ? spared : null,
    spentWeight: isPriced ? spent : null,
  };
}
