import { DAY_MS, type Millis } from '../model/time.ts';
import { NO_TOKENS } from '../model/tokens.ts';
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
      SELECT turn_id, session_id, agent_id, quarter / ${DAY_MS / QUARTER_MS}, model, fast, iif(geo = 'us', geo, ''),
        iif(tier = 'standard', '', tier), price_tier,
        sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
        sum(cache_write_1h_tokens), sum(web_searches), sum(responses), sum(unfinished),
        sum(thinking_tokens), sum(thinking_unknown), max(effort_rank), sum(tool_calls),
        min(first_context), min(first_read), max(last_context)
      FROM ${flows.sql}
      WHERE model IN (SELECT value FROM json_each(?))
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
      ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9`)
    .raw()
    .all(...flows.values, JSON.stringify(models))
    .map((row) => partOf(row, thresholds));
}

type Row = readonly [
  ...[turnId: string, sessionId: string, agentId: string, day: number | null],
  ...[model: string, fast: number, geo: string, tier: string, priceTier: number],
  ...[input: number, output: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number],
  ...[webSearches: number, responses: number, unfinished: number],
  ...[thinking: number, thinkingUnknown: number, effortRank: number | null, toolCalls: number],
  ...[first: number | null, firstRead: number | null, last: number | null],
];

/** By place: taking a row apart by pattern takes three times as long. */
function partOf(row: Row, thresholds: readonly number[]): PremiumPart {
  const [day, priceTier, first, last] = [row[3], row[8], row[21], row[23]];
  const group: UsageGroup = {
    sessionId: row[1],
    agentId: row[2],
    purpose: '',
    at: day === null ? null : ((day * DAY_MS) as Millis),
    model: row[4],
    fast: row[5] === 1,
    geo: row[6],
    tier: row[7],
    promptTokens: priceTier === 0 ? 0 : (thresholds[priceTier - 1] ?? 0) + 1,
    tokens: { input: row[9], output: row[10], cacheRead: row[11], cacheWrite5m: row[12], cacheWrite1h: row[13] },
    // Nobody asks for it by turn.
    rebuilt: NO_TOKENS,
    webSearches: row[14],
    responses: row[15],
    unfinished: row[16],
  };
  return {
    sessionId: row[1],
    agentId: row[2],
    turnId: row[0],
    group,
    thinking: row[17],
    thinkingUnknown: row[18],
    effortRank: row[19],
    toolCalls: row[20],
    first: first === null ? null : { ...placedOf(first), cacheRead: placedOf(row[22] ?? 0).context },
    last: last === null ? null : placedOf(last),
  };
}

/** Takes apart what SQL packed; plain numbers are exact far beyond the sessions there are. */
function placedOf(packed: number): PlacedResponse {
  return { ordinal: Math.floor(packed / 2 ** 32), context: packed % 2 ** 32 };
}
