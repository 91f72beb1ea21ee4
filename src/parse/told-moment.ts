import { type Millis, millis, parseIso, SECOND_MS } from '../model/time.ts';

/** From here on a number is milliseconds: as seconds it would be in the year 5138. */
const LEAST_MILLIS = 1e11;

/** Past this no date can be made of milliseconds. */
const MOST_MILLIS = 8_640_000_000_000_000;

/** A moment as programs write it: seconds or milliseconds since 1970, as a number or in digits, or ISO text; else null. */
export function toldMoment(value: unknown): Millis | null {
  if (typeof value === 'string') return /^\d+(?:\.\d+)?$/.test(value) ? toldMoment(Number(value)) : parseIso(value);
  if (typeof value !== 'number' || value <= 0) return null;
  const ms = Math.round(value < LEAST_MILLIS ? value * SECOND_MS : value);
  return ms <= MOST_MILLIS ? millis(ms) : null;
}
