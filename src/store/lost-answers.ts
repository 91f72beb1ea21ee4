import type { GoneWhy, Vanished } from '../model/gone-records.ts';
import { groupBy } from '../model/group-by.ts';
import type { AnswerRecord, PlaceRecord, TranscriptRecord } from '../model/records.ts';
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

type Row = readonly [cwd: string | null, ...AnswerRow];

/**
 * Of a session that was read for its usage alone and is now built from all of it: keeps the responses that have vanished from
 * its transcripts meanwhile, as answers that are gone from its own; `why` is what became of that. Null where there are none. To be used within a
 * transaction, before the session is written.
 */
export function lostAnswers(
  store: Store,
  states: FileStates,
): (rows: Pick<SessionRows, 'session' | 'sightings'>, why: GoneWhy, now: Millis) => Vanished | null {
  const before = store
    .prepare<[string], Row>(`
      SELECT cwd, ${ANSWER_COLUMNS.map((column) => `r.${column}`).join(', ')}
      FROM responses AS r JOIN sessions USING (session_id)
      WHERE session_id = ? AND depth = 'usage'
      ORDER BY ordinal, attempt`)
    .raw();
  return ({ session: { sessionId }, sightings }, why, now) => {
    const rows = before.all(sessionId);
    if (rows.length === 0) return null;
    const cwd = rows[0]?.[0] ?? null;
    const known = rows.map(([, ...row]): AnswerRow => row);
    const records = lostRecords(known, new Set(sightings.map(({ key }) => key)), cwd);
    return states.keepGone(sessionId, records, why, now);
  };
}

/** The answers of the rows whose keys are not `shown`, each behind the place where it was made. Rows: by ordinal and attempt. */
export function lostRecords(
  rows: readonly AnswerRow[],
  shown: ReadonlySet<string>,
  cwd: string | null,
): TranscriptRecord[] {
  const lost = groupBy(
    rows.filter(([, key]) => !shown.has(key)),
    ([ordinal]) => String(ordinal),
  );
  return [...lost.values()].flatMap((attempts) => [placeOf(attempts[0] as AnswerRow, cwd), answerOf(attempts)]);
}

function placeOf([, , , branch, version]: AnswerRow, cwd: string | null): PlaceRecord {
  return { kind: 'place', line: 0, at: null, cwd, version, sessionId: null, branch };
}

function answerOf(attempts: readonly AnswerRow[]): AnswerRecord {
  const [, key, agentId, , , at, recovered, background, shown] = attempts[0] as AnswerRow;
  const [own, ...charged] = attempts.map((row) => row.slice(COUNTED_FROM) as unknown as CountedRow);
  const counts = shown === null ? countsOf(own as CountedRow, charged) : (JSON.parse(shown) as ShownUsage);
  const { model, usage, finished, stopReason } = counts;
  return {
    kind: 'answer',
    ...{ line: 0, at, key, model, finished, stopReason, usage },
    ...{ recovered: recovered === 1, background: background === 1 || null },
    ...{ uuid: null, parentUuid: null, agentId: agentId || null, sidechain: agentId !== '' },
    ...{
      visibleChars: 0,
      hiddenChars: null,
      thinkingChars: null,
      toolCalls: [],
      label: '',
      effort: null,
      cacheMiss: null,
    },
    ...{ attribution: null, copied: false, request: null },
  };
}
