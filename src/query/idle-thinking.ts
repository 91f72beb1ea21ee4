import type { Millis } from '../model/time.ts';
import { toolNames } from '../model/tool-kind.ts';
import type { Store } from '../store/open-store.ts';
import type { ResponseWhere } from './response-filter.ts';

/** A response of a turn that changed nothing, which says how much it thought and at which effort. */
export interface IdleThinking {
  readonly sessionId: string;
  readonly turnId: string;
  readonly effort: string;
  /** Part of its output. */
  readonly thinking: number;
  readonly at: Millis | null;
  readonly model: string;
  readonly fast: boolean;
  readonly geo: string;
  readonly tier: string;
  readonly promptTokens: number;
}

/** Tools that only read, as a list in SQL. */
const READERS = `(${[...toolNames('read', 'search', 'source')].map((name) => `'${name}'`).join(', ')})`;

/**
 * How much did responses of main threads think in turns whose calls only read, or that made none? Of the responses that
 * `where` lets through, only those that say so and name an effort above the lowest.
 */
export function idleThinking(store: Store, where: ResponseWhere): IdleThinking[] {
  return store
    .prepare<unknown[], Omit<IdleThinking, 'fast'> & { readonly fast: number }>(`
      WITH changing AS (
        SELECT DISTINCT turn_id FROM tools
        WHERE agent_id = '' AND turn_id IS NOT NULL AND name NOT IN ${READERS} AND NOT only_reads AND session_id IN (
          SELECT session_id FROM own_responses
          WHERE ${where.sql} AND agent_id = '' AND thinking_tokens > 0 AND effort IS NOT NULL AND effort <> 'low'
        )
      )
      SELECT session_id AS sessionId, turn_id AS turnId, effort, min(thinking_tokens, output_tokens) AS thinking, at, model,
        fast, geo, tier, prompt_tokens AS promptTokens
      FROM own_responses
      WHERE ${where.sql} AND agent_id = '' AND attempt = 0 AND turn_id IS NOT NULL AND thinking_tokens > 0
        AND effort IS NOT NULL AND effort <> 'low' AND turn_id NOT IN (SELECT turn_id FROM changing)
      ORDER BY session_id, ordinal, key, variant`)
    .all(...where.values, ...where.values)
    .map((row) => ({ ...row, fast: row.fast === 1 }));
}
