import { wholePercent } from '../quota-line.ts';

/**
 * Shares of a whole without decimals, which sum to 100 where the parts make up the whole: what is left over by cutting goes
 * to those of which most was cut off.
 */
export function wholeShares(parts: readonly number[], whole: number): string[] {
  const exact = parts.map((part) => (100 * part) / whole);
  const sum = Math.round(exact.reduce((all, each) => all + each, 0));
  const floors = exact.map(Math.floor);
  const left = sum - floors.reduce((all, each) => all + each, 0);
  const cut = (i: number) => (exact[i] ?? 0) - (floors[i] ?? 0);
  const most = [...exact.keys()].sort((a, b) => cut(b) - cut(a)).slice(0, left);
  return exact.map((share, i) => {
    const shown = (floors[i] ?? 0) + (most.includes(i) ? 1 : 0);
    // Nearly none is not none, nearly all is not all.
    const isNearly = (shown === 0 && share > 0) || (shown === 100 && share < 100 - 1e-6);
    return isNearly ? (shown === 0 ? '<1 %' : '>99 %') : wholePercent(shown);
  });
}
