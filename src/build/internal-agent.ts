/** Side agents that Claude Code starts by itself, told by the name of their file. */
const INTERNAL = /^a(compact|prompt_suggestion|side_question)-/;

/** The type of a side agent that no call starts; undefined for every other agent. */
export function internalType(agentId: string): string | undefined {
  return INTERNAL.exec(agentId)?.[1];
}

/** What Claude Code sends, as a prompt of its own, to agents that only fill the cache (2.0.77); also their type. */
export const WARMUP = { prompt: 'Warmup', agentType: 'warmup' };

/** Whether Claude Code started the agent by itself. */
export function isInternal(agentId: string): boolean {
  return INTERNAL.test(agentId);
}
