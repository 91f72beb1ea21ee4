import type { AgentLink } from '../model/span-rows.ts';
import type { AgentEvidence } from './agent-evidence.ts';
import type { PairedCall } from './pair-tools.ts';
import type { ThreadedRecord } from './place-threads.ts';

/** What an agent and a call have to agree on for one rule; those that share a text may belong together. */
export interface Rule {
  readonly link: AgentLink;
  readonly ofAgent: (agent: AgentEvidence) => readonly (string | null)[];
  readonly ofCall: (call: PairedCall) => string | null;
  /** Names the other by an id: then neither time nor type has a say. */
  readonly exact?: true;
  /** Only where one agent and one call share it. */
  readonly alone?: true;
}

/** The rules in the order in which they are tried, the most exact first; `threaded` tells what notices name. */
export function rulesOf(threaded: readonly (readonly ThreadedRecord[])[]): Rule[] {
  const notices = noticesOf(threaded);
  const promptOf = (agent: AgentEvidence) => agent.prompt?.textHash ?? null;
  const typed = (first: string | null, type: string | null) => (first === null ? null : `${first}\n${type ?? ''}`);
  return [
    {
      link: 'result',
      ofAgent: (agent) => [agent.agentId],
      ofCall: (call) => call.result?.agentId ?? null,
      exact: true,
    },
    {
      link: 'notice',
      ofAgent: (agent) => [...(notices.get(agent.agentId) ?? [])],
      ofCall: (call) => call.call.id,
      exact: true,
    },
    {
      link: 'prompt',
      ofAgent: (agent) => [typed(promptOf(agent), agent.meta?.agentType ?? null)],
      ofCall: (call) => typed(call.call.spawn?.promptHash ?? null, call.call.spawn?.agentType ?? null),
    },
    // Where one side does not name a type, or only the call's alias of it, the prompt alone has to do.
    { link: 'prompt', ofAgent: (agent) => [promptOf(agent)], ofCall: (call) => call.call.spawn?.promptHash ?? null },
    {
      link: 'member',
      ofAgent: ({ meta }) => [meta?.name ?? null, meta?.agentType ?? null],
      ofCall: (call) => call.call.spawn?.name ?? null,
    },
    {
      link: 'prompt-id',
      ofAgent: (agent) => [typed(agent.promptId, agent.meta?.agentType ?? null)],
      ofCall: (call) => typed(call.promptId, call.call.spawn?.agentType ?? null),
      alone: true,
    },
    {
      link: 'type',
      ofAgent: ({ meta }) => [meta?.agentType ?? null],
      ofCall: (call) => call.call.spawn?.agentType ?? null,
    },
  ];
}

/** The calls that progress and notices of their end name for an agent. */
function noticesOf(threaded: readonly (readonly ThreadedRecord[])[]): Map<string, Set<string>> {
  const notices = new Map<string, Set<string>>();
  for (const file of threaded) {
    for (const { record } of file) {
      if (record.kind !== 'link') continue;
      notices.set(record.agentId, (notices.get(record.agentId) ?? new Set()).add(record.toolUseId));
    }
  }
  return notices;
}
