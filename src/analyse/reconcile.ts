import type { Ledger, LedgerSnapshot } from '../model/span-rows.ts';
import type { OwnBeginning, SameLedger } from '../query/ledgers.ts';

/** One ledger of a session, and what of it was there before the session went its own way (C10). */
export interface OwnLedger extends Ledger {
  /**
   * A copy goes on with the ledger of its origin: what that one said last before. Null where nothing was taken along,
   * `unknown` where something was and nobody tells how much.
   */
  readonly inherited: Inherited | 'unknown' | null;
}

export interface Inherited extends LedgerSnapshot {
  readonly sessionId: string;
}

/** What Claude Code's own ledgers say that a session spent by itself. */
export interface OwnSpend {
  /** Null where no ledger tells dollars, or where one took along nobody knows what. */
  readonly usd: number | null;
  readonly output: number | null;
}

/**
 * The ledgers of a session, each with what it took along. A ledger that began at the moment at which another session's
 * did is that one's: a copy of a session goes on with it.
 */
export function ownLedgers(
  ledgers: readonly Ledger[],
  others: readonly SameLedger[],
  beginning: OwnBeginning,
): OwnLedger[] {
  return ledgers.map((ledger) => {
    const same = others.filter(({ begunAt }) => begunAt === ledger.begunAt);
    return { ...ledger, inherited: same.length === 0 ? null : inheritedBy(ledger, same, beginning) };
  });
}

function inheritedBy(
  { usd: whole }: Ledger,
  same: readonly SameLedger[],
  { begunAt, hasOrigin }: OwnBeginning,
): OwnLedger['inherited'] {
  const until = begunAt ?? Number.POSITIVE_INFINITY;
  const told = same.flatMap(({ snapshots, ...other }) => {
    const last = snapshots.findLast(({ at, usd }) => at !== null && at <= until && usd <= (whole ?? 0));
    return last === undefined ? [] : [{ ...other, last }];
  });
  const largest = [...told].sort((a, b) => b.last.usd - a.last.usd);
  const origin = hasOrigin
    ? (largest.find((other) => other.isOrigin && !other.isOriginOfOrigin) ?? largest.find(({ isOrigin }) => isOrigin))
    : largest[0];
  if (origin !== undefined) return { ...origin.last, sessionId: origin.sessionId };
  return hasOrigin ? 'unknown' : null;
}

/** Sums what ledgers say beyond what they took along. */
export function ownSpend(ledgers: readonly OwnLedger[]): OwnSpend {
  let [usd, output]: [number | null, number] = [null, 0];
  for (const { usd: whole, models, inherited } of ledgers) {
    if (inherited === 'unknown') return { usd: null, output: null };
    output += outputOf(models) - outputOf(inherited?.models ?? []);
    if (whole !== null) usd = (usd ?? 0) + whole - (inherited?.usd ?? 0);
  }
  return { usd, output };
}

function outputOf(models: Ledger['models']): number {
  return models.reduce((sum, { output }) => sum + output, 0);
}
