import { groupBy } from '../model/group-by.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { PriceTable } from '../price/price-table.ts';
import type { AgentRow } from '../query/agent-list.ts';
import { type Judgement, judgeAgent } from './agent-flags.ts';
import { type FlaggedAgents, flaggedAgents } from './flagged-agents.ts';
import type { Pricer } from './pricer.ts';
import { heavierFirst, sumUsage, type Usage } from './usage.ts';
import { type WeightShare, weightShare } from './weight-share.ts';

/** What agents did and weighed. */
export interface AgentsReport {
  /** Of every response that is not of a main thread; null where no agent left a transcript: unknown, not zero. */
  readonly totals: Usage | null;
  /** Agents without a transcript, which the totals leave out. */
  readonly withoutTranscript: number;
  /** Of everything, main threads included. */
  readonly shareOfAll: WeightShare;
  /** Heaviest first, as are the agents. */
  readonly types: readonly AgentTypeReport[];
  readonly agents: readonly AgentReport[];
  readonly flagged: FlaggedAgents;
}

/** One agent: its own thread. What the agents below it did stands in their own reports. */
export interface AgentReport extends AgentRow {
  /** Null without a transcript: unknown, not zero. */
  readonly usage: Usage | null;
  readonly durationMs: number | null;
  readonly judgement: Judgement;
  readonly shareOfSession: WeightShare;
}

/** All agents of one type. Sums are of those with a transcript, and null where none has one. */
export interface AgentTypeReport {
  readonly agentType: string | null;
  readonly agents: number;
  readonly usage: Usage | null;
  readonly toolCalls: number | null;
  /** Of all its agents together: they may run side by side. */
  readonly durationMs: number | null;
  /** Of all agents' weight. */
  readonly share: WeightShare;
  /** Of the weight of the sessions in which it ran. */
  readonly shareOfSessions: WeightShare;
  readonly flagged: number;
}

export interface AgentsInput {
  readonly rows: readonly AgentRow[];
  /** Responses of the filter by agent, main threads among them, in the sessions of the rows. */
  readonly groups: readonly UsageGroup[];
  /** All responses of the filter. */
  readonly everything: readonly UsageGroup[];
  /** Agents that the filter lets through in part only, as `session/agent`. */
  readonly cut: ReadonlySet<string>;
  readonly price: Pricer;
  readonly table: PriceTable;
}

/** What each agent, each type of agent and all of them weighed (insight.md section 7). Agents sum to the totals. */
export function agentsReport(input: AgentsInput): AgentsReport {
  const { rows, groups, everything, price } = input;
  const bySession = groupBy(groups, (group) => group.sessionId);
  const ofAgents = groups.filter((group) => group.agentId !== MAIN_THREAD);
  const byAgent = groupBy(ofAgents, keyOf);
  const sessions = new Map([...bySession].map(([id, some]) => [id, sumUsage(some, price)]));
  const withoutTranscript = rows.filter(isUnknown).length;
  const totals = withoutTranscript > 0 && withoutTranscript === rows.length ? null : sumUsage(ofAgents, price);
  const all = sumUsage(everything, price);
  const agents = rows
    .map((row) => agentReport(row, byAgent.get(keyOf(row)) ?? [], sessions.get(row.sessionId), input))
    .sort((a, b) => heavier(a, b) || (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    totals,
    withoutTranscript,
    shareOfAll: weightShare(totals, all),
    types: typeReports(agents, byAgent, bySession, totals, price),
    agents,
    flagged: flaggedAgents(
      agents.map((agent) => ({ judgement: agent.judgement, groups: byAgent.get(keyOf(agent)) ?? [] })),
      { totals, all, price },
    ),
  };
}

function agentReport(
  row: AgentRow,
  own: readonly UsageGroup[],
  session: Usage | undefined,
  { cut, price, table }: AgentsInput,
): AgentReport {
  const usage = isUnknown(row) ? null : sumUsage(own, price);
  const { startedAt, endedAt, toolCalls } = row;
  return {
    ...row,
    usage,
    durationMs: startedAt === null || endedAt === null ? null : endedAt - startedAt,
    judgement: judgeAgent({ groups: own, toolCalls, isCut: cut.has(keyOf(row)) }, price, table),
    shareOfSession: weightShare(usage, session ?? sumUsage([], price)),
  };
}

function typeReports(
  agents: readonly AgentReport[],
  byAgent: ReadonlyMap<string, readonly UsageGroup[]>,
  bySession: ReadonlyMap<string, readonly UsageGroup[]>,
  totals: Usage | null,
  price: Pricer,
): AgentTypeReport[] {
  const types = [...groupBy(agents, (agent) => agent.agentType ?? '').values()].map((some): AgentTypeReport => {
    const known = some.filter((agent) => agent.usage !== null);
    const own = known.flatMap((agent) => byAgent.get(keyOf(agent)) ?? []);
    const usage = known.length === 0 ? null : sumUsage(own, price);
    const sessions = [...new Set(some.map((agent) => agent.sessionId))].flatMap((id) => bySession.get(id) ?? []);
    return {
      agentType: some[0]?.agentType ?? null,
      agents: some.length,
      usage,
      toolCalls: sumOrNull(some.map((agent) => agent.toolCalls)),
      durationMs: sumOrNull(some.map((agent) => agent.durationMs)),
      share: weightShare(usage, totals),
      shareOfSessions: weightShare(usage, sumUsage(sessions, price)),
      flagged: some.filter(({ judgement }) => judgement.kind === 'judged' && judgement.flags.length > 0).length,
    };
  });
  return types.sort((a, b) => heavier(a, b) || ((a.agentType ?? '') < (b.agentType ?? '') ? -1 : 1));
}

/** All that is known of it is the call that started it. */
function isUnknown({ link }: AgentRow): boolean {
  return link === 'call';
}

/** The sum of what is known; null when nothing is. */
function sumOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** What is not known comes last. */
function heavier(a: { readonly usage: Usage | null }, b: { readonly usage: Usage | null }): number {
  if (a.usage === null || b.usage === null) return Number(a.usage === null) - Number(b.usage === null);
  return heavierFirst(a.usage, b.usage);
}

function keyOf({ sessionId, agentId }: { readonly sessionId: string; readonly agentId: string }): string {
  return `${sessionId}/${agentId}`;
}
