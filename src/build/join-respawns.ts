import type { AgentId } from '../model/ids.ts';
import type { SessionFile } from '../model/session-rows.ts';
import { type AgentEvidence, agentEvidence } from './agent-evidence.ts';
import { isInternal } from './internal-agent.ts';
import type { ThreadedRecord } from './place-threads.ts';

/**
 * Transcripts of one agent become one thread (spans.md section 3): one whose calls all stand in another of its type is a
 * snapshot of it, two that were started by the same call are two lives of one agent. A2.
 */
export function joinRespawns(files: readonly SessionFile[], threaded: readonly (readonly ThreadedRecord[])[]): Joined {
  const before = agentEvidence(files, threaded);
  const aliases = aliasesOf([...before.values()]);
  if (aliases.size === 0) return { threaded, evidence: before };
  const named = (id: AgentId): AgentId => {
    const alias = aliases.get(id);
    return alias === undefined ? id : named(alias);
  };
  const joined = threaded.map((file) =>
    file.map((entry) => (aliases.has(entry.thread) ? { ...entry, thread: named(entry.thread) } : entry)),
  );
  return { threaded: joined, evidence: agentEvidence(files, joined) };
}

/** Records by thread, and what they say of each agent. */
interface Joined {
  readonly threaded: readonly (readonly ThreadedRecord[])[];
  readonly evidence: ReadonlyMap<AgentId, AgentEvidence>;
}

/** Agents that are another one, which never points back: the one with more calls stays, of equals the smaller id. */
function aliasesOf(agents: readonly AgentEvidence[]): Map<AgentId, AgentId> {
  const aliases = new Map<AgentId, AgentId>();
  const largestFirst = agents
    .filter((agent) => !isInternal(agent.agentId))
    .sort((a, b) => size(b) - size(a) || (a.agentId < b.agentId ? -1 : 1));
  const byCall = new Map<string, AgentEvidence>();
  const byContent = new Map<string, AgentEvidence[]>();
  for (const agent of largestFirst) {
    const callId = agent.meta?.toolUseId ?? null;
    const sibling = callId === null ? undefined : byCall.get(callId);
    const whole = sibling ?? wholeOf(agent, byContent);
    if (whole !== undefined) aliases.set(agent.agentId, whole.agentId);
    else {
      if (callId !== null) byCall.set(callId, agent);
      for (const id of contentOf(agent)) byContent.set(id, [...(byContent.get(id) ?? []), agent]);
    }
  }
  return aliases;
}

/** A transcript of the same type that holds all calls of `agent`, which names no call of its own. */
function wholeOf(agent: AgentEvidence, byContent: ReadonlyMap<string, readonly AgentEvidence[]>) {
  const content = contentOf(agent);
  const [first] = content;
  if (agent.meta?.toolUseId || first === undefined) return undefined;
  return byContent.get(first)?.find((other) => {
    const held = contentOf(other);
    return isSameType(agent, other) && [...content].every((id) => held.has(id));
  });
}

/** Its tool calls; of an agent without any, its responses. */
function contentOf(agent: AgentEvidence): ReadonlySet<string> {
  return agent.toolUseIds.size > 0 ? agent.toolUseIds : agent.keys;
}

function isSameType(a: AgentEvidence, b: AgentEvidence): boolean {
  return (a.meta?.agentType ?? null) === (b.meta?.agentType ?? null);
}

function size(agent: AgentEvidence): number {
  return agent.toolUseIds.size * 1e6 + agent.keys.size;
}
