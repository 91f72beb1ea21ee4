import { addMoney, NO_MONEY, type PicoUsd } from '../model/money.ts';
import type { Millis } from '../model/time.ts';
import { NO_TOKENS, totalTokens } from '../model/tokens.ts';
import { costOf } from '../price/cost-of.ts';
import type { CompactionRow } from '../query/compactions.ts';
import type { CallPricer } from './call-pricer.ts';
import { ratio } from './composition.ts';
import type { LedgerBase } from './context-ledger.ts';
import { leftBy } from './left-after.ts';
import type { Pricer } from './pricer.ts';
import { sumUsage } from './usage.ts';

/** One compaction that happened. */
export interface RealCompaction
  extends Pick<CompactionRow, 'sessionId' | 'agentId' | 'turnId' | 'project' | 'at' | 'trigger'> {
  /** Prompt tokens: as the transcript says, else as measured; null when not known. */
  readonly tokensBefore: number | null;
  /** Prompt tokens of the first response after it, else what the transcript says; null when not known. */
  readonly tokensAfter: number | null;
  /** Prompt sizes of the responses around it. */
  readonly measuredBefore: number | null;
  readonly measuredAfter: number | null;
  /** What it read and wrote itself; null when not known. */
  readonly cost: CompactionCost | null;
}

export interface CompactionCost {
  /** `estimate`: nothing records it (Claude Code since 2.1.77), so it is not part of any other figure. */
  readonly kind: 'recorded' | 'estimate';
  readonly tokens: number;
  /** Null when its model has no price. */
  readonly price: PicoUsd | null;
  /** Of all tokens and of all list-price weight, estimates included, 0 to 1; null without a base. */
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
}

/** What a compaction cost by itself, before it is a share of anything. */
type Spend = Omit<CompactionCost, 'shareTokens' | 'shareListPrice'>;

/**
 * Compactions that happened, in their order, with their cost (insight.md section 4). Shares are of the window's tokens
 * and weight plus all that is estimated here: what nothing records is in no sum, and a part must not exceed its whole.
 */
export function realCompactions(
  rows: readonly CompactionRow[],
  price: Pricer,
  calls: CallPricer,
  base: LedgerBase,
): RealCompaction[] {
  const spends = rows.map((row) => recorded(row, price) ?? estimated(row, calls));
  let { tokens, weight } = base;
  for (const spend of spends) {
    if (spend?.kind !== 'estimate') continue;
    tokens += spend.tokens;
    weight += spend.price ?? NO_MONEY;
  }
  return rows.map((row, i) => {
    const { sessionId, agentId, turnId, project, at, trigger, statedBefore, statedAfter } = row;
    const [measuredBefore, measuredAfter] = [row.before?.contextTokens ?? null, row.after?.contextTokens ?? null];
    const spend = spends[i] ?? null;
    return {
      ...{ sessionId, agentId, turnId, project, at, trigger, measuredBefore, measuredAfter },
      tokensBefore: statedBefore ?? measuredBefore,
      tokensAfter: measuredAfter ?? statedAfter,
      cost: spend === null ? null : { ...spend, ...sharesOf(spend, tokens, weight) },
    };
  });
}

function recorded({ spent }: CompactionRow, price: Pricer): Spend | null {
  if (spent.length === 0) return null;
  const { tokens, cost } = sumUsage(spent, price);
  return { kind: 'recorded', tokens: totalTokens(tokens), price: cost };
}

/** Reading the context from the cache and writing what is left of it, at the rates of the response before. */
function estimated(row: CompactionRow, calls: CallPricer): Spend | null {
  const read = row.statedBefore ?? row.before?.contextTokens ?? null;
  const left = leftBy(row);
  const call = row.before?.attempts[0];
  if (read === null || left === null || call === undefined) return null;
  const priced = calls.priceOf(call, read);
  const tokens = { ...NO_TOKENS, cacheRead: read, output: left };
  return {
    kind: 'estimate',
    tokens: read + left,
    price: priced.kind === 'priced' ? costOf(priced, tokens, 0) : null,
  };
}

function sharesOf({ tokens, price }: Spend, allTokens: number, weight: bigint) {
  return {
    shareTokens: allTokens === 0 ? null : tokens / allTokens,
    shareListPrice: price === null || weight === 0n ? null : ratio(price, weight),
  };
}

/** All real compactions together. */
export interface CompactionTotal {
  readonly count: number;
  /** Those whose cost is estimated, and those of which no cost is known. */
  readonly estimated: number;
  readonly unknown: number;
  readonly tokens: number;
  /** Null when none has a price. */
  readonly price: PicoUsd | null;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
  readonly last: RealCompaction | null;
}

/** Sums up compactions that are in order of time. */
export function totalOfCompactions(real: readonly RealCompaction[]): CompactionTotal {
  const costs = real.map(({ cost }) => cost).filter((cost) => cost !== null);
  const prices = costs.map(({ price }) => price).filter((price) => price !== null);
  return {
    count: real.length,
    estimated: costs.filter(({ kind }) => kind === 'estimate').length,
    unknown: real.length - costs.length,
    tokens: costs.reduce((sum, { tokens }) => sum + tokens, 0),
    price: prices.length === 0 ? null : prices.reduce(addMoney, NO_MONEY),
    shareTokens: sumOf(costs.map(({ shareTokens }) => shareTokens)),
    shareListPrice: sumOf(costs.map(({ shareListPrice }) => shareListPrice)),
    last: latest(real),
  };
}

function latest(real: readonly RealCompaction[]): RealCompaction | null {
  const time = ({ at }: { readonly at: Millis | null }) => at ?? 0;
  return real.reduce<RealCompaction | null>((a, b) => (a === null || time(b) >= time(a) ? b : a), null);
}

/** Sum of what is known; null when nothing is. */
function sumOf(shares: readonly (number | null)[]): number | null {
  const known = shares.filter((share) => share !== null);
  return known.length === 0 ? null : known.reduce((sum, share) => sum + share, 0);
}
