import type { Millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import { type AttemptRow, attemptColumns, attemptOf, type ChatRow, chatRows } from './chat-rows.ts';
import type { ResponseWhere } from './response-filter.ts';

/** One compaction that happened, with what is known of the prompts around it. */
export interface CompactionRow {
  readonly sessionId: string;
  /** '' for the main thread. */
  readonly agentId: string;
  readonly turnId: string | null;
  readonly project: string | null;
  readonly at: Millis | null;
  /** `auto` or `manual` as written; '' when not told. */
  readonly trigger: string;
  /** Tokens of the context before and after, where the transcript says so. */
  readonly statedBefore: number | null;
  readonly statedAfter: number | null;
  /** Last response of its thread before it, and first one after it; null when the session owns none. */
  readonly before: ChatRow | null;
  readonly after: ChatRow | null;
  /** Prompt size of the first response of its thread. */
  readonly baseTokens: number | null;
  /** What the compaction itself read and wrote, where that is recorded; empty where it is not. */
  readonly spent: readonly UsageGroup[];
}

/**
 * Which compactions happened? In order of time. Windows select by their own time, all else by the response before
 * (else after) them. One that a fork copied from another session counts there alone (C4).
 */
export function compactionRows(store: Store, where: ResponseWhere, thresholds: readonly number[]): CompactionRow[] {
  const boundaries = boundariesOf(store, where);
  if (boundaries.length === 0) return [];
  const rowIds = JSON.stringify(boundaries.flatMap(({ beforeRow, afterRow }) => [beforeRow, afterRow]));
  const nearby =
    '(key, variant) IN (SELECT key, variant FROM responses WHERE rowid IN (SELECT value FROM json_each(?)))';
  const chats = chatRows(store, { sql: nearby, values: [rowIds] }, thresholds);
  const byKey = new Map(chats.map((chat) => [`${chat.key}\n${chat.variant}`, chat]));
  const rows = boundaries.map(({ beforeKey, afterKey, beforeRow: _, afterRow: __, ...boundary }) => ({
    ...boundary,
    before: byKey.get(beforeKey ?? '') ?? null,
    after: byKey.get(afterKey ?? '') ?? null,
    spent: [] as UsageGroup[],
  }));
  for (const spent of recordedSpend(store, nearby, rowIds, thresholds)) {
    rows.find((row) => isAbout(spent, row))?.spent.push(spent);
  }
  return rows;
}

interface Boundary extends Omit<CompactionRow, 'before' | 'after' | 'spent'> {
  readonly beforeRow: number | null;
  readonly afterRow: number | null;
  readonly beforeKey: string | null;
  readonly afterKey: string | null;
}

function boundariesOf(store: Store, { since, until, rest }: ResponseWhere): Boundary[] {
  const times = [since === null ? '' : 'AND e.at >= ?', until === null ? '' : 'AND e.at < ?'].join(' ');
  // By time, since the responses beside a moment are few, and a session's may be many.
  const ofThread = `
    FROM responses AS r INDEXED BY responses_by_time
    WHERE r.owned = 1 AND r.session_id = e.session_id AND r.agent_id = e.agent_id AND r.attempt = 0`;
  const keyOf = (row: string) => `(SELECT key || char(10) || variant FROM responses WHERE rowid = ${row})`;
  return store
    .prepare<unknown[], Boundary>(`
      WITH boundaries AS (
        SELECT e.session_id, e.ordinal, e.agent_id, e.turn_id, e.at, e.label, e.tokens_before, e.tokens_after,
          coalesce(s.project, s.cwd) AS place,
          (SELECT r.rowid ${ofThread} AND r.at BETWEEN s.started_at AND e.at
            ORDER BY r.at DESC, r.ordinal DESC LIMIT 1) AS before_row,
          (SELECT r.rowid ${ofThread} AND r.at > e.at AND r.at <= s.ended_at
            ORDER BY r.at, r.ordinal LIMIT 1) AS after_row,
          (SELECT r.context_tokens ${ofThread} AND r.at BETWEEN s.started_at AND s.ended_at
            ORDER BY r.at, r.ordinal LIMIT 1) AS base_tokens
        FROM events AS e JOIN sessions AS s ON s.session_id = e.session_id
        WHERE e.kind = 'compaction' ${times}
      )
      SELECT session_id AS sessionId, agent_id AS agentId, turn_id AS turnId, place AS project, at, label AS "trigger",
        tokens_before AS statedBefore, tokens_after AS statedAfter, base_tokens AS baseTokens, before_row AS beforeRow,
        after_row AS afterRow, ${keyOf('before_row')} AS beforeKey, ${keyOf('after_row')} AS afterKey
      FROM boundaries AS b
      WHERE EXISTS (SELECT 1 FROM responses WHERE rowid = coalesce(b.before_row, b.after_row) AND ${rest.sql})
        AND (before_row IS NOT NULL OR NOT EXISTS (
          SELECT 1 FROM events AS o
          WHERE o.kind = 'compaction' AND o.at = b.at AND o.label = b.label AND o.session_id <> b.session_id
        ))
      ORDER BY at, session_id, ordinal`)
    .all(...[since, until].filter((time) => time !== null), ...rest.values);
}

/** What compactions read and wrote: attempts of that kind, and the side agents that older versions compacted with. */
function recordedSpend(store: Store, nearby: string, rowIds: string, thresholds: readonly number[]): UsageGroup[] {
  const columns = attemptColumns(thresholds);
  const attempts = `SELECT ${columns} FROM own_responses WHERE attempt_kind = 'compaction' AND ${nearby}`;
  const agents = `
    SELECT ${columns.replace('agent_id AS agentId', "'' AS agentId")}
    FROM (SELECT session_id, agent_id FROM agents WHERE agent_type = 'compact' AND link = 'internal')
      CROSS JOIN own_responses USING (session_id, agent_id)`;
  return store
    .prepare<unknown[], AttemptRow>(
      `${attempts} UNION ALL ${agents} ORDER BY at, sessionId, agentId, output, cacheRead`,
    )
    .all(rowIds)
    .map((row) => attemptOf(row, thresholds));
}

/** Whether something was spent on this compaction, by thread and time. */
function isAbout({ sessionId, agentId, at }: UsageGroup, row: Omit<CompactionRow, 'spent'>): boolean {
  if (sessionId !== row.sessionId || agentId !== row.agentId || at === null) return false;
  return at >= (row.before?.at ?? 0) && at <= (row.after?.at ?? Number.POSITIVE_INFINITY);
}
