import type { GoneWhy, Vanished } from '../model/gone-records.ts';
import { groupBy } from '../model/group-by.ts';
import { type AnswerRecord, bareAnswer, type PlaceRecord, type TranscriptRecord } from '../model/records.ts';
import type { SessionRows, ShownUsage } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import type { FileStates } from './file-states.ts';
import type { Store } from './open-store.ts';
import { COUNTED_COLUMNS, type CountedRow, countsOf } from './response-rows.ts';

/** Columns of `responses` that an answer is made of again. */
export const ANSWER_COLUMNS: readonly string[] = [
  ...['ordinal', 'key', 'agent_id', 'branch', 'version', 'at', 'recovered', 'background', 'shown'],
  ...COUNTED_COLUMNS,
];

/** Values of `ANSWER_COLUMNS`. */
export type AnswerRow = readonly [
  ...[ordinal: number, key: string, agentId: string, branch: string | null, version: string | null],
  ...[at: Millis | null, recovered: number, background: number, shown: string | null],
  ...CountedRow,
];

const COUNTED_FROM = ANSWER_COLUMNS.indexOf('attempt');

/** What is known of a session that was read for its usage alone. */
export interface KnownUsage {
  readonly cwd: string | null;
  /** Its earliest and its latest time. */
  readonly firstAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly origins: readonly { readonly copySessionId: string; readonly originSessionId: string }[];
  /** By ordinal and attempt. */
  readonly responses: readonly AnswerRow[];
}

/** What a session's records say now, of that. */
export interface ShownNow extends Pick<KnownUsage, 'firstAt' | 'endedAt' | 'origins'> {
  readonly keys: ReadonlySet<string>;
}

/**
 * Of a session that was read for its usage alone, or of which only its rows were known, and that is now built from all that is there: keeps the responses that have vanished from
 * its transcripts meanwhile, as answers that are gone from its own; `why` is what became of that. Null where there are none. To be used within a
 * transaction, before the session is written.
 */
export function lostAnswers(
  store: Store,
  states: FileStates,
): (rows: Pick<SessionRows, 'session' | 'sightings' | 'origins'>, why: GoneWhy, now: Millis) => Vanished | null {
  const isLess = store.prepare<[string], 1>(`SELECT 1 FROM sessions WHERE session_id = ? AND depth <> 'spans'`).pluck();
  const knownOf = knownUsage(store);
  return ({ session: { sessionId, startedAt, endedAt }, sightings, origins }, why, now) => {
    if (isLess.get(sessionId) === undefined) return null;
    const known = knownOf(sessionId);
    const keys = new Set(sightings.map(({ key }) => key));
    const answers = lostRecords(known, keys);
    if (answers.length === 0) return null;
    const evidence = lostEvidence(known, { keys, firstAt: startedAt, endedAt, origins });
    return states.keepGone(sessionId, [...evidence, ...answers], why, now);
  };
}

/** Prepares to ask what is known of a session by its responses. */
export function knownUsage(store: Store): (sessionId: string) => KnownUsage {
  const session = store.prepare<[string], Pick<KnownUsage, 'cwd' | 'firstAt' | 'endedAt'>>(
    'SELECT cwd, first_at AS firstAt, ended_at AS endedAt FROM sessions WHERE session_id = ?',
  );
  const origins = store.prepare<[string], KnownUsage['origins'][number]>(`
    SELECT copy_session_id AS copySessionId, origin_session_id AS originSessionId
    FROM session_origins WHERE stated_in = ? ORDER BY 1, 2`);
  const responses = store
    .prepare<[string], AnswerRow>(
      `SELECT ${ANSWER_COLUMNS.join(', ')} FROM responses WHERE session_id = ? ORDER BY ordinal, attempt`,
    )
    .raw();
  return (sessionId) => {
    const times = session.get(sessionId) ?? { cwd: null, firstAt: null, endedAt: null };
    return { ...times, origins: origins.all(sessionId), responses: responses.all(sessionId) };
  };
}

/** The answers that `shown` has not, each behind the place where it was made. */
export function lostRecords({ responses, cwd }: KnownUsage, shown: ReadonlySet<string>): TranscriptRecord[] {
  const lost = groupBy(
    responses.filter(([, key]) => !shown.has(key)),
    ([ordinal]) => String(ordinal),
  );
  return [...lost.values()].flatMap((attempts) => [placeOf(attempts[0] as AnswerRow, cwd), answerOf(attempts)]);
}

/** What it says of whose responses are, and is said no longer: when it began, and what it was copied from (C4). */
export function lostEvidence({ firstAt, endedAt, origins }: KnownUsage, now: ShownNow): TranscriptRecord[] {
  const told = new Set(now.origins.map(pairOf));
  const lost = origins.filter((origin) => !told.has(pairOf(origin)));
  const isEarlier = firstAt !== null && (now.firstAt === null || firstAt < now.firstAt);
  if (lost.length === 0 && !isEarlier) return [];
  const times = [firstAt, endedAt].filter((at) => at !== null);
  return [
    ...lost.map((origin) => ({ kind: 'origin', line: 0, at: null, ...origin }) as const),
    ...times.map((at) => ({ kind: 'other', line: 0, at, until: at }) as const),
  ];
}

function pairOf({ copySessionId, originSessionId }: KnownUsage['origins'][number]): string {
  return `${copySessionId}\n${originSessionId}`;
}

function placeOf([, , , branch, version]: AnswerRow, cwd: string | null): PlaceRecord {
  return { kind: 'place', line: 0, at: null, cwd, version, sessionId: null, branch };
}

function answerOf(attempts: readonly AnswerRow[]): AnswerRecord {
  const [, key, agentId, , , at, recovered, background, shown] = attempts[0] as AnswerRow;
  const [own, ...charged] = attempts.map((row) => row.slice(COUNTED_FROM) as unknown as CountedRow);
  const counts = shown === null ? countsOf(own as CountedRow, charged) : (JSON.parse(shown) as ShownUsage);
  const { model, usage, finished, stopReason } = counts;
  return bareAnswer({
    ...{ line: 0, at, key, model, finished, stopReason, usage },
    ...{ recovered: recovered === 1, background: background === 1 || null },
    ...{ agentId: agentId || null, sidechain: agentId !== '' },
  });
}
