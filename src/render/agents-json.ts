import type { Judgement } from '../analyse/agent-flags.ts';
import type { AgentReport, AgentsReport, AgentTypeReport } from '../analyse/agents-report.ts';
import type { FlaggedAgents } from '../analyse/flagged-agents.ts';
import type { Usage } from '../analyse/usage.ts';
import type { WeightShare } from '../analyse/weight-share.ts';
import { SECOND_MS } from '../model/time.ts';
import { totalTokens } from '../model/tokens.ts';
import { weightShareJson } from './card-parts.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { type RowTable, rowTable } from './row-table.ts';
import { isoOrNull } from './sessions-json.ts';
import { USAGE_FIELDS, type UsageJson, usageJson } from './usage-json.ts';

/** The document of `tj agents --json`. */
export function agentsJson(report: AgentsReport, answer: AnswerFrame): object {
  return {
    ...frame(answer),
    totals: usageOrNulls(report.totals),
    share_of_all: weightShareJson(report.shareOfAll),
    types: report.types.map(typeFields),
    agents: report.agents.map(agentFields),
    flagged: flaggedFields(report.flagged),
  };
}

/** The rows of `tj agents` for other programs: all agents. */
export function agentRows(report: AgentsReport): RowTable {
  return rowTable(AGENT_FIELDS, report.agents.map(agentFields));
}

const AGENT_FIELDS = [
  ...['session_id', 'agent_id', 'agent_type', 'label', 'link', 'started_at', 'ended_at', 'duration_seconds'],
  ...['tool_calls', 'flags', 'not_judged', 'share_of_session.tokens', 'share_of_session.list_price', ...USAGE_FIELDS],
];

/** `flags` of the contract: the names of what an agent is flagged by, or null and why it was not judged. */
export function judgementFields(judgement: Judgement): object {
  if (judgement.kind === 'judged') return { flags: judgement.flags, not_judged: null };
  return { flags: null, not_judged: judgement.why };
}

function typeFields(type: AgentTypeReport): object {
  return {
    agent_type: type.agentType,
    agents: type.agents,
    tool_calls: type.toolCalls,
    duration_seconds: seconds(type.durationMs),
    ...usageOrNulls(type.usage),
    ...shareFields(type.share),
    share_of_sessions: weightShareJson(type.shareOfSessions),
    flagged: type.flagged,
  };
}

function agentFields(agent: AgentReport): object {
  return {
    session_id: agent.sessionId,
    agent_id: agent.agentId,
    agent_type: agent.agentType,
    label: agent.label,
    link: agent.link,
    started_at: isoOrNull(agent.startedAt),
    ended_at: isoOrNull(agent.endedAt),
    duration_seconds: seconds(agent.durationMs),
    tool_calls: agent.toolCalls,
    ...judgementFields(agent.judgement),
    share_of_session: weightShareJson(agent.shareOfSession),
    ...usageOrNulls(agent.usage),
  };
}

function flaggedFields({ agents, judged, usage, share, shareOfAll, byFlag, notJudged }: FlaggedAgents): object {
  return {
    agents,
    judged,
    tokens: usage === null ? null : totalTokens(usage.tokens),
    ...shareFields(share),
    share_of_all: weightShareJson(shareOfAll),
    by_flag: byFlag,
    not_judged: notJudged,
  };
}

const NO_FIELDS: { readonly [Field in keyof UsageJson]: null } = {
  ...{ input_tokens: null, output_tokens: null, cache_read_tokens: null, cache_write_5m_tokens: null },
  ...{ cache_write_1h_tokens: null, total_tokens: null, cost_usd: null, responses: null, sessions: null },
  ...{ unfinished_responses: null, unpriced_responses: null },
};

/** U of agents without a transcript is unknown in every field. */
function usageOrNulls(usage: Usage | null): object {
  return usage === null ? NO_FIELDS : usageJson(usage);
}

function shareFields({ listPrice, tokens }: WeightShare): object {
  return { share_tokens: tokens, share_list_price: listPrice };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / SECOND_MS);
}
