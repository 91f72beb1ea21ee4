import type { Hidden, HiddenCalls, HiddenCause } from '../analyse/hidden-calls.ts';
import { counted } from '../model/counted.ts';
import { usdNumber } from '../model/money.ts';
import { dollars, shortCount } from './format-number.ts';
import type { Shown } from './shown.ts';
import { wrap } from './text-width.ts';

/** What one call of each cause is, for people. */
const NAMES: { readonly [C in HiddenCause]: readonly [one: string, more: string] } = {
  compaction: ['compaction', 'compactions'],
  'prompt-hook': ['hook that asked a model', 'hooks that asked a model'],
  'web-search': ['web search', 'web searches'],
  'web-fetch': ['fetched page', 'fetched pages'],
  title: ['title', 'titles'],
  'away-summary': ['summary for who came back', 'summaries for who came back'],
  unanswered: ['request without an answer', 'requests without an answer'],
};

/**
 * What is not in the transcript: what Claude Code's own ledger says beyond the responses, and the calls that are known to
 * have been made. Estimates, and no part of a sum.
 */
export function hiddenLines({ restUsd, calls }: Hidden, { look, withDollars }: Shown): string[] {
  const rest = withDollars && restUsd !== null && restUsd >= 0.005 ? ` $${restUsd.toFixed(2)} of that ledger` : '';
  if (calls.length === 0) return [];
  const known = calls.map((each) => `${counted(each.count, ...NAMES[each.cause])}${sizeOf(each, withDollars)}`);
  const words = [
    `Not in the transcript:${rest}${rest === '' ? '' : '; of it is known'} ${known.join(', ')}.`,
    'Side questions and prompt suggestions leave no trace. None of this is in any sum.',
  ];
  return wrap(words.join(' '), look.width).map(look.paint.dim);
}

function sizeOf({ size }: HiddenCalls, withDollars: boolean): string {
  if (size === null) return '';
  const { tokens, searches, price } = size;
  const parts = [
    tokens === null ? '' : `of ${shortCount(tokens)} tokens`,
    searches === null ? '' : `with ${counted(searches, 'search', 'searches')}`,
    withDollars && price !== null && price.most > 0n ? moneyOf(price) : '',
  ].filter((text) => text !== '');
  return ` (${parts.join(', ')})`;
}

function moneyOf({ least, most }: NonNullable<NonNullable<HiddenCalls['size']>['price']>): string {
  return least === most ? `estimate ${dollars(most)}` : `estimate ${dollars(least)} to ${dollars(most)}`;
}

/** The same for programs. */
export function hiddenFields({ restUsd, calls }: Hidden): object {
  return {
    kind: 'estimate',
    ledger_less_responses_usd: restUsd,
    calls: calls.map(({ cause, count, size }) => ({
      ...{ cause: cause.replaceAll('-', '_'), count, tokens: size?.tokens ?? null, searches: size?.searches ?? null },
      least_cost_usd: size?.price ? usdNumber(size.price.least) : null,
      most_cost_usd: size?.price ? usdNumber(size.price.most) : null,
    })),
  };
}
