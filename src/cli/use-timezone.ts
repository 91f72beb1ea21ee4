import { UserError } from '../model/errors.ts';

/**
 * Makes a zone this process's own, as if `TZ` had named it, so that local days, `--since` and times all are of it; returns
 * its name as it is spelled. `UserError` for one that is none.
 */
export function useTimezone(zone: string): string {
  const name = nameOf(zone.trim());
  if (name === null) {
    const allowed = 'the name of a zone, such as Europe/Berlin, America/New_York or UTC';
    throw new UserError('bad-value', `--timezone ${zone}: expected ${allowed}`, 2);
  }
  process.env.TZ = name;
  return name;
}

/** Offsets such as +02:00 are no names: `TZ` reads them the other way round. */
function nameOf(zone: string): string | null {
  if (!/^[A-Za-z]/.test(zone)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
