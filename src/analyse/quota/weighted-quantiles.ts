/** A value, and how much it counts. */
export interface Ratio {
  readonly value: number;
  readonly weight: number;
}

/** The values below which these parts (0 to 1, in order) of the weight lie; empty without values. */
export function weightedQuantiles(ratios: readonly Ratio[], parts: readonly number[]): number[] {
  const sorted = [...ratios].sort((a, b) => a.value - b.value);
  const all = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const found: number[] = [];
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    for (let part = parts[found.length]; part !== undefined && below >= part * all; part = parts[found.length])
      found.push(value);
  }
  return found;
}
