import type { Millis } from '../model/time.ts';
import { addTokens, type Tokens } from '../model/tokens.ts';
import { NO_PURPOSES, type UsageGroup } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** One response with where it stands in the tree. */
export interface ChatRow {
  readonly sessionId: string;
  readonly key: string;
  readonly variant: string;
  readonly ordinal: number;
  readonly agentId: string;
  readonly turnId: string | null;
  readonly at: Millis | null;
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly model: string;
  readonly label: string;
  readonly effort: string | null;
  readonly stopReason: string | null;
  readonly finished: boolean;
  readonly contextTokens: number;
  readonly thinkingTokens: number | null;
  readonly visibleChars: number;
  readonly cacheMiss: string | null;
  /** Why it wrote what had been in the cache before, and how long after the response before it; null where it did not. */
  readonly rebuildCause: string | null;
  readonly rebuildGapMs: number | null;
  /** Whether the cause was inferred; Claude Code itself names it where it was not. */
  readonly rebuildInferred: boolean;
  /** Tokens of all its attempts. */
  readonly tokens: Tokens;
  /** Its attempts as they are priced; the first is the response itself. */
  readonly attempts: readonly UsageGroup[];
}

/** Which responses are there, one by one? In the order of their sessions and of each session. */
export function chatRows(store: Store, where: Where, thresholds: readonly number[]): ChatRow[] {
  return chatReader(store, where.sql, thresholds)(where.values);
}

/** Reads the responses that a condition lets through with these values and then with others. */
export function chatReader(
  store: Store,
  sql: string,
  thresholds: readonly number[],
): (values: Where['values']) => ChatRow[] {
  const select = store.prepare<unknown[], Row>(`
    SELECT key, variant, ordinal, turn_id AS turnId, started_at AS startedAt, ended_at AS endedAt, label, effort,
      stop_reason AS stopReason, context_tokens AS contextTokens, thinking_tokens AS thinkingTokens,
      visible_chars AS visibleChars, cache_miss AS cacheMiss, rebuild_cause AS rebuildCause,
      rebuild_gap_ms AS rebuildGapMs, rebuild_inferred AS inferred, ${attemptColumns(thresholds)}
    FROM own_responses
    WHERE ${sql}
    ORDER BY session_id, ordinal, key, variant, attempt`);
  return (values) => {
    const chats: ChatRow[] = [];
    for (const row of select.iterate(...values)) {
      const attempt = attemptOf(row, thresholds);
      const last = chats.at(-1);
      if (row.attempt === 0 || last === undefined) chats.push(chatOf(row, attempt));
      else {
        const tokens = addTokens(last.tokens, attempt.tokens);
        chats[chats.length - 1] = { ...last, tokens, attempts: [...last.attempts, attempt] };
      }
    }
    return chats;
  };
}

type Row = Omit<ChatRow, 'tokens' | 'attempts' | 'finished' | 'rebuildInferred'> &
  AttemptRow & { readonly inferred: number };

/** The columns that `attemptOf` reads. */
export function attemptColumns(thresholds: readonly number[]): string {
  const tier = thresholds.map((above) => `+ (prompt_tokens > ${above})`).join(' ');
  return `session_id AS sessionId, agent_id AS agentId, at, model, attempt, finished, fast, geo, tier,
    0 ${tier} AS priceTier, web_searches AS webSearches, input_tokens AS input, output_tokens AS output,
    cache_read_tokens AS cacheRead, cache_write_5m_tokens AS cacheWrite5m, cache_write_1h_tokens AS cacheWrite1h,
    rebuilt_5m_tokens AS rebuilt5m, rebuilt_1h_tokens AS rebuilt1h, rebuilt_input_tokens AS rebuiltInput`;
}

/** One row of `responses`: a response, or an attempt charged on top of one. */
export interface AttemptRow extends Tokens {
  readonly sessionId: string;
  readonly agentId: string;
  readonly at: Millis | null;
  readonly model: string;
  readonly attempt: number;
  readonly finished: number;
  readonly fast: number;
  readonly geo: string;
  readonly tier: string;
  readonly priceTier: number;
  readonly webSearches: number;
  readonly rebuilt5m: number;
  readonly rebuilt1h: number;
  readonly rebuiltInput: number;
}

function chatOf(row: Row, attempt: UsageGroup): ChatRow {
  const { sessionId, key, variant, ordinal, agentId, turnId, at, startedAt, endedAt, model, label, effort } = row;
  const { stopReason, contextTokens, thinkingTokens, visibleChars, cacheMiss, rebuildCause, rebuildGapMs } = row;
  return {
    ...{ sessionId, key, variant, ordinal, agentId, turnId, at, startedAt, endedAt, model, label, effort },
    ...{ stopReason, contextTokens, thinkingTokens, visibleChars, cacheMiss, rebuildCause, rebuildGapMs },
    finished: row.finished === 1,
    rebuildInferred: row.inferred === 1,
    tokens: attempt.tokens,
    attempts: [attempt],
  };
}

/** The row as it is priced. */
export function attemptOf(row: AttemptRow, thresholds: readonly number[]): UsageGroup {
  const { sessionId, agentId, at, model, geo, tier, webSearches } = row;
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = row;
  return {
    ...{ sessionId, agentId, purposes: NO_PURPOSES, at, model, geo, tier, webSearches },
    fast: row.fast === 1,
    promptTokens: row.priceTier === 0 ? 0 : (thresholds[row.priceTier - 1] ?? 0) + 1,
    tokens: { input, output, cacheRead, cacheWrite5m, cacheWrite1h },
    rebuilt: { input: row.rebuiltInput, cacheWrite5m: row.rebuilt5m, cacheWrite1h: row.rebuilt1h },
    responses: row.attempt === 0 ? 1 : 0,
    unfinished: row.attempt === 0 && row.finished === 0 ? 1 : 0,
  };
}
