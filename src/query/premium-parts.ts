import { DAY_MS, type Millis } from '../model/time.ts';
import { NO_TOKENS, type Tokens } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import { QUARTER_MS, TURN_SUMS } from '../store/usage-sums.ts';
import { flowsOf } from './flows.ts';
import type { ResponseWhere } from './response-filter.ts';

/**
 * The responses of one turn of a main thread, or of one agent, that have the same price per token, with what tells the
 * shape of the work. Most turns are one part.
 */
export interface PremiumPart {
  readonly sessionId: string;
  /** '' for the main thread. */
  readonly agentId: string;
  /** '' for an agent. */
  readonly turnId: string;
  readonly group: UsageGroup;
  /** Thinking tokens of the responses where they are known, and the count of those where they are not. */
  readonly thinking: number;
  readonly thinkingUnknown: number;
  /** The highest, by its place in EFFORTS from 1; null where no response tells. */
  readonly effortRank: number | null;
  readonly toolCalls: number;
  /** Null for attempts that were charged beside a response of another model. */
  readonly first: FirstResponse | null;
  readonly last: PlacedResponse | null;
}

/** A response of a part: its place in the session, and the size of its prompt in tokens. */
export interface PlacedResponse {
  readonly ordinal: number;
  readonly context: number;
}

/** With the part of its prompt that it read from the cache. */
export interface FirstResponse extends PlacedResponse {
  readonly cacheRead: number;
}

/**
 * Of what does the work of these models consist, turn by turn and agent by agent? Places and tiers that no price depends
 * on are not told apart (counting.md section 2): else most turns would be several parts.
 */
export function premiumParts(
  store: Store,
  where: ResponseWhere,
  models: readonly string[],
  thresholds: readonly number[],
): PremiumPart[] {
  const flows = flowsOf(where, thresholds, TURN_SUMS);
  return store
    .prepare<unknown[], Row>(`
      SELECT turn_id AS turnId, session_id AS sessionId, agent_id AS agentId, quarter / ${DAY_MS / QUARTER_MS} AS day,
        model, fast, iif(geo = 'us', geo, '') AS geo, iif(tier = 'standard', '', tier) AS tier,
        price_tier AS priceTier,
        sum(input_tokens) AS input, sum(output_tokens) AS output, sum(cache_read_tokens) AS cacheRead,
        sum(cache_write_5m_tokens) AS cacheWrite5m, sum(cache_write_1h_tokens) AS cacheWrite1h,
        sum(web_searches) AS webSearches, sum(responses) AS responses, sum(unfinished) AS unfinished,
        sum(thinking_tokens) AS thinking, sum(thinking_unknown) AS thinkingUnknown, max(effort_rank) AS effortRank,
        sum(tool_calls) AS toolCalls, min(first_context) AS first, min(first_read) AS firstRead,
        max(last_context) AS last
      FROM ${flows.sql}
      WHERE model IN (SELECT value FROM json_each(?))
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
      ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9`)
    .all(...flows.values, JSON.stringify(models))
    .map((row) => partOf(row, thresholds));
}

interface Row extends Tokens, Pick<UsageGroup, 'model' | 'geo' | 'tier' | 'webSearches' | 'responses' | 'unfinished'> {
  readonly turnId: string;
  readonly sessionId: string;
  readonly agentId: string;
  readonly day: number | null;
  readonly fast: number;
  readonly priceTier: number;
  readonly thinking: number;
  readonly thinkingUnknown: number;
  readonly effortRank: number | null;
  readonly toolCalls: number;
  readonly first: number | null;
  readonly firstRead: number | null;
  readonly last: number | null;
}

function partOf(row: Row, thresholds: readonly number[]): PremiumPart {
  const { sessionId, agentId, model, geo, tier, webSearches, responses, unfinished } = row;
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = row;
  const { thinking, thinkingUnknown, effortRank, toolCalls, first, firstRead, last } = row;
  const group: UsageGroup = {
    sessionId,
    agentId,
    purpose: '',
    at: row.day === null ? null : ((row.day * DAY_MS) as Millis),
    model,
    fast: row.fast === 1,
    geo,
    tier,
    promptTokens: row.priceTier === 0 ? 0 : (thresholds[row.priceTier - 1] ?? 0) + 1,
    tokens: { input, output, cacheRead, cacheWrite5m, cacheWrite1h },
    // Nobody asks for it by turn.
    rebuilt: NO_TOKENS,
    webSearches,
    responses,
    unfinished,
  };
  return {
    sessionId,
    agentId,
    turnId: row.turnId,
    group,
    thinking,
    thinkingUnknown,
    effortRank,
    toolCalls,
    first: first === null ? null : { ...placedOf(first), cacheRead: placedOf(firstRead ?? 0).context },
    last: last === null ? null : placedOf(last),
  };
}

/** Takes apart what SQL packed; plain numbers are exact far beyond the sessions there are. */
function placedOf(packed: number): PlacedResponse {
  return { ordinal: Math.floor(packed / 2 ** 32), context: packed % 2 ** 32 };
}
