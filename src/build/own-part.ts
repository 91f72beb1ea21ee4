import { smallest } from '../model/long-lists.ts';
import type { OwnPart, SessionRows, Sighting, Turn } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { activeWithin, promptTitle } from './summarize-session.ts';

/**
 * What a session that shows responses of another did by itself (C4): when that began, how long it was active since, and
 * what it was asked first. `owned`: keys of the responses that belong to it. Null where it copied none, or did nothing.
 */
export function ownPartOf(
  { session, turns, sightings }: Pick<SessionRows, 'session' | 'turns' | 'sightings'>,
  owned: ReadonlySet<string>,
): OwnPart | null {
  const own = sightings.filter(({ key }) => owned.has(key));
  if (own.length === 0 || own.length === sightings.length) return null;
  const ownTurns = turnsAlone(turns, sightings, owned);
  const begins = [...own.map(beginOf), ...ownTurns.map(({ startedAt }) => startedAt)].filter((at) => at !== null);
  const startedAt = smallest(begins) as Millis | null;
  const { titles, times } = session;
  return {
    startedAt,
    activeMs: startedAt === null ? session.activeMs : activeWithin(times, startedAt),
    title: promptTitle(ownTurns) || session.title,
    toldTitle: titles[0] ?? null,
  };
}

/** Turns that show nothing of another session; of those that show nothing at all, the ones behind what was copied. */
function turnsAlone(turns: readonly Turn[], sightings: readonly Sighting[], owned: ReadonlySet<string>): Turn[] {
  const copied = new Set(sightings.filter(({ key }) => !owned.has(key)).map(({ turnId }) => turnId));
  const lastCopied = turns.findLastIndex(({ turnId }) => copied.has(turnId));
  return turns.filter(({ turnId, responses }, place) => !copied.has(turnId) && (responses > 0 || place > lastCopied));
}

function beginOf({ startedAt, at }: Sighting): Millis | null {
  return startedAt ?? at;
}
