import type { Finding } from '../../model/finding.ts';
import { DAY_MS, isoOf, type Millis } from '../../model/time.ts';
import type { MissedEnds } from '../../query/doctor/missed-ends.ts';
import type { RefusedSessions } from '../../query/doctor/refused-sessions.ts';
import { UPDATE } from './transcript-findings.ts';

/** Transcripts that the store does not hold whole as they are now. */
export interface Unkept {
  readonly transcripts: number;
  /** When the one that was written first was last written; null without any. */
  readonly oldestAt: Millis | null;
  /** Days after which Claude Code deletes. */
  readonly cleanupDays: number;
}

/** Deleted within so many days: high time. */
const SOON_DAYS = 7;

/** How long until what is not kept is deleted. */
export function unkeptFindings({ transcripts, oldestAt, cleanupDays }: Unkept, now: Millis): Finding[] {
  if (transcripts === 0 || oldestAt === null) return [];
  const left = Math.ceil((oldestAt + cleanupDays * DAY_MS - now) / DAY_MS);
  const what = `${transcripts} transcript${transcripts === 1 ? ' is' : 's are'} not kept whole yet`;
  const when = left <= 0 ? 'when it starts next' : `in ${left} day${left === 1 ? '' : 's'}`;
  return [
    {
      kind: 'not-kept',
      level: left <= SOON_DAYS ? 'warning' : 'info',
      message: `${what}; Claude Code deletes the oldest ${when} (cleanupPeriodDays is ${cleanupDays})`,
      do: 'tj index',
    },
  ];
}

/** Sessions whose end no hook reported. */
export function missedFindings({ sessionIds, since }: MissedEnds): Finding[] {
  if (sessionIds.length === 0 || since === null) return [];
  const [are, first] = [sessionIds.length === 1 ? '1 session' : `${sessionIds.length} sessions`, sessionIds[0] ?? ''];
  const message = `the end of ${are} was not reported since ${isoOf(since).slice(0, 10)}, as after a kill; none is lost`;
  return [{ kind: 'missed-end', level: 'info', message, do: `tj session ${first.slice(0, 8)}` }];
}

/** Sessions that a collector refused. */
export function refusedFindings(refused: RefusedSessions | null): Finding[] {
  if (refused === null) return [];
  const { sessions, sessionId } = refused;
  const what = sessions === 1 ? '1 session: it is' : `${sessions} sessions: they are`;
  const message = `a collector refused ${what} left out of tj export --otlp without --again, until something changes`;
  return [
    { kind: 'export-refused', level: 'warning', message, count: sessions, do: `tj session ${sessionId.slice(0, 8)}` },
  ];
}

/** Prices older than this may have changed. */
const OLD_DAYS = 45;

/** Models without a price, and the age of the prices. */
export function priceFindings(unpriced: readonly string[], pricesAsOf: Millis, now: Millis): Finding[] {
  const age = Math.floor((now - pricesAsOf) / DAY_MS);
  const old: Finding = {
    kind: 'old-prices',
    level: 'info',
    message: `prices are of ${isoOf(pricesAsOf).slice(0, 10)}, ${age} days ago`,
    do: UPDATE,
  };
  const models = unpriced.map((model): Finding => {
    const message = `no price is known of ${model === '' ? 'responses that name no model' : `model ${model}`}`;
    return { kind: 'unpriced-model', level: 'warning', message, do: 'tj pricing --help' };
  });
  return age > OLD_DAYS ? [...models, old] : models;
}
