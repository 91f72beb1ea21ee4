import type { GoneWhy, Vanished } from '../model/gone-records.ts';
import { groupBy } from '../model/group-by.ts';
import type { AnswerRecord, PlaceRecord } from '../model/records.ts';
import type { SessionRows, ShownUsage } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import type { FileStates } from './file-states.ts';
import type { Store } from './open-store.ts';
import { COUNTED_COLUMNS, type CountedRow, countsOf } from './response-rows.ts';

type Row = readonly [
  ...[ordinal: number, key: string, agentId: string, cwd: string | null, branch: string | null, version: string | null],
  ...[at: Millis | null, recovered: number, background: number, shown: string | null],
  ...CountedRow,
];

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
      SELECT ordinal, key, agent_id, cwd, branch, r.version, at, recovered, background, shown,
        ${COUNTED_COLUMNS.join(', ')}
      FROM responses AS r JOIN sessions USING (session_id)
      WHERE session_id = ? AND depth = 'usage'
      ORDER BY ordinal, attempt`)
    .raw();
  return ({ session: { sessionId }, sightings }, why, now) => {
    const rows = before.all(sessionId);
    if (rows.length === 0) return null;
    const shown = new Set(sightings.map(({ key }) => key));
    const lost = groupBy(
      rows.filter(([, key]) => !shown.has(key)),
      ([ordinal]) => String(ordinal),
    );
    const records = [...lost.values()].flatMap((attempts) => [placeOf(attempts[0] as Row), answerOf(attempts)]);
    return states.keepGone(sessionId, records, why, now);
  };
}

function placeOf([, , , cwd, branch, version]: Row): PlaceRecord {
  return { kind: 'place', line: 0, at: null, cwd, version, sessionId: null, branch };
}

function answerOf(attempts: readonly Row[]): AnswerRecord {
  const [, key, agentId, , , , at, recovered, background, shown] = attempts[0] as Row;
  const [own, ...charged] = attempts.map((row) => row.slice(10) as unknown as CountedRow);
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
