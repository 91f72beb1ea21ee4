import type { ExtraAttempt } from '../model/response-facts.ts';
import type { ShownUsage, Sighting } from '../model/session-rows.ts';
import type { Tokens } from '../model/tokens.ts';

/** Of a response whatever counts of it; the last ones of the response alone, not of attempts charged on top of it. */
export const KEPT_COLUMNS: readonly string[] = [
  ...['session_id', 'key', 'agent_id', 'turn_id', 'ordinal', 'at', 'started_at', 'ended_at', 'recovered', 'background'],
  ...['label', 'effort', 'cache_miss', 'cache_missed_tokens', 'attributed_agent', 'attributed_skill'],
  ...['attributed_plugin', 'attributed_mcp_server', 'attributed_mcp_tool', 'branch', 'version', 'pull_request'],
  ...['records', 'visible_chars', 'tool_calls', 'tool_errors'],
];
const ONCE = KEPT_COLUMNS.indexOf('records');

/** What counts of a response, and of each attempt charged on top of it. */
export const COUNTED_COLUMNS: readonly string[] = [
  ...['attempt', 'attempt_kind', 'model', 'input_tokens', 'output_tokens', 'cache_read_tokens'],
  ...['cache_write_5m_tokens', 'cache_write_1h_tokens', 'fast', 'geo', 'tier', 'finished', 'stop_reason'],
  ...['context_tokens', 'thinking_tokens', 'web_searches', 'rebuilt_5m_tokens', 'rebuilt_1h_tokens'],
  ...['rebuilt_input_tokens', 'rebuild_cause', 'rebuild_inferred', 'rebuild_gap_ms'],
];

/** Columns of `responses` that say what a session shows of a response, in the order of `rowsOf`. */
export const SHOWN_COLUMNS: readonly string[] = [...KEPT_COLUMNS, ...COUNTED_COLUMNS];

/** What stays of a response whoever owns it: the first values of its rows. */
export function keptOf(response: Sighting, sessionId: string): unknown[] {
  const { attribution, cacheMiss } = response;
  return [
    sessionId,
    response.key,
    response.agentId,
    response.turnId,
    response.ordinal,
    response.at,
    response.startedAt,
    response.endedAt,
    response.recovered ? 1 : 0,
    response.background === null ? 0 : 1,
    response.label,
    response.effort,
    cacheMiss?.reason ?? null,
    cacheMiss?.tokens ?? null,
    attribution?.agent ?? null,
    attribution?.skill ?? null,
    attribution?.plugin ?? null,
    attribution?.mcpServer ?? null,
    attribution?.mcpTool ?? null,
    response.branch,
    response.version,
    response.pullRequest,
    response.records,
    response.visibleChars,
    response.toolCalls,
    response.toolErrors,
  ];
}

/** The response itself and one row for each attempt charged on top of it. */
export function rowsOf(kept: readonly unknown[], counts: ShownUsage): unknown[][] {
  const { usage, model } = counts;
  const own = [...kept, ...countedColumns(counts, 0, 'response', model, usage.tokens)];
  if (usage.extras.length === 0) return [own];
  const ofAttempts = kept.map((value, index) => (index < ONCE ? value : 0));
  return [
    own,
    ...usage.extras.map(({ attempt, model: named, tokens }, index) => {
      return [...ofAttempts, ...countedColumns(counts, index + 1, attempt, named || model, tokens)];
    }),
  ];
}

function countedColumns(
  { usage, finished, stopReason, rebuild }: ShownUsage,
  attempt: number,
  kind: string,
  model: string,
  tokens: Tokens,
): CountedRow {
  const isOwn = attempt === 0;
  const rebuilt = isOwn ? rebuild : null;
  return [
    attempt,
    kind,
    model,
    tokens.input,
    tokens.output,
    tokens.cacheRead,
    tokens.cacheWrite5m,
    tokens.cacheWrite1h,
    usage.fast ? 1 : 0,
    usage.geo,
    usage.tier,
    finished ? 1 : 0,
    stopReason,
    isOwn ? usage.contextTokens : 0,
    isOwn ? usage.thinkingTokens : null,
    isOwn ? usage.webSearches : 0,
    rebuilt?.write5m ?? 0,
    rebuilt?.write1h ?? 0,
    rebuilt?.input ?? 0,
    rebuilt?.cause ?? null,
    rebuilt?.inferred ? 1 : 0,
    rebuilt?.gapMs ?? null,
  ];
}

/** Values of `COUNTED_COLUMNS`. */
export type CountedRow = readonly [
  ...[attempt: number, kind: string, model: string],
  ...[input: number, output: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number],
  ...[fast: number, geo: string, tier: string, finished: number, stopReason: string | null],
  ...[context: number, thinking: number | null, webSearches: number],
  ...[rebuilt5m: number, rebuilt1h: number, rebuiltInput: number],
  ...[cause: string | null, inferred: number, gapMs: number | null],
];

/** What counts of a response, of `COUNTED_COLUMNS` of its rows. */
export function countsOf(row: CountedRow, attempts: readonly CountedRow[]): ShownUsage {
  const [cause, inferred, gapMs] = [row[19], row[20] === 1, row[21]];
  return {
    model: row[2],
    usage: {
      tokens: tokensOf(row),
      thinkingTokens: row[14],
      contextTokens: row[13],
      ...{ fast: row[8] === 1, geo: row[9], tier: row[10], webSearches: row[15] },
      extras: attempts.map((each): ExtraAttempt => {
        return { attempt: each[1] as ExtraAttempt['attempt'], model: each[2], tokens: tokensOf(each) };
      }),
    },
    finished: row[11] === 1,
    stopReason: row[12],
    rebuild: cause === null ? null : { write5m: row[16], write1h: row[17], input: row[18], cause, inferred, gapMs },
  };
}

function tokensOf(row: CountedRow): Tokens {
  return { input: row[3], output: row[4], cacheRead: row[5], cacheWrite5m: row[6], cacheWrite1h: row[7] };
}
