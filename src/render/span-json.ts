import { type PicoUsd, usdNumber } from '../model/money.ts';
import type { Span } from '../model/spans.ts';
import { totalTokens } from '../model/tokens.ts';
import { jsonText } from './json-text.ts';
import { isoOrNull } from './sessions-json.ts';

/** One span as `tj session --spans --json` tells it. Token fields are of chats; of other kinds they are null. */
export function spanFields(span: Span): object {
  return { ...names(span), ...tokenFields(span) };
}

/** What a span cost at list price, and whose price that is (`price_source`); null without a price. */
export interface SpanCost {
  readonly cost: PicoUsd;
  readonly source: string;
}

/** One line of `tj export --ndjson`: the same fields, with the session, `usage` and list price. */
export function spanLine(span: Span, cost: SpanCost | null): string {
  const usage = span.tokens === null ? null : tokenFields(span);
  const fields = {
    session_id: span.sessionId,
    ...names(span),
    usage,
    cost_usd: cost === null ? null : usdNumber(cost.cost),
    price_source: cost?.source ?? null,
  };
  return `${jsonText(fields, 0)}\n`;
}

function names(span: Span) {
  return {
    span_id: span.spanId,
    trace_id: span.traceId,
    parent_span_id: span.parentSpanId,
    kind: span.kind,
    name: span.name,
    agent_id: span.agentId,
    agent_name: span.agentName,
    started_at: isoOrNull(span.startedAt),
    ended_at: isoOrNull(span.endedAt),
    status: span.status,
    error: span.error || null,
    model: span.model,
    tool_use_id: span.toolUseId,
    response_id: span.responseId,
    target: span.target || null,
  };
}

function tokenFields({ tokens, thinkingTokens }: Span) {
  return {
    input_tokens: tokens?.input ?? null,
    output_tokens: tokens?.output ?? null,
    cache_read_tokens: tokens?.cacheRead ?? null,
    cache_write_5m_tokens: tokens?.cacheWrite5m ?? null,
    cache_write_1h_tokens: tokens?.cacheWrite1h ?? null,
    total_tokens: tokens === null ? null : totalTokens(tokens),
    thinking_tokens: thinkingTokens,
  };
}
