import { type DaySum, heaviestDay } from '../../analyse/day-sums.ts';
import type { Calendar } from '../../model/calendar.ts';
import { largest } from '../../model/long-lists.ts';
import { totalTokens } from '../../model/tokens.ts';
import { dollars, roundPercent, shortCount } from '../format-number.ts';
import { dayName } from '../format-session.ts';
import type { Look } from '../style.ts';

const STEPS = { unicode: '▁▂▃▄▅▆▇█', ascii: '.:-=+*#@' } as const;
const NOTHING = { unicode: '·', ascii: '_' } as const;

/** Days as a row of small bars, by cost; of more days than there is room for, weeks, or several of them. */
export function dayBars(
  days: readonly DaySum[],
  { look, calendar, withDollars }: { readonly look: Look; readonly calendar: Calendar; readonly withDollars: boolean },
): string[] {
  const most = heaviestDay(days);
  if (most === null || days.length < 2) return [];
  const words = `most on ${dayName(most.day, calendar)}, ${sizeOf(most, withDollars)}`;
  const room = Math.min(look.width - 14, Math.max(20, look.width - words.length - 16));
  const length = days.length <= room ? 1 : 7 * Math.ceil(days.length / room / 7);
  const label = length === 1 ? 'per day' : length === 7 ? 'per week' : `per ${length / 7} weeks`;
  const sums = Array.from({ length: Math.ceil(days.length / length) }, (_, i) => {
    // The last stretch is whole, the first may be short.
    const end = days.length - (Math.ceil(days.length / length) - 1 - i) * length;
    return days.slice(Math.max(0, end - length), end).reduce((sum, day) => sum + weightOf(day), 0);
  });
  const bars = rowOfBars(sums, look);
  const line = `${label}  ${bars}  ${words}`;
  return line.length <= look.width ? [line] : [`${label}  ${bars}`, words];
}

/** Small bars beside one another, the largest full. */
export function rowOfBars(sizes: readonly number[], { unicode }: Look): string {
  const most = largest(sizes, 0);
  const steps = unicode ? STEPS.unicode : STEPS.ascii;
  const nothing = unicode ? NOTHING.unicode : NOTHING.ascii;
  return sizes
    .map((size) =>
      size <= 0 ? nothing : (steps[Math.min(steps.length - 1, Math.floor((size / most) * steps.length))] ?? ''),
    )
    .join('');
}

function weightOf({ usage, share }: DaySum): number {
  return share.listPrice ?? totalTokens(usage.tokens);
}

function sizeOf({ usage, share }: DaySum, withDollars: boolean): string {
  if (withDollars && usage.cost !== null) return dollars(usage.cost);
  return share.listPrice === null
    ? `${shortCount(totalTokens(usage.tokens))} tokens`
    : `${roundPercent(share.listPrice)} of the cost`;
}
