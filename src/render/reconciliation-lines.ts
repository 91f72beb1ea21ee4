import type { Usage } from '../analyse/usage.ts';
import { usdNumber } from '../model/money.ts';
import type { Ledger } from '../model/span-rows.ts';
import { percent, shortCount } from './format-number.ts';
import type { Shown } from './shown.ts';
import { wrap } from './text-width.ts';

/** C10: what Claude Code's own ledgers say beside what the transcript accounts for. Never a part of a sum. */
export function reconciliationLines(ledgers: readonly Ledger[], usage: Usage, { look, withDollars }: Shown): string[] {
  if (ledgers.length === 0) return [];
  const output = ledgers.flatMap((ledger) => ledger.models).reduce((sum, model) => sum + model.output, 0);
  const known = ledgers.filter((ledger) => ledger.usd !== null);
  const usd = known.reduce((sum, ledger) => sum + (ledger.usd ?? 0), 0);
  const share = usage.cost === null || usd === 0 ? null : usdNumber(usage.cost) / usd;
  const parts = [
    `Claude Code's own ledger says ${shortCount(output)} output tokens`,
    withDollars && known.length > 0 ? ` and $${usd.toFixed(2)}` : '',
    share === null ? '' : `; these responses account for ${percent(Math.min(share, 1))} of its dollars`,
    ledgers.length > 1 ? ` (${ledgers.length} processes, which may have counted on from one another)` : '',
    '.',
  ];
  return wrap(parts.join(''), look.width).map(look.paint.dim);
}
