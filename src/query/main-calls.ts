import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { sessionsWithin } from './flows.ts';
import type { ResponseWhere } from './response-filter.ts';

/** A call that a main thread made, as far as it says what was done and finds its result in the context. */
export interface MainCall {
  readonly sessionId: string;
  readonly toolUseId: string;
  /** Null where no turn is known. */
  readonly turnId: string | null;
  /** Key of the response that made it. */
  readonly key: string;
  readonly name: string;
  readonly target: string;
  /** It is a shell command that only reads. */
  readonly onlyReads: boolean;
  readonly startedAt: Millis | null;
  /** Time of its result. */
  readonly endedAt: Millis | null;
  readonly resultHash: string;
}

/**
 * Which calls did main threads make, in sessions that have a response that `where` lets through? All of these sessions' own,
 * session by session in their order: also those before a window, whose results it may still carry.
 */
export function* mainCalls(store: Store, where: ResponseWhere): Generator<MainCall> {
  const sessions = sessionsWithin(where);
  const rows = store
    .prepare<unknown[], Row>(`
      SELECT session_id, tool_use_id, turn_id, key, name, target, only_reads, started_at, ended_at, result_hash
      FROM tools
      WHERE owned AND agent_id = '' AND ${sessions.sql}
      ORDER BY session_id, ordinal`)
    .raw()
    .iterate(...sessions.values);
  for (const row of rows) yield callOf(row);
}

type Row = readonly [
  ...[sessionId: string, toolUseId: string, turnId: string | null, key: string, name: string, target: string],
  ...[onlyReads: number, startedAt: Millis | null, endedAt: Millis | null, resultHash: string],
];

/** By place: taking a row apart by pattern takes three times as long. */
function callOf(row: Row): MainCall {
  return {
    sessionId: row[0],
    toolUseId: row[1],
    turnId: row[2],
    key: row[3],
    name: row[4],
    target: row[5],
    onlyReads: row[6] === 1,
    startedAt: row[7],
    endedAt: row[8],
    resultHash: row[9],
  };
}

/** Which model made a call? As its response is written; '' where that is not known. */
export function callModels(store: Store): (call: Pick<MainCall, 'sessionId' | 'key'>) => string {
  // The plus: a response is found by its key, of which there is one, not among all of its session.
  const select = store
    .prepare<[string, string], string>(`
      SELECT model FROM own_responses WHERE key = ? AND +session_id = ? AND attempt = 0 ORDER BY ordinal LIMIT 1`)
    .pluck();
  return ({ sessionId, key }) => select.get(key, sessionId) ?? '';
}
