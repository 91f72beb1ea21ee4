import type { Change, MeasureChange } from '../../analyse/compare/compare-windows.ts';
import type { Measure, Per } from '../../analyse/compare/measures.ts';
import { percent, shortCount } from '../format-number.ts';

const NAMES: Readonly<Record<string, string>> = {
  cost: 'cost',
  responses: 'responses',
  output: 'output',
  cache_reads: 'cache reads',
  new_context: 'new context',
  rebuilds: 'cache rebuilds',
  rebuilt: 'rebuilt tokens',
  prompt: 'prompt size',
  fixed_context: 'fixed context',
  uncached_input: 'uncached input',
  agents: "agents' share",
};

const PER: Readonly<Record<Per, string>> = { turn: '/ turn', response: '/ response', cost: 'of cost' };

/** What a measure is called. */
export function measureName({ name, per }: Measure): string {
  return `${NAMES[name] ?? name} ${PER[per]}`;
}

/** The figure before and after. Without dollars a cost is shown against what it was. */
export function values({ measure, before, after }: MeasureChange, withDollars: boolean): readonly [string, string] {
  const { unit } = measure;
  if (unit === 'usd' && !withDollars) {
    const isKnown = before !== null && after !== null && before !== 0;
    return isKnown ? ['100 %', `${Math.round((after / before) * 100)} %`] : ['-', '-'];
  }
  const shown = (value: number | null) => (value === null ? '-' : inUnit(value, unit));
  return [shown(before), shown(after)];
}

function inUnit(value: number, unit: Measure['unit']): string {
  if (unit === 'share') return percent(value);
  if (unit === 'usd') return `$${value === 0 || value >= 0.1 ? value.toFixed(2) : value.toPrecision(2)}`;
  if (unit === 'count') return value.toFixed(value < 10 ? 2 : 1);
  return value > 0 && value < 10 ? value.toFixed(1) : shortCount(Math.round(value));
}

/** The change: `-18 %`, in points where it is of a share; with `?` where it may be chance. */
export function changeWords(change: Change, isShare: boolean): string {
  const { before, after, difference } = change;
  if (before === null || after === null || difference === null) return '-';
  const words = isShare ? `${signed(difference * 100)} pts` : relativeWords(change.change, after);
  return difference !== 0 && change.isClear !== true ? `${words} ?` : words;
}

function relativeWords(change: number | null, after: number): string {
  if (change === null) return after === 0 ? '0 %' : 'new';
  return after === 0 ? 'gone' : `${signed(change * 100)} %`;
}

/** Between which two the change lies, or why nobody can say. */
export function sureWords({ before, difference, interval, isClear }: Change, isShare: boolean): string {
  if (difference === null) return 'not known';
  if (interval === null) return 'too few sessions';
  if (difference === 0 && interval.low === 0 && interval.high === 0) return 'no change';
  if (isShare) return `${signed(interval.low * 100)} to ${signed(interval.high * 100)} pts`;
  if (before === null || before === 0) return isClear === true ? 'sure' : 'may be chance';
  return `${signed((interval.low / before) * 100)} to ${signed((interval.high / before) * 100)} %`;
}

/** A whole number with its sign; with one digit after the point where it would else be nothing. */
function signed(value: number): string {
  const whole = Math.round(value);
  const text = whole === 0 && Math.abs(value) >= 0.05 ? value.toFixed(1) : String(whole === 0 ? 0 : whole);
  return value > 0 && text !== '0' ? `+${text}` : text;
}
