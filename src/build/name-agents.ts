import { type AgentId, agentId, MAIN_THREAD } from '../model/ids.ts';
import type { ToolCall } from '../model/records.ts';
import type { Agent, SessionFile } from '../model/session-rows.ts';
import type { ThreadedRecord } from './place-threads.ts';

/** Side agents that Claude Code starts by itself, told by the name of their file. */
const INTERNAL = /^a(compact|prompt_suggestion|side_question)-/;

/**
 * Every agent of a session with its type: from its metadata, its name, the call whose result names it, or the call
 * with the same prompt; null when nothing tells.
 */
export function nameAgents(files: readonly SessionFile[], threaded: readonly (readonly ThreadedRecord[])[]): Agent[] {
  const evidence = gather(files, threaded);
  const ids = new Set<AgentId>();
  for (const { thread } of threaded.flat()) if (thread !== MAIN_THREAD) ids.add(thread);
  return [...ids].sort().map((id) => ({ agentId: id, agentType: typeOf(id, evidence) }));
}

interface Evidence {
  readonly callById: ReadonlyMap<string, ToolCall>;
  readonly callIdByAgent: ReadonlyMap<string, string>;
  readonly typesByPrompt: ReadonlyMap<string, ReadonlySet<string>>;
  readonly promptByAgent: ReadonlyMap<AgentId, string>;
  readonly typeByMeta: ReadonlyMap<AgentId, string>;
}

function typeOf(id: AgentId, evidence: Evidence): string | null {
  const internal = INTERNAL.exec(id)?.[1];
  if (internal !== undefined) return internal;
  const meta = evidence.typeByMeta.get(id);
  if (meta !== undefined) return meta;
  const called = evidence.callById.get(evidence.callIdByAgent.get(id) ?? '')?.agentType;
  if (called) return called;
  const types = evidence.typesByPrompt.get(evidence.promptByAgent.get(id) ?? '');
  return types?.size === 1 ? ([...types][0] ?? null) : null;
}

function gather(files: readonly SessionFile[], threaded: readonly (readonly ThreadedRecord[])[]): Evidence {
  const callById = new Map<string, ToolCall>();
  const callIdByAgent = new Map<string, string>();
  const typesByPrompt = new Map<string, Set<string>>();
  const promptByAgent = new Map<AgentId, string>();
  const typeByMeta = new Map<AgentId, string>();
  for (const file of files) {
    for (const record of file.records) {
      if (record.kind !== 'agent-meta' || file.agentId === null) continue;
      if (record.agentType !== null) typeByMeta.set(agentId(file.agentId), record.agentType);
      if (record.toolUseId !== null) callIdByAgent.set(file.agentId, record.toolUseId);
    }
  }
  for (const { record, thread } of threaded.flat()) {
    if (record.kind === 'answer') {
      for (const call of record.toolCalls) {
        callById.set(call.id, call);
        if (call.promptHash === null || call.agentType === null) continue;
        typesByPrompt.set(call.promptHash, (typesByPrompt.get(call.promptHash) ?? new Set()).add(call.agentType));
      }
    } else if (record.kind === 'results' && record.resultAgentId !== null) {
      const only = record.results[0];
      if (only !== undefined && !callIdByAgent.has(record.resultAgentId))
        callIdByAgent.set(record.resultAgentId, only.toolUseId);
    } else if (record.kind === 'prompt' && thread !== MAIN_THREAD && !promptByAgent.has(thread)) {
      promptByAgent.set(thread, record.textHash);
    }
  }
  return { callById, callIdByAgent, typesByPrompt, promptByAgent, typeByMeta };
}
