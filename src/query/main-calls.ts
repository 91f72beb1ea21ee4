import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

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
  /** As the response is written; '' where it is not known. */
  readonly model: string;
}

/**
 * Which calls did main threads make, in sessions that have a response of one of these models that `where` lets through? All
 * of these sessions' own, session by session in their order: also those before a window, whose results it may still carry.
 */
export function* mainCalls(store: Store, where: Where, models: readonly string[]): Generator<MainCall> {
  const rows = store
    .prepare<unknown[], Row>(`
      SELECT session_id, tool_use_id, turn_id, key, name, target, only_reads, started_at, ended_at, result_hash,
        coalesce((
          SELECT model FROM own_responses AS made
          WHERE made.key = tools.key AND +made.session_id = tools.session_id AND attempt = 0
          ORDER BY ordinal LIMIT 1
        ), '')
      FROM tools
      WHERE owned AND agent_id = '' AND session_id IN (
        SELECT DISTINCT session_id FROM own_responses
        WHERE ${where.sql} AND agent_id = '' AND model IN (SELECT value FROM json_each(?))
      )
      ORDER BY session_id, ordinal`)
    .raw()
    .iterate(...where.values, JSON.stringify(models));
  for (const row of rows) {
    const [sessionId, toolUseId, turnId, key, name, target] = row;
    const [startedAt, endedAt, resultHash, model] = [row[7], row[8], row[9], row[10]];
    yield {
      ...{ sessionId, toolUseId, turnId, key, name, target, startedAt, endedAt, resultHash, model },
      onlyReads: row[6] === 1,
    };
  }
}

type Row = readonly [
  ...[sessionId: string, toolUseId: string, turnId: string | null, key: string, name: string, target: string],
  ...[onlyReads: number, startedAt: Millis | null, endedAt: Millis | null, resultHash: string, model: string],
];
