import { DAY_MS, type Millis } from '../model/time.ts';
import { NO_TOKENS } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import { QUARTER_MS } from '../store/usage-sums.ts';
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

/** Of what does the work of these models consist, turn by turn and agent by agent? */
export function premiumParts(
  store: Store,
  where: ResponseWhere,
  models: readonly string[],
  thresholds: readonly number[],
): PremiumPart[] {
  const flows = flowsOf(where, thresholds);
  return store
    .prepare<unknown[], Row>(`
      SELECT turn_id, session_id, agent_id, quarter / ${DAY_MS / QUARTER_MS}, model, fast, geo, tier, price_tier,
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
  ...[turnId: string, sessionId: string, agentId: string, day: number | null, model: string],
  ...[fast: number, geo: string, tier: string, priceTier: number],
  ...[input: number, output: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number],
  ...[webSearches: number, responses: number, unfinished: number],
  ...[thinking: number, thinkingUnknown: number, effortRank: number | null, toolCalls: number],
  ...[first: number | null, firstRead: number | null, last: number | null],
];

function partOf(row: Row, thresholds: readonly number[]): PremiumPart {
  const [turnId, sessionId, agentId, day, model, fast, geo, tier, priceTier] = row;
  const [, , , , , , , , , input, output, cacheRead, cacheWrite5m, cacheWrite1h, webSearches, responses] = row;
  const [, , , , , , , , , , , , , , , , unfinished, thinking, thinkingUnknown, effortRank, toolCalls] = row;
  const [first, firstRead, last] = [row[21], row[22], row[23]];
  const group: UsageGroup = {
    ...{ sessionId, agentId, purpose: '', model, geo, tier, webSearches, responses, unfinished },
    at: day === null ? null : ((day * DAY_MS) as Millis),
    fast: fast === 1,
    promptTokens: priceTier === 0 ? 0 : (thresholds[priceTier - 1] ?? 0) + 1,
    tokens: { input, output, cacheRead, cacheWrite5m, cacheWrite1h },
    // Nobody asks for it by turn.
    rebuilt: NO_TOKENS,
  };
  return {
    ...{ sessionId, agentId, turnId, group, thinking, thinkingUnknown, effortRank, toolCalls },
    first: first === null ? null : { ...placedOf(first), cacheRead: placedOf(firstRead ?? 0).context },
    last: last === null ? null : placedOf(last),
  };
}

/** Takes apart what SQL packed; plain numbers are exact far beyond the sessions there are. */
function placedOf(packed: number): PlacedResponse {
  return { ordinal: Math.floor(packed / 2 ** 32), context: packed % 2 ** 32 };
}
