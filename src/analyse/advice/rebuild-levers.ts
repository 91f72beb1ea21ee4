import { fullCount, often } from '../../model/counted.ts';
import { MAIN_THREAD } from '../../model/ids.ts';
import { spanIdOf } from '../../model/spans.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import type { Rates } from '../../price/price-table.ts';
import type { CausedRebuild } from '../../query/rebuilds-for.ts';
import type { LeftAfter } from '../left-after.ts';
import type { Pricer } from '../pricer.ts';
import { leftWords } from './assumed-compaction.ts';
import type { Lever, LeverAction, LeverEvidence } from './lever.ts';
import { leverOf, most } from './lever-of.ts';

/** Claude Code's own word for a prompt that the cache no longer had; after a pause that is why. */
const GONE = 'previous_message_not_found';

const SWITCHED = 'model_changed';

/** The causes of rebuilds that levers are made of. */
export const LEVER_CAUSES: readonly string[] = ['pause_over_1h', 'pause_over_5m', GONE, SWITCHED];

/** A rebuild that has a price. */
interface Priced {
  readonly row: CausedRebuild;
  readonly rates: Rates;
  readonly tokens: number;
  /** What it wrote once more, at the rates of the response. */
  readonly cost: bigint;
}

type Pause = '1 h' | '5 min';

const TTL_MS: Readonly<Record<Pause, number>> = { '1 h': HOUR_MS, '5 min': 5 * MINUTE_MS };

/** Tokens with which somebody is assumed to say again, after `/clear`, what the next task needs. */
const SAID_AGAIN = 2000;

/** What somebody would have changed at each pause, in pico-dollars. */
interface PauseEffect {
  /** Cleared: with what was to be said again, and without. */
  readonly low: bigint;
  readonly high: bigint;
  readonly compacted: bigint;
}

/**
 * What pauses longer than the cache lives cost, by how long it lives (advice.md, `pause`). The effect is an estimate of what
 * would have been written instead, had the session been cleared: the fixed context (high), and with it what somebody had to
 * say again (low). Beside it stands what a compaction would have changed: the fixed context with what one leaves is written,
 * and the compaction itself reads and writes; nothing where that is more. Only what a person left can be cleared: pauses
 * of agents count in the cost and have no effect.
 */
export function pauseLevers(rows: readonly CausedRebuild[], leftAfter: LeftAfter, price: Pricer): Lever[] {
  return (['1 h', '5 min'] as const).flatMap((pause) => {
    const rebuilds = pricedOf(
      rows.filter((row) => pauseOf(row) === pause),
      price,
    );
    if (rebuilds.length === 0) return [];
    const effect = effectOf(rebuilds, leftAfter.tokens);
    return [
      leverOf({
        kind: 'pause',
        subject: `over ${pause}`,
        title: `You came back after more than ${pause}: ${often(rebuilds.length)}; the context was written into the cache again`,
        effect: {
          ...{ low: effect.low, high: effect.high, basis: 'estimated', assumption: assumptionOf(leftAfter) },
          other: { way: 'compacted', weight: effect.compacted },
        },
        actions: actionsFor(effect),
        evidence: rebuilds.map(evidenceOf),
        check: 'tj context --by rebuild',
      }),
    ];
  });
}

function effectOf(rebuilds: readonly Priced[], left: number): PauseEffect {
  let [low, high, compacted] = [0n, 0n, 0n];
  for (const rebuild of rebuilds) {
    low += byClearing(rebuild, SAID_AGAIN);
    high += byClearing(rebuild, 0);
    compacted += byCompacting(rebuild, left);
  }
  return { low, high, compacted };
}

/** A compaction is only proposed where it would have changed something. */
function actionsFor({ compacted }: PauseEffect): LeverAction[] {
  return [
    { text: 'before a break, or after it: begin the next task with an empty context', command: '/clear' },
    ...(compacted > 0n
      ? [{ text: 'where the work has to go on: compact while the cache is still warm', command: '/compact' }]
      : []),
  ];
}

function assumptionOf(leftAfter: LeftAfter): string {
  const again = fullCount(SAID_AGAIN);
  return `low: cleared, and ${again} tokens had to be said again; high: nothing had to. A compaction leaves ${leftWords(leftAfter)}`;
}

/**
 * Which pause a rebuild came after; null for none. Where Claude Code only says that the cache had it no longer, the time
 * since the response before it does.
 */
function pauseOf({ cause, gapMs, write1h }: CausedRebuild): Pause | null {
  if (cause === 'pause_over_1h') return '1 h';
  if (cause === 'pause_over_5m') return '5 min';
  if (cause !== GONE || gapMs === null) return null;
  const pause = write1h > 0 ? '1 h' : '5 min';
  return gapMs > TTL_MS[pause] ? pause : null;
}

function byCompacting({ row, rates, tokens, cost }: Priced, left: number): bigint {
  if (row.agentId !== MAIN_THREAD || row.contextBefore === null || row.base === null) return 0n;
  const spent = BigInt(row.contextBefore) * rates.cacheRead + BigInt(left) * rates.output;
  return most(0n, partOf(cost, tokens, row.base + left) - spent);
}

function byClearing({ row, tokens, cost }: Priced, again: number): bigint {
  return row.agentId !== MAIN_THREAD || row.base === null ? 0n : partOf(cost, tokens, row.base + again);
}

/** What of the cost would not have been, were only so many of its tokens there to be written. */
function partOf(cost: bigint, tokens: number, remaining: number): bigint {
  return (cost * BigInt(Math.max(0, tokens - remaining))) / BigInt(tokens);
}

/**
 * What changes of the model within a session cost (advice.md, `model-switch`). Replayed without: what was written for the
 * new model is read from the cache, at its rates.
 */
export function switchLevers(rows: readonly CausedRebuild[], price: Pricer): Lever[] {
  const rebuilds = pricedOf(
    rows.filter(({ cause }) => cause === SWITCHED),
    price,
  );
  if (rebuilds.length === 0) return [];
  const effect = rebuilds.reduce(
    (sum, { cost, tokens, rates }) => sum + most(0n, cost - BigInt(tokens) * rates.cacheRead),
    0n,
  );
  return [
    leverOf({
      kind: 'model-switch',
      subject: 'model',
      title: `You changed the model within a session: ${often(rebuilds.length)}; the context was written again for the other model`,
      effect: { low: effect, high: effect, basis: 'replayed', assumption: '' },
      actions: [
        { text: `change the model where a task begins, right after /clear${mostOften(rebuilds)}`, command: '/model' },
        { text: 'or let Claude Code plan with one model and work with the other', command: '/model opusplan' },
      ],
      evidence: rebuilds.map(evidenceOf),
      check: 'tj context --by rebuild',
    }),
  ];
}

/** The change that came most often, where it is known from what. */
function mostOften(rebuilds: readonly Priced[]): string {
  const times = new Map<string, number>();
  for (const { row } of rebuilds) {
    if (row.modelBefore === null || row.modelBefore === row.model) continue;
    const change = `${row.modelBefore} to ${row.model}`;
    times.set(change, (times.get(change) ?? 0) + 1);
  }
  const [first] = [...times].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first === undefined ? '' : ` (most often ${first[0]}: ${often(first[1])})`;
}

function pricedOf(rows: readonly CausedRebuild[], price: Pricer): Priced[] {
  return rows.flatMap((row) => {
    const priced = price(row);
    if (priced.kind === 'unpriced') return [];
    const { rates } = priced;
    const cost = BigInt(row.write5m) * rates.cacheWrite5m + BigInt(row.write1h) * rates.cacheWrite1h;
    return [{ row, rates, tokens: row.write5m + row.write1h, cost }];
  });
}

function evidenceOf({ row, tokens, cost }: Priced): LeverEvidence {
  const { sessionId, key, variant } = row;
  const spanId = spanIdOf('chat', sessionId, `${key}\n${variant}`);
  return { sessionId, spanId, tokens, responses: 1, weight: cost };
}
