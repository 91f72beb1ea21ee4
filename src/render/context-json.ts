import type { AnswerShare, AnswerShares, Ledger, LedgerItem } from '../analyse/context-ledger.ts';
import type { ContextReport } from '../analyse/context-report.ts';
import type { FixedContextPart } from '../analyse/fixed-context.ts';
import type { RebuildReport, RebuildSum } from '../analyse/rebuild-report.ts';
import type { Recurring } from '../analyse/recurring.ts';
import type { ClaudeContextRow } from '../query/claude-contexts.ts';
import { compactionJson } from './compaction-json.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { compositionJson } from './quickstart-json.ts';
import { isoOrNull } from './sessions-json.ts';
import { usageJson } from './usage-json.ts';

/** The document of `tj context --json`. Shares are of all tokens and of all list-price weight of the window. */
export function contextJson(report: ContextReport, answer: AnswerFrame): object {
  return {
    ...frame(answer),
    totals: usageJson(report.totals),
    quota_composition: compositionJson(report.composition),
    rebuilds: rebuildsJson(report.rebuilds),
    ledger: ledgerJson(report.ledger, report),
    fixed: report.fixed.map(fixedJson),
    claude_code_context: report.claudeContexts.map(claudeContextJson),
    recurring: report.recurring.map(recurringJson),
    compaction: compactionJson(report.compaction),
  };
}

function rebuildsJson(rebuilds: RebuildReport): object {
  return {
    events: rebuilds.events,
    tokens: rebuilds.tokens,
    uncached_input_tokens: rebuilds.inputTokens,
    share_tokens: rebuilds.shareTokens,
    share_list_price: rebuilds.shareListPrice,
    by_cause: rebuilds.byCause.map(({ cause, inferred, ...sum }) => ({ cause, inferred, ...rebuildSum(sum) })),
    by_deed: rebuilds.byDeed.map(({ deed, ...sum }) => ({ deed, ...rebuildSum(sum) })),
    unknown: rebuilds.unknown,
    worst: rebuilds.worst.map((worst) => ({
      session_id: worst.sessionId,
      agent_id: worst.agentId,
      at: isoOrNull(worst.at),
      cause: worst.cause,
      inferred: worst.inferred,
      gap_seconds: worst.gapMs === null ? null : worst.gapMs / 1000,
      tokens: worst.tokens,
      uncached_input_tokens: worst.inputTokens,
      share_list_price: worst.shareListPrice,
    })),
  };
}

function rebuildSum({ events, tokens, shareTokens, shareListPrice }: RebuildSum): object {
  return { events, tokens, share_tokens: shareTokens, share_list_price: shareListPrice };
}

function ledgerJson(ledger: Ledger, { view, kinds }: ContextReport): object {
  return {
    by: view,
    prompt_tokens: ledger.promptTokens,
    items: ledger.items.map(itemJson),
    kinds: kinds.items.map(itemJson),
    unattributed_share: ledger.unattributedShare,
    agents: {
      prompt_tokens: ledger.agents.promptTokens,
      share_tokens: ledger.agents.shareTokens,
      share_list_price: ledger.agents.shareListPrice,
    },
  };
}

/** An item of a ledger. */
export function itemJson(item: LedgerItem): object {
  return {
    kind: item.kind,
    label: item.label,
    ...(item.tool === '' ? {} : { tool: item.tool }),
    tokens: item.tokens,
    carried_tokens: item.sent,
    responses: item.responses,
    sessions: item.sessions,
    times: item.times,
    share_tokens: item.shareTokens,
    share_list_price: item.shareListPrice,
    ...(item.parts === null ? {} : { parts: partsJson(item.parts) }),
  };
}

/** `unknown` is what nothing tells apart. */
function partsJson({ thinking, tool_calls: calls, prose, unknown }: AnswerShares): object {
  return {
    thinking: thinking === null ? null : partJson(thinking),
    tool_calls: partJson(calls),
    prose: partJson(prose),
    unknown: partJson(unknown),
  };
}

function partJson({ tokens, sent, shareTokens, shareListPrice }: AnswerShare): object {
  return { tokens, carried_tokens: sent, share_tokens: shareTokens, share_list_price: shareListPrice };
}

function fixedJson(part: FixedContextPart): object {
  return {
    part: part.part,
    name: part.name,
    characters: part.characters,
    tokens: part.tokens,
    sent_tokens: part.sentTokens,
    responses: part.responses,
    sessions: part.sessions,
    sessions_using: part.sessionsUsing,
    calls: part.calls,
    share_tokens: part.shareTokens,
    share_list_price: part.shareListPrice,
    counted_by: part.countedBy,
  };
}

function claudeContextJson({ sessionId, at, totalTokens, oursTokens, categories }: ClaudeContextRow): object {
  return { session_id: sessionId, at: isoOrNull(at), total_tokens: totalTokens, ours_tokens: oursTokens, categories };
}

function recurringJson(each: Recurring): object {
  return {
    kind: each.kind,
    tool: each.tool,
    label: each.label,
    sessions: each.sessions,
    times: each.times,
    repeats: each.repeats,
    tokens: each.tokens,
    carried_tokens: each.sent,
    share_tokens: each.shareTokens,
    share_list_price: each.shareListPrice,
  };
}
