/** A tenth of a percent: what cards show. */
const STEP = 0.001;

/** Less than a card shows, and not nothing. */
const UNSEEN = 0.0004;

/**
 * Shares of one whole rounded to a tenth of a percent so that they still sum to it: what rounding down leaves goes to
 * those that lost most. What is there but smaller than that stays as it is, to be shown as such.
 */
export function roundShares(shares: readonly (number | null)[]): (number | null)[] {
  const known = shares.map((share) => share ?? 0);
  const down = known.map((share) => Math.floor(share / STEP + 1e-6));
  const whole = Math.round(known.reduce((sum, share) => sum + share, 0) / STEP);
  const left = whole - down.reduce((sum, share) => sum + share, 0);
  const order = known
    .map((share, index) => ({ index, lost: share / STEP - (down[index] ?? 0) }))
    .sort((a, b) => b.lost - a.lost || a.index - b.index);
  for (const { index } of order.slice(0, Math.max(0, left))) down[index] = (down[index] ?? 0) + 1;
  return shares.map((share, index) => {
    if (share === null) return null;
    const rounded = Number(((down[index] ?? 0) * STEP).toFixed(3));
    return rounded === 0 ? Math.min(share, UNSEEN) : rounded;
  });
}
