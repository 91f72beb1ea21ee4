import { type AgentId, agentId, MAIN_THREAD, type TurnId } from '../model/ids.ts';
import type { Turn } from '../model/session-rows.ts';
import type { Agent, ToolStatus } from '../model/span-rows.ts';
import type { Spawn } from '../model/tool-facts.ts';
import type { AgentEvidence } from './agent-evidence.ts';
import { internalType, WARMUP } from './internal-agent.ts';
import type { AgentOrigin } from './link-agents.ts';
import { notBefore, type PairedCall, statusOf } from './pair-tools.ts';
import type { Turns } from './split-turns.ts';

/**
 * The agent spans of a session: one for each agent with a transcript, below the call that started it, and one for each
 * call of an agent that left none. An agent that no call claims hangs on the turn of its prompt id, else on the turn in
 * which it began; null where there is no such turn.
 */
export function placeAgents(
  evidence: ReadonlyMap<AgentId, AgentEvidence>,
  origins: ReadonlyMap<AgentId, AgentOrigin>,
  calls: readonly PairedCall[],
  turns: Turns,
  interrupted: ReadonlySet<TurnId | AgentId>,
): Agent[] {
  const isBroken = (agent: Agent) =>
    interrupted.has(agent.agentId) ||
    interrupted.has(agent.parentAgentId) ||
    (agent.turnId !== null && interrupted.has(agent.turnId));
  const placed = [...evidence.values()].map((agent) => withTranscript(agent, origins.get(agent.agentId), turns));
  const taken = new Set(placed.map((agent) => agent.toolUseId));
  for (const call of calls) {
    if (call.call.spawn === null || taken.has(call.call.id)) continue;
    // Who kept the call from being made kept the agent from being started.
    if (call.result?.refused) continue;
    // A further call of an agent that has a span already writes to it: an ordinary tool call.
    if (call.result?.agentId && evidence.has(agentId(call.result.agentId))) continue;
    placed.push(withoutTranscript(call, turns));
  }
  const ended = withTurns(placed).map((agent) =>
    agent.status === 'open' && isBroken(agent) ? { ...agent, status: 'interrupted' as const } : agent,
  );
  return ended.sort((a, b) => (a.agentId < b.agentId ? -1 : a.agentId > b.agentId ? 1 : 0));
}

function withTranscript(agent: AgentEvidence, origin: AgentOrigin | undefined, turns: Turns): Agent {
  const call = origin?.call ?? null;
  const spawn = call?.call.spawn ?? null;
  return {
    agentId: agent.agentId,
    agentType: typeOf(agent, spawn),
    label: agent.meta?.description ?? call?.call.target ?? agent.prompt?.label ?? '',
    link: origin?.link ?? 'unlinked',
    // A call of another tool (a skill, a workflow) stays a tool span beside the agents it started.
    toolUseId: spawn === null ? null : (call?.call.id ?? null),
    parentAgentId: call?.thread ?? MAIN_THREAD,
    turnId: call === null ? turnBeside(agent, turns) : turnOfCall(call, turns),
    startedAt: agent.startedAt,
    endedAt: agent.endedAt,
    status: statusOfAgent(agent, call),
  };
}

/** As its files say, else as its call asked for; else by what it was sent, or the folder that it stands in. */
function typeOf({ agentId, meta, statedType, prompt, runId }: AgentEvidence, spawn: Spawn | null): string | null {
  const told = internalType(agentId) ?? meta?.agentType ?? spawn?.agentType ?? statedType;
  if (told !== null) return told;
  if (prompt?.label === WARMUP.prompt) return WARMUP.agentType;
  if (runId !== null) return OF_WORKFLOWS;
  return spawn === null ? null : UNLESS_NAMED;
}

/** What Claude Code calls the agents of its workflows, and the type it starts where a call names none. */
const OF_WORKFLOWS = 'workflow-subagent';
const UNLESS_NAMED = 'general-purpose';

function withoutTranscript(call: PairedCall, turns: Turns): Agent {
  return {
    // The id that a call's result names may be shared by several calls; its own id never is.
    agentId: agentId(call.call.id),
    agentType: call.call.spawn?.agentType ?? UNLESS_NAMED,
    label: call.call.target,
    link: 'call',
    toolUseId: call.call.id,
    parentAgentId: call.thread,
    turnId: turnOfCall(call, turns),
    startedAt: call.at,
    endedAt: notBefore(call.at, call.resultAt),
    status: statusOf(call, false),
  };
}

/** Where no call is known nothing says that it failed. */
function statusOfAgent(agent: AgentEvidence, call: PairedCall | null): ToolStatus {
  const status = call === null ? 'ok' : statusOf(call, agent.interrupted);
  return agent.interrupted && status === 'ok' ? 'interrupted' : status;
}

function turnOfCall(call: PairedCall, turns: Turns): TurnId | null {
  return call.thread === MAIN_THREAD ? (turns.turnOfKey.get(call.key) ?? null) : null;
}

function turnBeside({ promptId, startedAt }: AgentEvidence, turns: Turns): TurnId | null {
  const named = promptId === null ? undefined : turns.turnOfPrompt.get(promptId);
  if (named !== undefined) return named;
  const begun = (turn: Turn) => turn.startedAt !== null && startedAt !== null && turn.startedAt <= startedAt;
  return turns.turns.findLast(begun)?.turnId ?? turns.turns[0]?.turnId ?? null;
}

/** Gives nested agents the turn of the agents above them. */
function withTurns(agents: readonly Agent[]): Agent[] {
  const byId = new Map(agents.map((agent) => [agent.agentId, agent]));
  const turnOf = (agent: Agent): TurnId | null => {
    const parent = agent.turnId === null ? byId.get(agent.parentAgentId) : undefined;
    return parent === undefined || parent === agent ? agent.turnId : turnOf(parent);
  };
  return agents.map((agent) => ({ ...agent, turnId: turnOf(agent) }));
}
