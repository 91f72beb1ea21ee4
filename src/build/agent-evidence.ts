import { type AgentId, agentId, MAIN_THREAD } from '../model/ids.ts';
import type { AgentMetaRecord, PromptRecord } from '../model/records.ts';
import type { SessionFile } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import type { ThreadedRecord } from './place-threads.ts';

/** What the files say of one agent. */
export interface AgentEvidence {
  readonly agentId: AgentId;
  readonly meta: AgentMetaRecord | null;
  /** Name of the workflow's folder that its transcript stands in; null for one outside of workflows. */
  readonly runId: string | null;
  /** The first prompt of its transcripts. */
  prompt: PromptRecord | null;
  /** The first prompt id that any of its records carries. */
  promptId: string | null;
  startedAt: Millis | null;
  endedAt: Millis | null;
  interrupted: boolean;
  /** The type that its own responses name; null where none does. */
  statedType: string | null;
  /** Tool calls and responses that stand in its transcripts. */
  readonly toolUseIds: Set<string>;
  readonly keys: Set<string>;
}

/** Where the transcripts of a workflow's agents stand: `subagents/workflows/<run>/`. */
const WORKFLOW = /[\\/]subagents[\\/]workflows[\\/]([^\\/]+)[\\/][^\\/]+$/;

/** Every agent that has a transcript, by id. */
export function agentEvidence(
  files: readonly SessionFile[],
  threaded: readonly (readonly ThreadedRecord[])[],
): Map<AgentId, AgentEvidence> {
  const metas = new Map<string, AgentMetaRecord>();
  const runs = new Map<string, string>();
  for (const file of files) {
    const [, runId] = WORKFLOW.exec(file.path) ?? [];
    if (runId !== undefined && file.agentId !== null) runs.set(file.agentId, runId);
    for (const record of file.records) {
      if (record.kind === 'agent-meta' && file.agentId !== null) metas.set(file.agentId, record);
    }
  }
  const agents = new Map<AgentId, AgentEvidence>();
  for (const file of threaded) {
    for (const entry of file) if (entry.thread !== MAIN_THREAD) note(agents, metas, runs, entry);
  }
  return agents;
}

function note(
  agents: Map<AgentId, AgentEvidence>,
  metas: ReadonlyMap<string, AgentMetaRecord>,
  runs: ReadonlyMap<string, string>,
  { record, thread }: ThreadedRecord,
): void {
  let agent = agents.get(thread);
  if (agent === undefined) {
    agent = {
      ...{ agentId: agentId(thread), meta: metas.get(thread) ?? null, runId: runs.get(thread) ?? null },
      ...{
        prompt: null,
        promptId: null,
        startedAt: null,
        endedAt: null,
        interrupted: false,
        statedType: null,
        toolUseIds: new Set(),
        keys: new Set(),
      },
    };
    agents.set(thread, agent);
  }
  if (record.at !== null && (agent.startedAt === null || record.at < agent.startedAt)) agent.startedAt = record.at;
  const last = record.kind === 'other' ? record.until : record.at;
  if (last !== null && (agent.endedAt === null || last > agent.endedAt)) agent.endedAt = last;
  switch (record.kind) {
    case 'prompt':
      agent.prompt ??= record;
      agent.promptId ??= record.promptId;
      return;
    case 'results':
      agent.promptId ??= record.promptId;
      return;
    case 'interrupt':
      agent.interrupted = true;
      return;
    case 'answer':
      agent.keys.add(record.key);
      agent.statedType ??= record.attribution?.agent ?? null;
      for (const call of record.toolCalls) agent.toolUseIds.add(call.id);
      return;
    default:
  }
}
