/**
 * Money is counted in whole pico-dollars (1e-12 USD), so that every list price, also times 1.1 for a US region or
 * 0.5 for batch, is an integer per token and sums are exact in any order.
 */
export type PicoUsd = bigint & { readonly unit: '1e-12 USD' };

export const NO_MONEY = 0n as PicoUsd;

/** Names a bigint as pico-dollars. */
export function picoUsd(value: bigint): PicoUsd {
  return value as PicoUsd;
}

/** Exact sum. */
export function addMoney(a: PicoUsd, b: PicoUsd): PicoUsd {
  return (a + b) as PicoUsd;
}

/** Dollars for display and JSON, rounded half up to the nano-dollar. */
export function usdNumber(value: PicoUsd): number {
  const nano = (value + 500n) / 1000n;
  return Number(nano) / 1e9;
}
