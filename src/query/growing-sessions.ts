import { MAIN_THREAD } from '../model/ids.ts';
import { spanIdOf } from '../model/spans.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { type ContextRow, contextRows } from './contexts.ts';
import { flowsOf } from './flows.ts';
import { lastSeen } from './last-seen.ts';
import type { ResponseWhere } from './response-filter.ts';

/** Seed gate of insight.md section 4: re-read tokens of the main thread, and their least part of its raw tokens. */
const LEAST_REREAD = 200_000;
const LEAST_SHARE_PERCENT = 80;

/** A session whose main thread re-read much. */
export interface GrowingSession {
  readonly sessionId: string;
  readonly project: string | null;
  /** Its last record of any thread. */
  readonly endedAt: Millis | null;
  /** When its main thread was compacted, in order. */
  readonly compactedAt: readonly Millis[];
  /** The main thread, whole. */
  readonly context: ContextRow;
}

export interface GrowingSessions {
  /** Sessions that pass the gate, of which only the heaviest are loaded. */
  readonly passed: number;
  /** Most re-read tokens first. */
  readonly sessions: readonly GrowingSession[];
}

/** Which sessions re-read much on their main thread (insight.md section 4)? The heaviest `most` of them. */
export function growingSessions(store: Store, where: ResponseWhere, most: number, now: Millis): GrowingSessions {
  const flows = flowsOf(where);
  // The plus: a window is found by its buckets, not among the sums of all sessions.
  const passed = store
    .prepare<unknown[], Passed>(`
      WITH rereading AS (
        SELECT session_id, sum(cache_read_tokens) AS reread, sum(
          cache_read_tokens + input_tokens + output_tokens + cache_write_5m_tokens + cache_write_1h_tokens) AS tokens
        FROM ${flows.sql} WHERE agent_id = '${MAIN_THREAD}'
        GROUP BY +session_id
      ), passed AS (
        SELECT session_id, reread, count(*) OVER () AS passed FROM rereading
        WHERE reread >= ${LEAST_REREAD} AND reread * 100 >= ${LEAST_SHARE_PERCENT} * tokens
        ORDER BY reread DESC, session_id
        LIMIT ?
      )
      SELECT session_id AS sessionId, project, ${lastSeen(now)} AS endedAt, passed
      FROM passed JOIN known_sessions USING (session_id)
      ORDER BY reread DESC, session_id`)
    .all(...flows.values, most);
  const contextOf = mainContexts(
    store,
    passed.map(({ sessionId }) => sessionId),
  );
  const compactedAt = store
    .prepare<[string], Millis>(
      `SELECT at FROM events WHERE session_id = ? AND kind = 'compaction' AND agent_id = '${MAIN_THREAD}'
        AND at IS NOT NULL ORDER BY at, ordinal`,
    )
    .pluck();
  const sessions = passed.flatMap(({ passed: _, ...session }) => {
    const context = contextOf.get(session.sessionId);
    return context === undefined ? [] : [{ ...session, compactedAt: compactedAt.all(session.sessionId), context }];
  });
  return { passed: passed[0]?.passed ?? 0, sessions };
}

interface Passed extends Pick<GrowingSession, 'sessionId' | 'project' | 'endedAt'> {
  readonly passed: number;
}

function mainContexts(store: Store, sessionIds: readonly string[]): ReadonlyMap<string, ContextRow> {
  const sql = `session_id IN (SELECT value FROM json_each(?)) AND agent_id = '${MAIN_THREAD}'`;
  const rows = contextRows(store, { sql, values: [JSON.stringify(sessionIds)] });
  return new Map([...rows].map((row) => [row.sessionId, row]));
}

/** Which response of a main thread has this time and prompt size? Its span id; null where there is none. */
export function mainSpanFinder(
  store: Store,
): (sessionId: string, at: Millis | null, contextTokens: number) => string | null {
  const select = store.prepare<unknown[], { readonly key: string; readonly variant: string }>(`
    SELECT key, variant
    FROM responses INDEXED BY responses_by_time
    WHERE owned = 1 AND at IS ? AND session_id = ? AND agent_id = '${MAIN_THREAD}' AND attempt = 0 AND context_tokens = ?
    ORDER BY ordinal, key, variant
    LIMIT 1`);
  return (sessionId, at, contextTokens) => {
    const found = select.get(at, sessionId, contextTokens);
    return found === undefined ? null : spanIdOf('chat', sessionId, `${found.key}\n${found.variant}`);
  };
}
