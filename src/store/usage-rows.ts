import type { Sighting } from '../model/session-rows.ts';
import type { Tokens } from '../model/tokens.ts';
import { NO_SUM, withValue } from './check/row-sum.ts';
import { SHOWN_COLUMNS } from './response-rows.ts';

/** Columns of `responses` that answers alone fill, beside the session; the others wait for the rest of it. */
export const USAGE_COLUMNS: readonly string[] = [
  ...['variant', 'key', 'attempt', 'attempt_kind', 'agent_id', 'ordinal', 'at', 'model'],
  ...['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens'],
  ...['context_tokens', 'thinking_tokens', 'fast', 'geo', 'tier', 'web_searches'],
  ...['rebuilt_5m_tokens', 'rebuilt_1h_tokens', 'rebuilt_input_tokens', 'rebuild_cause'],
  ...['finished', 'recovered', 'background', 'stop_reason', 'records', 'branch', 'version', 'effort'],
];

/** The values of `USAGE_COLUMNS`. */
export type UsageRow = readonly (string | number | null)[];

/** Columns of `responses` that are not null where nothing is known. */
const DEFAULTS = new Map<string, string | number>([
  ['label', ''],
  ['visible_chars', 0],
  ['tool_calls', 0],
  ['tool_errors', 0],
  ['rebuild_inferred', 0],
]);

/** Where `SHOWN_COLUMNS` after the first stand in a `UsageRow`, or -1; and what those have that are not in it. */
const SHOWN_AT = SHOWN_COLUMNS.slice(1).map((column) => USAGE_COLUMNS.indexOf(column));
const SHOWN_DEFAULTS = SHOWN_COLUMNS.slice(1).map((column) => DEFAULTS.get(column) ?? null);

/** The checksum of a row: the same whether it was read for this or with all else. */
export function usageRowSum(sessionId: string, row: UsageRow): number {
  let sum = withValue(NO_SUM, sessionId);
  for (let i = 0; i < SHOWN_AT.length; i++) {
    const at = SHOWN_AT[i] ?? -1;
    sum = withValue(sum, at < 0 ? SHOWN_DEFAULTS[i] : row[at]);
  }
  return sum;
}

/** The key of the response that a row is of. */
export function keyOf(row: UsageRow): string {
  return String(row[1]);
}

/** Whether a row is of a response itself, not of an attempt charged on top of it. */
export function isResponse(row: UsageRow): boolean {
  return row[2] === 0;
}

/**
 * The rows of what one session shows, as if it were the only one: of each response itself, and of each attempt charged on top of
 * it. Plain values in few objects, which another thread takes well.
 */
export function usageRows(sightings: readonly Sighting[]): UsageRow[] {
  const rows: UsageRow[] = [];
  const keys = new Set<string>();
  for (const response of sightings) {
    const variant = keys.has(response.key) ? response.variant : '';
    keys.add(response.key);
    const { usage, model } = response;
    rows.push(rowOf(response, variant, 0, 'response', model, usage.tokens));
    usage.extras.forEach((extra, index) => {
      rows.push(rowOf(response, variant, index + 1, extra.attempt, extra.model || model, extra.tokens));
    });
  }
  return rows;
}

function rowOf(
  response: Sighting,
  variant: string,
  attempt: number,
  kind: string,
  model: string,
  tokens: Tokens,
): UsageRow {
  const { usage, rebuild } = response;
  const isOwn = attempt === 0;
  return [
    variant,
    response.key,
    attempt,
    kind,
    response.agentId,
    response.ordinal,
    response.at,
    model,
    tokens.input,
    tokens.output,
    tokens.cacheRead,
    tokens.cacheWrite5m,
    tokens.cacheWrite1h,
    isOwn ? usage.contextTokens : 0,
    isOwn ? usage.thinkingTokens : null,
    usage.fast ? 1 : 0,
    usage.geo,
    usage.tier,
    isOwn ? usage.webSearches : 0,
    isOwn ? (rebuild?.write5m ?? 0) : 0,
    isOwn ? (rebuild?.write1h ?? 0) : 0,
    isOwn ? (rebuild?.input ?? 0) : 0,
    isOwn ? (rebuild?.cause ?? null) : null,
    response.finished ? 1 : 0,
    response.recovered ? 1 : 0,
    response.background === null ? 0 : 1,
    response.stopReason,
    isOwn ? response.records : 0,
    response.branch,
    response.version,
    response.effort,
  ];
}
