import type { ShownUsage, Sighting } from '../model/session-rows.ts';
import type { Tokens } from '../model/tokens.ts';
import { decodeUsage, encodeUsage, type StoredUsage } from './usage-codec.ts';

/** What `responses` says of a response beside what its session shows of it. */
export interface OwnedState {
  readonly owned: boolean;
  /** Of an owned one as C3 has it, else as its session shows it. */
  readonly variant: string;
  /** Sessions that show it and do not own it. */
  readonly copies: number;
  /** What its session shows, where the response counts otherwise; else null. */
  readonly shown: string | null;
}

/** Columns of `responses`, in the order of `rowsOf`. */
const STATE = ['owned', 'variant', 'copies', 'shown'];
const RESPONSE = [
  ...['session_id', 'key', 'agent_id', 'turn_id', 'ordinal', 'at', 'started_at', 'ended_at', 'recovered', 'background'],
  ...['label', 'effort', 'cache_miss', 'cache_missed_tokens', 'attributed_agent', 'attributed_skill'],
  ...['attributed_plugin', 'attributed_mcp_server', 'attributed_mcp_tool', 'branch', 'version', 'pull_request'],
];
/** Of the response alone: an attempt charged on top of it has none of these. */
const ONCE = ['records', 'visible_chars', 'tool_calls', 'tool_errors'];
const USAGE = [
  ...['attempt', 'attempt_kind', 'model', 'input_tokens', 'output_tokens', 'cache_read_tokens'],
  ...['cache_write_5m_tokens', 'cache_write_1h_tokens', 'fast', 'geo', 'tier', 'finished', 'stop_reason'],
  ...['context_tokens', 'thinking_tokens', 'web_searches', 'rebuilt_5m_tokens', 'rebuilt_1h_tokens'],
  ...['rebuilt_input_tokens', 'rebuild_cause', 'rebuild_inferred', 'rebuild_gap_ms'],
];
/** What stays whoever owns a response, in the order of `keptColumns`. */
export const KEPT_COLUMNS: readonly string[] = [...RESPONSE, ...ONCE];
/** All of what a session shows of a response. */
export const SHOWN_COLUMNS: readonly string[] = [...KEPT_COLUMNS, ...USAGE];
/** In the order of a whole row. */
export const COLUMNS: readonly string[] = [...STATE, ...SHOWN_COLUMNS];

/** The values of `KEPT_COLUMNS`. */
export function keptColumns(response: Sighting, sessionId: string): unknown[] {
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

/** The response itself and one row for each attempt charged on top of it: the values of `SHOWN_COLUMNS`. */
export function rowsOf(kept: readonly unknown[], counts: ShownUsage): unknown[][] {
  const { usage, model } = counts;
  const own = [...kept, ...usageColumns(counts, 0, 'response', model, usage.tokens)];
  if (usage.extras.length === 0) return [own];
  const ofAttempts = kept.map((value, index) => (index < RESPONSE.length ? value : 0));
  return [
    own,
    ...usage.extras.map(({ attempt, model: named, tokens }, index) => {
      return [...ofAttempts, ...usageColumns(counts, index + 1, attempt, named || model, tokens)];
    }),
  ];
}

function usageColumns(
  { usage, finished, stopReason, rebuild }: ShownUsage,
  attempt: number,
  kind: string,
  model: string,
  tokens: Tokens,
): unknown[] {
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

/** What a session shows of the usage of a response, for `shown`. */
export function encodeShown({ model, usage, finished, stopReason, rebuild }: ShownUsage): string {
  return JSON.stringify([model, encodeUsage(usage), finished, stopReason, rebuild]);
}

/** What `encodeShown` was given. */
export function decodeShown(text: string): ShownUsage {
  const [model, usage, finished, stopReason, rebuild] = JSON.parse(text) as [
    ShownUsage['model'],
    StoredUsage,
    ...[ShownUsage['finished'], ShownUsage['stopReason'], ShownUsage['rebuild']],
  ];
  return { model, usage: decodeUsage(usage), finished, stopReason, rebuild };
}
