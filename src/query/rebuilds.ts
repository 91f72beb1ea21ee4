import type { Millis } from '../model/time.ts';
import type { Tokens } from '../model/tokens.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** A response that paid for at least a thousand tokens once more; less than that is rounding of cache blocks. */
export interface RebuildRow {
  readonly sessionId: string;
  readonly agentId: string;
  readonly at: Millis | null;
  readonly cause: string;
  /** False where Claude Code itself names the cause. */
  readonly inferred: boolean;
  /** Since the response before it; null when a time is missing. */
  readonly gapMs: number | null;
  readonly model: string;
  readonly fast: boolean;
  readonly geo: string;
  readonly tier: string;
  /** Stands for the size of its prompt: in the same price tier. */
  readonly promptTokens: number;
  /** What was paid for once more, by what it was paid as. */
  readonly rebuilt: Pick<Tokens, 'input' | 'cacheWrite5m' | 'cacheWrite1h'>;
}

/** Which responses rebuilt the cache? In order of time; `thresholds`: prompt sizes above which some model has another price. */
export function rebuildRows(store: Store, where: Where, thresholds: readonly number[]): RebuildRow[] {
  const tier = ['0', ...thresholds.map((above) => `(prompt_tokens > ${above})`)].join(' + ');
  // The index holds all that is asked for; it can be used only where the condition is written as it was made.
  const rows = store.prepare<unknown[], Row>(`
    SELECT session_id AS sessionId, agent_id AS agentId, at, coalesce(rebuild_cause, 'unknown') AS cause,
      rebuild_inferred AS inferred, rebuild_gap_ms AS gapMs, model, fast, geo, tier, ${tier} AS priceTier,
      rebuilt_input_tokens AS input, rebuilt_5m_tokens AS cacheWrite5m, rebuilt_1h_tokens AS cacheWrite1h
    FROM responses INDEXED BY responses_rebuilding
    WHERE rebuilt_5m_tokens + rebuilt_1h_tokens + rebuilt_input_tokens >= 1000 AND ${where.sql}
    ORDER BY at, session_id, agent_id, prompt_tokens, rebuilt_1h_tokens, rebuilt_5m_tokens, rebuilt_input_tokens`);
  return rows.all(...where.values).map(({ input, cacheWrite5m, cacheWrite1h, fast, inferred, priceTier, ...row }) => {
    const promptTokens = priceTier === 0 ? 0 : (thresholds[priceTier - 1] ?? 0) + 1;
    const rebuilt = { input, cacheWrite5m, cacheWrite1h };
    return { ...row, promptTokens, fast: fast === 1, inferred: inferred === 1, rebuilt };
  });
}

interface Row
  extends Omit<RebuildRow, 'rebuilt' | 'fast' | 'inferred' | 'promptTokens'>,
    Pick<Tokens, 'input' | 'cacheWrite5m' | 'cacheWrite1h'> {
  readonly fast: number;
  readonly inferred: number;
  readonly priceTier: number;
}
