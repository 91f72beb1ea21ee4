import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { REBUILT } from './rebuilds.ts';
import type { Where } from './response-filter.ts';

/** A response that wrote at least a thousand tokens into the cache once more, and what stood before it. */
export interface CausedRebuild {
  readonly sessionId: string;
  /** '' for the main thread. */
  readonly agentId: string;
  readonly key: string;
  readonly variant: string;
  readonly at: Millis | null;
  readonly cause: string;
  /** Since the response before it; null when a time is missing. */
  readonly gapMs: number | null;
  readonly model: string;
  readonly fast: boolean;
  readonly geo: string;
  readonly tier: string;
  readonly promptTokens: number;
  /** What was written once more, by how. */
  readonly write5m: number;
  readonly write1h: number;
  /** The response before it on its thread: its model, and the size of its prompt; null where there is none. */
  readonly modelBefore: string | null;
  readonly contextBefore: number | null;
  /** Size of the first prompt of its thread; null where none is known. */
  readonly base: number | null;
}

/** Which responses rebuilt the cache for one of these causes? In the order of sessions, threads and time. */
export function rebuildsFor(store: Store, where: Where, causes: readonly string[]): CausedRebuild[] {
  return store
    .prepare<unknown[], Row>(`
      SELECT session_id AS sessionId, agent_id AS agentId, key, variant, at, rebuild_cause AS cause,
        rebuild_gap_ms AS gapMs, model, fast, geo, tier, prompt_tokens AS promptTokens,
        rebuilt_5m_tokens AS write5m, rebuilt_1h_tokens AS write1h,
        ${beside('model', '<', 'DESC')} AS modelBefore, ${beside('context_tokens', '<', 'DESC')} AS contextBefore,
        ${beside('context_tokens', '<=', 'ASC')} AS base
      FROM responses AS r INDEXED BY responses_rebuilding
      WHERE owned = 1 AND ${REBUILT} >= 1000 AND ${where.sql}
        AND rebuild_cause IN (SELECT value FROM json_each(?)) AND rebuilt_5m_tokens + rebuilt_1h_tokens > 0
      ORDER BY session_id, agent_id, ordinal, key, variant`)
    .all(...where.values, JSON.stringify(causes))
    .map((row) => ({ ...row, fast: row.fast === 1 }));
}

type Row = Omit<CausedRebuild, 'fast'> & { readonly fast: number };

/** Of the first response on this side of its own, of those that say how large their prompt was; copies among them. */
function beside(column: string, side: '<' | '<=', order: 'ASC' | 'DESC'): string {
  return `(SELECT o.${column} FROM responses AS o
    WHERE o.session_id = r.session_id AND o.agent_id = r.agent_id AND o.ordinal ${side} r.ordinal AND o.attempt = 0
      AND o.context_tokens > 0
    ORDER BY o.ordinal ${order} LIMIT 1)`;
}
