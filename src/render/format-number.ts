import { fullCount } from '../model/counted.ts';
import type { PicoUsd } from '../model/money.ts';
import { usdNumber } from '../model/money.ts';

const STEPS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
] as const;

/** A count in at most five characters: `812`, `7.95M`, `203.6M`. */
export function shortCount(count: number): string {
  for (const [step, unit] of STEPS) {
    const value = count / step;
    if (value < 0.9995) continue;
    const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : value < 999.5 ? 0 : 0;
    return `${value.toFixed(digits)}${unit}`;
  }
  return String(count);
}

/** A share of 0 to 1 as `56.1 %`; `<0.1 %` for what is there but smaller; `-` for what is not known. */
export function percent(share: number | null): string {
  if (share === null) return '-';
  if (share > 0 && share < 0.0005) return '<0.1 %';
  if (share < 1 && share > 0.9995) return '>99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** A share of 0 to 1 as people say it: `51 %`, below one percent `0.4 %`; else as `percent`. */
export function roundPercent(share: number | null): string {
  if (share === null || share < 0.0095) return percent(share);
  if (share < 1 && share > 0.995) return '>99 %';
  return `${Math.round(share * 100)} %`;
}

/** Dollars to the cent, `<$0.01` for less, `-` for what has no price. */
export function dollars(cost: PicoUsd | null): string {
  return cost === null ? '-' : dollarsOf(usdNumber(cost));
}

/** The same of dollars. */
export function dollarsOf(usd: number): string {
  if (usd > 0 && usd < 0.005) return '<$0.01';
  const [whole = '0', cents = '00'] = usd.toFixed(2).split('.');
  return `$${fullCount(Number(whole))}.${cents}`;
}
