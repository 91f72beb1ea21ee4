import { type OwnLedger, ownSpend } from '../analyse/reconcile.ts';
import type { Usage } from '../analyse/usage.ts';
import { usdNumber } from '../model/money.ts';
import { shortId } from '../model/session-label.ts';
import { percent, shortCount } from './format-number.ts';
import type { Shown } from './shown.ts';
import { wrap } from './text-width.ts';

/** Amounts that differ by less are equal: a millionth, which sums of floating-point dollars may be off. */
const SAME = 1e-6;

/**
 * C10: what Claude Code's own ledgers say beside what the transcript accounts for. Never a part of a sum. Of a copy, both
 * are told without what it took along. `usage`: of the whole session; null where only a part of it is asked for.
 */
export function reconciliationLines(
  ledgers: readonly OwnLedger[],
  usage: Usage | null,
  { look, withDollars }: Shown,
): string[] {
  if (ledgers.length === 0) return [];
  const { usd, output } = ownSpend(ledgers);
  const share = usage?.cost == null || usd === null || usd <= 0 ? null : usdNumber(usage.cost) / usd;
  const amounts = [
    output === null ? '' : `${shortCount(output)} output tokens`,
    withDollars && usd !== null ? `$${usd.toFixed(2)}` : '',
  ].filter((text) => text !== '');
  const parts = [
    ...wordsOf(ledgers, amounts.join(' and ')),
    share === null ? '' : `; these responses account for ${percent(roundShare(share))} of its dollars`,
    ledgers.length > 1 ? ` (${ledgers.length} processes, which may have counted on from one another)` : '',
    '.',
  ];
  return wrap(parts.join(''), look.width).map(look.paint.dim);
}

function wordsOf(ledgers: readonly OwnLedger[], amounts: string): string[] {
  const taken = ledgers.flatMap(({ inherited }) => (inherited === null ? [] : [inherited]));
  if (taken.includes('unknown')) {
    return [
      "Claude Code's own ledger goes on from that of the session that this one is a copy of, whose part of it is not known",
    ];
  }
  const origins = taken.flatMap((one) => (one === 'unknown' ? [] : [shortId(one.sessionId)]));
  if (origins.length === 0) return [`Claude Code's own ledger says ${amounts}`];
  return [`Claude Code's own ledger goes on from that of ${origins.join(', ')}, and says ${amounts} beyond it`];
}

function roundShare(share: number): number {
  return share > 1 - SAME ? 1 : share;
}
