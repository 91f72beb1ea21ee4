import type { RateKey } from '../model/packed-context.ts';
import type { UnitFacts } from '../model/span-rows.ts';
import { BUCKET_MS, DAY_MS } from '../model/time.ts';
import type { Tokens } from '../model/tokens.ts';
import type { Store } from '../store/open-store.ts';
import { flowsOf } from './flows.ts';
import type { ResponseWhere } from './response-filter.ts';
import type { UnitName } from './unit-titles.ts';

/** Responses of a turn of a main thread, or of an agent, that have a price and a 15-minute bucket in common. */
export interface UnitPart extends UnitName {
  readonly rate: RateKey;
  /** UTC day; null without a time. */
  readonly day: number | null;
  /** How many thresholds their prompts exceed. */
  readonly priceTier: number;
  readonly tokens: Tokens;
  readonly webSearches: number;
  readonly responses: number;
  readonly unfinished: number;
  readonly toolCalls: number;
  readonly thinking: number;
  /** Responses that do not say how much they thought. */
  readonly thinkingUnknown: number;
  readonly effortRank: number | null;
  /** First and last of them; null where only attempts were charged, beside a response of another price. */
  readonly first: FirstResponse | null;
  readonly last: PlacedResponse | null;
  /** Prompt size of the main thread's last response before the first; null where there is none, and for agents. */
  readonly contextBefore: number | null;
  /** Null where the session has no turn or agent of this name. */
  readonly unit: UnitRow | null;
}

/** A response: its place in the session, and the size of its prompt in tokens. */
export interface PlacedResponse {
  readonly ordinal: number;
  readonly context: number;
}

/** With the part of its prompt that it read from the cache. */
export interface FirstResponse extends PlacedResponse {
  readonly cacheRead: number;
}

/** What is known of a turn or an agent beside its responses. */
export interface UnitRow extends UnitFacts {
  /** Responses of the turn by whatever model, also outside the window; 0 for an agent. */
  readonly responses: number;
  readonly interrupted: boolean;
  /** The permission mode of the turn is that of plans. */
  readonly plans: boolean;
}

/**
 * Of what does the work of these models consist, turn by turn and agent by agent? Sessions in the order of their ids,
 * the main thread's turns before agents. `thresholds`: prompt sizes above which some model has another price.
 */
export function* unitParts(
  store: Store,
  where: ResponseWhere,
  models: readonly string[],
  thresholds: readonly number[],
): Generator<UnitPart> {
  const flows = flowsOf(where, thresholds);
  const rows = store
    .prepare<unknown[], Row>(`
      SELECT f.session_id, f.agent_id, f.turn_id, model, fast, geo, tier, bucket / ${DAY_MS / BUCKET_MS}, price_tier,
        input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, web_searches,
        f.responses, unfinished, tool_calls, thinking_tokens, thinking_unknown, effort_rank,
        first_context >> 32, first_context & 0xffffffff, first_read & 0xffffffff,
        last_context >> 32, last_context & 0xffffffff, context_before,
        coalesce(t.turn_id, a.agent_id) IS NOT NULL, coalesce(t.responses, 0),
        coalesce(t.status, a.status) = 'interrupted', t.permission_mode IS 'plan',
        coalesce(t.plan_calls, a.plan_calls), coalesce(t.agents_started, a.agents_started),
        coalesce(t.files_edited, a.files_edited), coalesce(t.lines_changed, a.lines_changed),
        coalesce(t.edits_without_lines, a.edits_without_lines), coalesce(t.retries, a.retries),
        coalesce(t.edited_again, a.edited_again)
      FROM ${flows.sql} AS f
        LEFT JOIN turns AS t ON t.turn_id = f.turn_id AND t.session_id = f.session_id AND f.agent_id = ''
        LEFT JOIN agents AS a ON a.session_id = f.session_id AND a.agent_id = f.agent_id AND f.agent_id <> ''
      WHERE model IN (SELECT value FROM json_each(?))
      ORDER BY f.session_id, f.agent_id, f.turn_id, bucket, model, fast, geo, tier, price_tier, first_context`)
    .raw()
    .iterate(...flows.values, JSON.stringify(models));
  for (const row of rows) yield partOf(row);
}

type Row = readonly [
  ...[sessionId: string, agentId: string, turnId: string, model: string, fast: number, geo: string, tier: string],
  ...[day: number | null, priceTier: number],
  ...[input: number, output: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number],
  ...[webSearches: number, responses: number, unfinished: number, toolCalls: number],
  ...[thinking: number, thinkingUnknown: number, effortRank: number | null],
  ...[first: number | null, firstContext: number, firstRead: number, last: number | null, lastContext: number],
  ...[contextBefore: number | null, isKnown: number, ofTurn: number, interrupted: number, plans: number],
  ...[planCalls: number, agents: number, files: number, lines: number, linesUnknown: number],
  ...[retries: number, editedAgain: number],
];

/** By place: taking a row apart by pattern takes three times as long. */
function partOf(row: Row): UnitPart {
  return {
    sessionId: row[0],
    agentId: row[1],
    turnId: row[2],
    rate: [row[3], row[4] === 1, row[5], row[6]],
    day: row[7],
    priceTier: row[8],
    tokens: { input: row[9], output: row[10], cacheRead: row[11], cacheWrite5m: row[12], cacheWrite1h: row[13] },
    webSearches: row[14],
    responses: row[15],
    unfinished: row[16],
    toolCalls: row[17],
    thinking: row[18],
    thinkingUnknown: row[19],
    effortRank: row[20],
    first: row[21] === null ? null : { ordinal: row[21], context: row[22], cacheRead: row[23] },
    last: row[24] === null ? null : { ordinal: row[24], context: row[25] },
    contextBefore: row[26],
    unit: row[27] === 1 ? unitOf(row) : null,
  };
}

function unitOf(row: Row): UnitRow {
  return {
    responses: row[28],
    interrupted: row[29] === 1,
    plans: row[30] === 1,
    planCalls: row[31],
    agents: row[32],
    files: row[33],
    lines: row[34],
    linesUnknown: row[35],
    retries: row[36],
    editedAgain: row[37],
  };
}
