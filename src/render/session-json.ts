import type { Hidden } from '../analyse/hidden-calls.ts';
import { mapOf, type PromptMapRow } from '../analyse/prompt-map.ts';
import type { OwnLedger } from '../analyse/reconcile.ts';
import type { AgentDetail, ContextPoint, SessionDetail, TurnDetail } from '../analyse/session-detail.ts';
import type { SessionReport } from '../analyse/session-report.ts';
import type { TurnSteps } from '../analyse/timeline.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { SessionEvent } from '../model/span-rows.ts';
import { type Span, spanIdOf } from '../model/spans.ts';
import { SECOND_MS } from '../model/time.ts';
import { judgementFields } from './agents-json.ts';
import { hiddenFields } from './hidden-lines.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { isoOrNull, type Sources, withSource } from './sessions-json.ts';
import { spanFields } from './span-json.ts';
import { timelineFields } from './timeline-json.ts';
import { usageJson } from './usage-json.ts';

/** What of a session is in its document only where it is asked for; null for what is not. */
export interface SessionViews {
  readonly spans: readonly Span[] | null;
  readonly timeline: readonly TurnSteps[] | null;
  readonly map: boolean;
}

/** The document of `tj session --json`; with spans, timeline and map where they are asked for. */
export function sessionJson(
  session: SessionReport,
  sources: Sources,
  detail: SessionDetail,
  events: readonly SessionEvent[],
  { spans, timeline, map }: SessionViews,
  ledgers: readonly OwnLedger[],
  hidden: Hidden,
  answer: AnswerFrame,
): object {
  return {
    ...frame(answer),
    session: withSource(session, sources),
    ...detailFields(session.sessionId, detail, events, { map, timeline }),
    reconciliation: ledgers.length === 0 ? null : ledgers.map(ledgerFields),
    not_in_transcript: hiddenFields(hidden),
    ...(spans === null ? {} : { spans: spans.map(spanFields) }),
  };
}

/** What a session consists of, without what is known of it beside its tree. */
export function detailFields(
  sessionId: string,
  detail: SessionDetail,
  events: readonly SessionEvent[],
  { timeline, map }: Pick<SessionViews, 'timeline' | 'map'>,
): object {
  return {
    turns: detail.turns.map(turnFields),
    agents: detail.agents.map((agent) => agentFields(sessionId, agent)),
    models: detail.models.map(({ model, usage }) => ({ model, ...usageJson(usage) })),
    tools: detail.tools.map((tool) => ({
      ...{ name: tool.name, calls: tool.calls, errors: tool.errors, denied: tool.denied, open: tool.open },
      ...{ retries: tool.retries, loops: tool.loops, result_chars: tool.resultChars },
    })),
    context: detail.context.map(contextFields),
    events: events.map(eventFields),
    ...(map ? { map: mapOf(detail).map(mapFields) } : {}),
    ...(timeline === null ? {} : { timeline: timelineFields(timeline, detail.repeats) }),
  };
}

/** Less than that is rounding of cache blocks, and has no cause: as `tj context --by rebuild` counts. */
const LEAST_REBUILT = 1000;

/** Of the prompt of a response, what the cache had, what was written into it again or anew, and what no cache took. */
function contextFields({ at, spanId, promptTokens, chat }: ContextPoint): object {
  const { tokens, attempts, rebuildCause, rebuildGapMs } = chat;
  const rebuilt = attempts.reduce((sum, each) => sum + each.rebuilt.cacheWrite5m + each.rebuilt.cacheWrite1h, 0);
  const isRebuild = rebuilt + attempts.reduce((sum, each) => sum + each.rebuilt.input, 0) >= LEAST_REBUILT;
  return {
    ...{ at: isoOrNull(at), span_id: spanId, prompt_tokens: promptTokens, model: chat.model },
    ...{ cache_read_tokens: tokens.cacheRead, rebuilt_tokens: rebuilt },
    written_tokens: tokens.cacheWrite5m + tokens.cacheWrite1h - rebuilt,
    ...{ input_tokens: tokens.input, output_tokens: tokens.output },
    rebuild_cause: isRebuild ? rebuildCause : null,
    rebuild_gap_seconds: isRebuild && rebuildGapMs !== null ? rebuildGapMs / SECOND_MS : null,
  };
}

function eventFields({ kind, at, agentId, turnId, label, tokensBefore, tokensAfter, resetsAt }: SessionEvent): object {
  return {
    ...{ kind: kind.replaceAll('-', '_'), at: isoOrNull(at), agent_id: agentId || null, turn_id: turnId },
    ...{ label: label || null, tokens_before: tokensBefore, tokens_after: tokensAfter, resets_at: isoOrNull(resetsAt) },
  };
}

function mapFields(row: PromptMapRow): object {
  const { turn, shareListPrice, read, edited, commands, searches, sources, other } = row;
  return {
    ...{ turn_id: turn.turnId, share_list_price: shareListPrice },
    ...{ read, edited, commands, searches, sources, other },
    ...{ agents: row.agents, errors: row.errors, retries: row.retries },
    ...{ lines_added: row.linesAdded, lines_removed: row.linesRemoved },
  };
}

function turnFields({ turn, usage, tools, agents }: TurnDetail): object {
  return {
    turn_id: turn.turnId,
    kind: turn.kind,
    title: turn.label,
    started_at: isoOrNull(turn.startedAt),
    ended_at: isoOrNull(turn.endedAt),
    answered: turn.answered,
    status: turn.status,
    error: turn.error || null,
    prompt_chars: turn.promptChars,
    permission_mode: turn.permissionMode,
    tool_calls: tools.length,
    agents,
    ...usageJson(usage),
  };
}

function agentFields(sessionId: string, { agent, usage, toolCalls, depth, judgement }: AgentDetail): object {
  const above = agent.parentAgentId;
  return {
    agent_id: agent.agentId,
    agent_type: agent.agentType,
    title: agent.label,
    span_id: spanIdOf('agent', sessionId, agent.agentId),
    parent_span_id: above === MAIN_THREAD ? agent.turnId : spanIdOf('agent', sessionId, above),
    tool_use_id: agent.toolUseId,
    link: agent.link,
    depth,
    status: agent.status,
    started_at: isoOrNull(agent.startedAt),
    ended_at: isoOrNull(agent.endedAt),
    tool_calls: toolCalls,
    ...judgementFields(judgement),
    ...usageJson(usage),
  };
}

function ledgerFields({ begunAt, usd, models, inherited }: OwnLedger): object {
  const taken = inherited === 'unknown' ? null : inherited;
  return {
    begun_at: isoOrNull(begunAt),
    cost_usd: usd,
    // What a copy took along of its origin's ledger, which `cost_usd` and `models` hold; null for nothing.
    goes_on_from: inherited === null ? null : { session_id: taken?.sessionId ?? null, cost_usd: taken?.usd ?? null },
    models: models.map((each) => ({
      ...{ model: each.model, input_tokens: each.input, output_tokens: each.output },
      ...{ cache_read_tokens: each.cacheRead, cache_write_tokens: each.cacheWrite, web_searches: each.webSearches },
      cost_usd: each.usd,
    })),
  };
}
