/** A positive fraction of whole numbers. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The decimal that a JSON number was written as: 0.1 is 1/10, not the nearest binary fraction. Throws RangeError for
 * what is negative or not finite; files from users are checked before.
 */
export function exactDecimal(value: number): Ratio {
  const match = DECIMAL.exec(String(value));
  if (match === null) throw new RangeError(`not a non-negative decimal: ${value}`);
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0
    ? { numerator: digits, denominator: 10n ** BigInt(scale) }
    : { numerator: digits * 10n ** BigInt(-scale), denominator: 1n };
}

const DECIMAL = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** `amount` times `ratio`, rounded half up to a whole number. */
export function timesRatio(amount: bigint, ratio: Ratio): bigint {
  return (2n * amount * ratio.numerator + ratio.denominator) / (2n * ratio.denominator);
}
