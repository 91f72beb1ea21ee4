import { type Estimate, LEAST_RISES, LEAST_WINDOWS, type PercentReport } from '../../analyse/quota/per-percent.ts';
import { PERCENT_DAYS } from '../../analyse/quota/quota-report.ts';
import { counted, fullCount } from '../../model/counted.ts';
import { labelOf } from '../../model/label.ts';
import { shortCount } from '../format-number.ts';
import type { Look } from '../style.ts';
import { wrap } from '../text-width.ts';

/** What one percent was here, with all it rests on; where too few samples say so, how many there are. */
export function percentLines(report: PercentReport, withDollars: boolean, look: Look): string[] {
  const { cost, tokens } = report;
  if (cost === null || tokens === null) return notYet(report, look);
  const sizes = [
    withDollars ? `${usd(cost.median)} (${usd(cost.low)} to ${usd(cost.high)})` : '',
    `${shortCount(Math.round(tokens.median))} tokens (${shortCount(Math.round(tokens.low))} to ${shortCount(Math.round(tokens.high))})`,
  ].filter((text) => text !== '');
  const fact = `One percent was ${sizes.join(' or ')} here.`;
  return [
    ...wrap(`${fact} ${betterText(report, cost, tokens)}${modelText(report, withDollars)}`, look.width),
    ...basis(report, look),
  ];
}

function notYet({ rises, windows }: PercentReport, look: Look): string[] {
  if (rises === 0) return [];
  const text = `What one percent is takes ${LEAST_RISES} rises in ${LEAST_WINDOWS} windows of ${PERCENT_DAYS} days: ${counted(rises, 'rise')} in ${counted(windows, 'window')} so far.`;
  return wrap(text, look.width).map(look.paint.dim);
}

function basis({ rises, windows, elsewhere, unpriced }: PercentReport, look: Look): string[] {
  const left = [
    elsewhere === 0 ? '' : `${fullCount(elsewhere)} with activity elsewhere left out`,
    unpriced === 0 ? '' : `${fullCount(unpriced)} without a price left out`,
  ].filter((text) => text !== '');
  const text = `Observed on this account: ${counted(rises, 'rise')} in ${counted(windows, 'window')} of the last ${PERCENT_DAYS} days${left.map((each) => `, ${each}`).join('')}. It is no rule of the plan, and small shares from elsewhere cannot be told apart: they make it less than it is.`;
  return wrap(text, look.width).map(look.paint.dim);
}

/** How far the rises are from what each weight explains. */
function betterText({ better }: PercentReport, cost: Estimate, tokens: Estimate): string {
  const misses = (weight: Estimate) => `${Math.round(weight.miss * 100)} %`;
  if (better === 'cost')
    return `Cost explains the rises better: it misses ${misses(cost)} of them, tokens ${misses(tokens)}.`;
  if (better === 'tokens')
    return `Tokens explain the rises better: they miss ${misses(tokens)} of them, cost ${misses(cost)}.`;
  return `Cost and tokens explain the rises alike: they miss ${misses(cost)} and ${misses(tokens)} of them.`;
}

function modelText({ byModel }: PercentReport, withDollars: boolean): string {
  const sizeOf = ({ cost, tokens }: PercentReport['byModel'][number]) =>
    withDollars && cost !== null ? usd(cost.median) : `${shortCount(Math.round(tokens?.median ?? 0))} tokens`;
  if (byModel.length === 0) return '';
  return ` By model: ${byModel.map((each) => `${labelOf(each.model)} ${sizeOf(each)}`).join(', ')}.`;
}

function usd(amount: number): string {
  return `$${amount < 0.1 ? amount.toFixed(3) : amount.toFixed(2)}`;
}
